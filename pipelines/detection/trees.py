"""Small boosted trees: how the second stage adds up what its features say.

Owns the form of the trees and their reading. All trees of a forest are walked at once; leaves are whole
numbers, so that their sum is the same on every machine, in any order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

LEAF_UNIT: Final = 10_000
"""Leaves are log odds in units of a ten-thousandth."""
_FURTHEST: Final = 30.0


@dataclass(frozen=True)
class Forest:
    """Complete trees of one depth, each node and leaf in breadth-first order.

    A node sends a row to the right where the row's value of `feature` is above `threshold`.
    """

    names: tuple[str, ...]
    """What the columns of a row mean."""
    base: int
    depth: int
    features: tuple[tuple[int, ...], ...]
    thresholds: tuple[tuple[float, ...], ...]
    leaves: tuple[tuple[int, ...], ...]

    @cached_property
    def _arrays(self) -> tuple[Any, Any, Any]:
        import numpy as np

        return (
            np.array(self.features, dtype=np.intp).ravel(),
            np.array(self.thresholds).ravel(),
            np.array(self.leaves, dtype=np.int64).ravel(),
        )

    def odds(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """The log odds of each row of named values."""
        import numpy as np

        if not rows:
            return []
        features, thresholds, leaves = self._arrays
        matrix = np.array([[row.get(name, 0.0) for name in self.names] for row in rows])
        trees, nodes = len(self.features), (1 << self.depth) - 1
        first = np.arange(trees) * nodes
        at = np.zeros((len(rows), trees), dtype=np.intp)
        line = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            place = first + at
            at = 2 * at + 1 + (matrix[line, features[place]] > thresholds[place])
        total = leaves[np.arange(trees) * (nodes + 1) + at - nodes].sum(axis=1) + self.base
        return [max(-_FURTHEST, min(_FURTHEST, int(value) / LEAF_UNIT)) for value in total]


def forest_of(raw: Mapping[str, Any]) -> Forest:
    """A forest from its JSON."""
    return Forest(
        names=tuple(raw["names"]),
        base=raw["base"],
        depth=raw["depth"],
        features=tuple(map(tuple, raw["features"])),
        thresholds=tuple(map(tuple, raw["thresholds"])),
        leaves=tuple(map(tuple, raw["leaves"])),
    )


def as_json(forest: Forest) -> dict[str, Any]:
    """A forest as JSON holds it."""
    return {
        "names": forest.names,
        "base": forest.base,
        "depth": forest.depth,
        "features": forest.features,
        "thresholds": forest.thresholds,
        "leaves": forest.leaves,
    }
