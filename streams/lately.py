"""What was published lately, so that an erasure that came in between still reaches it.

Pure: the time is an argument. Ids of people are kept in memory only, and not for long.
"""

from array import array
from collections import deque
from dataclasses import dataclass
from typing import Final

from pipelines.consent import ControlSet
from pipelines.entries import Stretch, times_of

KEEP_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class _One:
    at_s: float
    user_id: str
    session_id: str
    times: "array[int]"
    partition: int
    trajectory_id: str


class Lately:
    """Trajectories of the last two minutes, with the times of their events."""

    def __init__(self) -> None:
        self._kept: deque[_One] = deque()

    def add(self, partition: int, stretch: Stretch, trajectory_id: str, now_s: float) -> None:
        """Keep what was just published, and forget what is old."""
        times = array("q", sorted(set(times_of(stretch.entries))))
        self._kept.append(_One(now_s, stretch.user_id, stretch.session_id, times, partition, trajectory_id))
        while self._kept and self._kept[0].at_s < now_s - KEEP_S:
            self._kept.popleft()

    def take_erased(self, controls: ControlSet) -> list[tuple[int, str]]:
        """Partitions and ids of what these controls erase; they are not kept any more."""
        erased = [one for one in self._kept if controls.erases(one.user_id, one.session_id, one.times)]
        for one in erased:
            self._kept.remove(one)
        return [(one.partition, one.trajectory_id) for one in erased]
