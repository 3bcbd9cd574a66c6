"""Invented people at work: events at the rate and in the mix that recorders see.

About 34 events a second of which 95 % are pointer moves (real ones: 98 %; typing costs more, so that a little
much of it makes no figure too good), typing in bursts with slips, a screen after each
change of program and every few seconds, with 40 to 120 lines of which about 2 are new for each second,
windows behind the one in front, scrolling, and now and then a copy with its paste. Everybody's recording
began at a time of their own, so that their numbers and stretches are not in step with each other's.
Source of the rates: the figures of this project's own design, taken from a real recording.
`benchmarks/load.py` measures what comes out.
"""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from streams.generator.words import PROGRAMS, line, person, sentence

MOVES_PER_S: Final = 33
FLUSH_MS: Final = 2_000
SCREEN_MS: Final = 3_000
SWITCH_MS: Final = 45_000
NEW_LINES: Final = (2, 10)
RECORDED_BEFORE: Final = 5_000
"""A recording has so many events behind it, at most, when the load begins."""
_TYPES: Final = 0.015
"""How often somebody begins to type when a message begins."""
_CLICKS: Final = 0.004
_SCROLLS: Final = 0.0015
_COPIES: Final = 0.0003
"""How often it happens instead of the next move."""
_ROW_PX: Final = 22


