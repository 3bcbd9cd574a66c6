"""What holds for the steps of any recording."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.draft import Book
from pipelines.entries import Entry, Envelope
from pipelines.runs import RunTracker
from pipelines.steps import draft_steps
from schemas import raw
from schemas.rules import Fields
from tests.pipelines.recorded import AREA, BODY, CONTEXTS, SECRET, Drafted, Recording, draft

LIST = raw.Field(id="f7", role="listbox", name="Country")
FIELDS = st.sampled_from([None, BODY, AREA, SECRET, LIST, raw.Field(role="textbox"), raw.Field(secure=True)])
NAMES = st.sampled_from(
    "a b Z 1 @ é Enter Tab Backspace Delete ArrowLeft ArrowRight ArrowUp ArrowDown Home End Escape PageUp "
    "Control Shift AltGraph Dead Process F5 Insert c v x z Unknown lower 👩‍💻".split()
    + [" ", "\r", "\x03", "e\u0301", "\U0001f1eb", "\u200d"]
)
MODS = st.lists(st.sampled_from(["Control", "Alt", "Shift", "Meta", "Hyper"]), max_size=2).map(tuple)
PLACES = st.one_of(st.integers(-5, 40), st.floats(-1e9, 1e9))
BOXES = st.tuples(PLACES, PLACES, st.integers(0, 99), st.integers(0, 99))
VALUES = st.one_of(st.none(), st.text(max_size=3), st.booleans(), st.integers(), st.floats(allow_nan=False))
OPTIONAL_TEXT = st.one_of(st.none(), st.text(max_size=4))
TARGETS = st.one_of(
    st.none(),
    st.builds(
        raw.Target, role=OPTIONAL_TEXT, name=OPTIONAL_TEXT, value=VALUES, bounds=st.one_of(st.none(), BOXES)
    ),
)
BUTTONS = st.sampled_from(["left", "right", "middle", "back", "forward"])


def event(kind: type[raw.Event], **values: Any) -> st.SearchStrategy[tuple[type[raw.Event], dict[str, Any]]]:
    return st.tuples(st.just(kind), st.fixed_dictionaries(values))


KEYS = event(
    raw.KeyEvent,
    key=NAMES,
    action=st.sampled_from(["down", "down", "up"]),
    mods=MODS,
    field=FIELDS,
    repeat=st.booleans(),
)
TEXTS = event(
    raw.TextEvent,
    text=st.text(max_size=6),
    source=st.sampled_from(["ime", "paste", "autofill", "dictation"]),
    field=FIELDS,
)
EVENTS = st.one_of(
    KEYS,
    KEYS,
    KEYS,
    TEXTS,
    event(raw.SelectEvent, start=st.integers(0, 2**53 - 1), end=st.integers(0, 2**53 - 1), field=FIELDS),
    event(raw.SelectEvent, start=st.integers(0, 9), end=st.integers(0, 9), field=FIELDS),
    event(
        raw.PointerEvent,
        action=st.just("down"),
        x=PLACES,
        y=PLACES,
        button=BUTTONS,
        mods=MODS,
        target=TARGETS,
    ),
    event(
        raw.PointerEvent, action=st.just("up"), x=PLACES, y=PLACES, button=BUTTONS, mods=MODS, target=TARGETS
    ),
    event(raw.PointerEvent, action=st.just("move"), x=PLACES, y=PLACES),
    event(raw.ScrollEvent, x=PLACES, y=PLACES, dx=PLACES, dy=PLACES, target=TARGETS),
    event(raw.FocusEvent, field=FIELDS),
    event(raw.ScreenEvent, width=st.just(100), height=st.just(100)),
    event(raw.ClipboardEvent, text=st.text(max_size=4), action=st.sampled_from(["copy", "cut"])),
    event(raw.EndEvent, reason=st.just("lock")),
)
TIMED = st.tuples(EVENTS, st.integers(-500, 4000), st.integers(0, 1))
ENVELOPE = Envelope("s", "u", None, None, CONTEXTS)


def entries_of(timed: Sequence[Any]) -> list[Entry]:
    now = 10_000_000
    entries = []
    for seq, ((kind, values), after, ctx) in enumerate(timed):
        now += after
        entries.append(Entry(kind(seq=seq, ts=max(0, now), ctx=ctx, **values), ENVELOPE))
    return entries


RULES = st.builds(
    Fields, paste=st.sampled_from(["known", "keep", "drop"]), clipboard=st.sampled_from(["keep", "drop"])
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(TIMED, min_size=1, max_size=40), min_size=1, max_size=3), RULES, st.booleans())
def test_any_recording_has_steps(segments: list[list[Any]], rules: Fields, cut: bool) -> None:
    kept = [entries_of(segment) for segment in segments]
    book = Book()
    drafted = draft_steps(kept, book, rules, cut_before=cut, cut_after=cut)
    times = [step.t_ms for step in drafted.steps]
    assert times == sorted(times)
    assert all(0 <= time <= drafted.duration_ms for time in times)
    for view in book.views:
        for piece in view.pieces:
            if piece.slot is not None:
                slot = book.slots[piece.slot]
                assert slot.text[piece.start : piece.start + len(piece.text)] == piece.text
    for slot in book.slots:
        assert all(0 <= forced.start < forced.end <= len(slot.text) for forced in slot.forced)
    again = Book()
    assert draft_steps(kept, again, rules, cut_before=cut, cut_after=cut) == drafted
    assert again == book


@settings(deadline=None)
@given(st.lists(TIMED, min_size=1, max_size=40), st.data())
def test_how_events_are_split_into_messages_changes_nothing(timed: list[Any], data: st.DataObject) -> None:
    whole = entries_of(timed)
    split: list[Entry] = []
    turned = Envelope("s", "u", None, None, CONTEXTS[::-1])
    for entry in whole:
        if data.draw(st.booleans()):
            values = {name: getattr(entry.event, name) for name in entry.event.__struct_fields__}
            split.append(Entry(type(entry.event)(**{**values, "ctx": 1 - entry.event.ctx}), turned))
        else:
            split.append(entry)
    assert draft([whole]).actions == draft([split]).actions


@settings(deadline=None)
@given(st.lists(TIMED, min_size=1, max_size=40))
def test_whether_a_run_is_open_is_the_same_for_ends_and_for_steps(timed: list[Any]) -> None:
    entries = [entry for entry in entries_of(timed) if not isinstance(entry.event, raw.ClipboardEvent)]
    visible = [
        entry
        for entry in entries
        if getattr(entry.event, "field", None) not in (SECRET, raw.Field(secure=True))
    ]
    tracker = RunTracker()
    for entry in visible:
        tracker.feed(entry.event, entry.context)
    forced = any(slot.forced for slot in draft([visible], cut_after=True).book.slots)
    assert tracker.open or not forced


EDITS = st.sampled_from(
    "type type type type Backspace Delete ArrowLeft ArrowRight Home End selectLeft selectHome all click "
    "caret tab enter escape scroll window other hole paste".split()
)


@settings(max_examples=200, deadline=None)
@given(st.lists(EDITS, max_size=60))
def test_every_character_is_in_one_text_at_most_and_in_no_key(edits: list[str]) -> None:
    """All typed characters differ, so that each can be followed."""
    recording, next_char = Recording(), 0x4E00
    for edit in edits:
        match edit:
            case "type":
                recording.key(chr(next_char))
                next_char += 1
            case "selectLeft":
                recording.key("ArrowLeft", "Shift")
            case "selectHome":
                recording.key("Home", "Shift")
            case "all":
                recording.key("a", "Control")
            case "click":
                recording.click()
            case "caret":
                recording.click().select(1)
            case "tab" | "enter" | "escape":
                recording.key(edit.capitalize())
            case "scroll":
                recording.scroll(dy=1)
            case "window":
                recording.ctx = 1 - recording.ctx
            case "other":
                recording.field = AREA if recording.field is BODY else BODY
            case "hole":
                recording.hole()
            case "paste":
                recording.text(chr(next_char), "paste")
                next_char += 1
            case key:
                recording.key(key)
    drafted = draft(recording)
    texts = [slot.text for slot in drafted.book.slots if slot.where.kind in ("typed", "paste")]
    placed = [char for text in texts for char in text if ord(char) >= 0x4E00]
    assert len(placed) == len(set(placed))
    looked_at = "".join([*texts, *drafted.views])
    for code in range(0x4E00, next_char):
        assert chr(code) in looked_at
    assert not any(ord(char) >= 0x4E00 for char in _other_texts(drafted))


def _other_texts(drafted: Drafted) -> str:
    rest = [action for action in drafted.actions if action["type"] not in ("type", "paste")]
    return repr(rest)


def test_a_long_stretch_is_looked_at_in_proportion_to_what_was_typed() -> None:
    recording = Recording()
    for n in range(20_000):
        recording.key("abcdefg \N{BULLET}"[n % 9], up=False)
        if n % 40 == 39:
            recording.keys("Backspace", "Backspace")
    drafted = draft(recording)
    assert len(drafted.draft.steps) == 1
    assert sum(map(len, drafted.views)) < 8 * 20_000
