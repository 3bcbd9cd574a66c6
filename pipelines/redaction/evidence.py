"""What was found once with certainty is found everywhere in the stretch.

Owns which findings are certain enough, in which forms a value is looked for (its parts, initials
with the surname, other orders), and which parts are too common to be looked for alone.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

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
from pipelines.redaction.squeeze import Squeezed, is_edge, squeeze, squeezed

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


class Value(NamedTuple):
    """What was found: as which entity, how surely (0 to 1) and by which rule."""

    text: str
    entity: str
    score: float
    rule: str


class Form(NamedTuple):
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
        for form in forms:
            other = best.get(form.text)
            if other is None or _rank(form) < _rank(other):
                best[form.text] = form
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
        short = squeezed(text)
        hits = list(self._automaton.iter(short))
        if not hits:
            return []
        squeezed_text = squeeze(text)
        spans = []
        for last, form in hits:
            if len(form.text) < _MIN_INSIDE and len(form.text) < len(short):
                continue
            span = _placed(text, squeezed_text, last + 1 - len(form.text), last + 1, form)
            if span is not None:
                spans.append(span)
        return spans


def _rank(form: Form) -> tuple[float, str, str]:
    """Of forms that are written alike the surest counts."""
    return (-form.score, form.entity, form.rule)


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


def forms_of(value: Value) -> list[Form]:
    """The ways in which a found value is looked for elsewhere; none where it is not certain enough."""
    if value.score < CERTAIN:
        return []
    if value.entity == "PERSON":
        return _name_forms(value)
    text = squeezed(value.text)
    if value.entity == "SECRET":
        return [_form(text, value, edges=len(text) < _MIN_LONG_NAME)] if text else []
    if len(text) < _MIN_OTHER or text.isalpha() and is_ordinary(value.text):
        return []
    whole = _form(text, value, edges=len(text) < 10 or text.isalpha())
    return [whole, *(_form(start, value, edges=True) for start in _starts(text) if text.isdigit())]


def secret_forms(value: str) -> list[Form]:
    """The ways in which a value typed into a secure field is looked for: a screen may show it half typed."""
    text = squeezed(value)
    if not text:
        return []
    starts = (start for start in _starts(text) if not (start.isalpha() and is_ordinary(start)))
    whole = Form(text, "SECRET", "secure", 1.0, edges=len(text) < 6)
    return [whole, *(Form(start, "SECRET", "secure", 1.0, edges=True) for start in starts)]


def _starts(text: str) -> list[str]:
    """A value as it stands while it is typed, from where it says much of the whole."""
    longest = min(len(text), _MAX_STARTS)
    return [text[:length] for length in range(max(_MIN_START, len(text) // 2), longest)]


def _form(text: str, value: Value, *, edges: bool) -> Form:
    return Form(text, value.entity, value.rule, value.score, edges)


def _name_forms(value: Value) -> list[Form]:
    parts = _name_parts(value.text)
    if all(is_ordinary(part) and not (is_given_name(part) or is_surname(part)) for part, _ in parts):
        return []
    names = [name for _, name in parts]
    whole = "".join(names)
    if len(names) == 1:
        looked_for = len(whole) >= _shortest(whole) and not is_ordinary(parts[0][0])
        return [_form(whole, value, edges=True)] if looked_for else []
    forms: list[Form] = []
    if len(whole) >= 4:
        forms.append(_form(whole, value, edges=len(whole) < _MIN_LONG_NAME))
    first, last = names[0], names[-1]
    if len(first) > 1 and len(last) > 1:
        turned = last + "".join(names[:-1])
        short = first + last
        for text in (turned, short):
            forms.append(_form(text, value, edges=len(text) < _MIN_LONG_NAME))
        if len(last) >= 4:
            forms.extend(_form(text, value, edges=True) for text in (first[0] + last, last + first[0]))
    for part, name in parts:
        if len(name) >= _shortest(name) and name not in _PARTICLES and not is_ordinary(part):
            forms.append(_form(name, value, edges=True))
    return forms


def _shortest(name: str) -> int:
    return _MIN_LETTERS if name.isascii() else 2


def _name_parts(value: str) -> list[tuple[str, str]]:
    """The words of a name but for titles, each as it is and squeezed."""
    words = value.replace(",", " ").replace("_", " ").replace(".", " ").split()
    parts = [word.strip("'’\"()[]<>:;") for word in words]
    parts = [part[:-2] if part.endswith(("'s", "’s")) else part for part in parts]
    short = [(part, squeezed(part)) for part in parts]
    return [(part, name) for part, name in short if name and name not in _TITLES]


_TITLES: Final = frozenset("mr mrs ms miss mx dr prof sir dame madam herr frau sr jr phd md".split())


def is_ordinary(word: str) -> bool:
    """A word that means something else too: looked for only where detection itself finds it."""
    return is_common_word(word) or is_interface_word(word) or is_vendor(word) or is_place(word)
