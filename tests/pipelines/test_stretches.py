"""Where stretches end, and that every event is in exactly one of them or counted."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.entries import Stretch
from pipelines.stretches import FORGET_MS, Progress, Sessions
from schemas.rules import TrajectoryLimits
from tests.build import T0, Recorder, decoded, message

LIMITS = TrajectoryLimits()


def sessions(limits: TrajectoryLimits = LIMITS, progress: Progress | None = None) -> Sessions:
    return Sessions("interactions.raw", 0, lambda: limits, lambda session_id: progress)


def feed(events: list[dict[str, Any]], each: int = 1, limits: TrajectoryLimits = LIMITS) -> list[Stretch]:
    """All stretches of one session whose events come `each` to a message, the rest closed at the end."""
    open_ = sessions(limits)
    closed: list[Stretch] = []
    for offset, start in enumerate(range(0, len(events), each)):
        closed.extend(open_.add(decoded(message(events[start : start + each])), offset, None).closed)
    return [*closed, *open_.close_all()]


def spans(stretches: list[Stretch]) -> list[tuple[int, int]]:
    return [(s.first_seq, s.last_seq) for s in stretches]


def test_an_end_event_closes_at_once() -> None:
    r = Recorder().click().end().click()
    assert spans(feed(r.take())) == [(1, 3), (4, 5)]


def test_an_end_with_an_unknown_reason_still_ends() -> None:
    r = Recorder().click().event("end", reason="coffee").click()
    assert spans(feed(r.take())) == [(1, 3), (4, 5)]


@pytest.mark.parametrize(("gap_ms", "parts"), [(59_999, 1), (60_000, 2), (120_000, 2)])
def test_an_idle_gap_divides(gap_ms: int, parts: int) -> None:
    r = Recorder().move().move(after=gap_ms)
    assert len(feed(r.take())) == parts


def test_a_clock_that_steps_back_does_not_divide() -> None:
    r = Recorder().move().move(after=-3_600_000).move()
    assert len(feed(r.take())) == 1


def _grid_start() -> int:
    return T0 // 300_000 * 300_000


def test_a_quiet_point_in_a_new_cell_divides() -> None:
    start = _grid_start() + 280_000
    r = Recorder(start).move().move(after=19_000).move(after=2_000).move()
    assert spans(feed(r.take())) == [(1, 2), (3, 4)]


def test_a_new_cell_waits_for_a_quiet_point() -> None:
    start = _grid_start() + 290_000
    r = Recorder(start).type("Hello").wait(10_000).type(" you").click().move(after=600)
    stretches = feed(r.take())
    assert spans(stretches) == [(1, 20), (21, 21)]
    assert not stretches[0].cut_after


@pytest.mark.parametrize("held_ms", [100, 499, 500, 900])
def test_a_release_must_lie_back(held_ms: int) -> None:
    start = _grid_start() + 299_000
    r = Recorder(start)
    r.event("pointer", action="down", x=1, y=1, button="left")
    r.event("pointer", action="up", x=1, y=1, button="left", after=1_500)
    r.move(after=held_ms)
    assert len(feed(r.take())) == (2 if held_ms >= 500 else 1)


def test_a_line_break_inside_a_run_is_quiet() -> None:
    area = {"id": "a", "role": "textarea", "name": "Notes"}
    start = _grid_start() + 299_600
    r = Recorder(start).type("ab\n", field=area).type("cd", field=area)
    stretches = feed(r.take())
    assert len(stretches) == 2
    assert not stretches[0].cut_after


def test_copying_keeps_a_stretch_together_for_thirty_seconds() -> None:
    start = _grid_start() + 299_000
    r = (
        Recorder(start)
        .event("clipboard", action="copy", text="x")
        .move(after=5_000)
        .move(after=24_999)
        .move()
    )
    r.move(after=1)
    assert spans(feed(r.take())) == [(1, 3), (4, 5)]


def test_the_grid_by_number_divides_too() -> None:
    r = Recorder(seq=4_990)
    for _ in range(20):
        r.move(after=1)
    assert spans(feed(r.take())) == [(4_990, 4_999), (5_000, 5_009)]


def test_the_twelfth_cell_cuts_a_typed_run() -> None:
    limits = TrajectoryLimits(max_duration_s=1)
    r = Recorder(T0).type("x" * 300)
    stretches = feed(r.take(), limits=limits)
    assert len(stretches) == 4
    assert [s.cut_after for s in stretches] == [True, True, True, False]
    assert [s.cut_before for s in stretches] == [False, True, True, True]


def test_events_out_of_order_take_their_place() -> None:
    events = Recorder().move().move().move().take()
    (stretch,) = feed([events[0], events[2], events[1]])
    assert [e.event.seq for e in stretch.entries] == [1, 2, 3]


def test_duplicates_and_late_events_are_counted() -> None:
    r = Recorder().move().move()
    first = r.take()
    rest = r.end().move().take()
    stretches = feed([*first, first[0], rest[0], first[1], rest[1]])
    assert spans(stretches) == [(1, 3), (4, 4)]
    assert [s.counts for s in stretches] == [{"duplicate": 1}, {"late": 1}]


def test_late_events_without_a_stretch_get_one_of_their_own() -> None:
    events = Recorder().move().end().take()
    stretches = feed([*events, events[0]])
    assert [len(s.entries) for s in stretches] == [2, 0]
    assert stretches[1].counts == {"late": 1}
    assert stretches[1].offsets == (2,)


def test_kafkas_time_divides_before_any_message() -> None:
    open_ = sessions()
    events = Recorder().move().move().take()
    assert not open_.add(decoded(message(events[:1])), 0, 1_000).closed
    added = open_.add(decoded(message(events[1:])), 1, 61_000)
    assert spans(list(added.closed)) == [(1, 1)]


def test_the_timer_closes_what_is_idle_by_kafkas_time() -> None:
    open_ = sessions()
    open_.add(decoded(message(Recorder().move().take())), 0, 1_000)
    assert open_.close_idle(65_000, 5_000) == ()
    assert spans(list(open_.close_idle(66_000, 5_000))) == [(1, 1)]
    assert open_.open_stretches == 0


def test_a_session_is_forgotten_after_an_hour() -> None:
    events = Recorder().move().end().take()
    open_ = sessions()
    open_.add(decoded(message(events)), 0, 1_000)
    added = open_.add(decoded(message(events)), 1, 1_000 + FORGET_MS)
    assert spans(list(added.closed)) == [(1, 2)]


def test_what_progress_names_is_done_and_what_comes_later_is_late() -> None:
    events = Recorder().move().move().move().take()
    open_ = sessions(progress=Progress(last_seq=2, last_offset=10, cut=True))
    assert open_.add(decoded(message(events[:2])), 10, None).holders == 0
    assert open_.add(decoded(message(events[:1])), 11, None).holders == 1
    assert open_.add(decoded(message(events[2:])), 12, None).holders == 1
    (stretch,) = open_.close_all()
    assert stretch.cut_before
    assert stretch.counts == {"late": 1}
    assert stretch.offsets == (11, 12)


def test_a_message_that_straddles_an_end_has_two_holders() -> None:
    events = Recorder().move().end().move().take()
    added = sessions().add(decoded(message(events)), 7, None)
    assert (len(added.closed), added.holders) == (1, 2)


def test_thirty_two_mebibytes_end_a_stretch_before_the_message() -> None:
    open_ = sessions()
    closed: list[Stretch] = []
    for n in range(9):
        event = {"seq": n, "ts": T0 + n, "ctx": 0, "type": "clipboard", "action": "copy"}
        form = message([{**event, "text": "x" * 4_000_000}])
        closed.extend(open_.add(decoded(form), n, None).closed)
    assert spans(closed) == [(0, 7)]


_EVENTS = st.lists(
    st.tuples(
        st.integers(0, 30), st.sampled_from([0, 100, 700, 40_000, 70_000, -5_000]), st.sampled_from("mpeku")
    ),
    max_size=40,
)


def _as_events(plan: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    now = T0
    make: dict[str, Callable[[], dict[str, Any]]] = {
        "m": lambda: {"type": "pointer", "action": "move", "x": 1, "y": 1},
        "p": lambda: {"type": "pointer", "action": "down", "x": 1, "y": 1, "button": "left"},
        "e": lambda: {"type": "end", "reason": "lock"},
        "k": lambda: {"type": "key", "key": "a", "action": "down"},
        "u": lambda: {"type": "telepathy"},
    }
    events = []
    for seq, step, kind in plan:
        now += step
        events.append({"seq": seq, "ts": now, "ctx": 0, **make[kind]()})
    return events


@settings(max_examples=150, deadline=None)
@given(_EVENTS, st.integers(1, 7))
def test_any_split_into_messages_gives_the_same_stretches(plan: Any, each: int) -> None:
    events = _as_events(plan)

    def seen(stretches: list[Stretch]) -> list[Any]:
        return [([e.event.seq for e in s.entries], s.counts, s.cut_before, s.cut_after) for s in stretches]

    assert seen(feed(events, each)) == seen(feed(events, 1))


@settings(max_examples=150, deadline=None)
@given(_EVENTS)
def test_every_event_is_in_one_stretch_or_counted(plan: Any) -> None:
    events = _as_events(plan)
    stretches = feed(events)
    assert sum(len(s.entries) + sum(s.counts.values()) for s in stretches) == len(events)
    offsets = [offset for s in stretches for offset in s.offsets]
    assert sorted(offsets) == list(range(len(events)))
