"""SPEC section 2: what breaks the contract is a dead letter, and nothing else suffers from it."""

from typing import Any

import orjson
import pytest

from tests.build import T0, Recorder, message, to_line
from tests.contract.world import World

CANARY = "CANARYQZ7"
SCREEN: dict[str, Any] = {"type": "screen", "width": 100, "height": 100}
POINTER: dict[str, Any] = {"type": "pointer", "action": "down", "x": 1, "y": 1, "button": "left"}
KEY: dict[str, Any] = {"type": "key", "key": "a", "action": "down"}


def one(**fields: Any) -> dict[str, Any]:
    """An event; None leaves a field out."""
    form = {"seq": 1, "ts": T0, "ctx": 0, "type": "focus", "note": CANARY, **fields}
    return {name: value for name, value in form.items() if value is not None}


def with_events(*events: Any, **envelope: Any) -> dict[str, Any]:
    form = message(list(events) or [one()], session_id=CANARY, contexts=[{"app": "a.b", "title": CANARY}])
    return {name: value for name, value in (form | envelope).items() if value != "absent"}


BROKEN: list[tuple[Any, str, str]] = [
    (b"", "empty", ""),
    (b'{"session_id": "CANARYQZ7', "not_json", ""),
    (b"[1]", "not_object", ""),
    (with_events(v="absent"), "missing_field", "v"),
    (with_events(v=2), "bad_version", "v"),
    (with_events(session_id=""), "out_of_range", "session_id"),
    (with_events(session_id=CANARY * 20), "out_of_range", "session_id"),
    (with_events(user_id=None), "wrong_type", "user_id"),
    (with_events(user_id="absent"), "missing_field", "user_id"),
    (with_events(role=[CANARY]), "wrong_type", "role"),
    (with_events(contexts=[]), "out_of_range", "contexts"),
    (with_events(contexts=[{"title": CANARY}]), "missing_field", "contexts[0].app"),
    (with_events(contexts=[{"app": "a", "bounds": [0, 0, -1, 4]}]), "out_of_range", "contexts[0].bounds[2]"),
    (with_events(events=[]), "out_of_range", "events"),
    (with_events(CANARY), "wrong_type", "events[0]"),
    (with_events(one(), one(seq=2**53)), "out_of_range", "events[1].seq"),
    (with_events(one(seq=-1)), "out_of_range", "events[0].seq"),
    (with_events(one(seq=True)), "wrong_type", "events[0].seq"),
    (with_events(one(ts=CANARY)), "wrong_type", "events[0].ts"),
    (with_events(one(ctx=1)), "bad_context", "events[0].ctx"),
    (with_events(one(ctx=-1)), "out_of_range", "events[0].ctx"),
    (with_events(one(type="hover", ctx=9)), "bad_context", "events[0].ctx"),
    (with_events(one(**KEY | {"key": None})), "missing_field", "events[0].key"),
    (with_events(one(**KEY, mods=CANARY)), "wrong_type", "events[0].mods"),
    (with_events(one(**KEY, field=CANARY)), "wrong_type", "events[0].field"),
    (with_events(one(type="select", start=-1, end=2)), "out_of_range", "events[0].start"),
    (with_events(one(**POINTER | {"button": None})), "missing_field", "events[0].button"),
    (
        with_events(one(**POINTER, target={"bounds": [0, 0, 1, -1]})),
        "out_of_range",
        "events[0].target.bounds[3]",
    ),
    (
        with_events(one(**SCREEN, windows=[{"ctx": 7, "bounds": [0, 0, 1, 1]}])),
        "bad_context",
        "events[0].windows[0].ctx",
    ),
    (
        with_events(one(**SCREEN, ocr=[{"text": CANARY, "box": [0, 0, 1, -1]}])),
        "out_of_range",
        "events[0].ocr[0].box[3]",
    ),
    (with_events(*(one(seq=n) for n in range(10_001))), "too_many_events", "events"),
    (
        with_events(one(**SCREEN, ocr=[{"text": "a", "box": [0, 0, 1, 1]}] * 20_001)),
        "too_many_items",
        "events[0].ocr",
    ),
]


def test_a_broken_message_is_a_dead_letter_and_the_ones_around_it_come_out(plain: World) -> None:
    lines: list[bytes] = []
    for n, (form, _, _) in enumerate(BROKEN):
        lines.append(form if isinstance(form, bytes) else to_line(form))
        lines.append(to_line(message(Recorder().click().take(), session_id=f"good-{n}")))
    ran = plain.lines(lines)
    assert [(d["code"], d["path"]) for d in ran.dead] == [(code, path) for _, code, path in BROKEN]
    assert [d["offset"] for d in ran.dead] == list(range(0, len(lines), 2))
    assert CANARY not in orjson.dumps(ran.dead).decode()
    assert CANARY not in ran.raw
    assert len(ran.trajectories) == len(BROKEN)


@pytest.mark.parametrize(
    "form",
    [
        with_events(session_id="x" * 128, user_id="u" * 128),
        with_events(device_id=None, role=None, region=None),
        with_events(one(seq=2**53 - 1)),
        with_events(*(one(seq=n) for n in range(10_000))),
        with_events(one(**SCREEN, ocr=[{"text": "a", "box": [-9, -9, 0, 1], "line": 1}] * 20_000)),
        with_events(one(**KEY, mods=["Hyper", "Shift"], field={})),
        with_events(one(**POINTER | {"x": -5.5}, target={})),
    ],
    ids=["ids of 128", "null optionals", "the last seq", "10,000 events", "20,000 items", "mods", "places"],
)
def test_what_is_at_a_limit_is_read(plain: World, form: dict[str, Any]) -> None:
    ran = plain.lines([to_line(form)])
    assert not ran.dead
    assert ran.trajectories


def test_a_message_of_4_mib_is_read_and_a_larger_one_is_not(plain: World) -> None:
    form = with_events(pad="")
    room = 4 * 1024 * 1024 - len(to_line(form))
    ran = plain.lines([to_line(form | {"pad": "a" * room}), to_line(form | {"pad": "a" * (room + 1)})])
    assert [(d["code"], d["offset"]) for d in ran.dead] == [("too_large", 1)]
    assert len(ran.trajectories) == 1


def test_values_outside_a_list_are_counted_and_nothing_unnamed_comes_out(plain: World) -> None:
    form = with_events(
        one(type="hover", text=CANARY),
        one(seq=2, type="text", text=CANARY, source="telepathy"),
        one(seq=3, **POINTER | {"button": "side"}),
        one(seq=4, **POINTER | {"action": "hover"}),
        one(seq=5, type="clipboard", action="clear", text=CANARY),
        one(seq=6, **KEY, mods=[CANARY], field={"id": CANARY, "role": "textbox", "name": "To"}),
        one(seq=7, **SCREEN, image_ref=f"s3://{CANARY}", image_sha256=CANARY),
        one(seq=8, type="end", reason="nap"),
        contexts=[{"app": "a.b", "app_name": CANARY, "window_id": CANARY, "title": "T"}],
        device_id=CANARY,
        role=CANARY,
        region=CANARY,
        user_id=CANARY,
    )
    ran = plain.lines([to_line(form)])
    assert ran.trajectories[0]["quality"] == {"seq_gaps": 0, "dropped": {"unknown_type": 6}}
    assert ran.actions == [
        {"type": "type", "text": "a", "field": {"role": "textbox", "name": "To"}, "duration_ms": 0}
    ]
    assert CANARY not in ran.raw + orjson.dumps(ran.audit).decode()
