"""What the invented desktops show: windows, fields, and lines of text as OCR would read them.

Owns the drawing of screens; it knows no events and no time.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

Box = tuple[int, int, int, int]
CHAR_PX: Final = 8
LINE_PX: Final = 18


@dataclass(frozen=True, slots=True)
class Window:
    """A window; `bounds` are `(x, y, width, height)` in screen pixels."""

    app: str
    name: str
    title: str
    bounds: Box
    id: str
    url: str | None = None

    def at(self, title: str, url: str | None = None) -> "Window":
        """The same window with another title and address."""
        return replace(self, title=title, url=url or self.url)

    def context(self) -> dict[str, Any]:
        """The window as a raw message names it."""
        form: dict[str, Any] = {"app": self.app, "app_name": self.name, "title": self.title}
        if self.url is not None:
            form["url"] = self.url
        return {**form, "window_id": self.id, "bounds": list(self.bounds)}


@dataclass(frozen=True, slots=True)
class Field:
    """An input field; `place` is `(x, y)` of its left top corner inside its window."""

    id: str
    role: str
    name: str
    place: tuple[int, int]
    width: int = 320
    secure: bool = False

    def form(self) -> dict[str, Any]:
        """The field as a raw event names it."""
        return {"id": self.id, "role": self.role, "name": self.name, "secure": self.secure}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text at `(x, y)` inside its window."""

    x: int
    y: int
    text: str


Page = Callable[[], Sequence[Line]]
"""What a window shows right now."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A window on the screen with its page; `words` says that OCR gives words instead of lines."""

    window: Window
    page: Page
    words: bool = True


def column(x: int, y: int, texts: Sequence[str], step: int = 22) -> list[Line]:
    """Lines below each other."""
    return [Line(x, y + step * n, text) for n, text in enumerate(texts) if text]


def wrap(text: str, chars: int) -> list[str]:
    """A text as lines of so many characters at most, broken at spaces."""
    return [line for part in text.split("\n") for line in textwrap.wrap(part, chars) or [""]]


def table(x: int, y: int, widths: Sequence[int], rows: Sequence[Sequence[str]], step: int = 26) -> list[Line]:
    """Cells in rows and columns, the heads first."""
    lines = []
    for n, row in enumerate(rows):
        left = x
        for width, cell in zip(widths, row, strict=True):
            if cell:
                lines.append(Line(left, y + step * n, cell))
            left += width
    return lines


def read_screen(stage: Sequence[Shown], desktop: Sequence[Line]) -> list[dict[str, Any]]:
    """What OCR reads: all lines that no window in front covers, front window first."""
    items: list[dict[str, Any]] = []
    covers: list[Box] = []
    number = 0
    for shown in stage:
        left, top, width, height = shown.window.bounds
        for line in shown.page():
            x, y = left + line.x, top + line.y
            if line.x < width - 20 and line.y < height - LINE_PX:
                items.extend(_visible(line.text, x, y, number if shown.words else None, covers))
                number += 1
        covers.append(shown.window.bounds)
    for line in desktop:
        items.extend(_visible(line.text, line.x, line.y, number, covers))
        number += 1
    return items


def _visible(text: str, x: int, y: int, line: int | None, covers: Sequence[Box]) -> list[dict[str, Any]]:
    """A line's items as far as no window lies over their words."""
    words = [
        item for item in _items(text, x, y, 0) if not any(_covers(cover, item["box"]) for cover in covers)
    ]
    if line is None:
        return _items(" ".join(word["text"] for word in words), words[0]["box"][0], y, None) if words else []
    return [{**word, "line": line} for word in words]


def _covers(cover: Box, box: Sequence[int]) -> bool:
    left, top, width, height = cover
    across = box[0] < left + width and left < box[0] + box[2]
    return across and box[1] < top + height and top < box[1] + box[3]


def _items(text: str, x: int, y: int, line: int | None) -> list[dict[str, Any]]:
    """A whole line where `line` is None, else its words with their line's number."""
    if line is None:
        return [{"text": text, "box": [x, y, CHAR_PX * len(text), LINE_PX], "conf": 0.97}]
    items = []
    start = 0
    for word in text.split(" "):
        if word:
            box = [x + CHAR_PX * start, y, CHAR_PX * len(word), LINE_PX]
            items.append({"text": word, "box": box, "line": line, "conf": 0.94})
        start += len(word) + 1
    return items
