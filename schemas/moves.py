"""Pointer moves in little room: almost all events are moves, and little of a move matters.

Owns the packed form of moves that follow one another, and the events of a message as a sequence that
holds them so. Of a move only its number, time, window and place are kept: nothing else of it is used.
"""

import itertools
from array import array
from collections.abc import Iterator, Sequence
from typing import Final, overload

from msgspec import Struct

from schemas.raw import AnyEvent, PointerEvent

_LAGS: Final = ("H", "q")
_LAG_BYTES: Final = {form: array(form).itemsize for form in _LAGS}
_PLACES: Final = ("h", "i", "d")
"""Forms of the `array` module, the smallest first; the last holds whatever the contract allows."""


class MoveRun(Struct, frozen=True, gc=False):
    """Moves with numbers that count up by 1, in one window; times are `first_ts` and lags from it (ms)."""

    ctx: int
    first_seq: int
    first_ts: int
    lag_form: str
    lags: bytes
    place_form: str
    places: bytes
    """x and y of each move, in turns (screen pixels)."""

    def __len__(self) -> int:
        return len(self.lags) // _LAG_BYTES[self.lag_form]

    @property
    def last_seq(self) -> int:
        """The number of its last move."""
        return self.first_seq + len(self) - 1

    @property
    def last_ts(self) -> int:
        """The time of its last move."""
        lag: int = memoryview(self.lags).cast(self.lag_form)[-1]  # type: ignore[call-overload]
        return self.first_ts + lag

    def span(self) -> tuple[int, int]:
        """The earliest and the latest time."""
        lags = memoryview(self.lags).cast(self.lag_form).tolist()  # type: ignore[call-overload]
        return self.first_ts + min(lags), self.first_ts + max(lags)

    def times(self) -> list[int]:
        """The time of each move (ms since the epoch)."""
        first = self.first_ts
        return [first + lag for lag in memoryview(self.lags).cast(self.lag_form)]  # type: ignore[call-overload]

    def points(self) -> Iterator[tuple[float, float]]:
        """The place of each move."""
        flat: list[float] = memoryview(self.places).cast(self.place_form).tolist()  # type: ignore[call-overload]
        return zip(flat[::2], flat[1::2], strict=True)

    def events(self) -> Iterator[PointerEvent]:
        """Each move as an event."""
        numbers = itertools.count(self.first_seq)
        for seq, ts, (x, y) in zip(numbers, self.times(), self.points(), strict=False):
            yield PointerEvent(seq=seq, ts=ts, ctx=self.ctx, action="move", x=x, y=y)

    def event(self, index: int) -> PointerEvent:
        """One move as an event."""
        run = self.part(index, index + 1)
        return next(run.events())

    def part(self, start: int, end: int) -> "MoveRun":
        """The moves from one index up to another, at least one."""
        return packed(self.ctx, self.first_seq + start, self.times()[start:end], self._flat(start, end))

    def _flat(self, start: int, end: int) -> list[float]:
        flat: list[float] = memoryview(self.places).cast(self.place_form).tolist()  # type: ignore[call-overload]
        return flat[2 * start : 2 * end]


def packed(ctx: int, first_seq: int, times: Sequence[int], places: Sequence[float]) -> MoveRun:
    """Moves as a run, at least one; `places` are x and y of each, in turns."""
    first = times[0]
    lag_form, lags = _smallest(_LAGS, [ts - first for ts in times])
    place_form, flat = _smallest(_PLACES, places)
    return MoveRun(ctx, first_seq, first, lag_form, lags, place_form, flat)


def _smallest(forms: Sequence[str], numbers: Sequence[float]) -> tuple[str, bytes]:
    for form in forms[:-1]:
        try:
            return form, array(form, numbers).tobytes()
        except (OverflowError, TypeError):
            continue
    return forms[-1], array(forms[-1], numbers).tobytes()


class Packer:
    """Puts events into parts: moves that belong together as one run, each other event by itself."""

    def __init__(self) -> None:
        self.parts: list[AnyEvent | MoveRun] = []
        self._ctx = self._first_seq = self._next_seq = -1
        self._times: list[int] = []
        self._places: list[float] = []

    def move(self, seq: int, ts: int, ctx: int, x: float, y: float) -> None:
        """Take a move."""
        if seq != self._next_seq or ctx != self._ctx:
            self.flush()
            self._ctx, self._first_seq = ctx, seq
        self._next_seq = seq + 1
        self._times.append(ts)
        self._places.append(x)
        self._places.append(y)

    def flush(self) -> None:
        """End the run that is open, if one is."""
        if self._times:
            self.parts.append(packed(self._ctx, self._first_seq, self._times, self._places))
            self._times, self._places = [], []
            self._next_seq = -1

    def add(self, event: AnyEvent) -> None:
        """Take an event of any kind."""
        if isinstance(event, PointerEvent) and event.action == "move":
            self.move(event.seq, event.ts, event.ctx, event.x, event.y)
        else:
            self.flush()
            self.parts.append(event)


class Events(Sequence[AnyEvent]):
    """The events of a message in their order; `parts` are they with moves packed."""

    __slots__ = ("_length", "parts")

    def __init__(self, parts: Sequence[AnyEvent | MoveRun]) -> None:
        self.parts = tuple(parts)
        self._length = sum(len(part) if isinstance(part, MoveRun) else 1 for part in self.parts)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[AnyEvent]:
        for part in self.parts:
            if isinstance(part, MoveRun):
                yield from part.events()
            else:
                yield part

    @overload
    def __getitem__(self, index: int) -> AnyEvent: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[AnyEvent]: ...
    def __getitem__(self, index: int | slice) -> AnyEvent | Sequence[AnyEvent]:
        return list(self)[index]

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.parts)

    def __repr__(self) -> str:
        return f"Events({self._length})"
