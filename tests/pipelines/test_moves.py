"""Packed moves: whatever is said of a stretch with them is said of it with each move by itself."""

from typing import Any

import msgspec
import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.entries import Entries, Stretch, parts_of
from pipelines.naming import Key
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.control import Pause
from schemas.moves import Events, MoveRun, packed
from schemas.rules import Rules, TrajectoryLimits
from tests.build import T0, Recorder, message, to_line
from tests.words import WordDetector

LIMITS = TrajectoryLimits(idle_gap_s=10, max_duration_s=20, max_events=40)
RULES = Rules(name="moves", trajectory=LIMITS)
PAUSE = ControlSet({"pause/u-1/1": Pause(v=1, user_id="u-1842", from_=T0 + 4_000, until=T0 + 9_000)})
KINDS = st.sampled_from(
    ["move", "move", "move", "move", "click", "hold", "release", "type", "copy", "screen"]
)
STEPS = st.lists(
    st.tuples(KINDS, st.sampled_from([0, 20, 700, 9_000, 31_000, -400]), st.sampled_from([0] * 4 + [1, -3])),
    min_size=1,
    max_size=120,
)


def recorded(steps: list[tuple[str, int, int]]) -> list[dict[str, Any]]:
    recorder = Recorder()
    for n, (kind, after, jump) in enumerate(steps):
        recorder.skip(max(jump, 1 - recorder.seq))
        place = {"x": (n * 7) % 50, "y": 40000 if n % 9 == 8 else n % 5}
        match kind:
            case "move":
                recorder.event("pointer", action="move", after=after, ctx=n % 11 // 10, **place)
            case "hold" | "release":
                action = "down" if kind == "hold" else "up"
                recorder.event("pointer", action=action, button="left", after=after, **place)
            case "click":
                recorder.click(after=max(after, 0))
            case "type":
                recorder.key("a" if n % 3 else "Enter")
            case "copy":
                recorder.event("clipboard", action="copy", text="words", after=after)
            case _:
                recorder.screen("Inbox", after=after)
    return recorder.take()


def stretches_of(events: list[dict[str, Any]], size: int, *, one_by_one: bool) -> list[Stretch]:
    sessions = Sessions("raw", 0, lambda: LIMITS)
    found: list[Stretch] = []
    contexts = [{"app": "mail", "title": "Inbox"}, {"app": "notes", "title": "Notes"}]
    for offset, start in enumerate(range(0, len(events), size)):
        read = decode_message(to_line(message(events[start : start + size], contexts=contexts)))
        assert isinstance(read.events, Events)
        if one_by_one:
            read = msgspec.structs.replace(read, events=tuple(read.events))
        found.extend(sessions.add(read, offset, None).closed)
    return [*found, *sessions.close_all()]


@settings(max_examples=150, deadline=None)
@given(STEPS, st.integers(1, 60))
def test_packed_moves_end_in_the_same_stretches_and_trajectories(
    steps: list[tuple[str, int, int]], size: int
) -> None:
    events = recorded(steps)
    tight, loose = (stretches_of(events, size, one_by_one=each) for each in (False, True))
    assert tight == loose
    redactor = Redactor(RULES, WordDetector(), Key(bytes(32)))
    for controls in (ControlSet.empty(), PAUSE):
        for one, other in zip(tight, loose, strict=True):
            flat = with_each_entry(other)
            assert redactor.process(one, controls) == redactor.process(flat, controls)
            assert controls.stamp(one) == controls.stamp(flat)


def with_each_entry(stretch: Stretch) -> Stretch:
    """The stretch with a plain tuple of entries, as tests and other callers may make it."""
    values = {name: getattr(stretch, name) for name in Stretch.__slots__}
    return Stretch(**{**values, "entries": tuple(stretch.entries)})


def test_moves_of_a_long_pointer_way_are_held_in_few_pieces() -> None:
    recorder = Recorder()
    for n in range(400):
        recorder.move(n % 90, n % 70)
    (stretch,) = stretches_of(recorder.take()[:39], 20, one_by_one=False)
    assert len(stretch.entries) == 39
    assert len(parts_of(stretch.entries)) < 10


def test_moves_after_a_click_are_held_in_few_pieces_too() -> None:
    recorder = Recorder()
    for _ in range(10):
        recorder.click(after=100)
        for n in range(16):
            recorder.move(n, n)
    stretches = stretches_of(recorder.take(), 20, one_by_one=False)
    assert len(stretches[0].entries) > 3 * LIMITS.max_events, "no point in it is quiet"
    assert len(parts_of(stretches[0].entries)) < 60


def test_entries_are_a_sequence_of_each() -> None:
    recorder = Recorder().move(3, 4).move(5, 6).key("a").move(7, 8)
    (stretch,) = stretches_of(recorder.take(), 99, one_by_one=False)
    entries = stretch.entries
    assert isinstance(entries, Entries)
    assert [entries[n] for n in range(len(entries))] == list(entries) == list(entries[:])
    assert entries[-1] == list(entries)[-1]
    assert orjson.loads(msgspec.json.encode(entries[1].event))["x"] == 5


def test_a_run_keeps_whatever_the_contract_allows() -> None:
    run = packed(0, 7, [T0, T0 - 5, T0 + 2**40], [1, 2.5, -(2**31), 2**31, 0, 0])
    assert [(e.seq, e.ts, e.x, e.y) for e in run.events()] == [
        (7, T0, 1, 2.5),
        (8, T0 - 5, -(2**31), 2**31),
        (9, T0 + 2**40, 0, 0),
    ]
    assert isinstance(run, MoveRun)
    assert run.span() == (T0 - 5, T0 + 2**40)
    assert run.last_ts == T0 + 2**40
    assert list(run.part(1, 3).events()) == list(run.events())[1:]
