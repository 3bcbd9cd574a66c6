"""Bytes to raw messages: the limits of the contract, a code for each fault, and never a value."""

import copy
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import raw
from schemas.codec import BrokenMessage, decode_message
from schemas.deadletter import Code

CANARY = "zq-canary-7731"
MESSAGE: dict[str, Any] = {
    "v": 1,
    "session_id": "s-1",
    "user_id": "u-1",
    "device_id": "lt-77",
    "role": "support",
    "region": "US-CA",
    "contexts": [
        {"app": "mail", "title": "Inbox", "url": "https://mail.example/", "bounds": [0, 25, 1440, 875]}
    ],
    "events": [
        {
            "seq": 1,
            "ts": 1_793_000_000_123,
            "ctx": 0,
            "type": "key",
            "key": "j",
            "mods": [],
            "action": "down",
        },
        {"seq": 2, "ts": 1_793_000_000_200, "ctx": 0, "type": "text", "text": "é", "source": "ime"},
        {"seq": 3, "ts": 1_793_000_000_300, "ctx": 0, "type": "select", "start": 0, "end": 4},
        {"seq": 4, "ts": 1_793_000_000_400, "ctx": 0, "type": "pointer", "action": "move", "x": -3, "y": 2.5},
        {"seq": 5, "ts": 1_793_000_000_500, "ctx": 0, "type": "scroll", "x": 0, "y": 0, "dx": 0, "dy": -120},
        {"seq": 6, "ts": 1_793_000_000_600, "ctx": 0, "type": "focus", "field": {"id": "f", "secure": True}},
        {
            "seq": 7,
            "ts": 1_793_000_000_700,
            "ctx": 0,
            "type": "screen",
            "width": 1440,
            "height": 900,
            "scale": 2,
            "ocr": [{"text": "To", "box": [-10, 4, 20, 8], "line": 1, "conf": 0.9}],
            "windows": [{"ctx": 0, "bounds": [0, 0, 10, 10]}],
        },
        {"seq": 8, "ts": 1_793_000_000_800, "ctx": 0, "type": "clipboard", "action": "copy", "text": "a"},
        {"seq": 9, "ts": 1_793_000_000_900, "ctx": 0, "type": "end", "reason": "lock"},
    ],
}
REMOVE = object()


def changed(path: tuple[str | int, ...], value: Any) -> bytes:
    """The message with one place changed, or removed."""
    message: Any = copy.deepcopy(MESSAGE)
    place = message
    for step in path[:-1]:
        place = place[step]
    if value is REMOVE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return orjson.dumps(message)


def fault_of(data: bytes | None) -> tuple[Code, str]:
    with pytest.raises(BrokenMessage) as broken:
        decode_message(data)
    assert CANARY not in f"{broken.value}{broken.value!r}{broken.value.__cause__}"
    assert broken.value.__suppress_context__ or broken.value.__context__ is None
    return broken.value.fault.code, broken.value.fault.path


def test_a_whole_message_is_read() -> None:
    read = decode_message(orjson.dumps(MESSAGE))
    assert (read.session_id, read.user_id, read.role, read.region) == ("s-1", "u-1", "support", "US-CA")
    assert [type(event) for event in read.events] == list(raw.EVENT_TYPES.values())
    assert [event.seq for event in read.events] == list(range(1, 10))
    assert read.size_bytes == len(orjson.dumps(MESSAGE))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, Code.EMPTY),
        (b"", Code.EMPTY),
        (b" " * (raw.MAX_MESSAGE_BYTES + 1), Code.TOO_LARGE),
        (b"{", Code.NOT_JSON),
        (b"\xff\xfe", Code.NOT_JSON),
        (b'{"v": 1, "session_id": "\\ud800"}', Code.NOT_JSON),
        (b'{"v": NaN}', Code.NOT_JSON),
        (b"[" * 100_000, Code.NOT_JSON),
        (b"[]", Code.NOT_OBJECT),
        (b'"zq-canary-7731"', Code.NOT_OBJECT),
        (b"null", Code.NOT_OBJECT),
    ],
    ids=str,
)
def test_bytes_that_are_no_message_have_a_code(data: bytes | None, code: Code) -> None:
    assert fault_of(data) == (code, "")


