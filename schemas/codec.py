"""Bytes to raw messages, or to the fault that makes a message a dead letter.

Owns the order of checks: size, JSON, envelope, limits, then each event. An error names a
path and never a value.
"""

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec
import orjson

from schemas import raw
from schemas.deadletter import Code, Fault
from schemas.framing import is_framed
from schemas.moves import Events, Packer

_Kind = TypeVar("_Kind")
_MISSING: Final = re.compile(r"missing required field `([^`]+)`")
_PATH: Final = re.compile(r" - at `\$\.?([^`]*)`$")
_MOVE_FIELDS: Final = 7
_NUMBERS: Final = (int, float)
_FARTHEST: Final = raw.MAX_PIXEL
_RANGES: Final = ("Expected `int` >=", "Expected `int` <=", "Expected `float` >=", "Expected `float` <=")


class BrokenMessage(ValueError):  # noqa: N818
    """A message that breaks the contract; holds its fault, never its content."""

    def __init__(self, code: Code, path: str) -> None:
        super().__init__(f"{code} at {path or 'the message'}")
        self.fault = Fault(code=code, path=path)


def decode_message(data: bytes | None) -> raw.RawMessage:
    """Read one raw message.

    Raises: BrokenMessage, with the first fault found.
    """
    if not data:
        raise BrokenMessage(Code.EMPTY, "")
    if len(data) > raw.MAX_MESSAGE_BYTES:
        raise BrokenMessage(Code.TOO_LARGE, "")
    if is_framed(data):
        raise BrokenMessage(Code.FRAMED, "")
    try:
        form = orjson.loads(data)
    except (orjson.JSONDecodeError, RecursionError):
        raise BrokenMessage(Code.NOT_JSON, "") from None
    if not isinstance(form, dict):
        raise BrokenMessage(Code.NOT_OBJECT, "")
    version = form.get("v")
    if version != 1 or isinstance(version, bool):
        raise BrokenMessage(Code.BAD_VERSION if "v" in form else Code.MISSING_FIELD, "v")
    events = _events_of(form)
    head = _convert(form, raw.Head, "")
    return raw.RawMessage(
        session_id=head.session_id,
        user_id=head.user_id,
        device_id=head.device_id,
        role=head.role,
        region=head.region,
        contexts=head.contexts,
        events=_packed(events, len(head.contexts)),
        size_bytes=len(data),
    )


def _events_of(form: dict[str, Any]) -> list[Any]:
    if "events" not in form:
        raise BrokenMessage(Code.MISSING_FIELD, "events")
    events = form["events"]
    if not isinstance(events, list):
        raise BrokenMessage(Code.WRONG_TYPE, "events")
    if not events:
        raise BrokenMessage(Code.OUT_OF_RANGE, "events")
    if len(events) > raw.MAX_EVENTS:
        raise BrokenMessage(Code.TOO_MANY_EVENTS, "events")
    return events


def _packed(items: list[Any], contexts: int) -> Events:
    packer = Packer()
    for n, item in enumerate(items):
        if not _took_move(item, contexts, packer):
            packer.add(_event(item, n, contexts))
    packer.flush()
    return Events(packer.parts)


def _took_move(item: Any, contexts: int, packer: Packer) -> bool:
    """Take a move that has just the fields of one, which nearly all events are; False: look closer."""
    if type(item) is not dict or len(item) != _MOVE_FIELDS or item.get("action") != "move":
        return False
    if item.get("type") != "pointer":
        return False
    get: Callable[[str], Any] = item.get
    seq, ts, ctx, x, y = get("seq"), get("ts"), get("ctx"), get("x"), get("y")
    if not (type(seq) is type(ts) is type(ctx) is int and type(x) in _NUMBERS and type(y) in _NUMBERS):
        return False
    if not (0 <= seq <= raw.MAX_SEQ and 0 <= ts <= raw.MAX_TS_MS and 0 <= ctx < contexts):
        return False
    if not (-_FARTHEST <= x <= _FARTHEST and -_FARTHEST <= y <= _FARTHEST):
        return False
    packer.move(seq, ts, ctx, x, y)
    return True


def _event(item: object, index: int, contexts: int) -> raw.AnyEvent:
    path = f"events[{index}]"
    if not isinstance(item, dict):
        raise BrokenMessage(Code.WRONG_TYPE, path)
    if None in item.values():
        # What is null is not there: recorders write out what they do not know.
        item = {name: value for name, value in item.items() if value is not None}
    kind = item.get("type")
    if not isinstance(kind, str):
        raise BrokenMessage(Code.WRONG_TYPE if "type" in item else Code.MISSING_FIELD, f"{path}.type")
    struct = raw.EVENT_TYPES.get(kind)
    if struct is None or _has_unlisted_value(item, kind):
        event = _convert(item, raw.Event, path)
        known: raw.AnyEvent = raw.UnknownEvent(seq=event.seq, ts=event.ts, ctx=event.ctx, ends=kind == "end")
    else:
        if kind == "screen":
            _check_screen_size(item, path)
        if kind == "pointer" and item.get("action") != "move" and item.get("button") is None:
            raise BrokenMessage(Code.MISSING_FIELD, f"{path}.button")
        known = _convert(item, struct, path)
    if known.ctx >= contexts:
        raise BrokenMessage(Code.BAD_CONTEXT, f"{path}.ctx")
    if isinstance(known, raw.ScreenEvent):
        for n, window in enumerate(known.windows or ()):
            if window.ctx >= contexts:
                raise BrokenMessage(Code.BAD_CONTEXT, f"{path}.windows[{n}].ctx")
    return known


def _has_unlisted_value(item: dict[str, Any], kind: str) -> bool:
    for name, allowed in raw.LISTED_VALUES.get(kind, ()):
        value = item.get(name)
        if isinstance(value, str) and value not in allowed:
            return True
    return False


def _check_screen_size(item: dict[str, Any], path: str) -> None:
    items = item.get("ocr")
    if isinstance(items, list) and len(items) > raw.MAX_OCR_ITEMS:
        raise BrokenMessage(Code.TOO_MANY_ITEMS, f"{path}.ocr")


def _convert(value: object, kind: type[_Kind], path: str) -> _Kind:
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        code, inner = _fault_of(str(error))
    except RecursionError:
        code, inner = Code.WRONG_TYPE, ""
    raise BrokenMessage(code, _join(path, inner)) from None


def _fault_of(text: str) -> tuple[Code, str]:
    found = _PATH.search(text)
    inner = found.group(1) if found else ""
    missing = _MISSING.search(text)
    if missing:
        return Code.MISSING_FIELD, _join(inner, missing.group(1))
    if text.startswith(_RANGES) or "length" in text:
        return Code.OUT_OF_RANGE, inner
    return Code.WRONG_TYPE, inner


def _join(path: str, inner: str) -> str:
    if not path or not inner or inner.startswith("["):
        return path + inner
    return f"{path}.{inner}"
