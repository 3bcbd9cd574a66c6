"""Screens: from OCR items to lines of text, and back from spans to boxes.

Owns which items may be seen (an excluded window's region may not), how items become lines and
cells, and which box a part of a line covers. Boxes are `(x, y, width, height)` in screen pixels.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.entries import Entry
from pipelines.neighbours import EDGE_PX, Neighbours
from schemas.raw import Box, OcrItem, ScreenEvent

CELL_GAP: Final = 1.6
"""Items of a line further apart than this, in line heights, are cells of a table or form."""
_CELL_MARK: Final = re.compile(r"\s*[|│┃¦]\s*|\t+|\s{3,}")


@dataclass(frozen=True, slots=True)
class Part:
    """Where an item's text stands in its line (code points, half open), and its box."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """A run of a line's characters that stands by itself, with its box."""

    start: int
    end: int
    box: Box
    label: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """A line: its text, its box, the items it is made of and its cells."""

    text: str
    box: Box
    parts: tuple[Part, ...]
    cells: tuple[Cell, ...]

    def boxes_of(self, start: int, end: int) -> Box | None:
        """The box around a part of the text (code points, half open), None where it covers nothing."""
        cut = [_slice(part, start, end) for part in self.parts if part.start < end and start < part.end]
        return union(cut) if cut else None


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes."""
    left = min(box[0] for box in boxes)
    top = min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    return (left, top, right - left, bottom - top)


