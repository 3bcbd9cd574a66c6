"""A stretch's own time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clock import Clock, rounded
from schemas import raw
from tests.pipelines.recorded import Recording, draft


def entries(*times: int):
    recording = Recording(start_ms=0)
    for ts in times:
        recording.add(raw.FocusEvent, after_ms=ts - recording.now_ms)
    return recording.segments[0]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((500, 700, 1000), [0, 200, 500]),
        ((500, 700, 100, 300), [0, 200, 200, 400]),
        ((9, 9, 9), [0, 0, 0]),
    ],
)
def test_it_counts_from_the_first_event_and_never_back(times: tuple[int, ...], expected: list[int]) -> None:
    clock = Clock([entries(*times)], [[]])
    assert [clock.at(0, n) for n in range(len(times))] == expected


def test_the_time_of_a_hole_and_of_a_secure_visit_is_left_out() -> None:
    clock = Clock([entries(0, 1000), entries(90_000, 90_500, 99_000, 99_100)], [[], [(1, 2)]])
    assert [clock.at(0, 1), *(clock.at(1, n) for n in range(4))] == [1000, 1000, 1500, 1500, 1600]
    assert clock.duration_ms == 1600


@pytest.mark.parametrize(("ms", "shown"), [(0, 0), (49, 0), (50, 100), (149, 100), (1234, 1200)])
def test_times_are_rounded_to_tenths_of_a_second(ms: int, shown: int) -> None:
    assert rounded(ms) == shown


@settings(deadline=None)
@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=30))
def test_steps_never_go_back_in_time(times: list[int]) -> None:
    recording = Recording(start_ms=0)
    for n, ts in enumerate(times):
        recording.key("ab"[n % 2] if n % 3 else "Escape", after_ms=ts - recording.now_ms, up=False)
    drafted = draft(recording)
    assert drafted.times == sorted(drafted.times)
    assert all(time % 100 == 0 for time in drafted.times)
