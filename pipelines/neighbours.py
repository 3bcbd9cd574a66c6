"""What stands left of and above each text of a screen: its label and the head of its column.

Owns what counts as beside and above. Most texts have few neighbours, so each looks no further than its
row reaches, and what is found for one is not looked for again: cost grows with the texts, not with
their pairs.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.detection.recognizers.expectations import expected
from schemas.raw import Box

EDGE_PX: Final = 2
"""Boxes of text and windows touch by so many pixels without one lying in the other."""
LABEL_GAP: Final = 10
"""A text further left than this, in line heights, is in another column."""
SHORT_HEAD: Final = 2
"""Letters and numbers of a spreadsheet's edges are no heads of columns."""
_FARTHEST_LEFT: Final = 25
"""Nothing further left than this, in line heights, says what a text is."""
_FARTHEST_ABOVE: Final = 3
"""A column ends at a gap of more than so many line heights."""
_NEAR: Final = 30
_COLUMN: Final = 400
"""So many texts before and behind it in reading order are looked at for a text's row, and its column."""


class Neighbours:
    """Texts with their boxes; each is named by its rank in reading order."""

    def __init__(self, cells: Sequence[tuple[Box, str]]) -> None:
        order = sorted(range(len(cells)), key=lambda n: (cells[n][0][1], cells[n][0][0]))
        self._ranks = [0] * len(cells)
        for rank, n in enumerate(order):
            self._ranks[n] = rank
        boxes = [cells[n][0] for n in order]
        self._texts = [cells[n][1] for n in order]
        self._left = [box[0] for box in boxes]
        self._right = [box[0] + box[2] for box in boxes]
        self._top = [box[1] for box in boxes]
        self._bottom = [box[1] + box[3] for box in boxes]
        self._width = [box[2] for box in boxes]
        self._height = [box[3] for box in boxes]
        self._tallest = max(self._height, default=0)
        self._mates: list[list[int] | None] = [None] * len(boxes)
        self._above: list[int | None] = [None] * len(boxes)
        """For each the next text above it in its column, -1 for none, None where not looked for yet."""
        self._heads: dict[int, str] = {}
        self._tops: list[int] = []

    def around(self, index: int) -> tuple[str, str]:
        """The label and the head of the column of a text, by its place among those given.

        The label stands left of it or right above: whichever announces something, else the nearer.
        """
        rank = self._ranks[index]
        above = self._next_above(rank)
        left, gap = self._left_of(rank)
        over = self._texts[above] if above >= 0 and not self._has_value(above) else ""
        near = gap <= LABEL_GAP * max(self._height[rank], 1)
        plain = left if left and (near or not over) else over
        telling = (text for text in (left, over) if text and expected(text) is not None)
        return next(telling, plain), self._head(rank)

    def _row(self, rank: int) -> list[int]:
        """Texts in the same row, in reading order."""
        mates = self._mates[rank]
        if mates is None:
            mates = self._mates[rank] = [*reversed(list(self._before(rank))), *self._behind(rank)]
        return mates

    def _before(self, rank: int) -> Iterator[int]:
        top = self._top[rank]
        for other in range(rank - 1, max(-1, rank - _NEAR - 1), -1):
            if self._top[other] + self._tallest < top:
                return
            if self._shares_row(rank, other):
                yield other

    def _behind(self, rank: int) -> Iterator[int]:
        bottom = self._bottom[rank]
        for other in range(rank + 1, min(len(self._top), rank + _NEAR)):
            if self._top[other] > bottom:
                return
            if self._shares_row(rank, other):
                yield other

    def _shares_row(self, one: int, other: int) -> bool:
        shared = min(self._bottom[one], self._bottom[other]) - max(self._top[one], self._top[other])
        return shared >= 0.5 * min(self._height[one], self._height[other])

    def _left_of(self, rank: int) -> tuple[str, float]:
        """The nearest text left of one in its row, and how far off it is (pixels)."""
        start = self._left[rank]
        best: tuple[float, int] | None = None
        for other in self._row(rank):
            gap = start - self._right[other]
            if gap >= -EDGE_PX and (best is None or gap < best[0]):
                best = (gap, other)
        if best is None or best[0] > _FARTHEST_LEFT * max(self._height[rank], 1):
            return "", 0.0
        return self._texts[best[1]], best[0]

    def _has_value(self, rank: int) -> bool:
        """Whether a label's value stands right of it, and so not below it."""
        end = self._right[rank]
        reach = LABEL_GAP * max(self._height[rank], 1)
        return any(-EDGE_PX <= self._left[other] - end <= reach for other in self._row(rank))

    def _next_above(self, rank: int) -> int:
        found = self._above[rank]
        if found is None:
            found = self._above[rank] = self._look_above(rank)
        return found

    def _look_above(self, rank: int) -> int:
        top, gap_px = self._top[rank], _FARTHEST_ABOVE * max(self._height[rank], 1)
        for other in range(rank - 1, max(-1, rank - _COLUMN), -1):
            gap = top - self._bottom[other]
            if gap > gap_px:
                return -1
            if gap >= -EDGE_PX and self._in_column(rank, other):
                return other
        return -1

    def _in_column(self, one: int, other: int) -> bool:
        if abs(self._left[one] - self._left[other]) <= 0.6 * max(self._height[one], self._height[other]):
            return True
        shared = min(self._right[one], self._right[other]) - max(self._left[one], self._left[other])
        return shared >= 0.5 * min(self._width[one], self._width[other])

    def _head(self, rank: int) -> str:
        """The topmost of the texts above that stands in a row of heads: words, and no values."""
        top = self._highest(rank)
        if top < 0:
            return ""
        if top not in self._heads:
            row = (top, *self._row(top))
            heads = [self._texts[other] for other in row if len(self._texts[other]) > SHORT_HEAD]
            self._heads[top] = "" if any(map(_is_value, heads)) else self._texts[top]
        return self._heads[top]

    def _highest(self, rank: int) -> int:
        """The topmost text above in the column that is long enough for a head, -1 for none."""
        if rank < _COLUMN:
            if not self._tops:
                self._tops = self._all_tops(min(len(self._texts), _COLUMN))
            return self._tops[rank]
        top, above = -1, self._next_above(rank)
        while above > rank - _COLUMN and above >= 0:
            if len(self._texts[above]) > SHORT_HEAD:
                top = above
            above = self._next_above(above)
        return top

    def _all_tops(self, count: int) -> list[int]:
        """The same for the first texts, whose columns are all within reach: each goes on from another."""
        tops: list[int] = []
        for rank in range(count):
            above = self._next_above(rank)
            top = -1 if above < 0 else tops[above]
            tops.append(above if top < 0 <= above and len(self._texts[above]) > SHORT_HEAD else top)
        return tops


def _is_value(text: str) -> bool:
    return "@" in text or any(map(str.isdigit, text))
