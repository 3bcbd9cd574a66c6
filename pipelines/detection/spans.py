"""What detection is given and what it answers.

Offsets are code points of the given text, half open.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from pipelines.draft import Surroundings


class Span(Struct, frozen=True, order=True, gc=False):
    """Something personal in a text: where, what, how sure (0 to 1), and which rule said so."""

    start: int
    end: int
    entity: str
    score: float
    rule: str


class Query(Struct, frozen=True, gc=False):
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
