"""People's names by their own words: runs of capitals, capitals only, "Last, First", lower case."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_common_word, is_given_name, is_surname, is_vendor
from pipelines.detection.recognizers.names import Name, Word, capital_runs, judge, name_at, names_in
from pipelines.detection.spans import Span

_LAST_FIRST: Final = re.compile(
    r"(?<![\w@/.-])([^\W\d_a-z][\w'-]{1,30}(?: [^\W\d_a-z][\w'-]{1,30})?), ?"
    r"([^\W\d_a-z][\w'-]{1,30}(?: [A-Z]\.?(?![\w]))?)(?![\w@])"
)
_LOWER: Final = re.compile(r"(?<![\w@#$./\\_'=:-])[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?(?![\w@(=/\\_-]|\.\w)")
_VERBS: Final = frozenset(
    "will may mark bill drew chase grant hope rob pat can art sue jack said josh skip".split()
)
"""Names that begin a sentence as a verb: "Will Priya come?"."""


def find(text: str) -> Iterable[Span]:
    """Names that stand by themselves, scored by the name lists."""
    if not text.islower():
        for name in _capital_names(text):
            yield Span(name.start, name.end, "PERSON", name.score, "name")
        if "," in text:
            yield from _last_first(text)
    yield from _lower_names(text)


def _capital_names(text: str) -> Iterator[Name]:
    for start, end in capital_runs(text):
        for name in names_in(text, start, end):
            found = _without_verb(name)
            if found.score >= 0.3:
                yield _tempered(text, found)


def _without_verb(name: Name) -> Name:
    first = name.words[0]
    if (
        len(name.words) > 1
        and first.text.lower() in _VERBS
        and name.words[1].kind in ("given", "both")
        and is_ambiguous_name(first.text)
    ):
        rest = name.words[1:]
        return Name(rest[0].start, name.end, judge(rest), rest)
    return name


def _tempered(text: str, name: Name) -> Name:
    """Capitals only say less: menus and headings are written so."""
    words = text[name.start : name.end]
    if words.isupper() and len(name.words) == 1:
        return Name(name.start, name.end, min(name.score, 0.4), name.words)
    if words.isupper() and not all(_is_name(word) for word in name.words):
        return Name(name.start, name.end, min(name.score, 0.5), name.words)
    return name


def _is_name(word: Word) -> bool:
    return word.kind in ("given", "surname", "both", "initial", "particle")


def _last_first(text: str) -> Iterator[Span]:
    for match in _LAST_FIRST.finditer(text):
        last, first = match[1], match[2].split(" ")[0]
        if is_vendor(last) or not is_given_name(first):
            continue
        surname = last.split(" ")[-1]
        if is_surname(surname):
            sure = not (is_ambiguous_name(surname) and is_ambiguous_name(first))
            yield Span(match.start(), match.end(), "PERSON", 0.8 if sure else 0.35, "last_first")
        elif not is_ambiguous_name(first) and not is_common_word(surname) and not is_given_name(surname):
            yield Span(match.start(), match.end(), "PERSON", 0.5, "last_first")


def _lower_names(text: str) -> Iterator[Span]:
    before: re.Match[str] | None = None
    for match in _LOWER.finditer(text):
        if before is not None and match.start() - before.end() == 1 and _is_lower_pair(before[0], match[0]):
            name = name_at(text, before.start())
            if name is not None and name.end >= match.end():
                yield Span(name.start, name.end, "PERSON", 0.65, "name_lower")
        before = match


def _is_lower_pair(given: str, surname: str) -> bool:
    if not (given.islower() and surname.islower()) or len(given) + len(surname) < 8:
        return False
    if not is_given_name(given) or not is_surname(surname):
        return False
    return not is_ambiguous_name(given) and not is_ambiguous_name(surname)
