"""Messages that break the contract, that almost do, and texts that redaction fails on or is slow on."""

import random
from collections.abc import Callable
from typing import Any, Final

import orjson

from tests.torture.sessions import T0

_NOTE: Final = {"id": "f", "role": "textbox", "name": "Note"}
_PIN: Final = {"id": "p", "role": "textbox", "name": "PIN"}


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


def large(seed: int) -> list[list[bytes]]:
    """Sessions of one message each, close to each of the contract's limits."""
    chance = random.Random(f"large/{seed}")
    word = {"box": [1, 2, 30, 9]}
    ocr = [{**word, "text": f"zq{chance.randrange(10**6):06d}", "line": n // 8} for n in range(20_000)]
    base: dict[str, Any] = {"ts": T0, "ctx": 0}
    screen = {**base, "seq": 0, "type": "screen", "width": 9000, "height": 9000, "ocr": ocr}
    text = "late zq123456 " * 250_000
    keys = [
        {**base, "seq": n, "type": "key", "key": chance.choice("abc zq12"), "action": "down", "field": _PIN}
        for n in range(9_999)
    ]
    long_text = {**base, "seq": 0, "type": "text", "text": text, "source": "ime", "field": _NOTE}
    end = {**base, "type": "end", "reason": "stop"}
    return [
        [_message([screen, {**end, "seq": 1}], session_id="zqscreen")],
        [_message([long_text, {**end, "seq": 1}], session_id="zqtext")],
        [_message([*keys, {**end, "seq": 9_999}], session_id="zqkeys")],
    ]


def slow(seed: int) -> list[bytes]:
    """A session with a long text in which every word may be a name."""
    chance = random.Random(f"slow/{seed}")
    names = ["Maren", "Tolveig", "Oduya", "Kestrel", "Brannoch", "Ilse", "Quillon", "Sarnath", "Wendeline"]
    text = " ".join(f"{chance.choice(names)} {chance.choice(names)}{n}, zq123456" for n in range(6_000))
    base: dict[str, Any] = {"ts": T0, "ctx": 0}
    events = [
        {**base, "seq": 0, "type": "text", "text": text, "source": "ime", "field": _NOTE},
        {**base, "seq": 1, "type": "end", "reason": "stop"},
    ]
    return [_message(events, session_id="zqslow")]
