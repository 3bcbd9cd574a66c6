"""The inbox: whatever is delivered, messages go on in the order of the log, each once."""

from hypothesis import given
from hypothesis import strategies as st

from streams.inbox import Inbox, Verdict

CASES = [
    (10, 10, Verdict.NEXT),
    (10, 9, Verdict.SEEN),
    (10, 0, Verdict.SEEN),
    (10, 11, Verdict.HOLE),
    (10, 1838, Verdict.HOLE),
]


def test_a_delivered_offset_is_seen_next_or_behind_a_hole() -> None:
    for expected, offset, verdict in CASES:
        assert Inbox(expected).judge(offset) is verdict


def test_what_the_log_does_not_hold_is_counted_as_absent() -> None:
    inbox = Inbox(5)
    inbox.hand_on(5)
    assert inbox.fill(8)
    inbox.hand_on(12)
    assert (inbox.filled, inbox.absent, inbox.expected) == (1, 2 + 3, 13)


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[int], list[int], int]:
    """A log with missing offsets, a committed offset, and what Faust may deliver of it: jumps, repeats."""
    log = sorted(draw(st.sets(st.integers(0, 60), min_size=1)))
    committed = draw(st.integers(0, log[-1]))
    ahead = [offset for offset in log if offset >= committed]
    given = draw(st.lists(st.sampled_from(log), max_size=40))
    if ahead:
        given.append(ahead[-1])
    return log, given, committed


@given(deliveries())
def test_holes_are_filled_repeats_are_seen_and_order_holds(case: tuple[list[int], list[int], int]) -> None:
    log, given_offsets, committed = case
    inbox = Inbox(committed)
    went_on: list[int] = []
    for offset in given_offsets:
        verdict = inbox.judge(offset)
        if verdict is Verdict.SEEN:
            assert offset < committed or offset in went_on
            continue
        if verdict is Verdict.HOLE:
            for found in (n for n in log if inbox.expected <= n < offset):
                assert inbox.fill(found)
                went_on.append(found)
        inbox.hand_on(offset)
        went_on.append(offset)
    assert went_on == [offset for offset in log if offset >= committed]
    assert inbox.absent == (log[-1] - committed + 1 - len(went_on) if went_on else 0)


@given(st.integers(0, 100), st.lists(st.integers(0, 120)))
def test_nothing_goes_on_twice(start: int, offsets: list[int]) -> None:
    inbox = Inbox(start)
    went_on = [offset for offset in offsets if inbox.fill(offset)]
    assert went_on == sorted(set(went_on))
    assert all(offset >= start for offset in went_on)
