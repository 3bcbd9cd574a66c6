"""Boxes on a screen: `(x, y, width, height)` in pixels."""

from collections.abc import Sequence
from typing import Final

from schemas.raw import Box

EDGE_PX: Final = 2
"""Boxes of text and windows touch by so many pixels without one lying in the other."""


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes."""
    if len(boxes) == 1:
        return boxes[0]
    left = min([box[0] for box in boxes])
    top = min([box[1] for box in boxes])
    right = max([box[0] + box[2] for box in boxes])
    bottom = max([box[1] + box[3] for box in boxes])
    return (left, top, right - left, bottom - top)


def overlaps(a: Box, b: Box, edge: float = 0) -> bool:
    """Whether two boxes share more than `edge` pixels in both directions."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return wide > edge and high > edge


def holds_middle(box: Box, other: Box) -> bool:
    """Whether the middle of another box lies in a box or on its edge."""
    x, y = other[0] + other[2] / 2, other[1] + other[3] / 2
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def sticks_out(box: Box, other: Box) -> bool:
    """Whether another box reaches out of a box by more than an edge."""
    return (
        other[0] < box[0] - EDGE_PX
        or other[1] < box[1] - EDGE_PX
        or other[0] + other[2] > box[0] + box[2] + EDGE_PX
        or other[1] + other[3] > box[1] + box[3] + EDGE_PX
    )


def without(box: Box, hole: Box) -> list[Box]:
    """What is left of a box behind another: up to four boxes."""
    if not overlaps(box, hole):
        return [box]
    left, top = max(box[0], hole[0]), max(box[1], hole[1])
    right = min(box[0] + box[2], hole[0] + hole[2])
    bottom = min(box[1] + box[3], hole[1] + hole[3])
    pieces = [
        (box[0], box[1], box[2], top - box[1]),
        (box[0], bottom, box[2], box[1] + box[3] - bottom),
        (box[0], top, left - box[0], bottom - top),
        (right, top, box[0] + box[2] - right, bottom - top),
    ]
    return [piece for piece in pieces if piece[2] > 0 and piece[3] > 0]


def whole_pixels(box: Box) -> list[int]:
    """A box as it is published."""
    left, top = int(box[0] // 1), int(box[1] // 1)
    return [left, top, int(-(-(box[0] + box[2]) // 1)) - left, int(-(-(box[1] + box[3]) // 1)) - top]
