"""People's names in scripts other than Latin.

Owns the order: announced ones first, then each script that occurs in a text.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from pipelines.detection.recognizers.scripts import announced, cyrillic, han, korean, listed, romanised
from pipelines.detection.spans import Span

__all__ = ["find"]

_FINDERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], Iterable[Span]]], ...]] = (
    (re.compile("[\u4e00-\u9fff]"), han.find),
    (re.compile("[\uac00-\ud7af]"), korean.find),
    (re.compile("[\u0370-\u04ff]"), cyrillic.find),
    (re.compile("[\u0590-\u06ff\u0900-\u0e7f]"), listed.find),
    (re.compile("[\u0530-\u058f\u0900-\u0d7f\u10a0-\u10ff]"), romanised.find),
)
_BEYOND_LATIN: Final = re.compile("[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufaff]")


def find(text: str) -> Iterable[Span]:
    """Names in scripts other than Latin."""
    if text.isascii() or _BEYOND_LATIN.search(text) is None:
        return
    yield from announced.find(text)
    for signs, finder in _FINDERS:
        if signs.search(text):
            yield from finder(text)