@pytest.mark.parametrize(
    ("path", "value", "code", "where"),
    [
        (("v",), 2, Code.BAD_VERSION, "v"),
        (("v",), True, Code.BAD_VERSION, "v"),
        (("v",), CANARY, Code.BAD_VERSION, "v"),
        (("v",), REMOVE, Code.MISSING_FIELD, "v"),
        (("session_id",), REMOVE, Code.MISSING_FIELD, "session_id"),
        (("session_id",), "", Code.OUT_OF_RANGE, "session_id"),
        (("session_id",), CANARY * 10, Code.OUT_OF_RANGE, "session_id"),
        (("session_id",), 7, Code.WRONG_TYPE, "session_id"),
        (("user_id",), REMOVE, Code.MISSING_FIELD, "user_id"),
        (("user_id",), None, Code.WRONG_TYPE, "user_id"),
        (("user_id",), "é" * 129, Code.OUT_OF_RANGE, "user_id"),
        (("role",), [CANARY], Code.WRONG_TYPE, "role"),
        (("contexts",), REMOVE, Code.MISSING_FIELD, "contexts"),
        (("contexts",), [], Code.OUT_OF_RANGE, "contexts"),
        (("contexts", 0, "app"), REMOVE, Code.MISSING_FIELD, "contexts[0].app"),
        (("contexts", 0, "bounds"), [0, 0, -1, 5], Code.OUT_OF_RANGE, "contexts[0].bounds[2]"),
        (("contexts", 0, "bounds"), [0, 0, 1], Code.OUT_OF_RANGE, "contexts[0].bounds"),
        (("contexts", 0, "title"), 4, Code.WRONG_TYPE, "contexts[0].title"),
        (("events",), REMOVE, Code.MISSING_FIELD, "events"),
        (("events",), CANARY, Code.WRONG_TYPE, "events"),
        (("events",), [], Code.OUT_OF_RANGE, "events"),
        (("events", 2), CANARY, Code.WRONG_TYPE, "events[2]"),
        (("events", 0, "type"), REMOVE, Code.MISSING_FIELD, "events[0].type"),
        (("events", 0, "type"), 5, Code.WRONG_TYPE, "events[0].type"),
        (("events", 0, "seq"), REMOVE, Code.MISSING_FIELD, "events[0].seq"),
        (("events", 0, "seq"), -1, Code.OUT_OF_RANGE, "events[0].seq"),
        (("events", 0, "seq"), 2**53, Code.OUT_OF_RANGE, "events[0].seq"),
        (("events", 0, "seq"), CANARY, Code.WRONG_TYPE, "events[0].seq"),
        (("events", 0, "ts"), "2026-10-26", Code.WRONG_TYPE, "events[0].ts"),
        (("events", 0, "ts"), -5, Code.OUT_OF_RANGE, "events[0].ts"),
        (("events", 0, "ctx"), 1, Code.BAD_CONTEXT, "events[0].ctx"),
        (("events", 0, "key"), REMOVE, Code.MISSING_FIELD, "events[0].key"),
        (("events", 0, "key"), "", Code.OUT_OF_RANGE, "events[0].key"),
        (("events", 0, "mods"), CANARY, Code.WRONG_TYPE, "events[0].mods"),
        (("events", 0, "field"), [CANARY], Code.WRONG_TYPE, "events[0].field"),
        (("events", 0, "action"), REMOVE, Code.MISSING_FIELD, "events[0].action"),
        (("events", 1, "text"), REMOVE, Code.MISSING_FIELD, "events[1].text"),
        (("events", 2, "start"), -1, Code.OUT_OF_RANGE, "events[2].start"),
        (("events", 3, "x"), CANARY, Code.WRONG_TYPE, "events[3].x"),
        (("events", 3, "action"), "down", Code.MISSING_FIELD, "events[3].button"),
        (("events", 6, "width"), -1, Code.OUT_OF_RANGE, "events[6].width"),
        (("events", 6, "ocr", 0, "box"), [0, 0, 1, -1], Code.OUT_OF_RANGE, "events[6].ocr[0].box[3]"),
        (("events", 6, "ocr", 0, "text"), None, Code.WRONG_TYPE, "events[6].ocr[0].text"),
        (("events", 6, "windows", 0, "ctx"), 3, Code.BAD_CONTEXT, "events[6].windows[0].ctx"),
    ],
)
def test_each_fault_has_its_code_and_its_field(
    path: tuple[str | int, ...], value: Any, code: Code, where: str
) -> None:
    found, place = fault_of(changed(path, value))
    assert (found, place) == (code, where)