@dataclass(slots=True)
class Worker:
    """One person: a session that goes on for as long as messages are asked for."""

    number: int
    seed: int
    start_ms: int
    chance: random.Random = field(init=False)
    name: str = field(init=False)
    now_ms: int = field(init=False)
    seq: int = 0
    app: str = "com.google.Chrome"
    behind: str = "com.google.Chrome"
    switched: bool = False
    lines: list[str] = field(default_factory=list)
    next_screen_ms: int = 0
    next_switch_ms: int = 0
    typing: list[str] = field(default_factory=list)
    x: int = 400
    y: int = 300

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed}/{self.number}")  # noqa: S311 - the same for the same seed
        self.name = person(self.chance)
        self.now_ms = self.start_ms + self.chance.randrange(FLUSH_MS)
        self.seq = self.chance.randrange(RECORDED_BEFORE)
        self._switch()

    def messages(self, duration_s: float) -> Iterator[tuple[int, dict[str, Any]]]:
        """Messages with the time (ms) at which the recorder sends each."""
        end_ms = self.start_ms + int(duration_s * 1000)
        while self.now_ms < end_ms:
            until_ms = min(self.now_ms + FLUSH_MS, end_ms)
            contexts = [self._window(self.app, 0), self._window(self.behind, 1)]
            events = list(self._events(until_ms))
            self.now_ms = until_ms
            yield until_ms, self._message(events, contexts)
            if until_ms >= self.next_switch_ms:
                self._switch()

    def _window(self, app: str, depth: int) -> dict[str, Any]:
        window = {
            "app": app,
            "title": PROGRAMS[app][0].format(n=self.number % 40),
            "window_id": f"w{sorted(PROGRAMS).index(app)}",
            "bounds": [20 * depth, 20 * depth, 1440, 900],
        }
        if app == "com.google.Chrome":
            window["url"] = "https://mail.example.com/inbox"
        return window

    def _message(self, events: list[dict[str, Any]], contexts: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "v": 1,
            "session_id": f"load-{self.seed}-{self.number}",
            "user_id": f"u-{self.number}",
            "device_id": f"d-{self.number}",
            "role": "support",
            "region": "DE",
            "contexts": contexts,
            "events": events,
        }

    def _events(self, until_ms: int) -> Iterator[dict[str, Any]]:
        at_ms = self.now_ms
        step_ms = 1000 // MOVES_PER_S
        if not self.typing and self.chance.random() < _TYPES:
            self.typing = self._keys(sentence(self.chance))
        if self.switched:
            self.switched = False
            yield self._event("focus", at_ms, field=None)
            self.next_screen_ms = at_ms
        while at_ms < until_ms:
            if at_ms >= self.next_screen_ms:
                self.next_screen_ms = at_ms + SCREEN_MS
                yield self._event(
                    "screen", at_ms, width=1440, height=900, ocr=self._screen(), windows=_WINDOWS
                )
            if self.typing:
                key = self.typing.pop(0)
                for action in ("down", "up"):
                    yield self._event("key", at_ms, key=key, action=action, field=_FIELD)
                at_ms += self.chance.randrange(70, 190)
                continue
            yield from self._now_and_then(at_ms)
            self.x = max(0, min(1439, self.x + self.chance.randrange(-20, 21)))
            self.y = max(0, min(899, self.y + self.chance.randrange(-20, 21)))
            yield self._event("pointer", at_ms, action="move", x=self.x, y=self.y)
            at_ms += step_ms

    def _now_and_then(self, at_ms: int) -> Iterator[dict[str, Any]]:
        """What people do between moves."""
        drawn = self.chance.random()
        if drawn < _CLICKS:
            yield from self._click(at_ms)
        elif drawn < _CLICKS + _SCROLLS:
            for _ in range(self.chance.randint(1, 6)):
                yield self._event(
                    "scroll", at_ms, x=self.x, y=self.y, dx=0, dy=self.chance.choice((-120, 120))
                )
        elif drawn < _CLICKS + _SCROLLS + _COPIES:
            text = self.chance.choice(self.lines)
            yield self._event("key", at_ms, key="c", mods=["Control"], action="down", field=_FIELD)
            yield self._event("clipboard", at_ms, action="copy", text=text)
            yield self._event("key", at_ms, key="v", mods=["Control"], action="down", field=_FIELD)
            yield self._event("text", at_ms, source="paste", text=text, field=_FIELD)

    def _click(self, at_ms: int) -> Iterator[dict[str, Any]]:
        target = {"role": "button", "name": self.chance.choice(PROGRAMS[self.app][1])}
        for action in ("down", "up"):
            yield self._event(
                "pointer", at_ms, action=action, x=self.x, y=self.y, button="left", target=target
            )

    def _keys(self, text: str) -> list[str]:
        keys = list(text)
        for place in sorted(self.chance.sample(range(len(keys)), len(keys) // 25 + 1), reverse=True):
            keys[place:place] = [self.chance.choice("qwxz"), "Backspace"]
        return [*keys, "Enter"]

    def _screen(self) -> list[dict[str, Any]]:
        for _ in range(self.chance.randint(*NEW_LINES)):
            place = self.chance.randrange(10, len(self.lines))
            self.lines[place] = line(self.chance, self.app)
        return [
            {"text": text, "box": [40 + 700 * (n % 2), 20 + _ROW_PX * (n // 2), 8 * len(text), 16], "line": n}
            for n, text in enumerate(self.lines)
        ]

    def _switch(self) -> None:
        self.next_switch_ms = self.now_ms + self.chance.randrange(SWITCH_MS // 2, SWITCH_MS * 2)
        self.behind, self.app = self.app, self.chance.choice(sorted(PROGRAMS))
        self.switched = True
        words = PROGRAMS[self.app][1]
        self.lines = [words[n % len(words)] for n in range(10)]
        # Most of what programs show is the same for everybody: chrome, templates, shared lists.
        shared = random.Random(f"{self.seed}/{self.app}")  # noqa: S311 - the same for the same seed
        count = self.chance.randrange(30, 110)
        self.lines += [line(shared, self.app) for _ in range(count)]

    def _event(self, kind: str, at_ms: int, **more: Any) -> dict[str, Any]:
        self.seq += 1
        return {"seq": self.seq, "ts": at_ms, "ctx": 0, "type": kind, **more}


_WINDOWS: Final = [{"ctx": 0, "bounds": [0, 0, 1440, 900]}, {"ctx": 1, "bounds": [20, 20, 1440, 900]}]
_FIELD: Final = {"id": "f1", "role": "textbox", "name": "Message", "secure": False}


def generate(people: int, duration_s: float, seed: int, start_ms: int) -> Iterator[dict[str, Any]]:
    """Messages of all people in the order in which their recorders send them.

    Holds one message a person in memory.
    """
    streams = [Worker(n, seed, start_ms).messages(duration_s) for n in range(people)]
    for _, form in heapq.merge(*streams, key=lambda item: item[0]):
        yield form
