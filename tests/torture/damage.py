"""Messages that break the contract, and texts on which a redaction process fails every time."""

import random
from collections.abc import Callable
from typing import Any, Final

import orjson

from tests.torture.sessions import T0

_NOTE: Final = {"id": "f", "role": "textbox", "name": "Note"}


def poisoned(name: str) -> list[bytes]:
    """The messages of a session whose text is poison."""
    base: dict[str, Any] = {"ts": T0, "ctx": 0}
    events = [
        {**base, "seq": 0, "type": "text", "text": f"{name} zq000000", "source": "ime", "field": _NOTE},
        {**base, "seq": 1, "type": "end", "reason": "stop"},
    ]
    return [_message(events, session_id=f"zq{name}")]


def _message(events: list[Any], **more: Any) -> bytes:
    form = {"v": 1, "session_id": "zq-damaged", "user_id": "u-zq1", "contexts": [{"app": "a"}], **more}
    return orjson.dumps({**form, "events": events})


def _event(**more: Any) -> dict[str, Any]:
    return {"seq": 5, "ts": T0, "ctx": 0, "type": "text", "text": "zq123456", "source": "ime", **more}


_BROKEN: Final[tuple[Callable[[random.Random], bytes | None], ...]] = (
    lambda chance: None,
    lambda chance: b"",
    lambda chance: b'{"v":1,"zq123456',
    lambda chance: bytes(chance.randrange(256) for _ in range(chance.randint(1, 60))),
    lambda chance: b'["zq123456"]',
    lambda chance: b"[" * 5000,
    lambda chance: _message([_event()], v=2),
    lambda chance: _message([_event(seq="zq123456")]),
    lambda chance: _message([_event(seq=-1)]),
    lambda chance: _message([_event(seq=2**53)]),
    lambda chance: _message([_event(ctx=9)]),
    lambda chance: _message([]),
    lambda chance: _message([_event(text=123456)]),
    lambda chance: _message([_event()], contexts=[]),
    lambda chance: _message([_event()], session_id="zq1234" * 40),
    lambda chance: _message([{"zq123456": "zq123456"}]),
    lambda chance: _message([_event()] * 10_001),
    lambda chance: _message([_event(text="zq123456 " * 480_000)]),
    lambda chance: _message([_event()])[: chance.randint(1, 60)],
)


def broken(chance: random.Random) -> bytes | None:
    """A message that is no raw message, with canaries in it."""
    return chance.choice(_BROKEN)(chance)
