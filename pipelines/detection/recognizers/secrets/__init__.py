"""Secrets: keys by their prefix, values by their label, passwords in commands, one-time codes, noise.

Owns the order; what a value must look like is in `values`.
"""

from collections.abc import Iterable

from pipelines.detection.recognizers.secrets import codes, commands, labels, loose, noise, prefixes
from pipelines.detection.spans import Span


def find(text: str) -> Iterable[Span]:
    """Secrets in a text."""
    yield from prefixes.find(text)
    yield from labels.find(text)
    yield from loose.find(text)
    yield from commands.find(text)
    yield from codes.find(text)
    yield from noise.find(text)
