"""Fits boosted trees: rows with targets and weights in, a forest out.

Second-order gradient boosting of the logistic loss on binned values, in numpy. It takes every row and
every column in every round and breaks ties by order, so there is no seed: the same rows, the same forest.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from pipelines.detection.trees import LEAF_UNIT, Forest

DEPTH: Final = 4
_TREES: Final = 200
_RATE: Final = 0.06
_PENALTY: Final = 2.0
_LEAST_ROWS: Final = 10
_BINS: Final = 32
_LEAST_GAIN: Final = 1e-6
_NEVER: Final = 1e9
"""A threshold that no value is above: a node that does not part its rows."""


def boosted(rows: Sequence[Mapping[str, float]], target: Any, weight: Any) -> Forest:
    """A forest that tells rows with target 1 from those with 0; rows of no weight are left out."""
    names = tuple(sorted({name for row in rows for name in row}))
    used = np.flatnonzero(weight > 0)
    matrix = np.array([[rows[int(at)].get(name, 0.0) for name in names] for at in used])
    target, weight = target[used], weight[used]
    edges = [_edges(column) for column in matrix.T]
    binned = np.stack(
        [np.searchsorted(edge, column) for edge, column in zip(edges, matrix.T, strict=True)], axis=1
    )
    share = float((target * weight).sum() / weight.sum())
    base = float(np.log(share / (1 - share)))
    margin = np.full(len(target), base)
    trees = []
    for _ in range(_TREES):
        likely = 1 / (1 + np.exp(-margin))
        tree, step = _tree(binned, edges, weight * (likely - target), weight * likely * (1 - likely))
        margin += step
        trees.append(tree)
    features, thresholds, leaves = zip(*trees, strict=True)
    return Forest(names, round(base * LEAF_UNIT), DEPTH, features, thresholds, leaves)


def _edges(column: Any) -> Any:
    """Values between which a column is parted: halfway between neighbours, at most `_BINS` of them."""
    values = np.unique(column)
    if len(values) > _BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, _BINS)))
    return np.round((values[1:] + values[:-1]) / 2, 4)


def _tree(
    binned: Any, edges: Sequence[Any], slope: Any, curve: Any
) -> tuple[tuple[tuple[int, ...], tuple[float, ...], tuple[int, ...]], Any]:
    """One tree and what it adds to each row's log odds."""
    features: list[int] = []
    thresholds: list[float] = []
    node = np.zeros(len(binned), dtype=np.intp)
    for level in range(DEPTH):
        feature, place = _parts(binned, node, 1 << level, slope, curve)
        features.extend(int(f) for f in feature)
        thresholds.extend(
            float(edges[f][p]) if p >= 0 else _NEVER for f, p in zip(feature, place, strict=True)
        )
        right = (binned[np.arange(len(node)), feature[node]] > place[node]) & (place[node] >= 0)
        node = 2 * node + right
    count = 1 << DEPTH
    total = np.bincount(node, slope, count)
    weight = np.bincount(node, curve, count)
    leaves = np.rint(-_RATE * total / (weight + _PENALTY) * LEAF_UNIT).astype(np.int64)
    tree = tuple(features), tuple(thresholds), tuple(int(leaf) for leaf in leaves)
    return tree, leaves[node] / LEAF_UNIT


def _parts(binned: Any, node: Any, nodes: int, slope: Any, curve: Any) -> tuple[Any, Any]:
    """For each node the column and the bin up to which rows go left; bin -1 where nothing is gained."""
    columns, bins = binned.shape[1], _BINS + 1
    flat = (node[:, None] * columns + np.arange(columns)) * bins + binned
    shape = (nodes, columns, bins)
    size = nodes * columns * bins

    def summed(values: Any) -> Any:
        spread = None if values is None else np.repeat(values, columns)
        return np.bincount(flat.ravel(), spread, size).reshape(shape).cumsum(axis=2)

    g, h, n = summed(slope), summed(curve), summed(None)
    whole = [sums[:, :, -1:] for sums in (g, h, n)]
    gain = (
        g**2 / (h + _PENALTY)
        + (whole[0] - g) ** 2 / (whole[1] - h + _PENALTY)
        - whole[0] ** 2 / (whole[1] + _PENALTY)
    )
    gain[(n < _LEAST_ROWS) | (whole[2] - n < _LEAST_ROWS)] = 0.0
    gain = np.round(gain, 9).reshape(nodes, -1)
    best = gain.argmax(axis=1)
    gained = gain[np.arange(nodes), best] > _LEAST_GAIN
    return best // bins, np.where(gained, best % bins, -1)
