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
from pipelines.draft import Book, DraftStep, Scene, SlotRef, Surroundings
from pipelines.entries import Entry
from pipelines.screen import LineReader, ScreenLine
from pipelines.screen_texts import ScreenTexts
from pipelines.windows import Arrangements
from schemas.raw import Context, ScreenEvent
from schemas.rules import UrlRule

_BARE_HOST: Final = re.compile(
    r"(?:[^\s/?#:@\\]+\.[^\W\d]{2,}|localhost|\d+(?:\.\d+){3})(?::\d+)?(?:[/?#]|$)"
)
"""A host at the start of what an address bar shows: with a dot in it, `localhost`, or numbers."""


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
        self._windows: dict[Context, tuple[SlotRef, SlotRef | None, SlotRef | None]] = {}
        self._screens: dict[tuple[int, int], DraftScreen] = {}
        self._verdicts: dict[Context, bool] = {}
        self._arrangements = Arrangements(keeps_background=apps.keeps_background)
        self._reader = LineReader()
        self._texts = ScreenTexts(book, apps, hidden_titles)

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
        lines = self._reader.read(event.ocr, self._arrangements.owner(entry, hidden))
        refs = self._texts.add(lines, entry.context, by_title=event.windows is None)
        return DraftScreen(event.width, event.height, tuple(zip(lines, refs, strict=True)))

    def _is_excluded(self, context: Context) -> bool:
        if context not in self._verdicts:
            self._verdicts[context] = self._apps.excluded(context)
        return self._verdicts[context]


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
