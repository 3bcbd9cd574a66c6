"""A detector without models: finds what a rules document's own patterns find; dies of poison.

Owns what poison does. What is poisonous is a word in a text, so that the same text does the same
in every process.
"""

import os
import re
import signal
import time
from collections.abc import Sequence
from typing import Final

from pipelines.detection.spans import Query, Span
from schemas.rules import Rules

POISON: Final = ("poisonraise", "poisondie", "poisonhang", "poisoneat", "poisonslow")
FATAL: Final = POISON[:-1]
"""Texts that no redaction survives; the last of all only takes long."""
SLOW_S: Final = 1.0


class PoisonError(Exception):
    """What poison does where it must not end the process."""


class PatternDetector:
    """Finds what the patterns of the rules find."""

    def __init__(self, rules: Rules, harmless: bool = False) -> None:
        patterns = rules.detection.patterns
        self._patterns = [(pattern.entity, re.compile(pattern.regex, re.I)) for pattern in patterns]
        self._harmless = harmless

    @property
    def models(self) -> tuple[str, ...]:
        return ("patterns-1",)

    @property
    def fingerprint(self) -> dict[str, str]:
        return {"patterns": "0" * 64, "version": "1"}

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        text = "\n".join(query.text for query in queries)
        for name in POISON:
            if name in text:
                self._suffer(name)
        return [self._find(query.text) for query in queries]

    def _find(self, text: str) -> tuple[Span, ...]:
        found: list[Span] = []
        for entity, pattern in self._patterns:
            found += [Span(m.start(), m.end(), entity, 0.95, entity) for m in pattern.finditer(text)]
        return tuple(sorted(found))

    def _suffer(self, name: str) -> None:
        if name == "poisonslow":
            time.sleep(0.0 if self._harmless else SLOW_S)
            return
        if self._harmless or name == "poisonraise":
            raise PoisonError("the text would be in here: zq999999")
        if name == "poisondie":
            os.kill(os.getpid(), signal.SIGSEGV)
        if name == "poisonhang":
            time.sleep(3600)
        if name == "poisoneat":
            _eat()


def _eat() -> None:
    """Allocate until the kernel or the limit of the address space says no."""
    import resource

    limit = 1 << 30
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    held = []
    while True:
        held.append(bytearray(1 << 24))


def load(rules: Rules, models: Sequence[str] = (), *, cache_key: bytes = b"") -> PatternDetector:
    """A detector, as redaction processes make one."""
    return PatternDetector(rules)


def load_harmless(rules: Rules, models: Sequence[str] = (), *, cache_key: bytes = b"") -> PatternDetector:
    """The same, for the process that checks: fatal poison raises there."""
    return PatternDetector(rules, harmless=True)
