"""The lines of screens as texts of the book: to be published, and to be looked at with others.

Owns that a line which stands again in the same window, with the same around it, is the same text: most
lines of a screen stood on the one before. What of a line is hidden whatever detection says is said here.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.apps import AppFilter
from pipelines.draft import Book, Forced, Piece, SlotRef, Surroundings
from pipelines.layout import wrapped_pairs
from pipelines.redaction.squeeze import squeezed
from pipelines.screen import ScreenLine
from pipelines.wraps import border, border_words, first_words, last_words
from schemas.raw import Context

_MIN_CUT_TITLE: Final = 6
_DOTS: Final = re.compile(r"[•●⬤⚫∙]{3,}|(?<!\S)\*{4,}(?!\S)")
"""What a password field shows in place of its text: as long as the password."""


class ScreenTexts:
    """The texts of all screens of one stretch."""

    def __init__(self, book: Book, apps: AppFilter, hidden_titles: frozenset[str]) -> None:
        self._book = book
        self._apps = apps
        self._hidden = sorted(squeezed(title) for title in hidden_titles)
        self._refs: dict[tuple[Context, bool], dict[object, SlotRef]] = {}
        self._marks: dict[tuple[str, bool], tuple[tuple[Forced, ...], Forced | None]] = {}
        self._borders: dict[tuple[str, str], int] = {}
        self._joined: set[tuple[SlotRef, SlotRef]] = set()

    def add(self, lines: Sequence[ScreenLine], context: Context, *, by_title: bool) -> list[SlotRef]:
        """Take a screen's lines; `by_title` says that only its title may tell an excluded window's line."""
        known = self._refs.setdefault((context, by_title), {})
        wraps = self._wraps(lines)
        places: list[object] = list(lines)
        for upper, lower, _ in wraps:
            places[upper] = (places[upper], "above", lines[lower])
            places[lower] = (places[lower], "below", lines[upper])
        for line, place in zip(lines, places, strict=True):
            if place not in known:
                known[place] = self._add_line(line, context, by_title=by_title)
        refs = [known[place] for place in places]
        for upper, lower, words in wraps:
            self._join((lines[upper], refs[upper]), (lines[lower], refs[lower]), words, context)
        return refs

    def _wraps(self, lines: Sequence[ScreenLine]) -> list[tuple[int, int, int]]:
        """Lines, the lines below them that a value may go on in, and in how many words."""
        pairs = wrapped_pairs([line.box for line in lines])
        texts = [(upper, lower, (lines[upper].text, lines[lower].text)) for upper, lower in pairs]
        known = self._borders
        for _, _, both in texts:
            if both not in known:
                known[both] = border_words(*both)
        return [(upper, lower, known[both]) for upper, lower, both in texts if known[both]]

    def _add_line(self, line: ScreenLine, context: Context, *, by_title: bool) -> SlotRef:
        app, title = context.app, context.title or ""
        around = [Surroundings("screen", app, title, label=c.label, header=c.header) for c in line.cells]
        alone = around[0] if len(around) == 1 else Surroundings("screen", app, title)
        forced, whole = self._marks_of(line.text, by_title=by_title)
        ref = self._book.add(line.text, alone, forced=forced, whole=whole)
        if len(around) != 1:
            for cell, where in zip(line.cells, around, strict=True):
                piece = Piece(line.text[cell.start : cell.end], ref.slot, cell.start)
                self._book.look([piece], where)
        return ref

    def _marks_of(self, text: str, *, by_title: bool) -> tuple[tuple[Forced, ...], Forced | None]:
        """What of a line is hidden whatever detection says: dots of passwords, an excluded window's title."""
        known = self._marks.get((text, by_title))
        if known is None:
            hidden = self._is_cut_title(text) or (by_title and self._apps.hides_title(text))
            whole = Forced(0, len(text), "TEXT", "excluded") if hidden else None
            dots = [Forced(m.start(), m.end(), "SECRET", "secure") for m in _DOTS.finditer(text)]
            known = self._marks[text, by_title] = (tuple(dots), whole)
        return known

    def _is_cut_title(self, text: str) -> bool:
        """Whether a line is an excluded window's title, cut short with an ellipsis."""
        bare = text.strip()
        if not bare.endswith(("…", "...")):
            return False
        start = squeezed(bare)
        return len(start) >= _MIN_CUT_TITLE and any(title.startswith(start) for title in self._hidden)

    def _join(
        self,
        upper: tuple[ScreenLine, SlotRef],
        lower: tuple[ScreenLine, SlotRef],
        words: int,
        context: Context,
    ) -> None:
        """Two lines that may hold one value that was wrapped are also read as one, at their border."""
        if (upper[1], lower[1]) in self._joined:
            return
        self._joined.add((upper[1], lower[1]))
        start = last_words(upper[0].text, words)
        end = first_words(lower[0].text, words)
        above = Piece(upper[0].text[start:], upper[1].slot, start)
        below = Piece(lower[0].text[:end], lower[1].slot)
        where = Surroundings("screen", context.app, context.title or "")
        self._book.look([above, Piece(border(above.text, below.text)), below], where, crossing=True)
