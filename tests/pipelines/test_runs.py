"""What begins and what ends a typed run, and what quiet points are told."""

import pytest

from pipelines.runs import RunTracker
from tests.pipelines.recorded import AREA, BODY, Recording


def tracked(recording: Recording, *, cut: bool = False) -> RunTracker:
    tracker = RunTracker(cut=cut)
    for segment in recording.segments:
        for entry in segment:
            tracker.feed(entry.event, entry.context)
    return tracker


def typing() -> Recording:
    return Recording().type("abc")


@pytest.mark.parametrize(
    "recording",
    [
        typing(),
        typing().keys("Backspace", "Delete", "ArrowLeft", "Home"),
        typing().key("Backspace", "Control"),
        typing().key("Shift").key("Control", "Control"),
        typing().key("Dead").key("Process"),
        typing().key("Enter", "Shift"),
        typing().select(0, 3),
        typing().screen("x"),
        typing().screen("x", ctx=1),
        typing().move(4, 4, ctx=1),
        typing().add_wait(30_000),
        typing().focus(BODY),
        typing().text("é", "ime"),
        typing().text("next", "dictation"),
        typing().key("Tab").key("x"),
        Recording().keys("ArrowLeft"),
    ],
)
def test_a_run_stays_open(recording: Recording) -> None:
    assert tracked(recording).open


@pytest.mark.parametrize(
    "recording",
    [
        Recording(),
        typing().key("Enter"),
        typing().key("Tab"),
        typing().key("Escape"),
        typing().key("F5"),
        typing().key("s", "Control"),
        typing().key("ArrowLeft", "Meta"),
        typing().down(),
        typing().scroll(dy=5),
        typing().text("x", "paste"),
        typing().clipboard("x"),
        typing().focus(AREA),
        typing().focus(None),
        typing().focus(BODY, ctx=1),
        typing().add_field_select(),
        typing().end(),
    ],
)
def test_a_run_ends(recording: Recording) -> None:
    assert not tracked(recording).open


def test_line_breaks_are_told_from_other_keys() -> None:
    recording = Recording()
    recording.field = AREA
    assert tracked(recording.type("ab").key("Enter")).last_was_line_break
    assert tracked(recording.key("Enter", up=False).key("Shift")).last_was_line_break
    assert not tracked(recording.key("c")).last_was_line_break
    assert not tracked(recording.key("Enter").keys("Backspace")).last_was_line_break


def test_buttons_releases_and_copies() -> None:
    recording = Recording().down()
    assert tracked(recording).button_held
    recording.down(button="right").up(button="left")
    assert tracked(recording).button_held
    recording.up(button="right")
    tracker = tracked(recording)
    assert not tracker.button_held
    assert tracker.last_release_ms == recording.now_ms
    assert tracker.last_copy_ms is None
    assert tracked(recording.clipboard("x")).last_copy_ms == recording.now_ms


def test_a_cut_run_is_open_until_something_ends_it() -> None:
    assert tracked(Recording().screen("x"), cut=True).open
    assert not tracked(Recording().key("Tab"), cut=True).open
    assert tracked(Recording().type("x"), cut=True).open
