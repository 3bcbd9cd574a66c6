"""What detection finds in the texts of a book: in a text by itself, and in the views that it is part of.

What is found in a view is found in the slots that it came from. Owns which findings of a view count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.detection.spans import Detector, Query, Span
from pipelines.draft import Book, Slot, Surroundings, View
from pipelines.fields import words
from pipelines.redaction.evidence import Value, is_ordinary
from pipelines.redaction.merge import trim
from schemas.rules import SECRET

_WORDED: Final = frozenset({"PERSON", "ORGANIZATION"})
_ENDS: Final = " \t\n.,;:!?)\"'"
_PLAIN_APP: Final = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Findings:
    """The spans of each slot, by its number; and every value that was found, in that order, each once."""

    spans: list[tuple[Span, ...]]
    values: tuple[Value, ...]


def find_in(book: Book, detector: Detector) -> Findings:
    """What is found in each slot of a book, and in all its texts."""
    asked: dict[Query, int] = {}
    slots = [-1 if _is_plain_app(slot) else _ask(asked, slot.text, slot.where) for slot in book.slots]
    shown = [view.text for view in book.views]
    views = [_ask(asked, text, view.where) for text, view in zip(shown, book.views, strict=True)]
    answers = [*detector.detect(list(asked)), ()]
    own = [answers[number] for number in slots]
    values: dict[Value, None] = {}
    for slot, spans in zip(book.slots, own, strict=True):
        if spans:
            values.update(dict.fromkeys(_values(slot.text, spans)))
    parts: dict[int, list[Span]] = {}
    for text, view, number in zip(shown, book.views, views, strict=True):
        if answers[number]:
            counting = _counting(text, view, answers[number], book.slots, own)
            values.update(dict.fromkeys(_values(text, counting)))
            for slot_id, part in _parts(view, counting, book.slots):
                parts.setdefault(slot_id, []).append(part)
    return Findings([(*spans, *parts.get(n, ())) for n, spans in enumerate(own)], tuple(values))


def _ask(asked: dict[Query, int], text: str, where: Surroundings) -> int:
    return asked.setdefault(Query(text, where), len(asked))


def _values(text: str, spans: Sequence[Span]) -> list[Value]:
    return [Value(text[span.start : span.end], span.entity, span.score, span.rule) for span in spans]


def _is_plain_app(slot: Slot) -> bool:
    """A bundle id or the name of a program: not prose, so only known values are looked for in it."""
    return slot.where.kind == "app" and _PLAIN_APP.fullmatch(slot.text) is not None


def _counting(
    text: str, view: View, spans: Sequence[Span], slots: Sequence[Slot], own: Sequence[tuple[Span, ...]]
) -> Sequence[Span]:
    """The findings of a view that count."""
    if not view.crossing:
        return spans
    crossing = [span for span in spans if _crosses(view, span) or _goes_on(text, span, spans)]
    return [span for span in crossing if not _was_over(view, text, span, slots, own)]


def _crosses(view: View, span: Span) -> bool:
    place = touched = 0
    for piece in view.pieces:
        touched += piece.slot is not None and place < span.end and span.start < place + len(piece.text)
        place += len(piece.text)
    return touched > 1


def _goes_on(text: str, span: Span, others: Sequence[Span]) -> bool:
    """Whether the same entity goes on over a line break: `Priya` at a line's end, `Shah` below it."""
    return any(
        other.entity == span.entity and text[first.end : second.start].strip(" ") == "\n"
        for other in others
        for first, second in ((span, other), (other, span))
    )


def _was_over(
    view: View, text: str, span: Span, slots: Sequence[Slot], own: Sequence[tuple[Span, ...]]
) -> bool:
    """Whether a finding takes the start of a new line or field for more of a value that had ended.

    `Ask Priya`, Enter, `will do`: the name is found without the second line. A value may go on all the
    same (`Priya`, Enter, `Shah`), where the next word means nothing else.
    """
    place = 0
    for n, piece in enumerate(view.pieces):
        start, place = place, place + len(piece.text)
        if not (piece.border and piece.slot is not None and span.start < place < span.end):
            continue
        first = max(span.start - start, 0) + piece.start
        end = len(slots[piece.slot].text.rstrip(_ENDS))
        whole = [found for found in own[piece.slot] if found.start <= first and found.end >= end]
        following = next((slots[p.slot] for p in view.pieces[n + 1 :] if p.slot is not None), None)
        if following is None or (piece.border == "field" and _asks_for_a_name(following)):
            continue
        word = next(iter(text[place:].split()), "").strip(_ENDS)
        if any(_begins_anew(word, span, found, piece.border) for found in whole):
            return True
    return False


def _asks_for_a_name(slot: Slot) -> bool:
    """Whether a field's label says that a name goes there, or it has none that could say otherwise."""
    label = words(slot.where.name)
    return not label or any(word.endswith(("name", "naam", "nom", "nombre", "apellido")) for word in label)


def _begins_anew(word: str, span: Span, found: Span, border: str) -> bool:
    """Whether a word begins something else behind a value that was found by itself."""
    if is_ordinary(word):
        return True
    if span.entity == SECRET:
        return word.isalpha()
    if border == "field" and word[:1].isdigit():
        return False
    return span.entity == found.entity and span.entity not in _WORDED


def _parts(view: View, spans: Sequence[Span], slots: Sequence[Slot]) -> list[tuple[int, Span]]:
    """Findings of a view as spans of the slots that it came from."""
    parts: list[tuple[int, Span]] = []
    place = 0
    for piece in view.pieces:
        behind = place + len(piece.text)
        if piece.slot is not None:
            for span in spans:
                part = _part(slots[piece.slot].text, piece.start - place, span, place, behind)
                if part is not None:
                    parts.append((piece.slot, part))
        place = behind
    return parts


def _part(text: str, moved: int, span: Span, first: int, last: int) -> Span | None:
    """What of a view's finding lies between two places of it, in a slot's text that is moved against it."""
    start, end = max(span.start, first), min(span.end, last)
    if start >= end:
        return None
    part = Span(start + moved, end + moved, span.entity, span.score, span.rule)
    return trim(text, _to_words(text, part))


def _to_words(text: str, part: Span) -> Span:
    """A part of a name that ends inside a word of its slot, as words: a view may show half of one.

    The word goes whole, but stays where only its first or last letter was found.
    """
    if part.entity not in _WORDED:
        return part
    start, end = part.start, part.end
    first, last = start, end
    while first > 0 and text[first - 1].isalnum() and text[first].isalnum():
        first -= 1
    while last < len(text) and text[last - 1].isalnum() and text[last].isalnum():
        last += 1
    if last > end:
        word = end
        while word > start and text[word - 1].isalnum():
            word -= 1
        end = last if end - word > 1 else word
    if first < start < end:
        word = start
        while word < end and text[word].isalnum():
            word += 1
        start = first if word - start > 1 else word
    return Span(start, max(start, end), part.entity, part.score, part.rule)
