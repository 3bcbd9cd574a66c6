"""SPEC section 3: what becomes of keys, clipboard, pointer and time; and holes (section 4)."""

from typing import Any

import pytest

from tests.build import Recorder
from tests.contract.world import World

APP = {"app": "com.acme.one", "title": "One"}
GONE = {"app": ""}
BOX = {"id": "b", "role": "textbox", "name": "Search"}
AREA = {"id": "a", "role": "textarea", "name": "Note"}
PASSWORD = {"id": "p", "role": "textbox", "name": "Password"}


def short(action: dict[str, Any]) -> tuple[Any, ...]:
    """An action as its type and what it says."""
    said = [action[name] for name in ("key", "keys", "text", "deleted", "app") if name in action]
    return (action["type"], *said)


def rec() -> Recorder:
    return Recorder()


def down(recorder: Recorder, key: str, *mods: str, after: int = 100) -> Recorder:
    return recorder.event("key", key=key, mods=list(mods), action="down", field=BOX, after=after)


TYPED: dict[str, tuple[Recorder, list[tuple[Any, ...]]]] = {
    "corrections": (
        rec().type("helo", field=BOX).key("Backspace", field=BOX).type("lo", field=BOX),
        [("type", "hello")],
    ),
    "arrows and overwriting": (
        rec()
        .type("abXd", field=BOX)
        .key("ArrowLeft", field=BOX)
        .key("ArrowLeft", "Shift", field=BOX)
        .type("c", field=BOX),
        [("type", "abcd")],
    ),
    "words": (rec().type("one two", field=BOX).key("Backspace", "Control", field=BOX), [("type", "one ")]),
    "what was there before": (
        rec().event("select", start=4, end=4, field=BOX).key("Backspace", field=BOX).key("x", field=BOX),
        [("type", "x", 1)],
    ),
    "Enter ends a line field": (
        rec().type("a", field=BOX).key("Enter", field=BOX).type("b", field=BOX),
        [("type", "a"), ("key", "Enter"), ("type", "b")],
    ),
    "Enter in a text area": (rec().type("a\nb", field=AREA), [("type", "a\nb")]),
    "Shift and Enter": (rec().type("a", field=BOX).key("Enter", "Shift", field=BOX), [("type", "a\n")]),
    "Tab": (rec().type("a", field=BOX).key("Tab", field=BOX), [("type", "a"), ("key", "Tab")]),
    "Escape": (rec().type("a", field=BOX).key("Escape", field=BOX), [("type", "a"), ("key", "Escape")]),
    "a screen, a wait, a select": (
        rec()
        .type("a", field=BOX)
        .screen("x")
        .wait(3000)
        .event("select", start=1, end=1, field=BOX)
        .type("b", field=BOX),
        [("type", "ab")],
    ),
    "a scroll": (
        rec().type("a", field=BOX).event("scroll", x=0, y=0, dx=0, dy=1).type("b", field=BOX),
        [("type", "a"), ("scroll",), ("type", "b")],
    ),
    "text that arrives whole": (
        rec().type("a", field=BOX).event("text", text="日本", source="ime", field=BOX),
        [("type", "a日本")],
    ),
    "AltGr": (
        rec()
        .key("@", "Control", "Alt", field=BOX)
        .key("é", "Alt", field=BOX)
        .key("{", "AltGraph", field=BOX),
        [("type", "@é{")],
    ),
    "hotkeys": (
        rec()
        .key("s", "Control")
        .key("1", "Alt")
        .key("q", "Control", "Alt")
        .key("ArrowLeft", "Meta")
        .key("Enter", "Control"),
        [
            ("hotkey", ["Control", "s"]),
            ("hotkey", ["Alt", "1"]),
            ("hotkey", ["Control", "Alt", "q"]),
            ("hotkey", ["Meta", "ArrowLeft"]),
            ("hotkey", ["Control", "Enter"]),
        ],
    ),
    "an unknown modifier": (rec().key("a", "Hyper", field=BOX), [("type", "a")]),
    "a paste within 500 ms": (
        down(rec(), "v", "Control").event("text", text="new", source="paste", field=BOX, after=500),
        [("paste", ["Control", "v"], "<CLIPBOARD>")],
    ),
    "a paste after 501 ms": (
        down(rec(), "v", "Control").event("text", text="new", source="paste", field=BOX, after=501),
        [("hotkey", ["Control", "v"]), ("paste", "<CLIPBOARD>")],
    ),
    "a paste of what was copied": (
        rec()
        .event("clipboard", action="copy", text="new")
        .event("text", text="new", source="paste", field=BOX),
        [("copy", ""), ("paste", "new")],
    ),
    "a paste of what was typed": (
        rec().type("one two", field=BOX).event("text", text="two", source="paste", field=AREA),
        [("type", "one two"), ("paste", "two")],
    ),
    "a press without its release": (
        rec().event("pointer", action="down", x=1, y=1, button="left").end(),
        [("end",)],
    ),
    "a visit to a secure field": (
        rec()
        .type("hunter2!!", field=PASSWORD)
        .wait(9000)
        .key("Enter", field=PASSWORD)
        .type("hunter2!! ok", field=BOX),
        [("type", "<SECRET>"), ("type", "<SECRET> ok")],
    ),
}


