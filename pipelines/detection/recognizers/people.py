"""People's names by their own words: runs of capitals, capitals only, "Last, First", lower case."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_given_name, is_surname, spelled_brands
from pipelines.detection.recognizers import name_cells, spoken, titled
from pipelines.detection.recognizers.names import Name, Word, capital_runs, judge, name_at, names_in
from pipelines.detection.spans import Span

_LOWER: Final = re.compile(r"(?<![\w@#$./\\_'=:-])[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?(?![\w@(=/\\_-]|\.\w)")
_OWNS: Final = re.compile(r"'s [^\W\d_]")
_VERBS: Final = frozenset(
    "will may mark bill drew chase grant hope rob pat can art sue jack said josh skip".split()
)
"""Names that begin a sentence as a verb: "Will Priya come?"."""


@lru_cache(maxsize=64)
def find(text: str) -> tuple[Span, ...]:
    """Names that stand by themselves, scored by the name lists.

    The last few texts are remembered: the judge of claims asks for the same ones once more.
    """
    return tuple(_find(text))


def _find(text: str) -> Iterator[Span]:
    brands = _brands_in(text)
    if not text.islower():
        for name in _capital_names(text):
            if any(start <= name.start < end for start, end in brands):
                continue
            yield Span(name.start, name.end, "PERSON", name.score, "name")
    yield from _lower_names(text)
    if " " in text:
        yield from (
            span for span in titled.find(text) if not any(start <= span.start < end for start, end in brands)
        )
        yield from spoken.find(text)
    yield from name_cells.find(text)


@cache
def _brand_pattern() -> re.Pattern[str]:
    """Brands that the words of a name alone would not show: "Ben & Jerry's", "Dr Pepper"."""
    brands = sorted(spelled_brands(), key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(brand) for brand in brands) + r")(?!\w)", re.IGNORECASE
    )


def _brands_in(text: str) -> list[tuple[int, int]]:
    if "&" in text or "'" in text or "." in text or "Dr " in text:
        return [match.span() for match in _brand_pattern().finditer(text)]
    return []


def _capital_names(text: str) -> Iterator[Name]:
    for start, end in capital_runs(text):
        for name in names_in(text, start, end):
            found = _possessed(text, _without_verb(name))
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


def _possessed(text: str, name: Name) -> Name:
    """A short given name that owns something: "Nia's wedding"."""
    single = len(name.words) == 1 and name.words[0].kind in ("given", "both") and name.score > 0.25
    if single and len(name.words[0].text) > 2 and _OWNS.match(text[name.end : name.end + 4]):
        return Name(name.start, name.end, max(name.score, 0.55), name.words)
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
