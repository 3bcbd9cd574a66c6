"""How the texts of a screen stand to each other, by their boxes alone: in rows, and in columns.

Owns what counts as beside, above and below. Pairs are compared in blocks of arrays, and each text only
with those near it in reading order: cost grows with the texts, not with their pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from pipelines.boxes import EDGE_PX
from schemas.raw import Box

LABEL_GAP: Final = 10
"""A text further left than this, in line heights, is in another column."""
COLUMN: Final = 400
_NEAR: Final = 30
"""So many texts before and behind it in reading order are looked at for a text's row, and its column."""
_FARTHEST_LEFT: Final = 25
"""Nothing further left than this, in line heights, says what a text is."""
_FARTHEST_ABOVE: Final = 3
"""A column ends at a gap of more than so many line heights."""
_WRAP_GAP: Final = 1.2
"""Lines closer together than this, in line heights, may be one text that was wrapped."""
_WRAP_NEAR: Final = 8
_BLOCK: Final = 256

_Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Edges:
    """Boxes as arrays, in reading order; `order` says which of the given ones stands at each rank."""

    order: list[int]
    left: _Numbers
    right: _Numbers
    top: _Numbers
    bottom: _Numbers
    width: _Numbers
    height: _Numbers


def edges_of(boxes: Sequence[Box]) -> Edges:
    """Boxes in reading order: from the top, then from the left."""
    numbers = np.fromiter(chain.from_iterable(boxes), float, 4 * len(boxes)).reshape(-1, 4)
    order = np.lexsort((numbers[:, 0], numbers[:, 1]))
    left, top, width, height = numbers[order].T
    return Edges(order.tolist(), left, left + width, top, top + height, width, height)


@dataclass(frozen=True, slots=True)
class Layout:
    """For each text, by its rank in reading order, where its neighbours are; -1 where there is none."""

    edges: Edges
    beside: list[int]
    """The nearest text left of it in its row."""
    is_close: list[bool]
    """Whether that one is so near that it is in the same column."""
    has_value: list[bool]
    """Whether a text stands right of it, whose label it may be."""
    above: list[int]
    """The next text above it in its column."""

    def row(self, rank: int) -> list[int]:
        """The other texts in the same row, in reading order."""
        near = slice(max(0, rank - _NEAR), rank + _NEAR)
        shared = _share_row(self.edges, slice(rank, rank + 1), near)
        return [other for other in (np.flatnonzero(shared) + near.start).tolist() if other != rank]


def layout_of(boxes: Sequence[Box]) -> Layout:
    """Where the neighbours of each text are."""
    edges = edges_of(boxes)
    count = len(boxes)
    found: list[list[Any]] = [[], [], [], []]
    for start in range(0, count, _BLOCK):
        these = slice(start, min(start + _BLOCK, count))
        row = _beside(edges, these, slice(max(0, start - _NEAR), min(these.stop + _NEAR, count)))
        above = _above(edges, these, slice(max(0, start - COLUMN), these.stop))
        for values, more in zip(found, (*row, above), strict=True):
            values.extend(more.tolist())
    return Layout(edges, *found)


def _beside(edges: Edges, these: slice, others: slice) -> tuple[_Numbers, _Numbers, _Numbers]:
    """What is nearest on the left of each of these, whether it is close, and whether one is on the right."""
    far = _ranks(others) - _ranks(these)[:, None]
    row = _share_row(edges, these, others) & (far >= -_NEAR) & (far < _NEAR) & (far != 0)
    tall = np.maximum(edges.height[these], 1)
    to_left = edges.left[these, None] - edges.right[others]
    gaps = np.where(row & (to_left >= -EDGE_PX), to_left, np.inf)
    nearest = gaps.argmin(axis=1)
    gap = gaps[np.arange(len(nearest)), nearest]
    to_right = edges.left[others] - edges.right[these, None]
    value = row & (to_right >= -EDGE_PX) & (to_right <= LABEL_GAP * tall[:, None])
    beside = np.where(gap <= _FARTHEST_LEFT * tall, nearest + others.start, -1)
    return beside, gap <= LABEL_GAP * tall, value.any(axis=1)


def _above(edges: Edges, these: slice, others: slice) -> _Numbers:
    """The next text above each of these in its column, unless a wide gap comes first."""
    far = _ranks(these)[:, None] - _ranks(others)
    gap = edges.top[these, None] - edges.bottom[others]
    ends = gap > (_FARTHEST_ABOVE * np.maximum(edges.height[these], 1))[:, None]
    found = (gap >= -EDGE_PX) & _in_column(edges, these, others)
    looked = (ends | found) & (far > 0) & (far < COLUMN)
    last = looked.shape[1] - 1 - looked[:, ::-1].argmax(axis=1)
    own = np.arange(len(last))
    return np.where(looked[own, last] & ~ends[own, last], last + others.start, -1)


def wrapped_pairs(boxes: Sequence[Box]) -> list[tuple[int, int]]:
    """Lines right below one another, in reading order: one text may be wrapped from the first to the second.

    Each line is named by its place among the given ones.
    """
    edges = edges_of(boxes)
    upper = np.arange(len(boxes))[:, None]
    lower = upper + np.arange(1, _WRAP_NEAR + 1)
    inside = lower < len(boxes)
    lower = np.where(inside, lower, upper)
    tall = np.maximum(edges.height, 1)[:, None]
    gap = edges.top[lower] - edges.bottom[upper]
    below = inside & (gap >= -0.5 * tall) & (gap <= _WRAP_GAP * tall) & (edges.top[lower] > edges.top[upper])
    below &= np.abs(edges.left[lower] - edges.left[upper]) <= 2 * tall
    order = edges.order
    firsts = below.argmax(axis=1).tolist()
    return [(order[n], order[n + 1 + firsts[n]]) for n in np.flatnonzero(below.any(axis=1)).tolist()]


def _ranks(part: slice) -> _Numbers:
    return np.arange(part.start, part.stop)


def _share_row(edges: Edges, one: slice, other: slice) -> _Numbers:
    shared = np.minimum(edges.bottom[one, None], edges.bottom[other]) - np.maximum(
        edges.top[one, None], edges.top[other]
    )
    return shared >= 0.5 * np.minimum(edges.height[one, None], edges.height[other])


def _in_column(edges: Edges, one: slice, other: slice) -> _Numbers:
    left = np.abs(edges.left[one, None] - edges.left[other])
    starts = left <= 0.6 * np.maximum(edges.height[one, None], edges.height[other])
    shared = np.minimum(edges.right[one, None], edges.right[other]) - np.maximum(
        edges.left[one, None], edges.left[other]
    )
    found: _Numbers = starts | (shared >= 0.5 * np.minimum(edges.width[one, None], edges.width[other]))
    return found
