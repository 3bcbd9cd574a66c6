"""The watchdog: finds a worker that owns work and is never handed any.

After rebalances in quick succession Faust can stay suspended for ever while heartbeats go on, so
nobody else gets the partitions either. Pure: what was seen is an argument.
"""

from dataclasses import dataclass
from typing import Literal

Reason = Literal["starved", "rebalancing"]


@dataclass(frozen=True, slots=True)
class Sight:
    """What the worker looks like at `now_s` (seconds, monotonic).

    `behind`: it owns a partition and has not been handed all that lies in it. `held_back`: it asked
    for nothing, since what it took is not done. `handed_s`: when it was last handed a message.
    """

    now_s: float
    behind: bool
    held_back: bool
    rebalancing: bool
    handed_s: float


@dataclass(slots=True)
class Watchdog:
    """`limit_s` is how long a worker may be starved, or in the middle of a rebalance."""

    limit_s: float
    _starved_since_s: float | None = None
    _rebalancing_since_s: float | None = None

    def look(self, sight: Sight) -> Reason | None:
        """Why the worker has to leave, if it has to."""
        if sight.behind and not sight.held_back:
            since_s = sight.now_s if self._starved_since_s is None else self._starved_since_s
            self._starved_since_s = max(since_s, sight.handed_s)
        else:
            self._starved_since_s = None
        if not sight.rebalancing:
            self._rebalancing_since_s = None
        elif self._rebalancing_since_s is None:
            self._rebalancing_since_s = sight.now_s
        if self._over(self._starved_since_s, sight.now_s):
            return "starved"
        return "rebalancing" if self._over(self._rebalancing_since_s, sight.now_s) else None

    def _over(self, since_s: float | None, now_s: float) -> bool:
        return since_s is not None and now_s - since_s > self.limit_s
