"""From what a person did to the steps of a trajectory."""

import msgspec
import pytest

from schemas.raw import Field, KeyEvent
from schemas.rules import Fields
from tests.pipelines.recorded import AREA, BODY, SECRET, Recording, draft

TO = Field(id="f8", role="textbox", name="To")


def in_field(field: Field | None) -> Recording:
    recording = Recording()
    recording.field = field
    return recording


# Typed runs


@pytest.mark.parametrize(
    ("recording", "typed"),
    [
        (Recording().type("hello"), ["hello"]),
        (Recording().type("helo").keys("Backspace", "l", "o"), ["hello"]),
        (Recording().type("world").keys("Home").type("hello "), ["hello world"]),
        (Recording().type("ab").keys("ArrowLeft", "Delete").type("c"), ["ac"]),
        (Recording().type("wrong").key("Home", "Shift").type("right"), ["right"]),
        (Recording().type("one two").key("Backspace", "Control").type("three"), ["one three"]),
        (Recording().type("a").screen("x").add_wait(9000).type("b"), ["ab"]),
        (Recording().type("ab").select(1).type("c"), ["acb"]),
        (Recording().type("a").text("é", "ime").text("b", "autofill").text(" c", "dictation"), ["aéb c"]),
        (Recording().type("Pri").text("Priya Shah", "autofill"), ["Priya Shah"]),
        (in_field(AREA).type("a").key("Enter").type("b"), ["a\nb"]),
        (Recording().type("a").key("Enter", "Shift").type("b"), ["a\nb"]),
        (Recording().type("a").key("@", "Control", "Alt").key("ł", "Alt"), ["a@ł"]),
        (Recording().type("a").text("x\r\ny", "ime"), ["ax\ny"]),
        (Recording().type("ab").keys("Backspace", "Backspace"), [""]),
        (Recording().type("a").click().type("b"), ["a", "b"]),
        (Recording().type("a").scroll(dy=1).type("b"), ["a", "b"]),
        (Recording().type("a").key("s", "Control").type("b"), ["a", "b"]),
        (Recording().type("a").key("Enter").type("b"), ["a", "b"]),
        (Recording().type("a").key("Escape").type("b"), ["a", "b"]),
        (Recording().type("a").text("p", "paste").type("b"), ["a", "b"]),
        (Recording().type("a").clipboard("p").type("b"), ["a", "b"]),
        (Recording().type("a").key("x", ctx=1).type("b"), ["a", "x", "b"]),
        (Recording().type("a").key("x", field=TO).type("b"), ["a", "x", "b"]),
        (Recording().type("a").hole().type("b"), ["a", "b"]),
    ],
)
def test_typed_runs(recording: Recording, typed: list[str]) -> None:
    assert draft(recording).typed == typed


@pytest.mark.parametrize(
    ("recording", "deleted"),
    [
        (Recording().type("abc").click().select(3).keys("Backspace", "Backspace").type("x"), [None, 2]),
        (Recording().keys("Backspace", "Backspace"), [2]),
        (Recording().type("abc").keys("Backspace"), [None]),
        (Recording().type("abc").key("a", "Control").type("x"), [None, 3]),
        (Recording().select(1, 5).type("x"), [4]),
    ],
)
def test_deleted_counts_what_was_there_before(recording: Recording, deleted: list[int | None]) -> None:
    assert [action.get("deleted") for action in draft(recording).of("type")] == deleted


def test_rollover_and_repeats() -> None:
    recording = Recording()
    for key, action in [("t", "down"), ("h", "down"), ("t", "up"), ("e", "down"), ("h", "up"), ("e", "up")]:
        recording.add(KeyEvent, key=key, action=action, field=BODY)
    recording.key("e", up=False, repeat=True).key("e", up=False, repeat=True)
    assert draft(recording).typed == ["theee"]


