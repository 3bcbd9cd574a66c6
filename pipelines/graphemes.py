"""How far one arrow, one Backspace and one word-wise key reach in a text.

Owns the limits of characters as a person sees them and of words, on streams of code points that
lead away from a caret. Source: UAX #29, shortened to what keyboards and emoji pickers make.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

UNKNOWN: Final = "\x00"
"""Stands for a character that is there but not known."""

_JOINER: Final = "\u200d"
_MAX_CLUSTER: Final = 32
_MAX_WORD: Final = 256
_INSIDE_WORDS: Final = frozenset("'\u2019.")


@lru_cache(maxsize=4096)
def _extends(char: str) -> bool:
    """Whether a character belongs to the one before it."""
    if char < "\u0300":
        return False
    code = ord(char)
    return (
        char == _JOINER
        or 0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or unicodedata.category(char) in ("Mn", "Me", "Mc")
    )


def _is_flag(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def cluster_before(chars: Iterable[str]) -> int:
    """Code points of the character that ends at the caret; `chars` lead leftwards from it."""
    taken = list(islice(chars, _MAX_CLUSTER))
    if not taken:
        return 0
    n = 0
    while n < len(taken) - 1 and (
        _extends(taken[n]) or (taken[n + 1] == _JOINER and not _is_letter(taken[n]))
    ):
        n += 1
    if _is_flag(taken[n]):
        flags = 0
        while n + flags < len(taken) and _is_flag(taken[n + flags]):
            flags += 1
        n += 1 if flags % 2 == 0 else 0
    return n + 1


def cluster_after(chars: Iterable[str]) -> int:
    """Code points of the character that starts at the caret; `chars` lead rightwards from it."""
    taken = list(islice(chars, _MAX_CLUSTER))
    if not taken:
        return 0
    n = 1
    if _is_flag(taken[0]) and len(taken) > 1 and _is_flag(taken[1]):
        n = 2
    while n < len(taken) and (_extends(taken[n]) or (taken[n - 1] == _JOINER and not _is_letter(taken[n]))):
        n += 1
    return n


def erased_before(chars: Iterable[str]) -> int:
    """Code points that one Backspace removes: an accent alone, an emoji whole."""
    taken = list(islice(chars, _MAX_CLUSTER))
    if taken and unicodedata.combining(taken[0]):
        return 1
    return cluster_before(taken)


def _is_letter(char: str) -> bool:
    return char.isalnum() or char == "_"


def _kind(char: str) -> int:
    if char.isspace():
        return 0
    if _is_letter(char) or char == UNKNOWN:
        return 1
    return 2


def word_reach(chars: Iterable[str]) -> int:
    """Code points up to the far end of the next word, blanks before it included.

    `chars` lead away from the caret, in either direction.
    """
    taken = list(islice(chars, _MAX_WORD))
    n = 0
    while n < len(taken) and _kind(taken[n]) == 0:
        n += 1
    if n == len(taken):
        return n
    while n < len(taken) - 1 and _extends(taken[n]):
        n += 1
    kind = _kind(taken[n])
    while n < len(taken) and (_kind(taken[n]) == kind or _extends(taken[n]) or _joins_letters(taken, n)):
        n += 1
    return n


def _joins_letters(chars: list[str], n: int) -> bool:
    return (
        chars[n] in _INSIDE_WORDS
        and 0 < n < len(chars) - 1
        and _is_letter(chars[n - 1])
        and _is_letter(chars[n + 1])
    )
