"""Where a value may be wrapped from one line of a screen to the line below it.

Owns how many words on each side of the border between two lines may belong together. Most lines that
stand below each other have nothing to do with each other, and each pair that is read costs as much as
a new line: a border counts only where its words have the form of a value's two halves.
"""

import re
from typing import Final

from pipelines.detection.lists import (
    is_ambiguous_name,
    is_common_word,
    is_given_name,
    is_interface_word,
    is_place,
    is_surname,
    is_vendor,
)

_ADDRESS_WORDS: Final = 12
_ADDRESS_LENGTH: Final = 200
_TORN_WORDS: Final = 2
_NUMBER_WORDS: Final = 4
_NAME_WORDS: Final = 3
_DIGIT: Final = re.compile(r"\d")
_STREET: Final = re.compile(r"\d+\s*\w?\b.*[^\W\d]{3}|[^\W\d]{3}.*\d")
_POSTCODE_LINE: Final = re.compile(
    r"^\W*(?:[A-Z]{1,3}[- ])?\d{4,6}(?:-\d{3,4})?\b[ ,]+[^\W\d_]"  # D-10115 Berlin, 100-0001 Tokyo
    r"|^\W*\d{3}[- ]\d{2,4}\b[ ,]+[^\W\d_]"  # 110 00 Praha
    r"|\b[A-Z]{2}\.?,? \d{5}(?:-\d{4})?\b"  # Springfield, IL 62704
    r"|(?:^|[^\W\d_][,.]?) \d{4,6}(?:-\d{3,4})?\W*$"  # Bengaluru 560001
    r"|^\W*\d{4,6}\W*$"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"  # SW1A 1AA
    r"|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b"  # K1A 0B1
)
"""A line that a postcode stands in as it does in the last line of an address."""
_NUMBER: Final = re.compile(r"[+(]{0,2}\d[\d()./-]*")
_REST_OF_NUMBER: Final = re.compile(r"[\d(][\d()./-]*[,;:]?")
_WORD: Final = re.compile(r"\S+")
_TORN: Final = re.compile(r"\S@\n\w|\w[-_/]\n\w|\w\.\n[a-z0-9]|\w\n[@.]\w")
"""A line break (last and first characters of the lines around it) that may stand inside a token."""


def border_words(upper: str, lower: str) -> int:
    """How many words on each side of a border between lines may belong together; 0 for none.

    Both lines hold at least one word.
    """
    last, first = upper.rsplit(maxsplit=1)[-1], lower.split(maxsplit=1)[0]
    if _may_be_address(upper[-_ADDRESS_LENGTH:], lower[:_ADDRESS_LENGTH]):
        return _ADDRESS_WORDS
    if last[-1] in "@._-(/" or first[0] in "@.":
        return _TORN_WORDS
    if _NUMBER.fullmatch(last) and _REST_OF_NUMBER.fullmatch(first):
        return _NUMBER_WORDS
    name_like = last[0].isupper() and last[-1].isalpha() and last[1:].islower()
    capitals = name_like and first[0].isupper() and first[1:2].islower()
    return _NAME_WORDS if capitals and _may_be_one_name(last.strip("(\"'"), first.strip(".,;:)\"'")) else 0


def _may_be_address(upper: str, lower: str) -> bool:
    """Whether a line has the form of a street and the one below it that of a town with its postcode."""
    if not (_DIGIT.search(upper) and _DIGIT.search(lower)):
        return False
    return bool(_STREET.search(upper) and _POSTCODE_LINE.search(lower))


def border(upper: str, lower: str) -> str:
    """What stood where a line was wrapped: nothing inside a token, a space inside a number."""
    if _TORN.search(f"{upper[-2:]}\n{lower[:2]}"):
        return ""
    return " " if upper[-1:].isdigit() and lower[:1].isdigit() else "\n"


def last_words(text: str, count: int) -> int:
    """Where the last `count` words of a text begin."""
    places = [found.start() for found in _WORD.finditer(text)]
    return places[-count] if len(places) >= count else 0


def first_words(text: str, count: int) -> int:
    """Where the first `count` words of a text end."""
    places = [found.end() for found in _WORD.finditer(text)]
    return places[count - 1] if len(places) >= count else len(text)


def _may_be_one_name(last: str, first: str) -> bool:
    """Whether one of two words is surely a name, and the other no ordinary word."""
    return (_is_surely_name(last) and not _is_ordinary(first)) or (
        _is_surely_name(first) and not _is_ordinary(last)
    )


def _is_surely_name(word: str) -> bool:
    return (is_given_name(word) or is_surname(word)) and not is_ambiguous_name(word)


def _is_ordinary(word: str) -> bool:
    if is_given_name(word) or is_surname(word):
        return False
    return is_common_word(word) or is_interface_word(word) or is_place(word) or is_vendor(word)