def test_limits_of_the_contract_are_inclusive() -> None:
    event = MESSAGE["events"][0]
    full = [{**event, "seq": n} for n in range(raw.MAX_EVENTS)]
    assert len(decode_message(changed(("events",), full)).events) == raw.MAX_EVENTS
    assert fault_of(changed(("events",), [*full, event])) == (Code.TOO_MANY_EVENTS, "events")
    item = {"text": "a", "box": [0, 0, 1, 1]}
    ocr = ("events", 6, "ocr")
    assert decode_message(changed(ocr, [item] * raw.MAX_OCR_ITEMS))
    assert fault_of(changed(ocr, [item] * (raw.MAX_OCR_ITEMS + 1))) == (Code.TOO_MANY_ITEMS, "events[6].ocr")
    assert decode_message(changed(("session_id",), "é" * 128))
    assert decode_message(changed(("events", 0, "seq"), 2**53 - 1))
    room = raw.MAX_MESSAGE_BYTES - len(changed(("events", 1, "text"), ""))
    assert decode_message(changed(("events", 1, "text"), "a" * room))
    assert fault_of(changed(("events", 1, "text"), "a" * (room + 1))) == (Code.TOO_LARGE, "")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("events", 0, "type"), "gesture"),
        (("events", 0, "action"), "hold"),
        (("events", 1, "source"), "telepathy"),
        (("events", 3, "button"), "sixth"),
        (("events", 7, "action"), "swap"),
        (("events", 8, "reason"), "earthquake"),
    ],
)
def test_what_a_later_version_may_add_is_an_unknown_event(path: tuple[str | int, ...], value: str) -> None:
    read = decode_message(changed(path, value))
    event = read.events[int(path[1])]
    assert isinstance(event, raw.UnknownEvent)
    assert event.ends == (path[2] == "reason")


def test_fields_that_the_contract_does_not_name_are_ignored() -> None:
    message = {**MESSAGE, "extra": CANARY}
    message["events"] = [{**event, "extra": {"deep": CANARY}} for event in MESSAGE["events"]]
    message["contexts"] = [{**MESSAGE["contexts"][0], "pid": 7}]
    assert CANARY not in repr(decode_message(orjson.dumps(message)))


@given(st.binary(max_size=200))
@example(b'{"v":1}')
@example(b"\x00")
def test_no_bytes_raise_anything_but_a_broken_message(data: bytes) -> None:
    try:
        decode_message(data)
    except BrokenMessage as broken:
        assert broken.fault.code in Code


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of everything in the message."""
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    found = [(*path, step) for step, _ in inner]
    return found + [deeper for step, item in inner for deeper in places(item, (*path, step))]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(CANARY)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.just(CANARY), inner, max_size=2),
    max_leaves=8,
)


@given(st.sampled_from(places(MESSAGE)), JSON | st.just(REMOVE))
def test_a_message_with_anything_anywhere_is_read_or_broken_without_its_values(
    path: tuple[str | int, ...], value: Any
) -> None:
    try:
        decode_message(changed(path, value))
    except BrokenMessage as broken:
        assert broken.fault.code in Code
        assert CANARY not in f"{broken}{broken.fault}"


@pytest.mark.parametrize(("event", "name"), [(0, "mods"), (6, "ocr"), (4, "dy"), (0, "field")])
def test_what_is_null_is_not_there(event: int, name: str) -> None:
    form = copy.deepcopy(MESSAGE)
    without = copy.deepcopy(MESSAGE)
    form["events"][event][name] = None
    without["events"][event].pop(name, None)
    assert decode_message(orjson.dumps(form)).events == decode_message(orjson.dumps(without)).events
