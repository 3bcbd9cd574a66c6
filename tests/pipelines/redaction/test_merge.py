"""Merging: nothing found is left uncovered, and nothing overlaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.spans import Span
from pipelines.redaction.merge import merge_spans


def S(start: int, end: int, entity: str = "PERSON", score: float = 0.9) -> Span:  # noqa: N802
    return Span(start, end, entity, score, "r")


@pytest.mark.parametrize(
    ("text", "spans", "merged"),
    [
        ("Hi Priya Shah,", [S(3, 8), S(3, 13)], [(3, 13, "PERSON")]),
        ("Hi Priya Shah,", [S(3, 8), S(9, 13)], [(3, 13, "PERSON")]),
        ("Hi Priya Shah's", [S(3, 15)], [(3, 13, "PERSON")]),
        ("priya shah's", [S(0, 10), S(11, 12)], [(0, 10, "PERSON")]),
        (" Priya, ", [S(0, 8)], [(1, 6, "PERSON")]),
        ("on (415) 555-0100.", [S(3, 18, "PHONE_NUMBER")], [(3, 17, "PHONE_NUMBER")]),
        ("(Priya Shah)", [S(0, 12)], [(1, 11, "PERSON")]),
        ("+1 (555)", [S(0, 8, "PHONE_NUMBER")], [(0, 8, "PHONE_NUMBER")]),
        ("abc def ghi", [S(0, 7, "ID"), S(4, 11, "URL", 0.8)], [(0, 7, "ID"), (8, 11, "URL")]),
        (
            "abcdefghij",
            [S(0, 10, "URL"), S(3, 6, "SECRET")],
            [(0, 3, "URL"), (3, 6, "SECRET"), (6, 10, "URL")],
        ),
        ("---", [S(0, 3)], []),
    ],
)
def test_spans_are_merged(text: str, spans: list[Span], merged: list[tuple[int, int, str]]) -> None:
    assert [(s.start, s.end, s.entity) for s in merge_spans(text, spans)] == merged


_TEXT = "Ask Priya Shah (Ops), 4111-1111 or m.o@x.example\tnow"
_SPANS = st.lists(
    st.builds(
        lambda a, b, entity, score: Span(min(a, b), max(a, b) + 1, entity, score, "r"),
        st.integers(0, len(_TEXT) - 1),
        st.integers(0, len(_TEXT) - 1),
        st.sampled_from(["PERSON", "SECRET", "ID", "TEXT"]),
        st.sampled_from([0.4, 0.7, 1.0]),
    ),
    max_size=8,
)


@given(_SPANS)
def test_every_letter_that_was_found_is_covered_once(spans: list[Span]) -> None:
    merged = merge_spans(_TEXT, spans)
    covered = [n for s in merged for n in range(s.start, s.end)]
    assert len(covered) == len(set(covered))
    assert merged == sorted(merged)
    wanted = {n for s in spans for n in range(s.start, s.end) if _TEXT[n].isalnum()}
    assert wanted <= set(covered)


def test_a_text_may_hold_as_many_values_as_a_message_may_hold_words() -> None:
    """Each one is compared with its neighbours alone: comparing all with all took hours."""
    count = 60_000
    text = "ab12 " * count
    spans = [S(5 * n + inner, 5 * n + 4, "ID") for n in range(count) for inner in (0, 2)]
    assert merge_spans(text, spans) == [S(5 * n, 5 * n + 4, "ID") for n in range(count)]
