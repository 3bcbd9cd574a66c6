"""What stands left of and above each text of a screen: its label and the head of its column.

Owns which of a text's neighbours says what it is; where they are is `pipelines.layout`'s work.
"""

from collections.abc import Sequence
from typing import Final

from pipelines.detection.recognizers.expectations import expected
from pipelines.layout import COLUMN, Layout, layout_of
from schemas.raw import Box

SHORT_HEAD: Final = 2
"""Letters and numbers of a spreadsheet's edges are no heads of columns."""


def neighbours_of(cells: Sequence[tuple[Box, str]]) -> list[tuple[str, str]]:
    """The label and the head of the column of each text, empty where there is none.

    The label stands left of it or right above: whichever announces something, else the nearer.
    """
    layout = layout_of([box for box, _ in cells])
    order = layout.edges.order
    texts = [cells[n][1] for n in order]
    found = [("", "")] * len(cells)
    for n, label, head in zip(order, _labels(texts, layout), _heads(texts, layout), strict=True):
        found[n] = (label, head)
    return found


def _labels(texts: Sequence[str], layout: Layout) -> list[str]:
    labels = []
    for beside, close, above in zip(layout.beside, layout.is_close, layout.above, strict=True):
        left = texts[beside] if beside >= 0 else ""
        over = texts[above] if above >= 0 and not layout.has_value[above] else ""
        if left and over:
            labels.append(_telling(left, over) or (left if close else over))
        else:
            labels.append(left or over)
    return labels


def _telling(left: str, over: str) -> str:
    """The one of two texts that announces something, the left one if both do."""
    if expected(left) is not None:
        return left
    return over if expected(over) is not None else ""


def _heads(texts: Sequence[str], layout: Layout) -> list[str]:
    """The topmost of the texts above that stands in a row of heads: words, and no values."""
    heads: dict[int, str] = {-1: ""}
    found = []
    for top in _tops(texts, layout.above):
        if top not in heads:
            row = [texts[other] for other in (top, *layout.row(top))]
            values = any(_is_value(text) for text in row if len(text) > SHORT_HEAD)
            heads[top] = "" if values else texts[top]
        found.append(heads[top])
    return found


def _tops(texts: Sequence[str], above: Sequence[int]) -> list[int]:
    """The topmost text above each in its column that is long enough for a head, -1 for none.

    A column is followed so far up as a text's row and column are looked for; those of the first texts end
    within that, so that each goes on from the one above it.
    """
    tops: list[int] = []
    for over in above[:COLUMN]:
        top = -1 if over < 0 else tops[over]
        tops.append(over if top < 0 <= over and len(texts[over]) > SHORT_HEAD else top)
    for rank in range(COLUMN, len(above)):
        top, over = -1, above[rank]
        while over > rank - COLUMN and over >= 0:
            if len(texts[over]) > SHORT_HEAD:
                top = over
            over = above[over]
        tops.append(top)
    return tops


def _is_value(text: str) -> bool:
    return "@" in text or any(map(str.isdigit, text))
