"""Words that detection knows: names of people, places, vendors, and the words of interfaces.

Owns the curated lists beside this file and how they are looked up. All lookups ignore case and
accents unless they say otherwise; a word comes without punctuation around it. The files are
read once, at the first lookup. Extending them needs no code: add words to a file.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_UNACCENTED: Final = str.maketrans("øØłŁđĐıßæÆœŒðÐþÞ", "oOlLdDisaAoOdDtT")
_REMEMBERED: Final = 65_536
"""Words whose answers are remembered: screens repeat theirs."""
_SPACE: Final = re.compile(r"[\s\u00a0]+")
_AROUND: Final = re.compile(r"^\W+|(?:[\s:….]|\(\d+\))+$")
_SUFFIXES: Final = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "er",
    "ers",
    "ly",
    "'s",
    "able",
    "ment",
    "ness",
    "ful",
    "less",
)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names of one file; `ambiguous` ones are also words, places or products."""

    known: frozenset[str]
    ambiguous: frozenset[str]


def is_given_name(word: str) -> bool:
    """Whether a word is a given name in any language; "Mark" and "Rose" are, too."""
    return fold(word) in _given().known


def is_surname(word: str) -> bool:
    """Whether a word is a family name in any language; "Page" and "Young" are, too."""
    return fold(word) in _surnames().known


def is_ambiguous_name(word: str) -> bool:
    """Whether a word is a name but also an ordinary word, a place or a product ("Mark", "Page")."""
    folded = fold(word)
    return _name_is_ambiguous(folded)


@lru_cache(maxsize=_REMEMBERED)
def is_vendor(text: str) -> bool:
    """Whether a text is the name of a vendor or product ("Slack", "Google Sheets")."""
    return _key(text) in _vendors()


def spelled_brands() -> tuple[str, ...]:
    """Vendors whose names hold more than words: "&", an apostrophe, a dot or a title."""
    marked = (name for line in _lines("vendors.txt") for name in line.split(","))
    return tuple(name.strip() for name in marked if re.search(r"[&']|[A-Za-z]\. |^ ?Dr", name))


@lru_cache(maxsize=_REMEMBERED)
def is_place(text: str) -> bool:
    """Whether a text is a country, region, large city, nationality or language."""
    return _key(text) in _places()


@lru_cache(maxsize=_REMEMBERED)
def is_interface_phrase(text: str) -> bool:
    """Whether a whole text is a phrase of interfaces ("Mark as read", "Bill To:", "Inbox (3)")."""
    key = _key(text)
    return key in _phrases() or (bool(key) and " " not in key and is_interface_word(key))


@lru_cache(maxsize=_REMEMBERED)
def is_interface_word(word: str) -> bool:
    """Whether a word belongs to interfaces, code, shells, times or job titles ("Settings", "const")."""
    return _is_in(fold(word), _interface())


@lru_cache(maxsize=_REMEMBERED)
def is_common_word(word: str) -> bool:
    """Whether a word is ordinary English or an interface word, inflected forms included."""
    return _is_in(fold(word), _common())


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """A word without case and accents ("Gonçalves" is "goncalves", "Łukasz" is "lukasz")."""
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFD", word.translate(_UNACCENTED))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold()


def _key(text: str) -> str:
    return _SPACE.sub(" ", fold(_AROUND.sub("", text))).strip()


def _is_in(word: str, words: frozenset[str]) -> bool:
    """Whether a folded word or its plain stem is among the words."""
    if word in words:
        return True
    for suffix in _SUFFIXES:
        if len(word) > len(suffix) + 2 and word.endswith(suffix):
            stem = word[: -len(suffix)]
            if stem in words or stem + "e" in words or _undoubled(stem) in words or _with_y(stem) in words:
                return True
    return False


def _undoubled(stem: str) -> str:
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem


def _with_y(stem: str) -> str:
    return stem[:-1] + "y" if stem.endswith("i") else stem


@lru_cache(maxsize=16_384)
def _name_is_ambiguous(folded: str) -> bool:
    if folded in _given().ambiguous or folded in _surnames().ambiguous:
        return True
    named = folded in _given().known or folded in _surnames().known
    return named and (folded in _common() or folded in _places() or folded in _vendors())


def _lines(name: str) -> Iterator[str]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def names_in_sections(headings: Collection[str]) -> frozenset[str]:
    """Names, as they are written, of the sections of both name files whose heading holds one of the words."""
    found: set[str] = set()
    for file in ("given.txt", "surnames.txt"):
        inside = False
        for line in files(__package__).joinpath(file).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                inside = any(heading in line for heading in headings)
            elif inside:
                found.update(word.rstrip("?") for word in line.split())
    return frozenset(found)


def _names(name: str) -> _Names:
    words = [word for line in _lines(name) for word in line.split()]
    known: set[str] = set()
    for word in words:
        folded = fold(word.rstrip("?"))
        known.add(folded)
        known.add(folded.replace("-", ""))
    return _Names(frozenset(known), frozenset(fold(word[:-1]) for word in words if word.endswith("?")))


def _phrase_set(name: str) -> frozenset[str]:
    return frozenset(_key(part) for line in _lines(name) for part in line.split(","))


@cache
def _given() -> _Names:
    return _names("given.txt")


@cache
def _surnames() -> _Names:
    return _names("surnames.txt")


@cache
def _vendors() -> frozenset[str]:
    return _phrase_set("vendors.txt") | _phrase_set("brands.txt")


@cache
def _places() -> frozenset[str]:
    return _phrase_set("places.txt")


@cache
def _phrases() -> frozenset[str]:
    return _phrase_set("phrases.txt")


@cache
def _interface() -> frozenset[str]:
    return frozenset(word for line in _lines("interface.txt") for word in line.split())


@cache
def _common() -> frozenset[str]:
    return _interface() | frozenset(word for line in _lines("words.txt") for word in line.split())
