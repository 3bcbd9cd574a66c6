"""One stretch that still grows: what it holds, and when it ends.

Owns rules 2 to 4 of SPEC section 3, "Where a stretch ends", for one stretch. Moves are held packed, and
put in as they are where none of them can end anything.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.entries import Entry, Moves, Part
from pipelines.packing import PACK_BYTES, Packed, span_of
from pipelines.runs import RunTracker
from pipelines.sharing import Shared
from schemas.moves import MoveRun
from schemas.raw import AnyEvent
from schemas.rules import TrajectoryLimits

LAST_CELL: Final = 12
"""A stretch never reaches into the twelfth cell after the one in which it began."""
RELEASE_REST_MS: Final = 500
COPY_REST_MS: Final = 30_000


@dataclass(slots=True)
class Strays:
    """Duplicates and late events, and the offsets that brought them."""

    counts: dict[str, int] = field(default_factory=dict)
    offsets: set[int] = field(default_factory=set)

    def count(self, reason: str, offset: int) -> None:
        self.counts[reason] = self.counts.get(reason, 0) + 1
        self.offsets.add(offset)

    def absorb(self, other: "Strays") -> None:
        for reason, number in other.counts.items():
            self.counts[reason] = self.counts.get(reason, 0) + number
        self.offsets |= other.offsets


@dataclass(slots=True)
class Grid:
    """The cells that a stretch has entered, by time or by number."""

    size: int
    first: int
    highest: int
    records: set[int] = field(default_factory=set)

    @classmethod
    def at(cls, value: int, size: int) -> "Grid":
        return cls(size, value // size, value // size)

    def is_new(self, value: int) -> bool:
        cell = value // self.size
        return cell > self.highest or cell in self.records

    def may_be_new(self, value: int) -> bool:
        """Whether any value up to this one may lie in a new cell."""
        return bool(self.records) or self.goes_beyond(value)

    def goes_beyond(self, value: int) -> bool:
        """Whether a value lies above the highest cell."""
        return value // self.size > self.highest

    def is_last(self, value: int) -> bool:
        return value // self.size >= self.first + LAST_CELL

    def enter(self, value: int) -> None:
        cell = value // self.size
        if cell > self.highest:
            self.highest = cell
            self.records.add(cell)


@dataclass(slots=True)
class Growing:
    """A stretch that still grows."""

    limits: TrajectoryLimits
    times: Grid
    numbers: Grid
    cut_before: bool
    run: RunTracker
    entries: dict[int, Part] = field(default_factory=dict)
    """By number; moves by the number of their first."""
    runs: list[int] = field(default_factory=list)
    """Numbers of the first of each of the moves that are held packed, ascending."""
    highest: int = -1
    in_order: bool = True
    last_ts: int = 0
    size_bytes: int = 0
    offsets: set[int] = field(default_factory=set)
    strays: Strays = field(default_factory=Strays)
    shared: Shared = field(default_factory=Shared)
    packed: Packed = field(default_factory=Packed)
    unpacked_bytes: int = 0
    """Raw bytes that came since anything was packed."""

    def ends_before(self, event: AnyEvent) -> bool:
        """Rule 2 by `ts`, and rule 3: the first quiet point in a new cell."""
        if event.ts - self.last_ts >= self.limits.idle_gap_s * 1000:
            return True
        if self.times.is_new(event.ts) or self.numbers.is_new(event.seq):
            return self._is_quiet_at(event.ts)
        return False

    def must_end_before(self, event: AnyEvent) -> bool:
        """Rule 4 by the grid."""
        return self.times.is_last(event.ts) or self.numbers.is_last(event.seq)

    def _is_quiet_at(self, ts: int) -> bool:
        run = self.run
        if run.button_held or (run.open and not run.last_was_line_break):
            return False
        if run.last_release_ms is not None and ts - run.last_release_ms < RELEASE_REST_MS:
            return False
        return run.last_copy_ms is None or ts - run.last_copy_ms >= COPY_REST_MS

    def holds(self, seq: int) -> bool:
        """Whether an event with this number is there already."""
        if seq in self.entries or self.packed.holds(seq):
            return True
        at = bisect_right(self.runs, seq) - 1
        if at < 0:
            return False
        moves = self.entries[self.runs[at]]
        return isinstance(moves, Moves) and seq <= moves.run.last_seq

    def takes(self, run: MoveRun) -> bool:
        """Whether moves surely go on with the stretch, all of them: none is known, none can end it."""
        if run.first_seq <= self.highest:
            return False
        low, top = run.span()
        if max(top - low, top - self.last_ts) >= self.limits.idle_gap_s * 1000:
            return False
        if self.times.is_last(top) or self.numbers.is_last(run.last_seq):
            return False
        # What is not quiet at a time was not before.
        return not self._is_quiet_at(top) or not (
            self.times.may_be_new(top) or self.numbers.may_be_new(run.last_seq)
        )

    def place_moves(self, moves: Moves, offset: int) -> None:
        """Put moves in that it takes."""
        run = moves.run
        self.entries[run.first_seq] = moves
        self.runs.append(run.first_seq)
        self.offsets.add(offset)
        self.highest = run.last_seq
        self.last_ts = run.last_ts
        if self.times.goes_beyond(run.span()[1]):
            for ts in run.times():
                self.times.enter(ts)
        if self.numbers.goes_beyond(run.last_seq):
            for seq in range(run.first_seq, run.last_seq + 1):
                self.numbers.enter(seq)

    def grow(self, size_bytes: int) -> None:
        """Note the raw bytes of a message that it holds a part of; pack what has become much."""
        self.size_bytes += size_bytes
        self.unpacked_bytes += size_bytes
        if self.unpacked_bytes >= PACK_BYTES:
            self.packed.add(self.entries.values())
            self.entries, self.runs, self.shared, self.unpacked_bytes = {}, [], Shared(), 0

    def parts(self) -> Sequence[Part]:
        """All that it holds, in order of `seq`."""
        parts = [*self.packed.parts(), *self.entries.values()]
        return parts if self.in_order else sorted(parts, key=span_of)

    def place(self, entry: Entry, offset: int) -> None:
        """Put an event in."""
        entry = self.shared.entry(entry)
        event = entry.event
        self.entries[event.seq] = entry
        self.offsets.add(offset)
        if event.seq < self.highest:
            self.in_order = False
            return
        self.highest = event.seq
        self.last_ts = event.ts
        self.times.enter(event.ts)
        self.numbers.enter(event.seq)
        self.run.feed(event, entry.context)
