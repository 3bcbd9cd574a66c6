"""Texts without case, spaces and punctuation, with the way back.

A value is looked for in this form, so that `Priya Shah` is met in `priya.shah` and a card number
whatever stands between its digits.
"""

import unicodedata
from functools import lru_cache
from itertools import compress

from msgspec import Struct


class Squeezed(Struct, frozen=True, gc=False):
    """Letters and digits of a text, case folded; `origins[n]` is where character n came from."""

    text: str
    origins: tuple[int, ...]

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """A span of the original text for a span of this one (code points, half open)."""
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    bare = unicodedata.normalize("NFD", folded)
    return "".join(part for part in bare if part.isalnum())


def squeezed(text: str) -> str:
    """A text's letters and digits, case folded and bare of accents."""
    if text.isascii():
        return "".join(filter(str.isalnum, text)).lower()
    return "".join(map(_fold, text))


def squeeze(text: str) -> Squeezed:
    """The same, with where each character came from."""
    if text.isascii():
        return Squeezed(squeezed(text), tuple(compress(range(len(text)), map(str.isalnum, text))))
    folded = [_fold(char) for char in text]
    origins = tuple(n for n, part in enumerate(folded) for _ in part)
    return Squeezed("".join(folded), origins)


def is_edge(text: str, place: int) -> bool:
    """Whether a word may begin or end between the characters before and at `place`."""
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if not before.isalnum() or not after.isalnum():
        return True
    if before.isdigit() != after.isdigit():
        return True
    return before.islower() and after.isupper()
