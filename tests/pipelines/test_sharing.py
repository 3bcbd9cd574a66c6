"""Parts that events share: each event stays what it was, and equal parts are held once."""

from typing import Any

import msgspec

from pipelines.entries import Stretch
from pipelines.sharing import Shared
from pipelines.stretches import Sessions
from schemas import raw
from schemas.rules import TrajectoryLimits
from tests.build import Recorder, decoded, message


def recorded(recorder: Recorder) -> Stretch:
    sessions = Sessions("raw", 0, TrajectoryLimits)
    sessions.add(decoded(message(recorder.take())), 0, None)
    (stretch,) = sessions.close_all()
    return stretch


def test_events_stay_what_they_were() -> None:
    recorder = Recorder().screen("Inbox", "Ask Priya").type("hi")
    recorder.click(target={"role": "button", "name": "OK"})
    recorder.screen("Inbox", "Ask Priya", "Sent").event("scroll", x=1, y=2, dy=3, target={"name": "list"})
    events = decoded(message(recorder.events)).events
    assert [entry.event for entry in recorded(recorder).entries] == list(events)


def test_lines_of_screens_and_fields_are_held_once() -> None:
    stretch = recorded(Recorder().screen("Inbox", "Ask Priya").screen("Inbox", "Sent").type("hi"))
    first, second, *keys = (entry.event for entry in stretch.entries)
    assert isinstance(first, raw.ScreenEvent)
    assert isinstance(second, raw.ScreenEvent)
    assert first.ocr[0] is second.ocr[0]
    assert first.ocr[1] is not second.ocr[1]
    assert len({id(key.field) for key in keys if isinstance(key, raw.KeyEvent)}) == 1


def test_values_that_are_equal_and_read_differently_are_not_shared() -> None:
    shared = Shared()
    values: list[Any] = [True, 1, 1.0, "1"]
    for value in values:
        target = raw.Target(name="switch", value=value)
        event = raw.ScrollEvent(seq=1, ts=1, ctx=0, x=0, y=0, target=target)
        kept = shared.event(event)
        assert isinstance(kept, raw.ScrollEvent)
        assert kept.target is not None
        assert msgspec.json.encode(kept.target.value) == msgspec.json.encode(value)
