"""A raw text beside its published one: which part of the one became which part of the other.

Trajectories say where their replacements stand in the published text; where they stood in the raw
one follows from the text between them, which is the same in both.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A replacement: its place in the published text and in the raw one (code points, half open)."""

    start: int
    end: int
    raw_start: int
    raw_end: int
    entity: str


def align(raw: str, published: str, marks: Sequence[tuple[int, int, str]]) -> tuple[Change, ...] | None:
    """The changes that turn the raw text into the published one, None where they do not fit.

    `marks` are `(start, end, entity)` in the published text.
    """
    ordered = sorted(marks)
    changes = []
    at = raw_at = 0
    for n, (start, end, entity) in enumerate(ordered):
        kept = published[at:start]
        if raw[raw_at : raw_at + len(kept)] != kept:
            return None
        raw_start = raw_at + len(kept)
        after = published[end : ordered[n + 1][0]] if n + 1 < len(ordered) else published[end:]
        raw_end = _end_of(raw, raw_start, after, last=n + 1 == len(ordered))
        if raw_end < raw_start:
            return None
        changes.append(Change(start, end, raw_start, raw_end, entity))
        at, raw_at = end, raw_end
    return tuple(changes) if raw[raw_at:] == published[at:] else None


def _end_of(raw: str, start: int, after: str, *, last: bool) -> int:
    """Where the replaced part ends, -1 where what follows it is not there."""
    if last:
        end = len(raw) - len(after)
        return end if end >= start and raw.endswith(after) else -1
    if not after:
        space = raw.find(" ", start)
        return len(raw) if space < 0 else space
    return raw.find(after, start + 1) if start < len(raw) else -1
