"""A book of texts becomes what is published: detection, evidence, merging, operators.

What is found in a text is redacted in it; what is certain is redacted all through the book. Nothing leaves
here but published texts and where they were changed.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct, structs

from pipelines.detection.spans import Detector, Span
from pipelines.detection.values import ValueList, allowed
from pipelines.draft import Book, Forced, Slot
from pipelines.redaction.evidence import Evidence, Form, Value, forms_of, secret_forms
from pipelines.redaction.finding import find_in
from pipelines.redaction.merge import merge_spans
from pipelines.redaction.operators import Replace
from pipelines.redaction.squeeze import squeezed
from schemas.rules import Rules

_MIN_HIDDEN: Final = 4


class Mark(Struct, frozen=True, gc=False):
    """A change: where it is in the published text, where it was in the raw one, what and why."""

    start: int
    end: int
    raw_start: int
    raw_end: int
    entity: str
    rule: str


class Published(Struct, frozen=True, gc=False):
    """The published text of a slot, and its marks in order."""

    text: str
    marks: tuple[Mark, ...]


class BookRedactor:
    """Redacts books under one set of rules."""

    def __init__(self, detector: Detector, rules: Rules) -> None:
        self._detector = detector
        self._rules = rules
        self._allow = ValueList((value, "") for value in rules.detection.allow)

    def redact(self, book: Book, replace: Replace, hidden: Iterable[str] = ()) -> tuple[Published, ...]:
        """The published text of every slot, by the slot's number.

        `hidden` are texts of excluded windows (titles, what was copied there). What the rules allow is kept
        from evidence too: a name that was found elsewhere is not looked for inside it.
        """
        hidden = frozenset(hidden)
        found = find_in(book, self._detector)
        known = _Known(book, found.values, hidden, self._allow)
        hidden_whole = frozenset(text.strip() for text in hidden if text.strip())
        publisher = _Publisher(self._rules, replace)
        published = []
        for slot, spans in zip(book.slots, found.spans, strict=True):
            if hidden_whole and slot.text.strip() in hidden_whole and not slot.empty and slot.whole is None:
                whole = Forced(0, len(slot.text), "TEXT", "excluded")
                published.append(publisher.publish(structs.replace(slot, whole=whole), ()))
            else:
                published.append(publisher.publish(slot, (*spans, *known.in_text(slot.text))))
        return tuple(published)


class _Known:
    """All that is known once a whole book was read, looked for in each text."""

    def __init__(self, book: Book, values: Iterable[Value], hidden: frozenset[str], allow: ValueList) -> None:
        self._evidence = Evidence(_forms(book, values, hidden))
        self._allow = allow
        self._signed = sorted({secret for secret in book.secrets if _begins_or_ends_with_a_sign(secret)})
        self._found: dict[str, tuple[Span, ...]] = {}

    def in_text(self, text: str) -> tuple[Span, ...]:
        """Where known values stand in a text."""
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = tuple(self._look(text))
        return found

    def _look(self, text: str) -> list[Span]:
        spread = self._evidence.find(text)
        if spread:
            hiding = [span for span in spread if span.entity == "TEXT"]
            spread = [*allowed(text, spread, self._allow, lambda span: False), *hiding]
        for secret in self._signed:
            places = (match.span() for match in re.finditer(re.escape(secret), text))
            spread += [Span(start, end, "SECRET", 1.0, "secure") for start, end in places]
        return spread


def _begins_or_ends_with_a_sign(secret: str) -> bool:
    """Whether evidence, which finds letters and digits, does not find a secret as it was written."""
    return len(secret) >= _MIN_HIDDEN and not (secret[0].isalnum() and secret[-1].isalnum())


def _forms(book: Book, values: Iterable[Value], hidden: Iterable[str]) -> list[Form]:
    forms = [form for value in values for form in forms_of(value)]
    forms.extend(form for value in book.secrets for form in secret_forms(value))
    for text in sorted(hidden):
        short = squeezed(text)
        if len(short) >= _MIN_HIDDEN:
            forms.append(Form(short, "TEXT", "excluded", 1.0, edges=True))
    return forms


class _Publisher:
    """Puts operators' names in the place of what was found."""

    def __init__(self, rules: Rules, replace: Replace) -> None:
        self._rules = rules
        self._replace = replace
        self._done: dict[tuple[str, str, tuple[Span, ...]], Published] = {}

    def publish(self, slot: Slot, spans: tuple[Span, ...]) -> Published:
        """The published text of a slot; texts come again and again with the same findings."""
        if slot.empty:
            return Published("", ())
        if slot.whole is not None:
            text = f"<{slot.whole.entity}>"
            mark = Mark(0, len(text), 0, len(slot.text), slot.whole.entity, slot.whole.rule)
            return Published(text, (mark,))
        forced = tuple([Span(f.start, f.end, f.entity, 1.0, f.rule) for f in slot.forced])
        if not spans and not forced:
            return Published(slot.text, ())
        key = (slot.text, slot.where.role, (*forced, *spans))
        known = self._done.get(key)
        if known is None:
            known = self._done[key] = self._replaced(*key)
        return known

    def _replaced(self, text: str, role: str, spans: Sequence[Span]) -> Published:
        operators = {entity: self._operator(entity, role) for entity in {span.entity for span in spans}}
        out: list[str] = []
        marks: list[Mark] = []
        length = place = 0
        for span in merge_spans(text, [span for span in spans if operators[span.entity] != "keep"]):
            before = text[place : span.start]
            new = self._replace(span.entity, operators[span.entity], text[span.start : span.end])
            start = length + len(before)
            marks.append(Mark(start, start + len(new), span.start, span.end, span.entity, span.rule))
            out.extend((before, new))
            length = start + len(new)
            place = span.end
        out.append(text[place:])
        return Published("".join(out), tuple(marks))

    def _operator(self, entity: str, role: str) -> str:
        if entity in ("SECRET", "CLIPBOARD", "TEXT"):
            return "placeholder"
        by_field = self._rules.fields.operators.get(role.casefold()) if role else None
        return by_field or self._rules.detection.rule_of(entity).operator
