"""Raw messages for tests: short to write, complete to read. All people in them are invented."""

from typing import Any

import orjson

from schemas.codec import decode_message
from schemas.raw import RawMessage

T0 = 1_793_000_000_000
BROWSER = {"app": "com.google.Chrome", "title": "Inbox - Acme Mail", "url": "https://mail.acme.com/inbox"}
BODY = {"id": "f1", "role": "textbox", "name": "Body", "secure": False}


class Recorder:
    """Numbers events and stamps them as a recorder does; `wait` lets time pass (ms)."""

    def __init__(self, start_ms: int = T0, seq: int = 1) -> None:
        self.now = start_ms
        self.seq = seq
        self.events: list[dict[str, Any]] = []

    def wait(self, ms: int) -> "Recorder":
        self.now += ms
        return self

    def event(self, type: str, *, ctx: int = 0, after: int = 100, **fields: Any) -> "Recorder":
        self.now += after
        self.events.append({"seq": self.seq, "ts": self.now, "ctx": ctx, "type": type, **fields})
        self.seq += 1
        return self

    def skip(self, numbers: int = 1) -> "Recorder":
        """Leave out sequence numbers: a gap."""
        self.seq += numbers
        return self

    def key(self, key: str, *mods: str, field: Any = BODY, ctx: int = 0, after: int = 100) -> "Recorder":
        self.event("key", key=key, mods=list(mods), action="down", field=field, ctx=ctx, after=after)
        return self.event("key", key=key, mods=list(mods), action="up", field=field, ctx=ctx, after=20)

    def type(self, text: str, *, field: Any = BODY, ctx: int = 0) -> "Recorder":
        for char in text:
            self.key("Enter" if char == "\n" else char, field=field, ctx=ctx)
        return self

    def click(self, x: int = 10, y: int = 10, *, ctx: int = 0, after: int = 600, **fields: Any) -> "Recorder":
        for action in ("down", "up"):
            self.event(
                "pointer",
                action=action,
                x=x,
                y=y,
                button="left",
                ctx=ctx,
                after=after if action == "down" else 80,
                **fields,
            )
        return self

    def move(self, x: int = 1, y: int = 1, *, ctx: int = 0, after: int = 20) -> "Recorder":
        return self.event("pointer", action="move", x=x, y=y, ctx=ctx, after=after)

    def screen(self, *lines: str, ctx: int = 0, after: int = 100, **fields: Any) -> "Recorder":
        ocr = [
            {"text": line, "box": [20, 40 + 30 * n, 9 * max(len(line), 1), 18], "line": n}
            for n, line in enumerate(lines)
        ]
        return self.event("screen", width=1440, height=900, ocr=ocr, ctx=ctx, after=after, **fields)

    def end(self) -> "Recorder":
        return self.event("end", reason="stop")

    def take(self) -> list[dict[str, Any]]:
        """The events since the last take."""
        events, self.events = self.events, []
        return events


def message(
    events: list[dict[str, Any]], *, contexts: list[dict[str, Any]] | None = None, **envelope: Any
) -> dict[str, Any]:
    """A raw message as JSON values."""
    return {
        "v": 1,
        "session_id": "session-1",
        "user_id": "u-1",
        "contexts": contexts or [BROWSER],
        "events": events,
        **envelope,
    }


def to_line(form: dict[str, Any]) -> bytes:
    """A raw message as its wire form."""
    return orjson.dumps(form)


def decoded(form: dict[str, Any]) -> RawMessage:
    """A raw message as the pipelines take it."""
    return decode_message(to_line(form))
