"""Long stretches in little room: what came first is packed while more is still coming.

Owns the packed form of parts of a stretch, which lives in memory only. Who never goes quiet so fills a
worker's memory with a small share of what they send.
"""

import pickle
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from pipelines.entries import Moves, Part

PACK_BYTES: Final = 512 * 1024
"""So many raw bytes of a stretch are held as they are, at most."""
_LEVEL: Final = 1


class Packed:
    """Parts that were packed, in the order in which they came."""

    __slots__ = ("_chunks", "_firsts", "_lasts")

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        """Spans of numbers that are there, ascending; they do not touch."""

    def add(self, parts: Iterable[Part]) -> None:
        """Pack more parts, none of which is there already."""
        parts = tuple(parts)
        for part in parts:
            self._note(*span_of(part))
        self._chunks.append(zlib.compress(pickle.dumps(parts, pickle.HIGHEST_PROTOCOL), _LEVEL))

    def _note(self, first: int, last: int) -> None:
        at = bisect_right(self._firsts, first)
        if at > 0 and self._lasts[at - 1] == first - 1:
            at -= 1
            self._lasts[at] = last
        else:
            self._firsts.insert(at, first)
            self._lasts.insert(at, last)
        if at + 1 < len(self._firsts) and self._firsts[at + 1] == last + 1:
            del self._firsts[at + 1], self._lasts[at]

    def holds(self, seq: int) -> bool:
        """Whether an event with this number is packed."""
        at = bisect_right(self._firsts, seq) - 1
        return at >= 0 and seq <= self._lasts[at]

    def parts(self) -> list[Part]:
        """Everything, as it was."""
        # What is read here was written above by this process, and never left it.
        return [part for chunk in self._chunks for part in pickle.loads(zlib.decompress(chunk))]  # noqa: S301

    @property
    def size_bytes(self) -> int:
        """How much room it takes."""
        return sum(map(len, self._chunks))


def span_of(part: Part) -> tuple[int, int]:
    """The numbers of the first and the last event of a part."""
    if isinstance(part, Moves):
        return part.run.first_seq, part.run.last_seq
    return part.event.seq, part.event.seq