def test_caret_moves_alone_are_keys() -> None:
    recording = Recording().key("ArrowDown", up=False).key("ArrowDown", up=False, repeat=True).key("End")
    actions = draft(recording).actions
    assert [(action["type"], action["key"], action.get("count")) for action in actions] == [
        ("key", "ArrowDown", 2),
        ("key", "End", None),
    ]


def test_a_run_says_its_field_and_how_long_it_took() -> None:
    action = draft(Recording().type("abc")).actions[0]
    assert action == {
        "type": "type",
        "text": "abc",
        "field": {"role": "textbox", "name": "Body"},
        "duration_ms": 300,
    }


def test_the_text_of_a_field_is_kept_over_a_visit_to_another_window() -> None:
    recording = Recording().type("Mira ").focus(BODY, ctx=1).key("x", ctx=1).focus(BODY).keys("Backspace")
    drafted = draft(recording.type("Castellan"))
    assert drafted.of("type")[-1]["deleted"] == 1
    assert "MiraCastellan" in drafted.views


# Keys, hotkeys, clipboard


def test_keys_and_hotkeys() -> None:
    recording = Recording().key("Tab", "Shift").key("t", "Shift", "Control").key("F4", "Alt").key("Shift")
    shown = [{k: a[k] for k in ("type", "key", "keys", "mods") if k in a} for a in draft(recording).actions]
    assert shown == [
        {"type": "key", "key": "Tab", "mods": ["Shift"]},
        {"type": "hotkey", "keys": ["Control", "Shift", "T"]},
        {"type": "hotkey", "keys": ["Alt", "F4"]},
    ]


def test_a_held_key_is_one_step_and_two_presses_are_two() -> None:
    held = Recording().key("Escape", up=False).key("Escape", up=False, repeat=True)
    assert [action.get("count") for action in draft(held).actions] == [2]
    assert draft(Recording().key("Escape").key("Escape")).kinds == ["key", "key"]


@pytest.mark.parametrize(
    ("recording", "kinds"),
    [
        (Recording().key("c", "Control").clipboard("x"), ["copy"]),
        (Recording().key("c", "Control").clipboard("x", after_ms=900), ["hotkey", "copy"]),
        (Recording().key("x", "Meta").clipboard("x", "cut"), ["cut"]),
        (Recording().key("v", "Control").text("x", "paste"), ["paste"]),
        (Recording().key("v", "Control", "Shift").text("x", "paste"), ["paste"]),
        (Recording().key("Insert", "Shift").text("x", "paste"), ["paste"]),
        (Recording().key("v", "Control"), ["hotkey"]),
        (Recording().text("x", "paste"), ["paste"]),
        (Recording().clipboard("x", "cut"), ["cut"]),
        (Recording().key("v", "Control").text("x", "paste").text("x", "paste"), ["paste", "paste"]),
        (Recording().key("w", "Alt").clipboard("x"), ["copy"]),
        (Recording().key("c", "Control").text("x", "paste"), ["hotkey", "paste"]),
        (Recording().key("c", "Control").screen("x").move(1, 1).clipboard("x"), ["copy"]),
    ],
)
def test_a_hotkey_is_one_step_with_its_event(recording: Recording, kinds: list[str]) -> None:
    assert draft(recording).kinds == kinds


@pytest.mark.parametrize(
    ("recording", "rule", "text"),
    [
        (Recording().clipboard("a  b").text("a b", "paste"), "known", "a b"),
        (Recording().type("order 4711 x").text("4711", "paste"), "known", "4711"),
        (Recording().type("Mira ").click().select(5).type("C").text("Mira C", "paste"), "known", "Mira C"),
        (Recording().text("from elsewhere", "paste"), "known", "<CLIPBOARD>"),
        (Recording().clipboard("x y").hole().text("x y", "paste"), "known", "<CLIPBOARD>"),
        (Recording().text("p q", "paste").type("r").text("p q", "paste"), "known", "<CLIPBOARD>"),
        (Recording().text("from elsewhere", "paste"), "keep", "from elsewhere"),
        (Recording().clipboard("x").text("x", "paste"), "drop", ""),
    ],
)
def test_which_pastes_are_published(recording: Recording, rule: str, text: str) -> None:
    assert draft(recording, msgspec.convert({"paste": rule}, Fields)).of("paste")[-1]["text"] == text


