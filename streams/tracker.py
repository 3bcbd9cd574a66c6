"""Which offsets of a partition are done, and which may be acknowledged.

Laws: an offset is acknowledged only when everything that it brought is published or accounted
for, and only when all offsets before it are; so nothing behind a crash is lost. Pure.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Ticket = TypeVar("Ticket")


@dataclass(slots=True)
class _Open(Generic[Ticket]):
    offset: int
    size_bytes: int
    holders: int = 1
    tickets: list[Ticket] = field(default_factory=list)


class Tracker(Generic[Ticket]):
    """Open offsets in their order; a ticket is what must be given back when its offset is done."""

    def __init__(self) -> None:
        self._order: deque[_Open[Ticket]] = deque()
        self._open: dict[int, _Open[Ticket]] = {}
        self._highest = -1
        self.open_bytes = 0

    def __len__(self) -> int:
        """How many offsets are open or wait for one before them."""
        return len(self._order)

    def open(self, offset: int, size_bytes: int = 0) -> None:
        """Take an offset that is now being worked on; it has one holder.

        Raises: ValueError, unless it lies above all that were taken before.
        """
        if offset <= self._highest:
            raise ValueError(f"offset {offset} was taken before; {self._highest} is the highest")
        self._highest = offset
        entry: _Open[Ticket] = _Open(offset, size_bytes)
        self._order.append(entry)
        self._open[offset] = entry
        self.open_bytes += size_bytes

    def attach(self, offset: int, ticket: Ticket) -> bool:
        """Keep a ticket until its offset may be acknowledged; False: that is so already."""
        entry = self._open.get(offset)
        if entry is None:
            return False
        entry.tickets.append(ticket)
        return True

    def hold(self, offset: int, holders: int) -> list[Ticket]:
        """Say how many stretches hold events of an offset; none: it is done.

        Returns the tickets that may be given back now, in order.
        """
        self._open[offset].holders = holders
        return self._give_back()

    def release(self, offset: int) -> list[Ticket]:
        """One holder of an offset is done. Returns the tickets that may be given back now, in order.

        Raises: ValueError, if the offset has no holder left.
        """
        entry = self._open.get(offset)
        if entry is None or entry.holders <= 0:
            raise ValueError(f"offset {offset} is released more often than it is held")
        entry.holders -= 1
        return self._give_back()

    def _give_back(self) -> list[Ticket]:
        tickets: list[Ticket] = []
        while self._order and self._order[0].holders <= 0:
            entry = self._order.popleft()
            del self._open[entry.offset]
            self.open_bytes -= entry.size_bytes
            tickets.extend(entry.tickets)
        return tickets
