"""Stretches are the same after their way to another process, and most of them goes there quickly."""

import pickle

import pytest

from pipelines.entries import Entries, Entry, Envelope, Moves, Part, Place, Stretch
from schemas.moves import packed
from schemas.raw import (
    AnyEvent,
    ClipboardEvent,
    Context,
    EndEvent,
    Field,
    FocusEvent,
    KeyEvent,
    OcrItem,
    PointerEvent,
    ScreenEvent,
    ScrollEvent,
    SelectEvent,
    Target,
    TextEvent,
    UnknownEvent,
    Window,
)

BOX = (-3, 2.5, 100, 20)
WHERE = Field(id="f", role="textbox", name="Note", secure=False)
BUTTON = Target(role="button", name="Send", value=1.5, bounds=BOX)
CONTEXTS = (
    Context(app="mail", app_name="Mail", title="Inbox", url="https://x.example", window_id="w", bounds=BOX),
    Context(app="notes"),
)
ITEM = OcrItem(text="Jorin", box=BOX, line="l1", conf=0.5)
EVENTS: tuple[AnyEvent, ...] = (
    KeyEvent(seq=0, ts=10, ctx=0, key="a", action="down", mods=("Shift",), repeat=True, field=WHERE),
    TextEvent(seq=1, ts=11, ctx=0, text="hé\ud7ff", source="paste", field=WHERE),
    SelectEvent(seq=2, ts=12, ctx=0, start=0, end=4, field=WHERE),
    PointerEvent(seq=3, ts=13, ctx=1, action="up", x=1, y=2.5, button="left", mods=("Alt",), target=BUTTON),
    ScrollEvent(seq=4, ts=14, ctx=1, x=1, y=2, dx=0.5, dy=-3, target=BUTTON),
    FocusEvent(seq=5, ts=15, ctx=0, field=WHERE),
    ScreenEvent(
        seq=6,
        ts=16,
        ctx=0,
        width=1440,
        height=900.5,
        scale=2,
        ocr=(ITEM, OcrItem(text="", box=(0, 0, 0, 0)), ITEM),
        windows=(Window(ctx=1, bounds=BOX),),
        image_ref="i",
        image_sha256="0" * 64,
    ),
    ClipboardEvent(seq=7, ts=17, ctx=0, action="cut", text="x"),
    UnknownEvent(seq=8, ts=18, ctx=0, ends=True),
    EndEvent(seq=12, ts=22, ctx=0, reason="lock"),
)
WHO = Envelope("s", "u", "support", "DE", CONTEXTS)
MOVES = Moves(packed(1, 9, [19, 20, 21], [1, 2, 3.5, 4, 5, 6]), WHO)
PARTS: list[Part] = [*(Entry(event, WHO) for event in EVENTS[:-1]), MOVES, Entry(EVENTS[-1], WHO)]
STRETCH = Stretch(
    session_id="s",
    user_id="u",
    entries=Entries(PARTS),
    place=Place("raw", 3, 7, 9),
    first_seq=0,
    last_seq=12,
    counts={"late": 2},
    cut_before=True,
    cut_after=True,
    kafka_ms=30,
    offsets=(7, 9),
)


def test_a_stretch_is_the_same_after_its_way_to_another_process() -> None:
    told = pickle.loads(pickle.dumps(STRETCH))
    assert told == STRETCH
    assert [type(entry.event) for entry in told.entries] == [type(entry.event) for entry in STRETCH.entries]
    assert repr(told) == repr(STRETCH)
    first, _, last = told.entries[6].event.ocr
    assert first is last, "what is held once is held once"


@pytest.mark.parametrize(
    "value", [*EVENTS, *CONTEXTS, WHERE, BUTTON, ITEM, WHO, STRETCH.place, MOVES, MOVES.run, *PARTS]
)
def test_what_there_is_much_of_is_sent_without_python(value: object) -> None:
    made_by = value.__reduce__()[0]
    assert made_by is type(value), "`kw_only` fields, or a dataclass, are several times slower"
