"""The fence: a process that did not run for a while may be a zombie and sends nothing more.

Its partitions may have moved to another worker meanwhile. Once tripped, it stays tripped. Pure:
the time is an argument (seconds of a clock that goes on while the process does not run).
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Fence:
    """`limit_s` is the longest pause that is no cause for doubt."""

    limit_s: float
    last_s: float
    tripped: bool = False

    def passes(self, now_s: float) -> bool:
        """Note that the process runs; False: it was away too long, now or before."""
        if now_s - self.last_s > self.limit_s:
            self.tripped = True
        self.last_s = max(self.last_s, now_s)
        return not self.tripped
