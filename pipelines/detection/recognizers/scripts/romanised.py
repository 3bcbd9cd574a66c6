"""Names in scripts of South Asia and the Caucasus, read in Latin letters and looked up as such.

Owns the reading. The blocks of the Brahmic scripts are laid out alike in Unicode, so that one table of
offsets reads them all; Georgian and Armenian are read letter by letter. Names are spelled in many ways,
so they are compared by what all of those share: consonants without aspiration or length, and i, u, e, o.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from pipelines.detection.lists import fold, names_in_sections
from pipelines.detection.spans import Span

# Source: ISO 15919 for the offsets 0x05..0x4D that the Brahmic blocks of Unicode share.
_BRAHMIC: Final = {
    **dict(zip(range(0x05, 0x15), "a,a,i,i,u,u,ri,l,e,e,e,ai,o,o,o,au".split(","), strict=True)),
    **dict(zip(range(0x15, 0x25), "k kh g gh n c ch j jh n t th d dh n t".split(), strict=True)),
    **dict(zip(range(0x25, 0x3A), "th d dh n n p ph b bh m y r r l l l v sh sh s h".split(), strict=True)),
    **dict(zip(range(0x3E, 0x4D), "a,i,i,u,u,ri,ri,e,e,e,ai,o,o,o,au".split(","), strict=True)),
    **dict(zip(range(0x58, 0x60), "k kh g z r rh f y".split(), strict=True)),
    0x01: "n",
    0x02: "n",
    0x70: "n",
}
_BRAHMIC_FIRST: Final = 0x0900
_BRAHMIC_LAST: Final = 0x0D7F
_TAMIL: Final = range(0x0B80, 0x0C00)
# Source: ISO 9984 and ISO 9985, without marks.
_LETTERS: Final = {
    **dict(zip(range(0x10D0, 0x10F1), "abgdevztiklmnopzrstupkgqscjtckjh", strict=False)),
    **dict(zip(range(0x0561, 0x0587), "abgdezeytzilxckhjgcmynsocpjrsvtrcwpkof", strict=True)),
}
_WORD: Final = re.compile(
    "[\u0531-\u0556\u0561-\u0587]{2,25}|[\u10d0-\u10ff]{2,25}|"
    "[\u0900-\u0963\u0971-\u09e3\u0a05-\u0a75\u0a81-\u0ae3\u0b01-\u0b63\u0b82-\u0bd7\u0c00-\u0c63"
    "\u0c80-\u0ce3\u0d00-\u0d63\u0d7a-\u0d7f]{2,25}"
)
_CAUCASIAN: Final = re.compile("[\u0531-\u0587\u10d0-\u10ff]")
_FAMILY_ENDING: Final = re.compile("(?:შვილი|ძე|იანი|უა|ავა|ია|ყან|յան|յանց|եան)$")
_SOUTH: Final = ("South Asian", "Arabic, Persian, Hebrew")
_CAUCASUS: Final = ("Caucasus", "Armenian, Georgian", "Slavic", "English", "Greek")
_LEAST: Final = 2
"""Signs that a reading must have to be compared: shorter ones are like any word."""


def find(text: str) -> Iterator[Span]:
    """Runs of two or three words that read like a name, and a single one with less."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if run and (word.start() - run[-1].end() != 1 or text[run[-1].end()] not in " \u00a0-"):
            yield from _of_run(text, run)
            run = []
        run.append(word)
    yield from _of_run(text, run)


def _of_run(text: str, run: list[re.Match[str]]) -> Iterator[Span]:
    known = [_is_name(word[0]) for word in run]
    at = 0
    while at < len(run):
        if not known[at]:
            at += 1
            continue
        last = at
        while last + 1 < min(len(run), at + 3) and known[last + 1]:
            last += 1
        alone = last == at
        first = at
        if alone and len(run) == 2 and _sure(run[at][0]) and _whole(text, run):
            first, last = 0, 1
        score = 0.75 if not alone else 0.55 if last > first else 0.35
        yield Span(run[first].start(), run[last].end(), "PERSON", score, "script_name")
        at = last + 1


def _whole(text: str, run: list[re.Match[str]]) -> bool:
    """Whether a run of words is all that there is, or a cell of its own."""
    before, after = text[: run[0].start()].strip(), text[run[-1].end() :].strip()
    return (not before or before[-1] in "|\t,;:@-") and (not after or after[0] in "|\t,;(<-")


def _is_name(word: str) -> bool:
    key, known = _key(word)
    return _FAMILY_ENDING.search(word) is not None or (len(key) > _LEAST and key in known)


def _sure(word: str) -> bool:
    """Whether a name that stands with an unknown word is long enough to say what both are."""
    return _FAMILY_ENDING.search(word) is not None or len(_key(word)[0]) > _LEAST + 1


@lru_cache(maxsize=8192)
def _key(word: str) -> tuple[str, frozenset[str]]:
    """How a word is compared, and with which names."""
    if _CAUCASIAN.search(word):
        return _skeleton("".join(_LETTERS.get(ord(letter), "") for letter in word.lower())), _caucasian()
    key = _skeleton("".join(map(_read, word)))
    if ord(word[0]) in _TAMIL:
        return _voiceless(key), _tamil()
    return key, _southern()


def _read(letter: str) -> str:
    place = ord(letter)
    if not _BRAHMIC_FIRST <= place <= _BRAHMIC_LAST:
        return ""
    return _BRAHMIC.get((place - _BRAHMIC_FIRST) % 0x80, "")


_SAME: Final = (
    (re.compile("[^a-z]"), ""),
    (re.compile("ee|ii|ea"), "i"),
    (re.compile("oo|uu|ou"), "u"),
    (re.compile("au|ow"), "o"),
    (re.compile("ai|ay|ei"), "e"),
    (re.compile("x|ksh"), "ks"),
    (re.compile("tch|ch|ts|tz"), "c"),
    (re.compile("zh|dz"), "z"),
    (re.compile("ck|q"), "k"),
    (re.compile("ph"), "f"),
    (re.compile("w"), "v"),
    (re.compile("(?<=[bcdghjklmnpqrstv])y"), ""),
    (re.compile("iy|y"), "i"),
    (re.compile("(?<=[bcdgjkpstrf])h"), ""),
    (re.compile("f"), "p"),
    (re.compile("z"), "j"),
    (re.compile("a|h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("e"), "i"),
    (re.compile("o"), "u"),
)


@lru_cache(maxsize=32_768)
def _skeleton(latin: str) -> str:
    for pattern, plain in _SAME:
        latin = pattern.sub(plain, latin)
    return latin


def _voiceless(key: str) -> str:
    return re.sub(r"(.)\1+", r"\1", key.translate(str.maketrans("gdbjz", "ktpcc")).replace("s", "c"))


@cache
def _southern() -> frozenset[str]:
    return frozenset(_skeleton(fold(name)) for name in names_in_sections(_SOUTH))


@cache
def _tamil() -> frozenset[str]:
    return frozenset(map(_voiceless, _southern()))


@cache
def _caucasian() -> frozenset[str]:
    return frozenset(_skeleton(fold(name)) for name in names_in_sections(_CAUCASUS))
