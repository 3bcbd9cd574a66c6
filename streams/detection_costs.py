"""What detection cost in a redaction process: texts, how many of them were new, and time.

Owns counting around a detector; it changes nothing of what is found, and holds no text.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pipelines.detection.spans import Detector, Query, Span


@dataclass(frozen=True, slots=True)
class Costs:
    """Texts that detection was asked about, those that it did not remember, and its seconds."""

    texts: int = 0
    new_texts: int = 0
    seconds: float = 0.0


class Remembered(Protocol):
    """A memory of texts; `misses` counts those that it was asked for and did not hold."""

    misses: int


@runtime_checkable
class Remembering(Protocol):
    """A detector that remembers what it found in a text."""

    cache: Remembered

    def remember(self, texts: Sequence[str]) -> None:
        """Read texts that queries will be about."""


class CountedDetector:
    """A detector that counts what it costs."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._texts = 0
        self._seconds = 0.0
        self._misses = self._missed()

    @property
    def models(self) -> tuple[str, ...]:
        """Names and versions of the models."""
        return self._detector.models

    @property
    def fingerprint(self) -> dict[str, str]:
        """What the detector is made of."""
        return self._detector.fingerprint

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        """What the detector finds."""
        start_s = time.monotonic()
        try:
            return self._detector.detect(queries)
        finally:
            self._seconds += time.monotonic() - start_s
            self._texts += len(queries)

    def read_ahead(self, texts: Sequence[str]) -> None:
        """Let the detector read texts that queries will be about; without a memory it only tries them."""
        if not isinstance(self._detector, Remembering):
            self.detect([Query(text) for text in texts])
            return
        start_s = time.monotonic()
        try:
            self._detector.remember(texts)
        finally:
            self._seconds += time.monotonic() - start_s
            self._texts += len(texts)

    def take_costs(self) -> Costs:
        """What it cost since this was last asked; without a memory every text is new."""
        missed = self._missed()
        new = self._texts if missed is None else missed - (self._misses or 0)
        costs = Costs(self._texts, new, self._seconds)
        self._texts, self._seconds, self._misses = 0, 0.0, missed
        return costs

    def _missed(self) -> int | None:
        return self._detector.cache.misses if isinstance(self._detector, Remembering) else None
