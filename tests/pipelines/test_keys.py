"""What a key press is, by its key, its modifiers and its field."""

from typing import Literal

import pytest

from pipelines.keys import read_key
from schemas.raw import Field, KeyEvent


def press(key: str, *mods: str, role: str | None = "textbox", action: Literal["down", "up"] = "down"):
    event = KeyEvent(seq=0, ts=0, ctx=0, key=key, action=action, mods=mods)
    return read_key(event, None if role is None else Field(id="f", role=role))


@pytest.mark.parametrize(
    ("key", "mods", "kind"),
    [
        ("a", (), "text"),
        ("A", ("Shift",), "text"),
        ("@", ("Control", "Alt"), "text"),
        ("€", ("Alt",), "text"),
        ("ł", ("Control", "Alt"), "text"),
        ("ß", ("Alt",), "text"),
        ("q", ("Alt",), "hotkey"),
        ("7", ("Control", "Alt"), "hotkey"),
        ("a", ("Control",), "hotkey"),
        ("й", ("Control",), "hotkey"),
        ("@", ("Meta", "Alt"), "hotkey"),
        ("c", ("Meta",), "hotkey"),
        ("Enter", ("Control",), "hotkey"),
        ("Tab", ("Alt",), "hotkey"),
        ("F4", ("Alt",), "hotkey"),
        ("Tab", ("Shift",), "key"),
        ("Tab", (), "key"),
        ("Enter", (), "key"),
        ("Enter", ("Shift",), "break"),
        ("Escape", (), "key"),
        ("F5", (), "key"),
        ("PageDown", (), "key"),
        ("Backspace", (), "edit"),
        ("Backspace", ("Control",), "edit"),
        ("Delete", ("Alt",), "edit"),
        ("ArrowLeft", ("Control", "Shift"), "edit"),
        ("Home", ("Shift",), "edit"),
        ("End", (), "edit"),
        ("ArrowLeft", ("Meta",), "hotkey"),
        ("Shift", ("Shift",), "silent"),
        ("AltGraph", (), "silent"),
        ("CapsLock", (), "silent"),
        ("Dead", ("Alt",), "silent"),
        ("Process", (), "silent"),
        ("Unidentified", (), "silent"),
        ("Compose", (), "silent"),
        ("👩‍💻", (), "text"),
        ("é", (), "text"),
        (" ", (), "text"),
        ("Spacebar", (), "text"),
        ("\r", (), "key"),
        ("\x03", ("Control",), "hotkey"),
        ("\x03", (), "silent"),
    ],
)
def test_kinds_in_a_text_field(key: str, mods: tuple[str, ...], kind: str) -> None:
    assert press(key, *mods).kind == kind


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("textarea", "break"),
        ("AXTextArea", "break"),
        ("document", "break"),
        ("code", "break"),
        ("multi-line text", "break"),
        ("textbox", "key"),
        ("combobox", "key"),
        (None, "key"),
    ],
)
def test_enter_is_a_line_break_where_the_field_has_lines(role: str | None, kind: str) -> None:
    assert press("Enter", role=role).kind == kind


def test_a_name_with_code_in_it_makes_no_field_multi_line() -> None:
    event = KeyEvent(seq=0, ts=0, ctx=0, key="Enter", action="down")
    assert read_key(event, Field(role="textbox", name="Zip code")).kind == "key"
    assert read_key(event, Field(role="textbox", name="Notes (multi-line)")).kind == "break"


@pytest.mark.parametrize("key", ["ArrowDown", "Home", "Delete"])
@pytest.mark.parametrize("role", ["listbox", "menu", "AXMenuItem", "button", "tree", "grid"])
def test_keys_that_would_edit_are_keys_where_nothing_can_be_edited(key: str, role: str) -> None:
    assert press(key, role=role).kind == "key"
    assert press(key, "Control", role=role).kind == "hotkey"


def test_letters_in_a_list_are_text_that_may_be_a_name() -> None:
    assert press("p", role="listbox").kind == "text"


def test_space_presses_a_button_and_is_text_elsewhere() -> None:
    assert press(" ", role="button").kind == "key"
    assert press(" ", role="listbox").kind == "text"


def test_a_named_key_that_nobody_knows_does_not_come_out() -> None:
    assert press("Castellan").key == "Unidentified"
    assert press("Castellan", "Control").keys == ("Control", "Unidentified")
    assert press("two words", "Control").keys == ("Control", "Unidentified")


@pytest.mark.parametrize(
    ("key", "mods", "keys"),
    [
        ("t", ("Shift", "Control"), ("Control", "Shift", "T")),
        ("T", ("Control", "Shift"), ("Control", "Shift", "T")),
        ("C", ("Control",), ("Control", "c")),
        ("F4", ("Meta", "Shift", "Alt", "Control"), ("Control", "Alt", "Shift", "Meta", "F4")),
        ("x", ("Meta", "Hyper"), ("Meta", "x")),
    ],
)
def test_hotkeys_have_one_order_and_one_case(key: str, mods: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert press(key, *mods).keys == keys


def test_releases_are_silent() -> None:
    assert press("a", action="up").kind == "silent"
