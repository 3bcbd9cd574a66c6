"""What a single word looks like: a name, or something else.

Owns how surely a word is a listed name, and its likeness to a name, read off the word vectors of the
default spaCy model by a linear classifier (`judge.json`). Both are evidence, never a verdict.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pipelines.detection.lists import is_ambiguous_name, is_given_name, is_surname

WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$")
UNKNOWN: Final = 0.5
_REMEMBERED: Final = 16_384
"""Words whose answers are remembered: screens repeat theirs."""


def bare_word(word: str) -> str:
    """The word in lower case without a possessive ending."""
    return _POSSESSIVE.sub("", word.lower())


@lru_cache(maxsize=_REMEMBERED)
def given_name(word: str) -> int:
    """0, or how surely a word is a given name (1, 2)."""
    bare = bare_word(word)
    return (1 if is_ambiguous_name(bare) else 2) if is_given_name(bare) else 0


@lru_cache(maxsize=_REMEMBERED)
def surname(word: str) -> int:
    """0, or how surely a word is a family name (1, 2)."""
    bare = bare_word(word)
    return (1 if is_ambiguous_name(bare) else 2) if is_surname(bare) else 0


@dataclass(slots=True)
class Likeness:
    """How much words look like names (0 to 1, two digits), by their vectors."""

    rows: Any
    """A function from a word to the number of its vector, or -1."""
    scores: Sequence[float]
    """The likeness of each vector."""
    _known: dict[str, float | None] = field(default_factory=dict)

    def of(self, word: str) -> float | None:
        """The likeness of a word; None where the vectors do not know it."""
        if word not in self._known:
            if len(self._known) > 200_000:
                self._known.clear()
            row = next((r for r in map(self.rows, _forms(word)) if r >= 0), -1)
            self._known[word] = None if row < 0 else self.scores[row]
        return self._known[word]


def _forms(word: str) -> Iterator[str]:
    bare = _POSSESSIVE.sub("", word)
    yield from dict.fromkeys((bare, bare.capitalize(), bare.lower()))


def likeness_of(vectors: Any, strings: Any, weights: Sequence[float]) -> Likeness:
    """The likeness under a linear classifier of normalised vectors; its last weight is the bias."""
    import numpy as np

    norms = np.linalg.norm(vectors.data, axis=1, keepdims=True)
    margin = (vectors.data / np.maximum(norms, 1e-6)) @ np.array(weights[:-1], dtype=np.float32) + weights[-1]
    scores = np.round(1 / (1 + np.exp(-margin)), 2)

    def row(word: str) -> int:
        return int(vectors.key2row.get(strings[word], -1))

    return Likeness(row, [float(score) for score in scores])
