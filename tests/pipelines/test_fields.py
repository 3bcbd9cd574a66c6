"""Which field an event belongs to, and which fields are secure."""

import pytest

from pipelines.fields import FocusTracker, is_secure, place_of, takes_caret
from schemas.raw import Context, Field, Target

WINDOW = Context(app="com.example.desk", window_id="w1", title="One")
OTHER = Context(app="com.example.desk", window_id="w2", title="One")


@pytest.mark.parametrize(
    ("role", "name", "secure"),
    [
        ("textbox", "Password", True),
        ("textbox", "user_password", True),
        ("textbox", "newPassword", True),
        ("textbox", "NEW-PASSWORD", True),
        ("textbox", "Password (again):", True),
        ("textbox", "password2", True),
        ("textbox", "PIN", True),
        ("textbox", "PINCode", True),
        ("textbox", "Your pin", True),
        ("textbox", "Card CVV", True),
        ("textbox", "API token", True),
        ("textbox", "clientSecret", True),
        ("textbox", "Pass\uff57ord passcode", True),
        ("password", "", True),
        ("AXSecureTextField", "", True),
        ("textbox", "Shipping", False),
        ("textbox", "Pinned notes", False),
        ("textbox", "Opinion", False),
        ("textbox", "Secretary", False),
        ("textbox", "Tokenizer", False),
        ("textbox", "Spin", False),
        ("textbox", "", False),
    ],
)
def test_secure_by_whole_words(role: str, name: str, secure: bool) -> None:
    assert is_secure(Field(role=role, name=name)) is secure
    assert is_secure(Field(role=role, name=name, secure=False)) is secure
    assert is_secure(Field(role=role, name=name, secure=True))
    assert is_secure(Target(role=role, name=name)) is secure


def test_a_field_is_the_same_by_its_id_whatever_its_name_and_title() -> None:
    first = place_of(WINDOW, Field(id="f1", name="a"))
    retitled = Context(app=WINDOW.app, window_id="w1", title="Two")
    assert place_of(retitled, Field(id="f1", name="ab")) == first
    assert place_of(OTHER, Field(id="f1", name="a")) != first
    assert place_of(WINDOW, None) != first


def test_an_event_without_a_field_belongs_to_the_one_that_has_the_focus() -> None:
    tracker = FocusTracker()
    named, _ = tracker.focus(WINDOW, Field(id="f1"))
    assert tracker.resolve(WINDOW, None)[0] == named
    assert tracker.resolve(OTHER, None)[0] == place_of(OTHER, None)
    tracker.focus(WINDOW, Field(id="f1"))
    tracker.lose(WINDOW)
    assert tracker.resolve(WINDOW, None)[0] == place_of(WINDOW, None)


@pytest.mark.parametrize(
    ("role", "takes"),
    [
        ("textbox", True),
        ("combobox", True),
        ("whatever", True),
        (None, True),
        ("listbox", False),
        ("AXMenu", False),
    ],
)
def test_where_arrows_move_a_caret(role: str | None, takes: bool) -> None:
    assert takes_caret(Field(role=role)) is takes
