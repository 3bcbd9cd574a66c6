"""Events in their place: what passes between the stretches, the gate and the steps.

An entry is an event together with the envelope of the message that brought it. Nearly all events are
pointer moves, so that `Entries` hold them packed; who must not look at each takes `parts_of` them. What
there are many of is made, compared and sent to another process without a line of Python.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from msgspec import Struct

from schemas.moves import MoveRun
from schemas.raw import AnyEvent, Context


class Envelope(Struct, frozen=True, gc=False):
    """Who and where: everything of a raw message but its events."""

    session_id: str
    user_id: str
    role: str | None
    region: str | None
    contexts: tuple[Context, ...]


class Entry(Struct, frozen=True, gc=False):
    """An event in its place."""

    event: AnyEvent
    envelope: Envelope

    @property
    def context(self) -> Context:
        """The window that the event belongs to."""
        return self.envelope.contexts[self.event.ctx]


class Moves(Struct, frozen=True, gc=False):
    """Pointer moves that follow one another, in their place."""

    run: MoveRun
    envelope: Envelope

    @property
    def context(self) -> Context:
        """The window that they belong to."""
        return self.envelope.contexts[self.run.ctx]

    def entries(self) -> Iterator[Entry]:
        """Each of them as an entry."""
        return (Entry(event, self.envelope) for event in self.run.events())


Part = Entry | Moves


class Entries(Sequence[Entry]):
    """Entries in order, with moves packed; an entry is made when it is asked for."""

    __slots__ = ("_starts", "parts")

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = tuple(parts)
        self._starts = [0]
        for part in self.parts:
            self._starts.append(self._starts[-1] + (len(part.run) if isinstance(part, Moves) else 1))

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[Entry]:
        for part in self.parts:
            if isinstance(part, Moves):
                yield from part.entries()
            else:
                yield part

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return tuple(self)[index]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        number = bisect_right(self._starts, place) - 1
        part = self.parts[number]
        if isinstance(part, Moves):
            return Entry(part.run.event(place - self._starts[number]), part.envelope)
        return part

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[type["Entries"], tuple[tuple[Part, ...]]]:
        return Entries, (self.parts,)

    def __repr__(self) -> str:
        return f"Entries({len(self)})"


def parts_of(entries: Sequence[Entry]) -> Sequence[Part]:
    """Entries with moves packed, as far as they come so."""
    return entries.parts if isinstance(entries, Entries) else entries


def times_of(entries: Sequence[Entry]) -> Iterator[int]:
    """The time of each event (ms since the epoch)."""
    for part in parts_of(entries):
        if isinstance(part, Moves):
            yield from part.run.times()
        else:
            yield part.event.ts


class Place(Struct, frozen=True, gc=False):
    """The part of a raw topic that a stretch came from; offsets are inclusive."""

    topic: str
    partition: int
    first_offset: int
    last_offset: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of one session, closed; entries stand in the order of `seq`.

    `cut_before` and `cut_after` say that the stretch's start or end cut a typed run (SPEC
    section 3, rule 4). A stretch without entries only counts duplicates and late events.
    `kafka_ms` is Kafka's time of its last raw message, None in a file run, where offsets are
    line numbers. `first_seq` is -1 where there are no entries.
    """

    session_id: str
    user_id: str
    entries: Sequence[Entry]
    place: Place
    first_seq: int
    last_seq: int
    counts: dict[str, int] = field(default_factory=dict)
    cut_before: bool = False
    cut_after: bool = False
    kafka_ms: int | None = None
    offsets: tuple[int, ...] = ()
    """Every offset that brought it an event, duplicates and late ones too; ascending."""
