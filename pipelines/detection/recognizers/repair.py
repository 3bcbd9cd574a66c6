"""Digits that OCR read as letters, read again.

Owns one thing: a copy of a text, as long as the text, in which letters that look like digits
are digits wherever they stand among digits.
"""

import re
from typing import Final

_ALIKE: Final = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8", "Z": "2"}
)
_MIXED: Final = re.compile(r"\d[OoQDlISBZ|]|[OoQDlISBZ|]\d")
_TOKEN: Final = re.compile(r"(?<![^\W\d_OoQDlISBZ])[\dOoQDlISBZ|]+(?![^\W\d_])")


def repair(text: str) -> str:
    """The text with `O`, `l`, `S` and the like written as digits in tokens made of digits and these."""
    if not _MIXED.search(text):
        return text
    return _TOKEN.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    token = match[0]
    numeric = sum(sign.isdigit() for sign in token)
    return token.translate(_ALIKE) if numeric * 2 >= len(token) else token
