"""What was found once with certainty is found everywhere in the stretch.

Owns which findings are certain enough, in which forms a value is looked for (its parts, initials
with the surname, other orders), and which parts are too common to be looked for alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import ahocorasick

from pipelines.detection.lists import (
    is_common_word,
    is_given_name,
    is_interface_word,
    is_place,
    is_surname,
    is_vendor,
)
from pipelines.detection.spans import Span
from pipelines.redaction.squeeze import Squeezed, is_edge, squeeze

CERTAIN: Final = 0.7
"""From this score on a finding is evidence for the whole stretch."""
_PARTICLES: Final = frozenset(
    "a al an and bin da das de del della den der di do dos du el ibn la le mac mc o of st ten ter the to und "
    "van von y zu mr mrs ms miss mx dr prof sir dame madam herr frau sr jr ii iii iv phd md".split()
)
_MIN_LETTERS: Final = 3
_MIN_LONG_NAME: Final = 8
_MIN_OTHER: Final = 5
_MIN_START: Final = 6
_MAX_STARTS: Final = 64
_MIN_INSIDE: Final = 3
"""A shorter value is only looked for as a whole text: it would be met in every sentence."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a value: squeezed, with how free it may stand."""

    text: str
    entity: str
    rule: str
    score: float
    edges: bool
    """It must begin and end where words do."""


class Evidence:
    """All certain values of a stretch, looked for in one pass over a text."""

    def __init__(self, forms: Iterable[Form]) -> None:
        best: dict[str, Form] = {}
        for form in sorted(forms, key=lambda form: (form.text, -form.score, form.entity, form.rule)):
            best.setdefault(form.text, form)
        self._automaton = None
        if best:
            self._automaton = ahocorasick.Automaton()
            for text, form in best.items():
                self._automaton.add_word(text, form)
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Span]:
        """Spans of all certain values in a text; they may overlap."""
        if self._automaton is None or not text:
            return []
        squeezed = squeeze(text)
        spans = []
        for last, form in self._automaton.iter(squeezed.text):
            first = last + 1 - len(form.text)
            if len(form.text) < _MIN_INSIDE and len(form.text) < len(squeezed.text):
                continue
            span = _placed(text, squeezed, first, last + 1, form)
            if span is not None:
                spans.append(span)
        return spans


def _placed(text: str, squeezed: Squeezed, first: int, last: int, form: Form) -> Span | None:
    start, end = squeezed.to_source(first, last)
    if form.edges:
        if not (is_edge(text, start) and is_edge(text, end)):
            return None
    elif _runs_on(text, start, form.text[0]) or _runs_on(text, end, form.text[-1]):
        return None
    if end - start > 3 * len(form.text) + 8 or "\n\n" in text[start:end]:
        return None
    return Span(start, end, form.entity, form.score, form.rule)


def _runs_on(text: str, place: int, char: str) -> bool:
    """Whether a number goes on past an end of a value that begins or ends with a digit."""
    inside = 0 < place < len(text) and text[place - 1].isdigit() and text[place].isdigit()
    return char.isdigit() and inside


def forms_of(value: str, span: Span) -> list[Form]:
    """The ways in which a found value is looked for elsewhere; none where it is not certain enough."""
    if span.score < CERTAIN:
        return []
    if span.entity == "PERSON":
        return _name_forms(value, span)
    text = squeeze(value).text
    if span.entity == "SECRET":
        return [_form(text, span, edges=len(text) < _MIN_LONG_NAME)] if text else []
    if len(text) < _MIN_OTHER or text.isalpha() and is_ordinary(value):
        return []
    whole = _form(text, span, edges=len(text) < 10 or text.isalpha())
    return [whole, *(_form(start, span, edges=True) for start in _starts(text) if text.isdigit())]


def secret_forms(value: str) -> list[Form]:
    """The ways in which a value typed into a secure field is looked for: a screen may show it half typed."""
    text = squeeze(value).text
    if not text:
        return []
    starts = (start for start in _starts(text) if not (start.isalpha() and is_ordinary(start)))
    whole = Form(text, "SECRET", "secure", 1.0, edges=len(text) < 6)
    return [whole, *(Form(start, "SECRET", "secure", 1.0, edges=True) for start in starts)]


def _starts(text: str) -> list[str]:
    """A value as it stands while it is typed, from where it says much of the whole."""
    longest = min(len(text), _MAX_STARTS)
    return [text[:length] for length in range(max(_MIN_START, len(text) // 2), longest)]


def _form(text: str, span: Span, *, edges: bool) -> Form:
    return Form(text, span.entity, span.rule, span.score, edges)


def _name_forms(value: str, span: Span) -> list[Form]:
    parts = _name_parts(value)
    names = [squeeze(part).text for part in parts]
    whole = "".join(names)
    forms: list[Form] = []
    if all(is_ordinary(part) and not (is_given_name(part) or is_surname(part)) for part in parts):
        return forms
    if len(names) == 1:
        if len(whole) >= _shortest(whole) and not is_ordinary(parts[0]):
            forms.append(_form(whole, span, edges=True))
        return forms
    if len(whole) >= 4:
        forms.append(_form(whole, span, edges=len(whole) < _MIN_LONG_NAME))
    first, last = names[0], names[-1]
    if len(first) > 1 and len(last) > 1:
        turned = last + "".join(names[:-1])
        short = first + last
        for text in (turned, short):
            forms.append(_form(text, span, edges=len(text) < _MIN_LONG_NAME))
        if len(last) >= 4:
            forms.extend(_form(text, span, edges=True) for text in (first[0] + last, last + first[0]))
    for part, name in zip(parts, names, strict=True):
        if len(name) >= _shortest(name) and name not in _PARTICLES and not is_ordinary(part):
            forms.append(_form(name, span, edges=True))
    return forms


def _shortest(name: str) -> int:
    return _MIN_LETTERS if name.isascii() else 2


def _name_parts(value: str) -> list[str]:
    words = value.replace(",", " ").replace("_", " ").replace(".", " ").split()
    parts = [word.strip("'’\"()[]<>:;") for word in words]
    parts = [part[:-2] if part.endswith(("'s", "’s")) else part for part in parts]
    return [part for part in parts if squeeze(part).text and squeeze(part).text not in _TITLES]


_TITLES: Final = frozenset("mr mrs ms miss mx dr prof sir dame madam herr frau sr jr phd md".split())


def is_ordinary(word: str) -> bool:
    """A word that means something else too: looked for only where detection itself finds it."""
    return is_common_word(word) or is_interface_word(word) or is_vendor(word) or is_place(word)
