"""The fence: once away for too long, nothing more is sent."""

from hypothesis import given
from hypothesis import strategies as st

from streams.fence import Fence


def test_a_pause_within_the_limit_passes_and_one_beyond_it_trips_for_good() -> None:
    fence = Fence(limit_s=2.0, last_s=100.0)
    assert fence.passes(101.9)
    assert fence.passes(103.9)
    assert not fence.passes(106.0)
    assert not fence.passes(106.1)


def test_a_clock_that_steps_back_does_not_trip() -> None:
    fence = Fence(limit_s=2.0, last_s=100.0)
    assert fence.passes(50.0)
    assert fence.passes(101.0)
    assert not fence.passes(103.5)


@given(st.lists(st.floats(0, 10), min_size=1))
def test_it_trips_exactly_where_a_pause_is_longer_than_the_limit(pauses: list[float]) -> None:
    fence, now_s, tripped = Fence(limit_s=5.0, last_s=0.0), 0.0, False
    for pause_s in pauses:
        before_s, now_s = now_s, now_s + pause_s
        tripped = tripped or now_s - before_s > 5.0
        assert fence.passes(now_s) is not tripped
