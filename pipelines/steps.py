"""From kept events to the steps of a trajectory, with their texts in a book.

Owns what holds for a whole stretch: which fields are secure, waits, and the order and times of
steps. Events become actions in `pipelines.segment`; observations and redaction come later.
"""

from collections.abc import Sequence
from typing import Final

from pipelines import evidence
from pipelines.clock import Clock, rounded
from pipelines.draft import Book, Draft, DraftStep
from pipelines.entries import Entry, Moves, parts_of
from pipelines.fields import Place, is_secure, place_of
from pipelines.segment import Segment
from schemas.rules import Fields

WAIT_MS: Final = 2000
_LONGEST_SECRET: Final = 1024


def draft_steps(
    segments: Sequence[Sequence[Entry]],
    book: Book,
    fields: Fields,
    *,
    cut_before: bool,
    cut_after: bool,
) -> Draft:
    """The steps of one stretch, from its kept entries in order of `seq`, divided at holes.

    `cut_before` and `cut_after` say that the stretch's start or end cut a typed run.
    """
    secure = _secure_places(segments)
    read: list[Segment] = []
    for number, entries in enumerate(segments):
        first, last = number == 0, number == len(segments) - 1
        focus = read[-1].focus_behind if read else None
        segment = Segment(number, entries, book, fields, secure, cut_before=cut_before and first, focus=focus)
        segment.read(cut_after=cut_after and last)
        read.append(segment)
    evidence.look_at_neighbours(book, [insertion for segment in read for insertion in segment.insertions])
    _keep_joined_secrets(book, read)
    clock = Clock(segments, [segment.still for segment in read])
    steps = [step for segment in read for step in _steps(segment, clock)]
    return Draft(tuple(steps), rounded(clock.duration_ms))


def _secure_places(segments: Sequence[Sequence[Entry]]) -> frozenset[tuple[Place, str]]:
    """Fields that any event of the stretch calls secure: a password may be shown for a while."""
    found: set[tuple[Place, str]] = set()
    for entries in segments:
        for entry in parts_of(entries):
            field = None if isinstance(entry, Moves) else getattr(entry.event, "field", None)
            if field is not None and is_secure(field):
                found.add((place_of(entry.context, field), field.name or ""))
    return frozenset(found)


def _keep_joined_secrets(book: Book, segments: Sequence[Segment]) -> None:
    """A secret that was typed in several visits, across holes too, is kept as a whole as well."""
    values: dict[Place, list[str]] = {}
    for segment in segments:
        for place, value in segment.secrets:
            values.setdefault(place, []).append(value)
    for parts in values.values():
        if len(parts) > 1 and sum(map(len, parts)) <= _LONGEST_SECRET:
            book.keep_secret("".join(parts))


def _steps(segment: Segment, clock: Clock) -> list[DraftStep]:
    """The steps of a segment in order, with waits between them."""
    steps: list[DraftStep] = []
    number, last = segment.number, -1
    for deed in segment.deeds.settled():
        start_ms, end_ms = clock.at(number, deed.first), clock.at(number, deed.last)
        if last >= 0:
            free_ms = clock.at(number, last)
            if start_ms - free_ms >= WAIT_MS:
                wait: dict[str, object] = {"type": "wait", "duration_ms": rounded(start_ms - free_ms)}
                steps.append(DraftStep(rounded(free_ms), segment.sight.before(last + 1), wait))
        action = dict(deed.action or {})
        if action["type"] == "type":
            action["duration_ms"] = rounded(end_ms - start_ms)
        steps.append(DraftStep(rounded(start_ms), segment.sight.before(deed.first), action))
        last = max(last, deed.last)
    return steps
