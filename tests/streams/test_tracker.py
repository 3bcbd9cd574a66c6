"""The tracker: acknowledged strictly in order, only what is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.entries import Stretch
from pipelines.stretches import Sessions
from schemas.raw import Context, EndEvent, FocusEvent, RawMessage
from schemas.rules import TrajectoryLimits
from streams.tracker import Tracker


def test_nothing_is_given_back_before_the_head_is_done() -> None:
    tracker: Tracker[str] = Tracker()
    for offset in (3, 4, 7):
        tracker.open(offset, 10)
        tracker.attach(offset, f"t{offset}")
    assert tracker.release(4) == []
    assert tracker.release(7) == []
    assert tracker.open_bytes == 30
    assert tracker.release(3) == ["t3", "t4", "t7"]
    assert (tracker.open_bytes, len(tracker)) == (0, 0)


def test_a_message_delivered_again_is_acknowledged_with_the_first() -> None:
    tracker: Tracker[str] = Tracker()
    tracker.open(3)
    assert tracker.attach(3, "first")
    assert tracker.attach(3, "again")
    assert tracker.release(3) == ["first", "again"]
    assert not tracker.attach(3, "much later")


def test_an_offset_that_nothing_holds_is_done() -> None:
    tracker: Tracker[str] = Tracker()
    tracker.open(1)
    tracker.attach(1, "t")
    assert tracker.hold(1, 0) == ["t"]


def test_misuse_is_refused() -> None:
    tracker: Tracker[str] = Tracker()
    tracker.open(5)
    with pytest.raises(ValueError, match="taken before"):
        tracker.open(5)
    tracker.release(5)
    with pytest.raises(ValueError, match="more often"):
        tracker.release(5)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_whatever_the_order_of_work_tickets_come_back_in_order_and_never_early(
    holders: list[int], chance: object
) -> None:
    tracker: Tracker[int] = Tracker()
    back: list[int] = []
    work: list[int] = []
    left = dict(enumerate(holders))
    for offset, count in enumerate(holders):
        tracker.open(offset, 1)
        tracker.attach(offset, offset)
        back.extend(tracker.hold(offset, count))
        work.extend([offset] * count)
    chance.shuffle(work)  # type: ignore[attr-defined]
    for offset in work:
        left[offset] -= 1
        back.extend(tracker.release(offset))
        done = next((n for n in left if left[n]), len(left))
        assert back == list(range(done))
    assert back == list(range(len(holders)))


messages = st.lists(
    st.tuples(
        st.sampled_from(["a", "b"]),
        st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=4),
        st.integers(0, 90_000),
    ),
    max_size=15,
)


@given(messages)
def test_every_offset_is_done_once_its_stretches_are(given_messages: list) -> None:
    limits = TrajectoryLimits(max_events=8)
    sessions = Sessions("raw", 0, lambda: limits)
    tracker: Tracker[int] = Tracker()
    back: list[int] = []
    closed: list[Stretch] = []
    kafka_ms = 0
    for offset, (session, events, later_ms) in enumerate(given_messages):
        kafka_ms += later_ms
        tracker.open(offset)
        tracker.attach(offset, offset)
        message = _message(session, events, kafka_ms)
        added = sessions.add(message, offset, kafka_ms)
        closed.extend(added.closed)
        back.extend(tracker.hold(offset, added.holders))
    closed.extend(sessions.close_all())
    for stretch in reversed(closed):
        for offset in stretch.offsets:
            back.extend(tracker.release(offset))
    assert back == list(range(len(given_messages)))


def _message(session: str, events: list, ts: int) -> RawMessage:
    made = tuple(
        EndEvent(seq=seq, ts=ts, ctx=0, reason="stop") if ends else FocusEvent(seq=seq, ts=ts, ctx=0)
        for seq, ends in events
    )
    return RawMessage(session_id=session, user_id="u", contexts=(Context(app="x"),), events=made)
