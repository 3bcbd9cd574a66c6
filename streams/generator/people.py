"""Invented people at work: events at the rate and in the mix that recorders see.

About 34 events a second of which 98 % are pointer moves, typing in bursts with slips, a screen every
few seconds with 40 to 120 lines that mostly repeat, a change of program now and then. Source of the
rates: the figures of this project's own design, taken from a real recording.
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
    lines: list[str] = field(default_factory=list)
    next_screen_ms: int = 0
    next_switch_ms: int = 0
    typing: list[str] = field(default_factory=list)
    x: int = 400
    y: int = 300

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed}/{self.number}")  # noqa: S311 - the same for the same seed
        self.name = person(self.chance)
        self.now_ms = self.start_ms + self.chance.randrange(1000)
        self._switch()

    def messages(self, duration_s: float) -> Iterator[tuple[int, dict[str, Any]]]:
        """Messages with the time (ms) at which the recorder sends each."""
        end_ms = self.start_ms + int(duration_s * 1000)
        while self.now_ms < end_ms:
            until_ms = min(self.now_ms + FLUSH_MS, end_ms)
            app, title = self.app, PROGRAMS[self.app][0].format(n=self.number % 40)
            events = list(self._events(until_ms))
            self.now_ms = until_ms
            yield until_ms, self._message(events, app, title)
            if until_ms >= self.next_switch_ms:
                self._switch()

    def _message(self, events: list[dict[str, Any]], app: str, title: str) -> dict[str, Any]:
        context = {"app": app, "title": title, "window_id": f"w{self.number}", "bounds": [0, 0, 1440, 900]}
        if app == "com.google.Chrome":
            context["url"] = "https://mail.example.com/inbox"
        return {
            "v": 1,
            "session_id": f"load-{self.seed}-{self.number}",
            "user_id": f"u-{self.number}",
            "device_id": f"d-{self.number}",
            "role": "support",
            "region": "DE",
            "contexts": [context],
            "events": events,
        }

    def _events(self, until_ms: int) -> Iterator[dict[str, Any]]:
        at_ms = self.now_ms
        step_ms = 1000 // MOVES_PER_S
        if not self.typing and self.chance.random() < 0.02:
            self.typing = self._keys(sentence(self.chance))
        while at_ms < until_ms:
            if at_ms >= self.next_screen_ms:
                self.next_screen_ms = at_ms + SCREEN_MS
                yield self._event("screen", at_ms, width=1440, height=900, ocr=self._screen())
            if self.typing:
                key = self.typing.pop(0)
                for action in ("down", "up"):
                    yield self._event("key", at_ms, key=key, action=action, field=_FIELD)
                at_ms += self.chance.randrange(70, 190)
                continue
            if self.chance.random() < 0.004:
                yield from self._click(at_ms)
            self.x = max(0, min(1439, self.x + self.chance.randrange(-20, 21)))
            self.y = max(0, min(899, self.y + self.chance.randrange(-20, 21)))
            yield self._event("pointer", at_ms, action="move", x=self.x, y=self.y)
            at_ms += step_ms

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
        self.app = self.chance.choice(sorted(PROGRAMS))
        words = PROGRAMS[self.app][1]
        self.lines = [words[n % len(words)] for n in range(10)]
        # Most of what programs show is the same for everybody: chrome, templates, shared lists.
        shared = random.Random(f"{self.seed}/{self.app}")  # noqa: S311 - the same for the same seed
        count = self.chance.randrange(30, 110)
        self.lines += [line(shared, self.app) for _ in range(count)]

    def _event(self, kind: str, at_ms: int, **more: Any) -> dict[str, Any]:
        self.seq += 1
        return {"seq": self.seq, "ts": at_ms, "ctx": 0, "type": kind, **more}


_FIELD: Final = {"id": "f1", "role": "textbox", "name": "Message", "secure": False}


def generate(people: int, duration_s: float, seed: int, start_ms: int) -> Iterator[dict[str, Any]]:
    """Messages of all people in the order in which their recorders send them.

    Holds one message a person in memory.
    """
    streams = [Worker(n, seed, start_ms).messages(duration_s) for n in range(people)]
    for _, form in heapq.merge(*streams, key=lambda item: item[0]):
        yield form
