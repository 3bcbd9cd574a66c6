"""Sets of characters as ranges of code points, and the classes of regexes as such sets.

Owns union, inverse and overlap.
"""

from collections.abc import Iterable
from typing import Final

LAST: Final = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]
ANY: Final[Ranges] = ((0, LAST),)

_DIGITS: Final[Ranges] = ((48, 57), (0x660, LAST))
_SPACES: Final[Ranges] = ((9, 13), (28, 32), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x3000))
_WORDS: Final[Ranges] = ((48, 57), (65, 90), (95, 95), (97, 122), (0xAA, LAST))
_NOT_WORDS: Final[Ranges] = ((0, 47), (58, 64), (91, 94), (96, 96), (123, LAST))
CATEGORIES: Final[dict[str, Ranges]] = {
    "CATEGORY_DIGIT": _DIGITS,
    "CATEGORY_NOT_DIGIT": ((0, 47), (58, LAST)),
    "CATEGORY_SPACE": _SPACES,
    "CATEGORY_NOT_SPACE": ((0, 8), (14, 27), (33, LAST)),
    "CATEGORY_WORD": _WORDS,
    "CATEGORY_NOT_WORD": _NOT_WORDS,
}
"""Exact for ASCII, and more than they are above it: two classes may seem to overlap, never seem not to."""


def united(ranges: Iterable[tuple[int, int]]) -> Ranges:
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def inverse(ranges: Ranges) -> Ranges:
    found, at = [], 0
    for low, high in united(ranges):
        if low > at:
            found.append((at, low - 1))
        at = high + 1
    if at <= LAST:
        found.append((at, LAST))
    return tuple(found)


def overlap(left: Ranges, right: Ranges) -> bool:
    return any(a <= d and c <= b for a, b in left for c, d in right)
