"""What holds for any bytes that somebody sends: a message or a fault without a value, never anything else.

Owns the laws that fuzzers hold the decoder and what stands behind it to.
"""

import re
from functools import cache
from typing import Any, Final

import msgspec
import orjson

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.naming import read_key
from pipelines.rules import complete, parse_rules
from pipelines.stretches import Sessions
from schemas import raw
from schemas.codec import BrokenMessage, decode_message
from schemas.deadletter import Code
from tests.torture.detector import load_harmless
from tests.torture.sessions import rules_document

KEY: Final = bytes(range(100, 132)).hex()
_STEP: Final = re.compile(r"\[(?:\d+|\.\.\.)\]")


@cache
def field_names() -> frozenset[str]:
    """Every name that the path of a fault may hold."""
    kinds: list[Any] = [raw.Head, raw.Event, raw.Context, raw.Field, raw.Target, raw.OcrItem, raw.Window]
    kinds += raw.EVENT_TYPES.values()
    named = {one.encode_name for kind in kinds for one in msgspec.structs.fields(kind)}
    return frozenset(named | {"", "v", "events", "type"})


@cache
def _redactor() -> Redactor:
    rules = parse_rules(complete(rules_document(), None), None, "fuzz")
    return Redactor(rules, load_harmless(rules), read_key(KEY))


def hold(data: bytes) -> bool:
    """Hold all laws against some bytes; whether they are a message.

    Raises: AssertionError, or what should never have been raised.
    """
    try:
        message = decode_message(data)
    except BrokenMessage as broken:
        assert broken.fault.code in set(Code)
        parts = _STEP.sub("", broken.fault.path).split(".")
        assert set(parts) <= field_names(), "a path holds something else than names of fields"
        return False
    assert decode_message(data) == message, "the same bytes, another message"
    _go_through(message)
    return True


def _go_through(message: raw.RawMessage) -> None:
    """What can be read can be processed, and comes out as JSON, the same each time."""
    sessions = Sessions("raw", 0, lambda: _limits())
    closed = [*sessions.add(message, 0, 1_793_000_000_000).closed, *sessions.close_all()]
    for stretch in closed:
        outcome = _redactor().process(stretch, ControlSet.empty())
        assert outcome == _redactor().process(stretch, ControlSet.empty())
        if outcome.trajectory is not None:
            orjson.loads(outcome.trajectory)


@cache
def _limits() -> Any:
    return parse_rules(complete(rules_document(), None), None, "fuzz").trajectory
