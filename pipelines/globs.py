"""Globs: `*` is any run of characters, `?` any one, `[ab]` one of those, `[!ab]` none of those.

Owns matching without regard to case, in time linear in the text for each `*`.
"""

import fnmatch
import re
import unicodedata


def folded(text: str) -> str:
    """A text as globs compare it: composed (NFC) and case folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


class Glob:
    """A glob, compiled; it must match a whole text."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled = re.compile(fnmatch.translate(folded(pattern)))

    def matches(self, text: str) -> bool:
        """Whether it matches, without regard to case."""
        return self._compiled.match(folded(text)) is not None
