"""A book of texts becomes what is published: detection, evidence, merging, operators.

What is found in a view is redacted in the slots that it came from; what is certain is redacted all
through the book. Nothing leaves here but published texts and where they were changed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from typing import Final

from pipelines.detection.spans import Detector, Query, Span
from pipelines.detection.values import ValueList, allowed
from pipelines.draft import Book, Forced, Slot, View
from pipelines.fields import words
from pipelines.redaction.evidence import Evidence, Form, forms_of, is_ordinary, secret_forms
from pipelines.redaction.merge import merge_spans, trim
from pipelines.redaction.operators import Replace
from pipelines.redaction.squeeze import squeeze
from schemas.rules import SECRET, Rules

_MIN_HIDDEN: Final = 4
_WORDED: Final = frozenset({"PERSON", "ORGANIZATION"})
_ENDS: Final = " \t\n.,;:!?)\"'"
_PLAIN_APP: Final = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A change: where it is in the published text, where it was in the raw one, what and why."""

    start: int
    end: int
    raw_start: int
    raw_end: int
    entity: str
    rule: str


@dataclass(frozen=True, slots=True)
class Published:
    """The published text of a slot, and its marks in order."""

    text: str
    marks: tuple[Mark, ...]


def redact_book(
    book: Book, detector: Detector, rules: Rules, replace: Replace, hidden: Iterable[str] = ()
) -> tuple[Published, ...]:
    """The published text of every slot, by the slot's number.

    `hidden` are texts of excluded windows (titles, what was copied there). What the rules allow is kept
    from evidence too: a name that was found elsewhere is not looked for inside it.
    """
    allow = ValueList((value, "") for value in rules.detection.allow)
    hidden = frozenset(hidden)
    found, values = _detect(book, detector)
    evidence = Evidence(_forms(book, values, hidden))
    seen: dict[str, list[Span]] = {}
    published = []
    done: _Done = {}
    hidden_whole = frozenset(text.strip() for text in hidden if text.strip())
    for slot in book.slots:
        if slot.text.strip() in hidden_whole and not slot.empty and slot.whole is None:
            whole = Forced(0, len(slot.text), "TEXT", "excluded")
            published.append(_publish(replace_fields(slot, whole=whole), (), rules, replace))
            continue
        spans = found[slot.id]
        if slot.text not in seen:
            spread = evidence.find(slot.text)
            hiding = [span for span in spread if span.entity == "TEXT"]
            spread = allowed(slot.text, spread, allow, lambda span: False)
            seen[slot.text] = [*spread, *hiding, *_as_written(slot.text, book.secrets)]
        published.append(_publish_once(slot, (*spans, *seen[slot.text]), rules, replace, done))
    return tuple(published)


_Done = dict[tuple[str, str, tuple[Span, ...]], Published]


def _publish_once(
    slot: Slot, spans: tuple[Span, ...], rules: Rules, replace: Replace, done: _Done
) -> Published:
    """The published text of a slot; lines of a screen come again and again with the same findings."""
    if slot.empty or slot.forced or slot.whole is not None:
        return _publish(slot, spans, rules, replace)
    if not spans:
        return Published(slot.text, ())
    key = (slot.text, slot.where.role, spans)
    known = done.get(key)
    if known is None:
        known = done[key] = _publish(slot, spans, rules, replace)
    return known


def _detect(book: Book, detector: Detector) -> tuple[list[list[Span]], dict[tuple[str, Span], None]]:
    """What is found in each slot, by its own text and by the views it is part of; and all values found."""
    numbers: dict[Query, int] = {}
    texts: list[Slot | View] = [*book.slots, *book.views]
    for text in texts:
        if not _is_plain_app(text):
            numbers.setdefault(Query(text.text, text.where), len(numbers))
    answers = detector.detect(list(numbers))
    found: list[list[Span]] = []
    values: dict[tuple[str, Span], None] = {}
    for slot in book.slots:
        spans = () if _is_plain_app(slot) else answers[numbers[Query(slot.text, slot.where)]]
        found.append(list(spans))
        values.update(dict.fromkeys((slot.text[span.start : span.end], span) for span in spans))
    own = [tuple(spans) for spans in found]
    for view in book.views:
        seen = view.text
        answer = answers[numbers[Query(seen, view.where)]]
        for span in answer:
            if view.crossing and not _crosses(view, span) and not _goes_on(seen, span, answer):
                continue
            if view.crossing and _was_over(view, span, book.slots, own):
                continue
            values[(seen[span.start : span.end], span)] = None
            for slot_id, part in _parts(view, span, book.slots):
                found[slot_id].append(part)
    return found, values


