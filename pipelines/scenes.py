"""Observations: what was visible before an action, as drafts and as it is published.

Owns titles, URLs and screens as texts of the book. Whose region, title or line may not be seen
follows from the excluded windows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pipelines.apps import AppFilter
from pipelines.draft import Book, DraftStep, Forced, Piece, Scene, SlotRef, Surroundings
from pipelines.entries import Entry
from pipelines.redaction.squeeze import squeeze
from pipelines.screen import KnownLines, ScreenLine, owner_of, read_lines
from pipelines.wraps import border, border_words, first_words, last_words
from schemas.raw import Context, ScreenEvent
from schemas.rules import UrlRule

_WRAP_GAP: Final = 1.2
"""Lines closer together than this, in line heights, may be one text that was wrapped."""
_MIN_CUT_TITLE: Final = 6
_BARE_HOST: Final = re.compile(
    r"(?:[^\s/?#:@\\]+\.[^\W\d]{2,}|localhost|\d+(?:\.\d+){3})(?::\d+)?(?:[/?#]|$)"
)
"""A host at the start of what an address bar shows: with a dot in it, `localhost`, or numbers."""
_DOTS: Final = re.compile(r"[•●⬤⚫∙]{3,}|(?<!\S)\*{4,}(?!\S)")
"""What a password field shows in place of its text: as long as the password."""


@dataclass(frozen=True, slots=True)
class DraftScreen:
    """A screen: its size (pixels) and its lines with the slots that hold their texts."""

    width: float
    height: float
    lines: tuple[tuple[ScreenLine, SlotRef], ...]


@dataclass(frozen=True, slots=True)
class DraftScene:
    """What was visible, with slots for texts."""

    app: SlotRef | None
    title: SlotRef | None
    url: SlotRef | None
    screen: DraftScreen | None


class Scenes:
    """Makes the observations of one stretch; the same window or screen is read once."""

    def __init__(
        self,
        segments: Sequence[Sequence[Entry]],
        book: Book,
        apps: AppFilter,
        url: UrlRule,
        hidden_titles: frozenset[str],
    ) -> None:
        self._segments = segments
        self._book = book
        self._apps = apps
        self._url = url
        self._hidden = sorted(squeeze(title).text for title in hidden_titles)
        self._windows: dict[Context, tuple[SlotRef, SlotRef | None, SlotRef | None]] = {}
        self._screens: dict[tuple[int, int], DraftScreen] = {}
        self._verdicts: dict[Context, bool] = {}
        self._lines: KnownLines = {}
        self._marks: dict[tuple[str, bool], tuple[tuple[Forced, ...], Forced | None]] = {}
        self._borders: dict[tuple[str, str], int] = {}

    def draw(self, step: DraftStep) -> DraftScene:
        """The observation of a step."""
        scene = step.scene
        app, title, url = self._window(scene)
        screen = None
        if scene.screen is not None:
            place = (scene.segment, scene.screen)
            if place not in self._screens:
                self._screens[place] = self._screen(self._segments[scene.segment][scene.screen])
            screen = self._screens[place]
        return DraftScene(app, title, url, screen)

    def _window(self, scene: Scene) -> tuple[SlotRef | None, SlotRef | None, SlotRef | None]:
        if scene.context is None:
            return None, None, None
        context = self._segments[scene.segment][scene.context].context
        known = self._windows.get(context)
        if known is None:
            known = self._windows[context] = self._texts_of(context)
        return known

    def _texts_of(self, context: Context) -> tuple[SlotRef, SlotRef | None, SlotRef | None]:
        add = self._book.add
        app, title = context.app, context.title or ""
        return (
            add(app, Surroundings(kind="app", app=app)),
            None if context.title is None else add(title, Surroundings(kind="title", app=app)),
            None
            if context.url is None
            else add(shown_url(context.url, self._url), Surroundings(kind="url", app=app, title=title)),
        )

    def _screen(self, entry: Entry) -> DraftScreen:
        event = entry.event
        assert isinstance(event, ScreenEvent)
        hidden = [self._is_excluded(context) for context in entry.envelope.contexts]
        lines = read_lines(event.ocr, owner_of(entry, hidden, not self._apps.keeps_background), self._lines)
        by_title = event.windows is None
        placed = [(line, self._add_line(line, entry.context, by_title=by_title)) for line in lines]
        self._look_at_wraps(placed, entry.context)
        return DraftScreen(event.width, event.height, tuple(placed))

    def _is_excluded(self, context: Context) -> bool:
        if context not in self._verdicts:
            self._verdicts[context] = self._apps.excluded(context)
        return self._verdicts[context]

    def _add_line(self, line: ScreenLine, context: Context, *, by_title: bool) -> SlotRef:
        app, title = context.app, context.title or ""
        alone = line.cells[0] if len(line.cells) == 1 else None
        where = Surroundings(
            kind="screen",
            app=app,
            title=title,
            label=alone.label if alone else "",
            header=alone.header if alone else "",
        )
        forced, whole = self._marks_of(line.text, by_title=by_title)
        ref = self._book.add(line.text, where, forced=forced, whole=whole)
        if alone is None:
            for cell in line.cells:
                around = Surroundings(
                    kind="screen", app=app, title=title, label=cell.label, header=cell.header
                )
                piece = Piece(line.text[cell.start : cell.end], ref.slot, cell.start)
                self._book.look([piece], around)
        return ref

    def _marks_of(self, text: str, *, by_title: bool) -> tuple[tuple[Forced, ...], Forced | None]:
        """What of a line is hidden whatever detection says: dots of passwords, an excluded window's title."""
        known = self._marks.get((text, by_title))
        if known is None:
            hidden = self._is_cut_title(text) or (by_title and self._apps.hides_title(text))
            whole = Forced(0, len(text), "TEXT", "excluded") if hidden else None
            dots = (Forced(m.start(), m.end(), "SECRET", "secure") for m in _DOTS.finditer(text))
            known = self._marks[text, by_title] = (tuple(dots), whole)
        return known

    def _is_cut_title(self, text: str) -> bool:
        """Whether a line is an excluded window's title, cut short with an ellipsis."""
        bare = text.strip()
        if not bare.endswith(("…", "...")):
            return False
        start = squeeze(bare).text
        return len(start) >= _MIN_CUT_TITLE and any(title.startswith(start) for title in self._hidden)

    def _look_at_wraps(self, lines: Sequence[tuple[ScreenLine, SlotRef]], context: Context) -> None:
        """Two lines that may hold one value that was wrapped are also read as one, at their border."""
        where = Surroundings(kind="screen", app=context.app, title=context.title or "")
        ordered = sorted(lines, key=lambda item: (item[0].box[1], item[0].box[0]))
        for n, (line, ref) in enumerate(ordered):
            below = next((other for other in ordered[n + 1 : n + 9] if _is_below(line, other[0])), None)
            if below is None:
                continue
            words = self._border_words(line.text, below[0].text)
            if words:
                start = last_words(line.text, words)
                end = first_words(below[0].text, words)
                upper = Piece(line.text[start:], ref.slot, start)
                lower = Piece(below[0].text[:end], below[1].slot)
                self._book.look([upper, Piece(border(upper.text, lower.text)), lower], where, crossing=True)

    def _border_words(self, upper: str, lower: str) -> int:
        known = self._borders.get((upper, lower))
        if known is None:
            known = self._borders[upper, lower] = border_words(upper, lower)
        return known


def _is_below(line: ScreenLine, below: ScreenLine) -> bool:
    height = max(line.box[3], 1)
    gap = below.box[1] - (line.box[1] + line.box[3])
    if not -0.5 * height <= gap <= _WRAP_GAP * height or below.box[1] <= line.box[1]:
        return False
    return abs(below.box[0] - line.box[0]) <= 2 * height


def shown_url(url: str, rule: UrlRule) -> str:
    """The part of a URL that rules keep; user information never is.

    A URL without a host keeps its scheme, one that cannot be read nothing. A host without a scheme, as
    address bars show it, is a host.
    """
    text = url.strip()
    try:
        parts = urlsplit(f"//{text}" if _BARE_HOST.match(text) else text)
        port = parts.port
    except ValueError:
        return ""
    host = parts.hostname or ""
    if not parts.scheme and not host:
        return ""
    if not host:
        return f"{parts.scheme}:"
    shown = f"[{host}]" if ":" in host else host
    scheme = f"{parts.scheme}://" if parts.scheme else ""
    base = f"{scheme}{shown}" + (f":{port}" if port is not None else "")
    if rule.keep == "host":
        return base
    if rule.keep == "path":
        return base + parts.path
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return base + parts.path + query + fragment
