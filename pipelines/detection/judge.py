"""The second stage: which claims of models stand.

Owns the judgement of each claim by its line and its form. Models that were trained on prose take
menus, products and identifiers for people; what structure shows is not judged here.
"""

from collections.abc import Sequence

from pipelines.detection.spans import Span


def worth_reading(text: str) -> bool:
    """Whether models can find anything in a text: it holds two letters or more."""
    return sum(character.isalpha() for character in text) >= 2


def judged(text: str, claims: Sequence[Span], structure: Sequence[Span]) -> list[Span]:
    """The claims that stand, and all that structure shows."""
    return [*(span for span in claims if span.start < span.end), *structure]
