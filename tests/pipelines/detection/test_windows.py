"""Long texts are cut where the text says, and put together without a seam."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.spans import Span
from pipelines.detection.windows import join_windows, windows


@given(st.text(alphabet="ab .\n!", max_size=900), st.integers(min_value=20, max_value=120))
def test_windows_cover_the_text_in_order_and_none_is_too_long(text: str, size: int) -> None:
    ranges = list(windows(text, size))
    assert ranges[0][0] == 0
    assert ranges[-1][1] == len(text)
    assert all(end - start <= size for start, end in ranges)
    for (start, end), (next_start, next_end) in zip(ranges, ranges[1:], strict=False):
        assert start < next_start <= end < next_end


def test_a_short_text_is_one_window() -> None:
    assert list(windows("Ask Priya")) == [(0, 9)]


def test_a_window_ends_at_a_line_break_before_it_ends_in_a_line() -> None:
    text = "x" * 200 + "\n" + "y" * 300
    assert next(iter(windows(text)))[1] == 201


def test_what_two_windows_saw_of_one_name_is_one_span() -> None:
    left = [Span(90, 100, "PERSON", 0.7, "rampart")]
    right = [Span(0, 15, "PERSON", 0.9, "rampart")]
    assert join_windows([(0, left), (90, right)]) == [Span(90, 105, "PERSON", 0.9, "rampart")]


def test_different_entities_stay_apart() -> None:
    found = join_windows([(0, [Span(0, 5, "PERSON", 0.7, "m"), Span(3, 9, "ADDRESS", 0.7, "m")])])
    assert [span.entity for span in found] == ["PERSON", "ADDRESS"]
