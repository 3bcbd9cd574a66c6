"""Which windows are excluded: an app filter made of the rules' globs (SPEC section 6, "Apps").

Owns matching of apps, titles and URLs, and what counts as an unknown app or a browser. It does not
know events or screens: the gate and the screen ask it.
"""

from typing import Final

from pipelines.browsers import is_browser
from pipelines.globs import AnyGlob, Glob
from pipelines.urls import UrlGlob
from schemas.raw import Context
from schemas.rules import AppRule, Apps

MAX_REMEMBERED: Final = 4096
_UNKNOWN_WORDS: Final = frozenset(
    {"unknown", "unidentified", "undefined", "none", "null", "nil", "na", "missing"}
)
_FILLERS: Final = frozenset(
    {"app", "application", "process", "program", "window", "name", "id", "bundle", "exe", "com", "org"}
    | {"n", "a", "no", "not", "value", "found", "available"}
)
_UNKNOWN_PHRASES: Final = frozenset(
    {"n a", "not available", "no app", "no application", "not found", "no name"}
)


def is_unknown_app(app: str) -> bool:
    """Whether an app's identity is empty or says that it is unknown: `unknown`, `N/A`, `?`, `<none>`…"""
    words = "".join(c if c.isalnum() else " " for c in app.casefold()).split()
    if not words or " ".join(words) in _UNKNOWN_PHRASES:
        return True
    return any(word in _UNKNOWN_WORDS for word in words) and all(
        word in _UNKNOWN_WORDS | _FILLERS for word in words
    )


class _Entry:
    """One entry of `include` or `exclude`: all its globs must match."""

    def __init__(self, rule: AppRule, *, including: bool) -> None:
        self._app = Glob(rule.app) if rule.app is not None else None
        self._title = Glob(rule.title) if rule.title is not None else None
        self._url = UrlGlob(rule.url, exact=including) if rule.url is not None else None

    def matches(self, context: Context) -> bool:
        checks = []
        if self._app is not None:
            checks.append(any(self._app.matches(name) for name in _app_names(context.app)))
        if self._title is not None:
            checks.append(self._title.matches(context.title or ""))
        if self._url is not None:
            checks.append(bool(context.url) and self._url.matches(context.url or ""))
        return bool(checks) and all(checks)


def _app_names(app: str) -> tuple[str, ...]:
    """The app as it was sent, and, for a path, its last part: recorders differ in which they send."""
    stripped = app.strip()
    last = stripped.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return (app, stripped, last) if last != app else (app,)


class AppFilter:
    """The app rules, ready to be asked."""

    def __init__(self, apps: Apps) -> None:
        self._mode = apps.mode
        self._exclude = tuple(_Entry(rule, including=False) for rule in apps.exclude)
        self._include = tuple(_Entry(rule, including=True) for rule in apps.include)
        self._by_url = any(rule.url is not None for rule in apps.exclude)
        titles = (rule.title for rule in apps.exclude if rule.app is None and rule.url is None)
        self.title_patterns: tuple[str, ...] = tuple(glob for glob in titles if glob and glob.strip("*? "))
        self._titles = AnyGlob(self.title_patterns)
        self._known: dict[tuple[str, str | None, str | None, str | None], bool] = {}

    @property
    def keeps_background(self) -> bool:
        """Whether screen text outside all windows is kept: in exclude mode only."""
        return self._mode == "exclude"

    def excluded(self, context: Context) -> bool:
        """Whether a window is excluded, with all that comes from it."""
        key = (context.app, context.app_name, context.title, context.url)
        known = self._known.get(key)
        if known is None:
            known = self._decide(context)
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known

    def hides_title(self, text: str) -> bool:
        """Whether a text that stands elsewhere (a task switcher, a notification) is an excluded title.

        The globs of entries that name a title alone count: one beside an app may be wide ("*draft*"),
        and the titles of excluded windows that are known are hidden by the gate.
        """
        return self._titles.matches(text.strip())

    def _decide(self, context: Context) -> bool:
        if is_unknown_app(context.app):
            return True
        if self._by_url and is_browser(context) and is_unknown_app(context.url or ""):
            return True
        if any(entry.matches(context) for entry in self._exclude):
            return True
        return self._mode == "include" and not any(entry.matches(context) for entry in self._include)
