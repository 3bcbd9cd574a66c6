"""What others wrote into a partition of the trajectory topic while its owner wrote there too.

Owns how it is noticed: by offsets between the owner's own that are not the owner's. Most are no matter (a
replay's trajectories, tombstones); but what a worker that is gone had sent may arrive late, under other
rules, beside what the owner made of the same stretch. Pure: records come in, ids come out.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from streams.kafka import Record
from streams.progress import Noted, StretchName, Tail

KEEP: Final = 20_000
"""How many stretches are remembered for each partition: some hours of work."""


class Strays:
    """One partition under one owner; `end` is where the topic ended when it was opened, if that is known."""

    def __init__(self, raw_topic: str, partition: int, end: int | None, noted: Iterable[Noted] = ()) -> None:
        self._raw_topic, self._partition, self._end = raw_topic, partition, end
        self._names: OrderedDict[StretchName, str] = OrderedDict()
        self._gaps: list[tuple[int, int]] = []
        for one in noted:
            self.made(one.name, one.trajectory_id)

    def made(self, name: StretchName, trajectory_id: str) -> None:
        """Remember which trajectory is a stretch's own."""
        self._names[name] = trajectory_id
        self._names.move_to_end(name)
        while len(self._names) > KEEP:
            self._names.popitem(last=False)

    def wrote(self, offset: int) -> None:
        """Note an offset of the owner's; what lies between it and the one before is somebody else's."""
        if self._end is not None and offset > self._end:
            self._gaps.append((self._end, offset))
        self._end = max(offset + 1, self._end or 0)

    def take_gaps(self) -> list[tuple[int, int]]:
        """Ranges of offsets that were not looked into yet."""
        gaps, self._gaps = self._gaps, []
        return gaps

    def missed(self, start: int, end: int) -> None:
        """Keep a range that could not be read for the next time."""
        self._gaps.append((start, end))

    def among(self, records: Iterable[Record]) -> list[str]:
        """The ids among some records that are of a stretch whose own trajectory is another one."""
        tail = Tail(self._raw_topic, self._partition)
        for record in records:
            tail.add((record.key or b"").decode("utf-8", "replace"), record.value, record.offset)
        own = self._names
        return sorted(i for i, name in tail.names().items() if name in own and own[name] != i)
