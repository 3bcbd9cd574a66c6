"""Globs: `*` is any run of characters, `?` any one, `[ab]` one of those, `[!ab]` none of those.

Owns matching without regard to case, in time linear in the text for each `*`.
"""

import fnmatch
import re
import unicodedata
from collections.abc import Sequence


def folded(text: str) -> str:
    """A text as globs compare it: composed (NFC) and case folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


class AnyGlob:
    """Several globs as one: a text is looked through once."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._compiled = re.compile("|".join(fnmatch.translate(folded(pattern)) for pattern in patterns))
        self._empty = not patterns

    def matches(self, text: str) -> bool:
        """Whether one of them matches, without regard to case."""
        return not self._empty and self._compiled.match(folded(text)) is not None


class Glob:
    """A glob, compiled; it must match a whole text."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled = re.compile(fnmatch.translate(folded(pattern)))

    def matches(self, text: str) -> bool:
        """Whether it matches, without regard to case."""
        return self._compiled.match(folded(text)) is not None