def _is_plain_app(text: Slot | View) -> bool:
    """A bundle id or the name of a program: not prose, so only known values are looked for in it."""
    return text.where.kind == "app" and _PLAIN_APP.fullmatch(text.text) is not None


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


def _was_over(view: View, span: Span, slots: Sequence[Slot], own: Sequence[tuple[Span, ...]]) -> bool:
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
        word = next(iter(view.text[place:].split()), "").strip(_ENDS)
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


def _parts(view: View, span: Span, slots: Sequence[Slot]) -> list[tuple[int, Span]]:
    parts: list[tuple[int, Span]] = []
    place = 0
    for piece in view.pieces:
        start, end = max(span.start, place), min(span.end, place + len(piece.text))
        if start < end and piece.slot is not None:
            moved = piece.start - place
            part = Span(start + moved, end + moved, span.entity, span.score, span.rule)
            trimmed = trim(slots[piece.slot].text, _to_words(slots[piece.slot].text, part))
            if trimmed is not None:
                parts.append((piece.slot, trimmed))
        place += len(piece.text)
    return parts


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


def _forms(book: Book, values: Iterable[tuple[str, Span]], hidden: Iterable[str]) -> list[Form]:
    forms = [form for value, span in values for form in forms_of(value, span)]
    forms.extend(form for value in book.secrets for form in secret_forms(value))
    for text in sorted(set(hidden)):
        short = squeeze(text).text
        if len(short) >= _MIN_HIDDEN:
            forms.append(Form(short, "TEXT", "excluded", 1.0, edges=True))
    return forms


def _as_written(text: str, secrets: Iterable[str]) -> list[Span]:
    """Secrets that begin or end with a sign: evidence finds the letters and digits of them."""
    signed = {s for s in secrets if len(s) >= _MIN_HIDDEN and not (s[0].isalnum() and s[-1].isalnum())}
    found = (match for secret in sorted(signed) for match in re.finditer(re.escape(secret), text))
    return [Span(match.start(), match.end(), "SECRET", 1.0, "secure") for match in found]


def _publish(slot: Slot, spans: Iterable[Span], rules: Rules, replace: Replace) -> Published:
    if slot.empty:
        return Published("", ())
    if slot.whole is not None:
        text = f"<{slot.whole.entity}>"
        mark = Mark(0, len(text), 0, len(slot.text), slot.whole.entity, slot.whole.rule)
        return Published(text, (mark,))
    forced = [Span(f.start, f.end, f.entity, 1.0, f.rule) for f in slot.forced]
    shown = [span for span in spans if _operator(span.entity, slot, rules) != "keep"]
    out: list[str] = []
    marks: list[Mark] = []
    length = place = 0
    for span in merge_spans(slot.text, [*forced, *shown]):
        before = slot.text[place : span.start]
        value = slot.text[span.start : span.end]
        new = replace(span.entity, _operator(span.entity, slot, rules), value)
        start = length + len(before)
        marks.append(Mark(start, start + len(new), span.start, span.end, span.entity, span.rule))
        out.extend((before, new))
        length = start + len(new)
        place = span.end
    out.append(slot.text[place:])
    return Published("".join(out), tuple(marks))


def _operator(entity: str, slot: Slot, rules: Rules) -> str:
    if entity in ("SECRET", "CLIPBOARD", "TEXT"):
        return "placeholder"
    by_field = rules.fields.operators.get(slot.where.role.casefold()) if slot.where.role else None
    return by_field or rules.detection.rule_of(entity).operator