def test_the_text_of_a_copy_is_published_only_where_the_rules_say_so() -> None:
    assert draft(Recording().clipboard("x")).actions[0]["text"] == ""
    assert draft(Recording().clipboard("x"), Fields(clipboard="keep")).actions[0]["text"] == "x"


# Focus, waits, ends, scenes


def test_a_focus_is_a_step_unless_it_repeats_what_is_known() -> None:
    recording = Recording().focus(BODY).focus(BODY).type("a").focus(BODY).focus(TO).focus(TO, ctx=1).focus(TO)
    assert draft(recording).kinds == ["focus", "type", "focus", "focus", "focus"]


def test_waits_stand_between_actions_and_not_in_runs_or_holes() -> None:
    recording = Recording().type("a").add_wait(5000).type("b").add_wait(3000).move(1, 1).screen("x")
    recording.key("Escape").add_wait(1500).key("Escape").hole(60_000).key("Escape").end()
    drafted = draft(recording)
    assert drafted.kinds == ["type", "wait", "key", "key", "key", "end"]
    assert drafted.of("wait")[0]["duration_ms"] == 3300


def test_a_scene_is_what_was_seen_before_the_action_began() -> None:
    recording = (
        Recording().focus(BODY).screen("before").type("ab").screen("while").down().screen("after").up()
    )
    steps = draft(recording).draft.steps
    assert [step.scene.screen for step in steps] == [None, 1, 6]
    assert steps[0].scene.context == 0
    assert steps[1].scene.context == 2


def test_an_action_is_seen_in_the_window_that_it_names() -> None:
    recording = Recording().focus(BODY).click(ctx=1).key("a", ctx=1)
    contexts = [step.scene.context for step in draft(recording).draft.steps]
    assert contexts == [0, 1, 3]


def test_behind_a_hole_nothing_is_seen() -> None:
    recording = Recording().focus(BODY).screen("x").hole().click()
    scene = draft(recording).draft.steps[-1].scene
    assert (scene.segment, scene.screen) == (1, None)


# Secure fields


def secure_visit() -> Recording:
    recording = Recording().type("mira").add_wait(400).focus(SECRET)
    recording.field = SECRET
    recording.add_wait(3100).type("Larchx").keys("Backspace").add_wait(4000).type("77").key("a", "Control")
    recording.key("c", "Control").clipboard("Larch77").key("End").text("!", "paste").screen("*****")
    recording.key("Enter").add_wait(5000)
    recording.field = TO
    return recording.type("x")


def test_a_visit_to_a_secure_field_is_one_step_that_says_nothing() -> None:
    drafted = draft(secure_visit())
    assert drafted.kinds == ["type", "type", "type"]
    assert drafted.actions[1] == {
        "type": "type",
        "text": "<SECRET>",
        "field": {"role": "textbox", "name": "Password"},
        "duration_ms": 0,
    }
    assert "Larch77!" in drafted.book.secrets
    assert not any("Larch" in slot.text for slot in drafted.book.slots)
    assert not any("Larch" in view for view in drafted.views)
    assert drafted.times[1] == drafted.times[2]


def test_two_secrets_of_other_length_and_timing_look_the_same() -> None:
    def login(secret: str, pause_ms: int) -> Recording:
        recording = Recording().type("mira").focus(SECRET)
        recording.field = SECRET
        for char in secret:
            recording.add_wait(pause_ms).key(char)
        recording.key("Tab").field = TO
        return recording.type("x").click().end()

    first, second = draft(login("a", 0)), draft(login("long enough", 2300))
    assert first.actions == second.actions
    assert first.times == second.times
    assert first.draft.duration_ms == second.draft.duration_ms


