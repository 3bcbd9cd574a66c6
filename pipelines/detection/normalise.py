"""One text as detection reads it, with a map back to the text as it was.

Owns what is undone before any pattern looks: invisible characters, full-width and styled
letters, look-alike letters of other alphabets inside Latin words, decomposed accents,
typographic dashes and quotes, and digits of other scripts. It never changes what is published:
spans are mapped back to the given text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Source: Unicode's default-ignorable code points (DerivedCoreProperties): never drawn by themselves.
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_CLUSTER: Final = re.compile(f"(?:[^\n][{_INVISIBLE}\u0300-\u036f\u20d0-\u20ff\ufe20-\ufe2f]*)|\n")
_DROPPED: Final = re.compile(f"[{_INVISIBLE}]")

# Source: Unicode's confusables (UTS 39), those that a reader cannot tell from the Latin letter.
_ALIKE_FROM: Final = (
    "АВЕЅІЈКМНОРСТУХԚԜԀаеѕіјкмортсухѵԁһԛԝӏьпгвн"  # noqa: RUF001
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχϲεɑıօսոհցɡ"
)
_ALIKE_TO: Final = "ABESIJKMHOPCTYXQWDaesijkmoptcyxvdhqwlbnrbhABEZHIKMNOPTYXaikvoptuxceaiounhgg"
_ALIKE: Final = dict(zip(_ALIKE_FROM, _ALIKE_TO, strict=True))

_PLAIN: Final = {
    **dict.fromkeys("‘’‚‛′ʼʹ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_KEPT: Final = frozenset("™℠©®ªº…№")
"""NFKC would glue letters or dots to the word before these."""
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text; `origins` holds for each of its characters where it came from (half open)."""

    text: str
    origins: tuple[tuple[int, int], ...] | None = None

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Where a non-empty range of `text` stands in the given text."""
        if self.origins is None:
            return start, end
        if start >= end:
            at = self.origins[start][0] if start < len(self.origins) else self._source_end()
            return at, at
        return self.origins[start][0], self.origins[end - 1][1]

    def _source_end(self) -> int:
        return self.origins[-1][1] if self.origins else 0


def normalise(text: str) -> Normalised:
    """Undo what hides words from patterns; a text that needs nothing comes back as it is."""
    if text.isascii():
        return Normalised(text)
    parts: list[str] = []
    origins: list[tuple[int, int]] = []
    for piece, start, end in _clusters(text):
        parts.append(piece)
        origins.extend([(start, end)] * len(piece))
    plain = _unmask("".join(parts))
    if plain == text:
        return Normalised(text)
    return Normalised(plain, tuple(origins))


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each character with the marks and invisible characters that follow it, made plain."""
    for match in _CLUSTER.finditer(text):
        yield _plain(match[0]), match.start(), match.end()


@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    if len(cluster) > 1:
        cluster = _DROPPED.sub("", cluster)
        composed = unicodedata.normalize("NFC", cluster)
        cluster = composed[:1] if composed[:1].isalpha() else composed
    elif _DROPPED.match(cluster):
        return ""
    if cluster.isascii() or cluster in _KEPT:
        return cluster
    known = _PLAIN.get(cluster)
    if known is not None:
        return known
    digit = unicodedata.decimal(cluster, None) if len(cluster) == 1 else None
    return unicodedata.normalize("NFKC", cluster) if digit is None else str(int(digit))


def _unmask(text: str) -> str:
    """Write look-alike letters as Latin ones in words that also hold Latin letters."""

    def latin(match: re.Match[str]) -> str:
        word = match[0]
        if word.isascii() or not _LATIN.search(word):
            return word
        swapped = "".join(_ALIKE.get(letter, letter) for letter in word)
        return swapped if all(_is_latin(letter) for letter in swapped) else word

    return _LETTERS.sub(latin, text)


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")
