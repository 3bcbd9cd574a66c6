"""Long texts in pieces that a model can read, cut where the text alone says.

Owns the cuts and the putting together again. A window ends at a line break, else at the end of a
sentence, else at white space; it begins early enough in the one before that a name on a cut is
whole in one of the two.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.detection.spans import Span

WINDOW_CHARS: Final = 400
"""Longest window: token classifiers lose recall well before their 512 tokens."""
_LEAST_CHARS: Final = 160
_OVERLAP_CHARS: Final = 80
_BREAKS: Final = (re.compile(r"\n+"), re.compile(r"[.!?;:]\s+"), re.compile(r"\s+"))


def windows(text: str, size: int = WINDOW_CHARS) -> Iterator[tuple[int, int]]:
    """Ranges of at most `size` characters that together cover a text, in order."""
    start = 0
    while len(text) - start > size:
        end = _cut(text, start, size)
        yield start, end
        start = _overlap(text, start, end)
    yield start, len(text)


def _cut(text: str, start: int, size: int) -> int:
    """Where a window that begins at `start` ends."""
    for pattern in _BREAKS:
        ends = [
            match.end() for match in pattern.finditer(text, start + min(_LEAST_CHARS, size - 1), start + size)
        ]
        if ends:
            return ends[-1]
    return start + size


def _overlap(text: str, start: int, end: int) -> int:
    """The beginning of the next window: the first word that begins in the overlap."""
    earliest = max(start + 1, end - _OVERLAP_CHARS)
    gap = re.compile(r"\s+").search(text, earliest, end)
    return gap.end() if gap is not None and gap.end() < end else earliest


def join_windows(found: Sequence[tuple[int, Sequence[Span]]]) -> list[Span]:
    """Spans of all windows (each with its start) in the text's offsets; what overlaps is one span."""
    spans = sorted(
        Span(start + span.start, start + span.end, span.entity, span.score, span.rule)
        for start, of_window in found
        for span in of_window
    )
    joined: list[Span] = []
    for span in spans:
        last = next((at for at in range(len(joined) - 1, -1, -1) if joined[at].entity == span.entity), None)
        if last is not None and span.start < joined[last].end:
            held = joined[last]
            joined[last] = Span(
                held.start, max(held.end, span.end), held.entity, max(held.score, span.score), held.rule
            )
        else:
            joined.append(span)
    return joined