@pytest.mark.parametrize("first", ["shown", "hidden"])
def test_a_password_that_is_shown_for_a_while_is_still_one(first: str) -> None:
    shown, hidden = Field(id="f5", name="Login"), Field(id="f5", name="Login", secure=True)
    recording = in_field(shown if first == "shown" else hidden).type("Lar").click()
    recording.field = hidden if first == "shown" else shown
    drafted = draft(recording.type("ch"))
    assert drafted.typed == ["<SECRET>", "<SECRET>"]
    assert "Larch" in drafted.book.secrets


def test_keys_without_a_field_go_to_the_secure_field_that_has_the_focus() -> None:
    recording = Recording().focus(SECRET)
    recording.field = None
    assert draft(recording.type("Larch")).typed == ["<SECRET>"]


def test_the_focus_of_a_secure_field_alone_is_a_focus() -> None:
    assert draft(Recording().focus(SECRET).focus(TO)).kinds == ["focus", "focus"]


# What is looked at


@pytest.mark.parametrize(
    ("recording", "seen"),
    [
        (Recording().type("Priya Shah").keys(*["Backspace"] * 10), "Priya Shah"),
        (Recording().type("Priya Shah" + " and so on" * 9).key("a", "Control").type("x"), "x"),
        (Recording().type("Priya Shah" + " and so on" * 9).keys(*["Backspace"] * 95).type("x"), "Priya Shah"),
        (Recording().type("Pri").click().select(3).type("ya"), "Priya"),
        (Recording().type("Pri").click().type("ya"), "Priya"),
        (Recording().type("Pri").key("s", "Control").type("ya Shah"), "Priya Shah"),
        (Recording().type("Pri").key("x", ctx=1).type("ya"), "Priya"),
        (Recording().type("Pri").hole().type("ya"), "Priya"),
        (Recording().type("Priya").key("Tab").key("S", field=TO).key("h", field=TO), "Priya Sh"),
        (Recording().type("Priya").click().type("Shah"), "Priya Shah"),
        (Recording().type("Priya ").text("Shah", "paste"), "Priya Shah"),
        (
            Recording().type("P").scroll(dy=1).type("r").scroll(dy=1).type("i").scroll(dy=1).type("ya"),
            "Priya",
        ),
        (in_field(None).type("41").key("Tab").type("11").key("Tab").type("11"), "411111"),
    ],
)
def test_what_a_person_would_read_is_looked_at(recording: Recording, seen: str) -> None:
    drafted = draft(recording)
    assert any(seen in text for text in [*drafted.views, *drafted.typed])


def test_views_lead_back_to_the_slots_that_they_came_from() -> None:
    drafted = draft(Recording().type("Prx").keys("Backspace").type("i").click().select(3).type("ya"))
    slots = drafted.book.slots
    for view in drafted.book.views:
        for piece in view.pieces:
            if piece.slot is not None:
                assert slots[piece.slot].text[piece.start : piece.start + len(piece.text)] == piece.text


def test_a_long_text_that_was_deleted_is_looked_at_as_it_stood() -> None:
    text = "Priya Shah called about the parcel that never came, and so did Nils Ahlgren, who lives next door"
    drafted = draft(Recording().type(text).key("Home", "Shift").keys("Delete"))
    assert text in drafted.views


# Cuts


def test_a_cut_hides_64_characters_on_its_side() -> None:
    recording = Recording().type("a" * 70).click().type("b" * 70)
    drafted = draft(recording, cut_before=True, cut_after=True)
    cuts = {
        slot.text[0]: [(f.start, f.end) for f in slot.forced] for slot in drafted.book.slots if slot.forced
    }
    assert cuts == {"a": [(0, 64)], "b": [(6, 70)]}
    assert not any(slot.forced for slot in draft(recording).book.slots)


def test_only_the_run_that_was_cut_is_hidden() -> None:
    recording = Recording().key("Escape").type("abc").key("Escape")
    drafted = draft(recording, cut_before=True, cut_after=True)
    assert not any(slot.forced for slot in drafted.book.slots)
