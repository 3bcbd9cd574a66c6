"""Patterns that look for different things in the same texts, and are only tried where they may match.

Owns the question, asked once for all patterns of a sieve: most lines hold nothing of what most
recognizers look for.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from pipelines.detection.gate import PatternGate


class Sieve:
    """A few patterns of one recognizer."""

    def __init__(self, *patterns: re.Pattern[str]) -> None:
        """Take patterns; nothing is made of them before the first text."""
        self._patterns = patterns
        self._last: tuple[str, frozenset[int]] = ("", frozenset())

    def finditer(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """The matches of one of the patterns in a text."""
        return pattern.finditer(text) if self.may_match(pattern, text) else iter(())

    def search(self, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
        """The first match of one of the patterns in a text."""
        return pattern.search(text) if self.may_match(pattern, text) else None

    def may_match(self, pattern: re.Pattern[str], text: str) -> bool:
        """Whether one of the patterns may match in a text; in all others it does not."""
        last = self._last
        if last[0] is not text:
            last = self._last = text, frozenset(id(self._patterns[at]) for at in self._gate.open_for(text))
        return id(pattern) in last[1]

    @cached_property
    def _gate(self) -> PatternGate:
        return PatternGate([_source(pattern) for pattern in self._patterns], cased=True)


def _source(pattern: re.Pattern[str]) -> str:
    if pattern.flags & re.VERBOSE:
        raise ValueError("a pattern with comments cannot be asked with others")
    return f"(?i:{pattern.pattern})" if pattern.flags & re.IGNORECASE else pattern.pattern
