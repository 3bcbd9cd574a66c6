"""Digits that OCR read as letters, read again.

Owns one thing: a copy of a text, as long as the text, in which letters that look like digits
are digits wherever they stand among digits.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pipelines.detection.spans import Span

_ALIKE: Final = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2"}
)
_MIXED: Final = re.compile(r"\d[OoQDlISBZ|]|[OoQDlISBZ|]\d")
_PART: Final = r"(?=[OoQDlISBZ|]{0,4}\d)[\dOoQDlISBZ|]+"
_RUN: Final = re.compile(rf"(?<![^\W\d_OoQDlISBZ]){_PART}(?:[ ./:-]{_PART})*(?![^\W\d_])")
"""Parts with a digit each: three digits and eight letters are still a number if the next part is one."""
_SPLIT: Final = re.compile(r"[^ ./:-]+")
_ROUND: Final = re.compile(r"[\dOolI|]+")
_QUAD: Final = re.compile(r"(?<![\w.])[\dOolIS|]{1,3}(?:\.[\dOolIS|]{1,3}){3}(?![\w.])")
"""The form of an IP address, where one part may be a letter alone."""


def reread(text: str, read: Callable[[str], Iterable[Span]], least: float = 0.0) -> Iterator[Span]:
    """What a finder sees only with its digits mended, if it is as sure as `least` (0 to 1)."""
    mended = repair(text)
    if mended != text:
        for span in read(mended):
            if span.score >= least and text[span.start : span.end] != mended[span.start : span.end]:
                yield span


def repair(text: str) -> str:
    """The text with `O`, `l`, `S` and the like written as digits in tokens made of digits and these."""
    if not _MIXED.search(text):
        return _QUAD.sub(_digits, text) if text.count(".") > 2 else text
    mended = _RUN.sub(_digits, text)
    return _QUAD.sub(_digits, mended) if mended.count(".") > 2 else mended


def _digits(match: re.Match[str]) -> str:
    run = match[0]
    if not _is_numeric(run):
        return _SPLIT.sub(lambda part: part[0].translate(_ALIKE) if _is_numeric(part[0]) else part[0], run)
    return _SPLIT.sub(
        lambda part: (
            part[0].translate(_ALIKE) if _is_numeric(part[0]) or _ROUND.fullmatch(part[0]) else part[0]
        ),
        run,
    )


def _is_numeric(token: str) -> bool:
    """Whether at least half of the signs are digits already."""
    signs = sum(sign.isalnum() or sign == "|" for sign in token)
    return sum(sign.isdigit() for sign in token) * 2 >= signs
