"""A stretch's own time: milliseconds since its first kept event.

Owns what is left out of it: holes, steps back of the recorder's clock, and the time in secure fields.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from pipelines.entries import Entry, times_of

ROUND_MS: Final = 100


def rounded(time_ms: int) -> int:
    """A time or duration as it is published: to the nearest 100 ms."""
    return (time_ms + ROUND_MS // 2) // ROUND_MS * ROUND_MS


class Clock:
    """The time of each entry, by segment and index."""

    def __init__(
        self, segments: Sequence[Sequence[Entry]], still: Sequence[Sequence[tuple[int, int]]]
    ) -> None:
        """`still` holds for each segment spans of indexes (ends included) within which no time passes."""
        self._times: list[list[int]] = []
        now = 0
        for segment, spans in zip(segments, still, strict=True):
            stamps = list(times_of(segment))
            steps = [max(0, after - before) for before, after in pairwise(stamps)]
            for first, last in spans:
                behind = min(last, len(steps))
                steps[first:behind] = [0] * max(0, behind - first)
            times = list(accumulate(steps, initial=now)) if stamps else []
            now = times[-1] if times else now
            self._times.append(times)
        self.duration_ms = now
        """From the first kept event to the last, not rounded."""

    def at(self, segment: int, index: int) -> int:
        """Milliseconds from the first kept event to this one, not rounded."""
        return self._times[segment][index]
