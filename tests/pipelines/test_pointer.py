"""Clicks, drags and scrolls out of presses, moves and releases."""

import pytest

from schemas.raw import Field, Target
from tests.pipelines.recorded import Recording, draft

SAVE = Target(role="button", name="Save", bounds=(1, 2.4, 30, 12))


@pytest.mark.parametrize(
    ("recording", "kinds"),
    [
        (Recording().click(), ["click"]),
        (Recording().click(button="right"), ["right_click"]),
        (Recording().click(button="middle"), ["middle_click"]),
        (Recording().click(button="back"), ["click"]),
        (Recording().click(button="forward"), ["click"]),
        (Recording().click().click(), ["double_click"]),
        (Recording().click().click().click(), ["triple_click"]),
        (Recording().click().click().click().click(), ["triple_click", "click"]),
        (Recording().click().click(after_ms=600), ["click", "click"]),
        (Recording().click().click(30, 10), ["click", "click"]),
        (Recording().click().click(12, 12), ["double_click"]),
        (Recording().click().click(ctx=1), ["click", "click"]),
        (Recording().click(button="right").click(button="right"), ["right_click", "right_click"]),
        (Recording().click().key("a").click(), ["click", "type", "click"]),
        (Recording().click().select(0, 3).screen("x").move(11, 11).click(), ["double_click"]),
        (Recording().down().move(12, 11).up(11, 11), ["click"]),
        (Recording().down().move(50, 10).up(50, 10), ["drag"]),
        (Recording().down().move(50, 10).move(10, 10).up(10, 10), ["drag"]),
        (Recording().down().up(40, 10), ["drag"]),
        (Recording().down(), []),
        (Recording().up(), []),
        (Recording().down().down().up(), ["click"]),
        (Recording().down().hole().up(), []),
        (Recording().move(3, 3).move(9, 9), []),
        (Recording().down().down(button="right").up(button="right").up(), ["click", "right_click"]),
    ],
)
def test_kinds(recording: Recording, kinds: list[str]) -> None:
    assert draft(recording).kinds == kinds


def test_a_click_says_where_on_what_and_with_which_modifiers() -> None:
    action = draft(Recording().click(3.6, 4, mods=("Shift", "Hyper", "Control"), target=SAVE)).actions[0]
    assert action == {
        "type": "click",
        "x": 4,
        "y": 4,
        "mods": ["Control", "Shift"],
        "target": {"role": "button", "name": "Save", "bounds": [1, 2, 30, 12]},
    }


@pytest.mark.parametrize(
    ("pressed", "said"), [("left", None), ("right", None), ("back", "back"), ("forward", "forward")]
)
def test_a_click_names_its_button_where_its_type_does_not(pressed: str, said: str | None) -> None:
    assert draft(Recording().click(button=pressed)).actions[0].get("button") == said


def test_a_drag_says_from_where_to_where() -> None:
    action = draft(Recording().down(1, 2, "right").move(30, 40).up(50, 60, "right")).actions[0]
    assert action == {"type": "drag", "x": 1, "y": 2, "x2": 50, "y2": 60, "button": "right"}


@pytest.mark.parametrize(("value", "shown"), [("Norway", "Norway"), (True, "true"), (3, "3"), ("", None)])
def test_values_of_what_was_clicked(value: str | bool | int, shown: str | None) -> None:
    target = Target(role="option", name="Country", value=value)
    assert draft(Recording().click(target=target)).actions[0]["target"].get("value") == shown


def test_the_value_of_a_secure_element_is_a_secret() -> None:
    drafted = draft(Recording().click(target=Target(role="textbox", name="Password", value="Larch-77")))
    assert drafted.actions[0]["target"]["value"] == "<SECRET>"
    assert drafted.book.secrets == ["Larch-77"]
    assert not any("Larch" in slot.text for slot in drafted.book.slots)


def test_a_role_that_is_no_role_is_looked_at_as_text() -> None:
    drafted = draft(Recording().click(target=Target(role="Mira Castellan")))
    assert [slot.text for slot in drafted.book.slots] == ["Mira Castellan"]
    assert not draft(Recording().click(target=Target(role="AXPopUpButton"))).book.slots


def test_scrolls_of_one_direction_are_one() -> None:
    recording = Recording().scroll(dy=3).scroll(dy=4.2).screen("x").scroll(dy=5).scroll(dy=-1)
    assert [(action["dx"], action["dy"]) for action in draft(recording).actions] == [(0, 12), (0, -1)]


@pytest.mark.parametrize(
    "between",
    [
        lambda r: r.scroll(dy=2, after_ms=1500),
        lambda r: r.key("a").scroll(dy=2),
        lambda r: r.scroll(dy=2, ctx=1),
        lambda r: r.scroll(dy=2, target=Target(role="list", name="Mails")),
        lambda r: r.scroll(dx=2, dy=2),
        lambda r: r.hole().scroll(dy=2),
    ],
)
def test_scrolls_that_are_apart_stay_apart(between) -> None:
    assert draft(between(Recording().scroll(dy=3))).kinds.count("scroll") == 2


def test_a_scroll_of_nothing_is_no_action() -> None:
    assert draft(Recording().scroll()).kinds == []


def test_a_click_that_moves_the_focus_comes_first() -> None:
    recording = Recording().down().focus(Field(id="f9", role="textbox", name="To")).up().click()
    assert draft(recording).kinds == ["double_click", "focus"]
