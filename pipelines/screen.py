"""Screens: from OCR items to lines of text, and back from spans to boxes.

Owns how items become lines and cells, and which box a part of a line covers. Boxes are
`(x, y, width, height)` in screen pixels.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from msgspec import Struct

from pipelines.boxes import union
from pipelines.neighbours import neighbours_of
from pipelines.windows import Owner
from schemas.raw import Box, OcrItem

CELL_GAP: Final = 1.6
"""Items of a line further apart than this, in line heights, are cells of a table or form."""
_CELL_MARK: Final = re.compile(r"\s*[|│┃¦]\s*|\t+|\s{3,}")


class Part(Struct, frozen=True, gc=False):
    """Where an item's text stands in its line (code points, half open), and its box."""

    start: int
    end: int
    box: Box


Around = tuple[tuple[str, str], ...]
"""The label and the head of the column of each cell of a line."""


class Cell(Struct, frozen=True, gc=False):
    """A run of a line's characters that stands by itself, with its box."""

    start: int
    end: int
    box: Box
    label: str = ""
    header: str = ""


class ScreenLine(Struct, frozen=True, gc=False, eq=False):
    """A line: its text, its box, the items it is made of and its cells.

    It is the same object wherever it stands again in a stretch, so that it is compared as such.
    """

    text: str
    box: Box
    parts: tuple[Part, ...]
    cells: tuple[Cell, ...]

    def boxes_of(self, start: int, end: int) -> Box | None:
        """The box around a part of the text (code points, half open), None where it covers nothing."""
        return _box_of(self.parts, start, end)

    def among(self, around: Around) -> "ScreenLine":
        """The same line with what its cells have around them."""
        if not any(map(any, around)):
            return self
        cells = zip(self.cells, around, strict=True)
        placed = tuple(Cell(cell.start, cell.end, cell.box, *words) for cell, words in cells)
        return ScreenLine(self.text, self.box, self.parts, placed)


def _box_of(parts: Sequence[Part], start: int, end: int) -> Box | None:
    first = bisect_right(parts, start, key=lambda part: part.end)
    behind = bisect_left(parts, end, key=lambda part: part.start)
    cut = [_slice(part, start, end) for part in parts[first:behind]]
    return union(cut) if cut else None


def _slice(part: Part, start: int, end: int) -> Box:
    length = part.end - part.start
    x, y, width, height = part.box
    first = max(start, part.start) - part.start
    last = min(end, part.end) - part.start
    if first == 0 and last == length:
        return part.box
    return (x + width * first / length, y, width * (last - first) / length, height)


@dataclass(frozen=True, slots=True)
class _Known:
    """A line that was read, and how it was met: by the labels and heads of columns of its cells."""

    line: ScreenLine
    texts: tuple[tuple[Box, str], ...]
    """The box and the text of each cell."""
    met: dict[Around, ScreenLine] = field(default_factory=dict)

    def among(self, around: Around) -> ScreenLine:
        """The line where its cells have these neighbours for the first time."""
        line = self.met[around] = self.line.among(around)
        return line


class LineReader:
    """Reads the screens of one stretch: most of their lines come again, and are read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[OcrItem, ...], _Known] = {}

    def read(self, items: Sequence[OcrItem], owner: Owner) -> tuple[ScreenLine, ...]:
        """Lines of what may be seen, in reading order as the items give it."""
        known = self._known
        groups = [tuple(group) for group in _groups(items, owner)]
        lines = [known.get(group) or self._line(group) for group in groups]
        neighbours = neighbours_of([text for line in lines for text in line.texts])
        read, start = [], 0
        for line in lines:
            end = start + len(line.texts)
            around = tuple(neighbours[start:end])
            read.append(line.met.get(around) or line.among(around))
            start = end
        return tuple(read)

    def _line(self, items: tuple[OcrItem, ...]) -> _Known:
        line = _line(items)
        texts = tuple((cell.box, line.text[cell.start : cell.end]) for cell in line.cells)
        known = self._known[items] = _Known(line, texts)
        return known


def _groups(items: Sequence[OcrItem], owner: Owner) -> Iterable[list[OcrItem]]:
    """The items of each line that may be seen."""
    groups: dict[object, list[OcrItem]] = {}
    loose: dict[int, list[list[OcrItem]]] = {}
    for item in items:
        window = owner(item.box)
        if window is None or not item.text.strip():
            continue
        if item.line is not None:
            groups.setdefault((window, str(item.line)), []).append(item)
        else:
            row = _row_for(item, loose.setdefault(window, []))
            row.append(item)
            groups.setdefault((window, id(row)), row)
    return groups.values()


def _row_for(item: OcrItem, rows: list[list[OcrItem]]) -> list[OcrItem]:
    for row in reversed(rows[-40:]):
        if any(_same_row(item.box, other.box) for other in reversed(row)):
            return row
    rows.append([])
    return rows[-1]


def _same_row(a: Box, b: Box) -> bool:
    shared = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    height = min(a[3], b[3])
    gap = max(a[0], b[0]) - min(a[0] + a[2], b[0] + b[2])
    return shared >= 0.5 * height and gap <= 2.5 * max(a[3], b[3], 1)


def _line(items: Sequence[OcrItem]) -> ScreenLine:
    ordered = _in_order(items) if len(items) > 1 else items
    parts: list[Part] = []
    place = 0
    for item in ordered:
        parts.append(Part(place, place + len(item.text), item.box))
        place += len(item.text) + 1
    text = " ".join([item.text for item in ordered])
    return ScreenLine(text, union([part.box for part in parts]), tuple(parts), tuple(_cells(text, parts)))


def _in_order(items: Sequence[OcrItem]) -> Sequence[OcrItem]:
    """The items of a line as it is read; as they were given, where their places do not tell."""
    if len({item.box[0] for item in items}) < len(items):
        return items
    return sorted(items, key=lambda item: item.box[0], reverse=_is_right_to_left(items))


def _is_right_to_left(items: Sequence[OcrItem]) -> bool:
    text = "".join(item.text for item in items)
    if text.isascii():
        return False
    marks = [unicodedata.bidirectional(char) for char in text]
    return sum(mark in ("R", "AL") for mark in marks) > sum(mark == "L" for mark in marks)


def _cells(text: str, parts: Sequence[Part]) -> list[Cell]:
    runs: list[list[Part]] = []
    for part in parts:
        near = runs and part.box[0] - (runs[-1][-1].box[0] + runs[-1][-1].box[2]) <= CELL_GAP * max(
            part.box[3], runs[-1][-1].box[3], 1
        )
        if near:
            runs[-1].append(part)
        else:
            runs.append([part])
    cells: list[Cell] = []
    for run in runs:
        cells.extend(_split_cell(text, run))
    return cells


def _split_cell(text: str, run: Sequence[Part]) -> list[Cell]:
    start, end = run[0].start, run[-1].end
    marks = [mark.span() for mark in _CELL_MARK.finditer(text, start, end)]
    if not marks:
        return [Cell(start, end, union([part.box for part in run]))]
    bounds = [start, *chain.from_iterable(marks), end]
    cells = []
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        box = _box_of(run, first, last)
        if first < last and box is not None:
            cells.append(Cell(first, last, box))
    return cells
