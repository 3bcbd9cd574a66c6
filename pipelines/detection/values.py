"""Values that a rules document lists: always personal (deny) or never (allow).

Owns exact matching of many values in one pass (Aho-Corasick), without regard to case, width or
the kind of white space, at word boundaries only; and which forms a person of a people file has.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pipelines.detection.spans import Span
from schemas.rules import Deny, Person

_LEAST_PART: Final = 2


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as values are compared, with where each of its characters came from (half open)."""

    text: str
    origins: tuple[tuple[int, int], ...]


def fold(text: str) -> Folded:
    """NFKC, case folded, each run of white space one space."""
    out: list[str] = []
    origins: list[tuple[int, int]] = []
    for at, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            plain = " " if letter.isspace() else letter
            if plain == " " and out and out[-1] == " ":
                origins[-1] = (origins[-1][0], at + 1)
                continue
            out.append(plain)
            origins.append((at, at + 1))
    return Folded("".join(out), tuple(origins))


class ValueList:
    """Values with what each is; finds them in texts."""

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        """Take (value, entity) pairs; where a value comes twice the first one counts."""
        import ahocorasick

        self._automaton: Any = ahocorasick.Automaton()
        self._count = 0
        for value, entity in values:
            key = fold(value).text.strip()
            if key and key not in self._automaton:
                self._automaton.add_word(key, (len(key), entity))
                self._count += 1
        if self._count:
            self._automaton.make_automaton()

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where values stand in a text (half open) and what they are; longest first at one place."""
        if not self._count:
            return []
        simple = text.isascii() and "  " not in text and not any(c in text for c in "\t\n\r\x0b\x0c")
        folded = None if simple else fold(text)
        haystack = text.lower() if folded is None else folded.text
        found = []
        for last, (length, entity) in self._automaton.iter(haystack):
            start, end = last + 1 - length, last + 1
            if _at_words(haystack, start, end):
                if folded is not None:
                    start, end = folded.origins[start][0], folded.origins[end - 1][1]
                found.append((start, end, entity))
        return sorted(found, key=lambda hit: (hit[0], -hit[1], hit[2]))


def deny_values(lists: Iterable[Deny], is_ordinary: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Every value of the lists with its entity; `is_ordinary` says that a word means something else too."""
    for entry in lists:
        for value in entry.values:
            yield value, entry.entity
        for person in entry.people:
            yield from person_values(person, entry.entity, is_ordinary)


def person_values(
    person: Person, entity: str, is_ordinary: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """All forms in which a person is written: names, parts, e-mail, alias and logins."""
    yield person.name, entity
    if person.email:
        yield person.email, "EMAIL_ADDRESS" if entity == "PERSON" else entity
        login = person.email.split("@")[0]
        if not is_ordinary(login):
            yield login, entity
    if person.alias:
        yield person.alias, entity
    parts = [part for part in person.name.replace(",", " ").split() if part.strip(".")]
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        spelled = (f"{last}, {first}", f"{last} {first}", f"{first} {last}", f"{first[0]}. {last}")
        logins = (f"{first}.{last}", f"{first}_{last}", f"{first}-{last}", f"{first}{last}")
        initials = (f"{first[0]}{last}", f"{first[0]}.{last}", f"{first} {last[0]}.", f"{first}{last[0]}")
        for value in (*spelled, *logins, *(value for value in initials if not is_ordinary(value))):
            yield value, entity
    for part in parts:
        if len(part.strip(".")) >= _LEAST_PART and not is_ordinary(part):
            yield part, entity


def allowed(text: str, spans: Iterable[Span], values: ValueList, weak: Callable[[Span], bool]) -> list[Span]:
    """The spans that an allow list leaves: whole ones inside a value go, weak ones lose what it covers."""
    hits = values.find(text)
    kept: list[Span] = []
    for span in spans:
        if span.entity == "SECRET" or not hits:
            kept.append(span)
            continue
        if any(start <= span.start and span.end <= end for start, end, _ in hits):
            continue
        inside = [(start, end) for start, end, _ in hits if start < span.end and span.start < end]
        kept.extend(without(text, span, inside) if inside and weak(span) else [span])
    return kept


def without(text: str, span: Span, holes: Iterable[tuple[int, int]]) -> Iterator[Span]:
    """What is left of a span outside some ranges, as far as it holds a letter or digit."""
    at = span.start
    for start, end in sorted(holes):
        yield from _piece(text, span, at, min(start, span.end))
        at = max(at, end)
    yield from _piece(text, span, at, span.end)


def _piece(text: str, span: Span, start: int, end: int) -> Iterator[Span]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    if start < end:
        yield Span(start, end, span.entity, span.score, span.rule)


def _at_words(text: str, start: int, end: int) -> bool:
    """Whether a range begins and ends where words do."""
    before = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after
