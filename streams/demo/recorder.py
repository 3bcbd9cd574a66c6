"""A scripted person at a desk, seen by a recorder: gestures in, raw messages out.

Owns timing, `seq`, the pointer's way, and the text of the fields as it stands. Nothing here is
random beyond a seed: the same script gives the same bytes.
"""

import random
from collections.abc import Sequence
from typing import Any, Final

from streams.demo.scenery import Field, Line, Page, Shown, Window, read_screen
from streams.demo.typewriter import Draft, strokes_of

MOVE_MS: Final = 25
SCREEN_EVERY_MS: Final = 14_000
FLUSH_MS: Final = 1_500
FLUSH_EVENTS: Final = 220


class Desk:
    """One recorded session: what its person does, message by message."""

    def __init__(
        self, session: dict[str, str], start_ms: int, seed: int, size: tuple[int, int], bar: Sequence[str]
    ) -> None:
        self._session = session
        self._now_ms = start_ms
        self._rng = random.Random(seed)
        self._size = size
        self._bar = [Line(24 + 96 * n, 4, text) for n, text in enumerate(bar)]
        self._seq = 0
        self._pointer = (size[0] // 2, size[1] // 2)
        self._stage: tuple[Shown, ...] = ()
        self._screen_ms = 0
        self._flushed_ms = start_ms
        self._pending: list[tuple[Window, dict[str, Any], tuple[Shown, ...]]] = []
        self._drafts: dict[str, Draft] = {}
        self.messages: list[dict[str, Any]] = []
        self.surfaces: list[tuple[str, str]] = []
        """Every text that the session shows or takes in, with the kind of place it stands in."""

    @property
    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return self._now_ms

    @property
    def window(self) -> Window:
        """The window in front."""
        return self._stage[0].window

    def text_of(self, field: Field) -> str:
        """A field's text as it stands."""
        return self._draft(field).text

    def clear(self, *fields: Field) -> None:
        """Empty fields, as a page does that was sent or left."""
        for field in fields:
            self._drafts.pop(field.id, None)

    def show(self, window: Window, page: Page, *behind: Shown, words: bool = True) -> None:
        """Bring a window to the front: a focus and a screen."""
        self._stage = (Shown(window, page, words), *behind)
        self.surfaces += [("title", window.title), ("url", window.url or "")]
        self._emit("focus")
        self.pause(160)
        self.screen()

    def page(self, window: Window, page: Page) -> None:
        """Let the front window show something else, without another focus."""
        self._stage = (Shown(window, page, self._stage[0].words), *self._stage[1:])
        self.surfaces += [("title", window.title), ("url", window.url or "")]
        self.pause(220)
        self.screen()

    def screen(self) -> None:
        """Take a screen."""
        items = read_screen(self._stage, self._bar)
        self.surfaces += [("screen", text) for text in _lines_of(items)]
        self._emit("screen", width=self._size[0], height=self._size[1], scale=1, ocr=items, windows=None)
        self._screen_ms = self._now_ms

    def pause(self, ms: int) -> None:
        """Let time pass."""
        self._now_ms += ms

    def read(self, seconds: int) -> None:
        """Sit and read, with the hand on the mouse now and then."""
        until = self._now_ms + seconds * 1000
        while self._now_ms < until:
            self._now_ms = min(until, self._now_ms + 2600)
            x, y = self._pointer
            if self._rng.random() < 0.85:
                self._travel(x + int(self._rng.random() * 90) - 45, y + int(self._rng.random() * 60) - 30)
            self._look()

    def click(self, x: int, y: int, role: str, name: str, button: str = "left", times: int = 1) -> None:
        """Go to a place inside the front window and click it."""
        left, top, _, _ = self.window.bounds
        width = max(40, 8 * len(name) + 16)
        target = {"role": role, "name": name, "bounds": [left + x - 8, top + y - 8, width, 26]}
        self.surfaces.append(("target", name))
        self._travel(left + x + 6, top + y + 5)
        for _ in range(times):
            self._press("down", button, target)
            self.pause(70 + int(self._rng.random() * 40))
            self._press("up", button, target)
            self.pause(110)
        self.pause(240)
        self._look()

    def visit(self, field: Field) -> None:
        """Click into a field; the caret goes to the end of its text."""
        x, y = field.place
        left, top, _, _ = self.window.bounds
        target = {"role": field.role, "name": field.name, "bounds": [left + x, top + y, field.width, 28]}
        self._travel(left + x + 12, top + y + 12)
        self._press("down", "left", target)
        self.pause(84)
        self._press("up", "left", target)
        draft = self._draft(field)
        if draft.text:
            self.select(field, len(draft.text), len(draft.text))
        self.pause(300)

    def select(self, field: Field, start: int, end: int) -> None:
        """Put the caret or selection somewhere, as a pointer does."""
        self._draft(field).select(start, end)
        self._emit("select", start=start, end=end, field=field.form())
        self.pause(120)

    def type(self, field: Field, script: str, pace_ms: int = 165) -> None:
        """Type key by key; `streams.demo.typewriter` says what stands for which editing key."""
        draft = self._draft(field)
        for stroke in strokes_of(script):
            self.pause(int(pace_ms * (0.6 + 0.9 * self._rng.random())))
            self._stroke(stroke.key, stroke.mods, field)
            draft.apply(stroke)
            if not field.secure:
                self._look()
        self.surfaces.append(("secure" if field.secure else "typed", draft.text))

    def whole(self, field: Field, text: str, source: str) -> None:
        """Text that arrives whole: dictation, an input method, a password manager's autofill."""
        self.pause(420)
        self._draft(field).insert(text)
        self._emit("text", text=text, source=source, field=field.form())
        self.surfaces.append(("secure" if field.secure else "typed", text))
        self.pause(300)

    def key(self, key: str, field: Field | None = None, times: int = 1) -> None:
        """Press a key that is not text."""
        for _ in range(times):
            self.pause(150)
            self._stroke(key, (), field)
        self._look()

    def hotkey(self, *keys: str, field: Field | None = None) -> None:
        """Press a combination, modifiers first."""
        *mods, last = keys
        for n, mod in enumerate(mods):
            self._emit("key", key=mod, action="down", mods=list(mods[: n + 1]))
            self.pause(40)
        self._key(last, "down", mods, field)
        self.pause(60)
        self._key(last, "up", mods, field)
        for n in range(len(mods) - 1, -1, -1):
            self.pause(25)
            self._emit("key", key=mods[n], action="up", mods=list(mods[:n]))
        self.pause(30)

    def copy(self, text: str, mod: str = "Meta", action: str = "copy", field: Field | None = None) -> None:
        """Copy or cut by hotkey."""
        self.hotkey(mod, "c" if action == "copy" else "x", field=field)
        self._emit("clipboard", text=text, action=action)
        self.surfaces.append(("clipboard", text))
        if field is not None and action == "cut":
            self._draft(field).insert("")
        self.pause(500)

    def paste(self, field: Field, text: str, mod: str = "Meta") -> None:
        """Paste by hotkey."""
        self.hotkey(mod, "v", field=field)
        self._draft(field).insert(text)
        self._emit("text", text=text, source="paste", field=field.form())
        self.surfaces.append(("secure" if field.secure else "pasted", text))
        self.pause(700)

    def drag(self, start: tuple[int, int], end: tuple[int, int], role: str, name: str) -> None:
        """Press at one place and release at another, both inside the front window."""
        left, top, _, _ = self.window.bounds
        bounds = [left + start[0] - 4, top + start[1] - 4, 24, 24]
        target = {"role": role, "name": name, "bounds": bounds}
        self._travel(left + start[0], top + start[1])
        self._press("down", "left", target)
        self.pause(90)
        self._travel(left + end[0], top + end[1])
        self._press("up", "left", target)
        self.pause(300)

    def scroll(self, dy: int, notches: int = 4) -> None:
        """Turn the wheel where the pointer is; `dy` in pixels a notch, down is positive (W3C WheelEvent)."""
        for _ in range(notches):
            self.pause(45)
            self._emit("scroll", x=self._pointer[0], y=self._pointer[1], dx=0, dy=dy)
        self.pause(420)
        self._look()

    def end(self, reason: str) -> list[dict[str, Any]]:
        """Close the session and return its messages."""
        self._emit("end", reason=reason)
        self._flush()
        return self.messages

    def _draft(self, field: Field) -> Draft:
        return self._drafts.setdefault(field.id, Draft())

    def _look(self) -> None:
        if self._now_ms - self._screen_ms >= SCREEN_EVERY_MS:
            self.screen()

    def _stroke(self, key: str, mods: Sequence[str], field: Field | None) -> None:
        for mod in mods:
            self._emit("key", key=mod, action="down", mods=[mod])
        self._key(key, "down", mods, field)
        self.pause(34)
        self._key(key, "up", mods, field)
        for mod in mods:
            self._emit("key", key=mod, action="up", mods=[])

    def _key(self, key: str, action: str, mods: Sequence[str], field: Field | None) -> None:
        known = {"field": field.form()} if field is not None else {}
        self._emit("key", key=key, action=action, mods=list(mods), **known)

    def _press(self, action: str, button: str, target: dict[str, Any]) -> None:
        x, y = self._pointer
        self._emit("pointer", action=action, x=x, y=y, button=button, mods=[], target=target)

    def _travel(self, x: int, y: int) -> None:
        """Move the pointer there, about 40 events a second."""
        left, top = self._pointer
        far = abs(x - left) + abs(y - top)
        count = min(24, 4 + far // 60) if far else 0
        for n in range(1, count + 1):
            done = n / count
            ease = done * done * (3 - 2 * done)
            self._pointer = (left + round((x - left) * ease), top + round((y - top) * ease))
            self.pause(MOVE_MS)
            self._emit("pointer", action="move", x=self._pointer[0], y=self._pointer[1])

    def _emit(self, kind: str, **fields: Any) -> None:
        event = {"seq": self._seq, "ts": self._now_ms, "type": kind, **fields}
        self._seq += 1
        self._pending.append((self.window, event, self._stage))
        if len(self._pending) >= FLUSH_EVENTS or self._now_ms - self._flushed_ms >= FLUSH_MS:
            self._flush()

    def _flush(self) -> None:
        """Send what is pending as one message with the windows that it needs."""
        if not self._pending:
            return
        contexts: list[Window] = []
        events = []
        for window, event, stage in self._pending:
            event["ctx"] = _index(contexts, window)
            if event["type"] == "screen":
                event["windows"] = [
                    {"ctx": _index(contexts, shown.window), "bounds": list(shown.window.bounds)}
                    for shown in stage
                ]
            events.append(event)
        forms = [window.context() for window in contexts]
        self.messages.append({"v": 1, **self._session, "contexts": forms, "events": events})
        self._pending = []
        self._flushed_ms = self._now_ms


def _index(contexts: list[Window], window: Window) -> int:
    if window not in contexts:
        contexts.append(window)
    return contexts.index(window)


def _lines_of(items: Sequence[dict[str, Any]]) -> list[str]:
    """The lines of a screen, words joined."""
    lines: dict[object, list[str]] = {}
    for n, item in enumerate(items):
        lines.setdefault(item.get("line", ("whole", n)), []).append(item["text"])
    return [" ".join(words) for words in lines.values()]
