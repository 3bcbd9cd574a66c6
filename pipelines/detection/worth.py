"""What models are asked about: texts that lists and structure leave open.

Owns the question. Its answer follows from the text and what is known of it alone, so that it changes
nothing about what one text yields beside another.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pipelines.detection.lists import is_common_word, is_interface_word, is_vendor
from pipelines.detection.wording import WORD, given_name, surname

_DIGITS_TO_READ: Final = 5
NEVER_NAMES: Final = frozenset(
    "to you can an will no my do he than into so go even per may in on at by or if be we us me it is as up "
    "our your his her its you're you'll you've don't To You My No Your In On At By "
    "Or If Be We It Is As Up Our".split()
)
"""Words that are somebody's name somewhere, and as they are written here are not."""


def worth_reading(text: str, known: Sequence[tuple[int, int]] = ()) -> bool:
    """Whether models can find anything in a text that lists and structure cannot rule out.

    A line all of whose words are ordinary or interface words, and none also a name, holds nobody.
    `known` are ranges whose meaning is certain already: what lies in them is not looked at.
    """
    if known:
        text = _without(text, known)
    words = WORD.findall(text)
    if not any(len(word) > 1 for word in words):
        return False
    if sum(map(str.isdigit, text)) >= _DIGITS_TO_READ:
        return True
    return not all(map(_is_plain, words))


def _without(text: str, known: Sequence[tuple[int, int]]) -> str:
    """The text with blanks in place of ranges; a word that goes on beyond a range stays whole."""
    letters = list(text)
    for start, end in known:
        start, end = max(start, 0), min(end, len(text))
        while start < end and start > 0 and text[start - 1].isalnum() and text[start].isalnum():
            start += 1
        while end > start and end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
            end -= 1
        if start < end:
            letters[start:end] = " " * (end - start)
    return "".join(letters)


@lru_cache(maxsize=65_536)
def _is_plain(word: str) -> bool:
    if word in NEVER_NAMES:
        return True
    ordinary = is_interface_word(word) or is_common_word(word) or is_vendor(word)
    return ordinary and word.isascii() and not given_name(word) and not surname(word)