def whole_pixels(box: Box) -> list[int]:
    """A box as it is published."""
    left, top = int(box[0] // 1), int(box[1] // 1)
    return [left, top, int(-(-(box[0] + box[2]) // 1)) - left, int(-(-(box[1] + box[3]) // 1)) - top]


def _slice(part: Part, start: int, end: int) -> Box:
    length = part.end - part.start
    x, y, width, height = part.box
    first = max(start, part.start) - part.start
    last = min(end, part.end) - part.start
    if first == 0 and last == length:
        return part.box
    return (x + width * first / length, y, width * (last - first) / length, height)


def overlaps(a: Box, b: Box, edge: float = 0) -> bool:
    """Whether two boxes share more than `edge` pixels in both directions."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return wide > edge and high > edge


def _subtract(box: Box, hole: Box) -> list[Box]:
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


def visible_regions(windows: Sequence[Box]) -> list[list[Box]]:
    """For each window, front first, the boxes that no window in front of it covers."""
    regions: list[list[Box]] = []
    for n, window in enumerate(windows):
        left = [window]
        for front in windows[:n]:
            left = [rest for piece in left for rest in _subtract(piece, front)]
        regions.append(left)
    return regions


Owner = Callable[[Box], int | None]
"""Says to which window (an index; -1 for none) an item belongs, None where it must not be seen."""


def owner_of(entry: Entry, hidden: Sequence[bool], include_mode: bool) -> Owner:
    """Who owns what on a screen; `hidden` says for each context of the message whether it is excluded."""
    event = entry.event
    assert isinstance(event, ScreenEvent)
    if event.windows is None:
        own = entry.context.bounds
        contexts = zip(entry.envelope.contexts, hidden, strict=True)
        covered = [c.bounds for c, excluded in contexts if excluded and c.bounds is not None]
        return lambda box: _owner_without_windows(box, own, covered, include_mode)
    bounds = [window.bounds for window in event.windows]
    regions = visible_regions(bounds)
    excluded = [hidden[window.ctx] for window in event.windows]
    return lambda box: _owner_among(box, regions, excluded, include_mode)


def _owner_without_windows(
    box: Box, own: Box | None, covered: Sequence[Box], include_mode: bool
) -> int | None:
    """The event's own window is in front; outside of it an excluded one may show where it lies."""
    if not include_mode:
        if own is None or _holds_middle(own, box):
            return 0
        hidden = any(_holds_middle(window, box) or overlaps(box, window, EDGE_PX) for window in covered)
        return None if hidden else 0
    return 0 if own is not None and _holds_middle(own, box) and not _sticks_out(own, box) else None


def _sticks_out(window: Box, box: Box) -> bool:
    return (
        box[0] < window[0] - EDGE_PX
        or box[1] < window[1] - EDGE_PX
        or box[0] + box[2] > window[0] + window[2] + EDGE_PX
        or box[1] + box[3] > window[1] + window[3] + EDGE_PX
    )


def _owner_among(
    box: Box, regions: Sequence[Sequence[Box]], excluded: Sequence[bool], include_mode: bool
) -> int | None:
    edge = min(EDGE_PX, box[2] / 4, box[3] / 4)
    owner = -1
    for n, region in enumerate(regions):
        holds = any(_holds_middle(piece, box) for piece in region)
        if excluded[n] and (holds or any(overlaps(box, piece, edge) for piece in region)):
            return None
        if owner < 0 and holds:
            owner = n
    return None if owner < 0 and include_mode else owner


def _holds_middle(window: Box, box: Box) -> bool:
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return window[0] <= x <= window[0] + window[2] and window[1] <= y <= window[1] + window[3]


KnownLines = dict[tuple[OcrItem, ...], ScreenLine]
"""Lines by the items that they are made of, before anything is known of their neighbours."""


def read_lines(
    items: Sequence[OcrItem], owner: Owner, known: KnownLines | None = None
) -> tuple[ScreenLine, ...]:
    """Lines of what may be seen, in reading order as the items give it.

    `known` are lines of screens before this one, most of which come again; new ones are added.
    """
    known = {} if known is None else known
    groups: dict[object, list[OcrItem]] = {}
    loose: dict[int, list[list[OcrItem]]] = {}
    for item in items:
        if not item.text.strip():
            continue
        window = owner(item.box)
        if window is None:
            continue
        if item.line is not None:
            groups.setdefault((window, str(item.line)), []).append(item)
        else:
            row = _row_for(item, loose.setdefault(window, []))
            row.append(item)
            groups.setdefault((window, id(row)), row)
    return _with_neighbours([_line_of(tuple(group), known) for group in groups.values()])


def _line_of(items: tuple[OcrItem, ...], known: KnownLines) -> ScreenLine:
    line = known.get(items)
    if line is None:
        line = known[items] = _line(items)
    return line


def _row_for(item: OcrItem, rows: list[list[OcrItem]]) -> list[OcrItem]:
    for row in reversed(rows[-40:]):
        if any(_same_row(item.box, other.box) for other in row):
            return row
    rows.append([])
    return rows[-1]


def _same_row(a: Box, b: Box) -> bool:
    shared = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    height = min(a[3], b[3])
    gap = max(a[0], b[0]) - min(a[0] + a[2], b[0] + b[2])
    return shared >= 0.5 * height and gap <= 2.5 * max(a[3], b[3], 1)


def _line(items: Sequence[OcrItem]) -> ScreenLine:
    ordered: Sequence[OcrItem] = sorted(items, key=lambda item: item.box[0], reverse=_is_right_to_left(items))
    if len({item.box[0] for item in items}) < len(items):
        ordered = items
    parts: list[Part] = []
    text = ""
    for item in ordered:
        start = len(text) + (1 if text else 0)
        text = f"{text} {item.text}" if text else item.text
        parts.append(Part(start, len(text), item.box))
    box = union([part.box for part in parts])
    return ScreenLine(text, box, tuple(parts), tuple(_cells(text, parts)))


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
    bounds = [start]
    for mark in _CELL_MARK.finditer(text, start, end):
        bounds.extend((mark.start(), mark.end()))
    bounds.append(end)
    cells = []
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        boxes = [_slice(part, first, last) for part in run if part.start < last and first < part.end]
        if first < last and boxes:
            cells.append(Cell(first, last, union(boxes)))
    return cells


def _with_neighbours(lines: list[ScreenLine]) -> tuple[ScreenLine, ...]:
    placed = [(cell, n) for n, line in enumerate(lines) for cell in line.cells]
    neighbours = Neighbours([(cell.box, lines[n].text[cell.start : cell.end]) for cell, n in placed])
    found: list[list[Cell]] = [[] for _ in lines]
    for index, (cell, n) in enumerate(placed):
        label, header = neighbours.around(index)
        found[n].append(Cell(cell.start, cell.end, cell.box, label, header) if label or header else cell)
    return tuple(
        ScreenLine(line.text, line.box, line.parts, tuple(cells))
        for line, cells in zip(lines, found, strict=True)
    )
