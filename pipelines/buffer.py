"""A field's text as parts of what was typed, with a gap at the caret.

Owns where each character that was typed stands now. A part names characters by who typed them and
in which order, so that a text of any moment can be traced to the runs that it came from. Every
operation near the caret takes constant time.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pipelines.graphemes import UNKNOWN


class Typed:
    """All that one run (or one paste) put into a field, in the order in which it was typed."""

    __slots__ = ("breaks", "chars", "deleted")

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.breaks: list[int] = []
        self.deleted = 0
        """Characters that were there before and that it removed."""

    def add(self, text: str) -> "Part":
        """Take more text, and return the part that it is."""
        start = len(self.chars)
        self.chars.extend(text)
        if "\n" in text:
            self.breaks.extend(start + n for n, char in enumerate(text) if char == "\n")
        return (self, start, len(self.chars))


Part = tuple[Typed | None, int, int]
"""Characters `start` to `end` of what was typed; typed by None: so many unknown characters."""


def text_of(part: Part) -> str:
    """A part's characters; unknown ones, however many, are one mark."""
    typed, start, end = part
    return UNKNOWN if typed is None else "".join(typed.chars[start:end])


def _joined(first: Part, second: Part) -> Part | None:
    if first[0] is not second[0]:
        return None
    if first[0] is None:
        return (None, 0, first[2] - first[1] + second[2] - second[1])
    return (first[0], first[1], second[2]) if first[2] == second[1] else None


class Buffer:
    """Parts left and right of the caret; the right ones are stored from the end of the text on."""

    __slots__ = ("left", "left_length", "low_left", "low_right", "right", "right_length")

    def __init__(self) -> None:
        self.left: list[Part] = []
        self.right: list[Part] = []
        self.left_length = 0
        self.right_length = 0
        self.low_left = 0
        self.low_right = 0

    def mark(self) -> None:
        """Begin to remember which parts may change from here on."""
        self.low_left, self.low_right = len(self.left), len(self.right)

    def changed(self) -> list[Part]:
        """The parts that may have changed since the mark, in the order of the text."""
        return self.left[self.low_left :] + self.right[self.low_right :][::-1]

    def parts(self) -> list[Part]:
        """All parts, in the order of the text."""
        return self.left + self.right[::-1]

    def __len__(self) -> int:
        return self.left_length + self.right_length

    @property
    def part_count(self) -> int:
        return len(self.left) + len(self.right)

    def put_left(self, part: Part) -> None:
        """Insert before the caret."""
        self.left_length += part[2] - part[1]
        joined = _joined(self.left[-1], part) if self.left else None
        if joined is None:
            self.left.append(part)
        else:
            self.left[-1] = joined

    def put_right(self, part: Part) -> None:
        """Insert behind the caret."""
        self.right_length += part[2] - part[1]
        joined = _joined(part, self.right[-1]) if self.right else None
        if joined is None:
            self.right.append(part)
        else:
            self.right[-1] = joined

    def take_left(self, limit: int) -> Part:
        """Remove up to `limit` characters before the caret, of one part."""
        typed, start, end = self.left.pop()
        self.low_left = min(self.low_left, len(self.left))
        cut = max(start, end - limit)
        if cut > start:
            self.left.append((typed, start, cut))
        self.left_length -= end - cut
        return (typed, cut, end)

    def take_right(self, limit: int) -> Part:
        """Remove up to `limit` characters behind the caret, of one part."""
        typed, start, end = self.right.pop()
        self.low_right = min(self.low_right, len(self.right))
        cut = min(end, start + limit)
        if cut < end:
            self.right.append((typed, cut, end))
        self.right_length -= cut - start
        return (typed, start, cut)

    def go(self, offset: int) -> None:
        """Move the caret to an offset; beyond the ends it stops there."""
        while self.left_length > offset and self.left:
            self.put_right(self.take_left(self.left_length - offset))
        while self.left_length < offset and self.right:
            self.put_left(self.take_right(offset - self.left_length))

    def before(self) -> Iterator[str]:
        """Characters from the caret leftwards."""
        for typed, start, end in reversed(self.left):
            for n in range(end - 1, start - 1, -1):
                yield UNKNOWN if typed is None else typed.chars[n]

    def after(self) -> Iterator[str]:
        """Characters from the caret rightwards."""
        for typed, start, end in reversed(self.right):
            for n in range(start, end):
                yield UNKNOWN if typed is None else typed.chars[n]

    def line_start(self) -> int:
        """Characters between the start of the caret's line and the caret."""
        reach = 0
        for typed, start, end in reversed(self.left):
            if typed is not None:
                at = bisect_left(typed.breaks, end) - 1
                if at >= 0 and typed.breaks[at] >= start:
                    return reach + end - typed.breaks[at] - 1
            reach += end - start
        return reach

    def line_end(self) -> int:
        """Characters between the caret and the end of its line."""
        reach = 0
        for typed, start, end in reversed(self.right):
            if typed is not None:
                at = bisect_right(typed.breaks, start - 1)
                if at < len(typed.breaks) and typed.breaks[at] < end:
                    return reach + typed.breaks[at] - start
            reach += end - start
        return reach

    def around(self, width: int) -> list[Part]:
        """The parts within so many characters of the caret, in the order of the text."""
        before = _near(self.left, len(self.left), width, at_end=True)
        return before[::-1] + _near(self.right, len(self.right), width, at_end=False)

    def around_changes(self, width: int) -> list[Part]:
        """The parts that may have changed since the mark, and so many characters on either side."""
        before = _near(self.left, self.low_left, width, at_end=True)
        return before[::-1] + self.changed() + _near(self.right, self.low_right, width, at_end=False)


def _near(stack: list[Part], top: int, width: int, *, at_end: bool) -> list[Part]:
    found: list[Part] = []
    while top and width > 0:
        top -= 1
        typed, start, end = stack[top]
        length = min(width, end - start)
        found.append((typed, end - length, end) if at_end else (typed, start, start + length))
        width -= length
    return found
