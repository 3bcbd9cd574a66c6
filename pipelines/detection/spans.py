"""What detection is given and what it answers.

Offsets are code points of the given text, half open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.draft import Surroundings


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Something personal in a text: where, what, how sure (0 to 1), and which rule said so."""

    start: int
    end: int
    entity: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Query:
    """A text and where it stands."""

    text: str
    where: Surroundings = Surroundings()


class Detector(Protocol):
    """Finds spans under one set of rules; what a query yields depends on that query alone."""

    @property
    def models(self) -> tuple[str, ...]:
        """Names and versions of the models, as trajectories carry them."""

    @property
    def fingerprint(self) -> dict[str, str]:
        """SHA-256 of each model file, and `version`, the version of detection."""

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        """Spans for each query: sorted, not overlapping, above their thresholds."""
