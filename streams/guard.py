"""Watching over a worker from a thread of its own: is it handed what lies in its partitions?"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from streams.kafka import KafkaFailed
from streams.kafka.groups import Asker
from streams.settings import Settings
from streams.telemetry.metrics import Metrics
from streams.watchdog import Sight, Watchdog

_LOOK_S: Final = 2.0
_ASK_TIMEOUT_S: Final = 5.0
_REASONS: Final[dict[str, str]] = {
    "starved": "messages lie in its partitions and none was handed to it",
    "rebalancing": "a rebalance has not come to an end",
}


class Watched(Protocol):
    """What is looked at."""

    handed_s: float

    def held_back(self) -> bool:
        """Whether the worker asks for nothing now."""

    def positions(self) -> Mapping[int, int | None]:
        """The next offset of each partition, None where it is not known."""


class Guard:
    """Looks every few seconds; `leave` ends the process when the watchdog says so."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        worker: Watched,
        rebalancing: Callable[[], bool],
        leave: Callable[[str, str], None],
    ) -> None:
        self._metrics = metrics
        self._worker = worker
        self._rebalancing = rebalancing
        self._leave = leave
        self._asker = Asker(settings, settings.raw_topic)
        self._watchdog = Watchdog(settings.watchdog_s)
        self._seen: set[int] = set()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK_S)
            reason = self._watchdog.look(
                Sight(
                    now_s=time.monotonic(),
                    behind=self._is_behind(),
                    held_back=self._worker.held_back(),
                    rebalancing=self._rebalancing(),
                    handed_s=self._worker.handed_s,
                )
            )
            if reason is not None:
                self._leave(f"watchdog_{reason}", _REASONS[reason])

    def _is_behind(self) -> bool:
        positions = dict(self._worker.positions())
        for gone in self._seen - positions.keys():
            self._metrics.lag.remove(str(gone))
        self._seen &= positions.keys()
        try:
            ends = self._asker.ends(positions, _ASK_TIMEOUT_S)
        except KafkaFailed:
            return False
        behind = False
        for number, expected in positions.items():
            if expected is not None:
                lag = max(0, ends[number] - expected)
                self._metrics.lag.labels(str(number)).set(lag)
                self._seen.add(number)
                behind = behind or lag > 0
        return behind