@pytest.mark.parametrize("case", TYPED)
def test_what_events_become(plain: World, case: str) -> None:
    recorder, expected = TYPED[case]
    assert [short(action) for action in plain.session(list(recorder.events), APP).actions] == expected


HOLES: dict[str, tuple[Recorder, list[tuple[Any, ...]]]] = {
    "ends a run": (
        rec().type("ab", field=BOX).event("focus", ctx=1).key("Backspace", field=BOX).type("c", field=BOX),
        [("type", "ab"), ("type", "c", 1)],
    ),
    "a move is none": (rec().type("ab", field=BOX).move(ctx=1).type("c", field=BOX), [("type", "abc")]),
    "a gap in seq is one": (
        rec().type("ab", field=BOX).skip().type("c", field=BOX),
        [("type", "ab"), ("type", "c")],
    ),
    "an unknown type is none": (
        rec().type("ab", field=BOX).event("hover").type("c", field=BOX),
        [("type", "abc")],
    ),
    "the clipboard is unknown": (
        rec()
        .event("clipboard", action="copy", text="x")
        .event("focus", ctx=1)
        .event("text", text="x", source="paste"),
        [("copy", ""), ("paste", "<CLIPBOARD>")],
    ),
    "buttons are unknown": (
        rec()
        .event("pointer", action="down", x=1, y=1, button="left")
        .skip()
        .event("pointer", action="up", x=1, y=1, button="left"),
        [],
    ),
    "its time is no wait": (
        rec().type("a", field=BOX).wait(9000).event("focus", ctx=1).wait(9000).type("b", field=BOX),
        [("type", "a"), ("type", "b")],
    ),
}


@pytest.mark.parametrize("case", HOLES)
def test_a_hole(plain: World, case: str) -> None:
    recorder, expected = HOLES[case]
    ran = plain.session(list(recorder.events), APP, GONE)
    assert [short(action) for action in ran.actions] == expected
    assert ran.trajectories[0]["duration_ms"] < 2000


def test_times_are_rounded_and_a_clock_that_steps_back_stands_still(plain: World) -> None:
    r = rec().click().wait(-50_000).click().wait(1969).click(after=0)
    steps = plain.session(r.take(), APP).steps
    assert [(s["t_ms"], s["action"]["type"]) for s in steps] == [
        (0, "click"),
        (100, "click"),
        (2100, "click"),
    ]


def test_a_wait_is_two_seconds_or_more(plain: World) -> None:
    r = rec().click().click(after=1999).click(after=2000)
    assert [a["type"] for a in plain.session(r.take(), APP).actions] == ["click", "click", "wait", "click"]


def test_an_observation_is_what_was_seen_before_and_null_where_it_is_equal(plain: World) -> None:
    r = rec().click().screen("first").click().screen("first").click().screen("second").click()
    seen = [step["observation"] for step in plain.session(r.take(), APP).steps]
    assert seen[0]["screen"] is None
    assert seen[1]["screen"]["text"][0]["text"] == "first"
    assert seen[2] is None
    assert seen[3]["screen"]["text"][0]["text"] == "second"


@pytest.mark.parametrize(
    ("name", "secure"),
    [
        ("New PASSWORD", True),
        ("Your pin:", True),
        ("Api-Token", True),
        ("Shipping", False),
        ("Secretary", False),
    ],
)
def test_a_field_is_secure_by_a_whole_word(plain: World, name: str, secure: bool) -> None:
    field = {"id": "x", "role": "textbox", "name": name, "secure": False}
    [action] = plain.session(rec().type("abcdef", field=field).take(), APP).actions
    assert (action["text"] == "<SECRET>") is secure


def test_no_time_inside_a_secure_field_shows(plain: World) -> None:
    def steps(pause: int) -> list[dict[str, Any]]:
        r = rec().click().type("abc", field=PASSWORD).wait(pause).type("defghi", field=PASSWORD).click()
        return plain.session(r.take(), APP).steps

    assert steps(0) == steps(9000)


def test_no_time_in_a_secure_field_shows_where_nothing_was_typed(plain: World) -> None:
    def steps(pause: int) -> list[dict[str, Any]]:
        r = rec().click().event("focus", field=PASSWORD).wait(pause).type("a", field=BOX)
        return plain.session(r.take(), APP).steps

    assert steps(0) == steps(9000)
