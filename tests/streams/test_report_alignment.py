"""A raw text beside its published one: the changes that turn the one into the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.report.alignment import align

X = "<PERSON_7f3a19>"


@pytest.mark.parametrize(
    ("raw", "published", "marks", "expected"),
    [
        ("Hi Marisol Vega,", f"Hi {X},", [(3, 18)], ["Marisol Vega"]),
        ("Marisol", X, [(0, 15)], ["Marisol"]),
        ("a b c", "a b c", [], []),
        ("Marisol and Seun", f"{X} and {X}", [(0, 15), (20, 35)], ["Marisol", "Seun"]),
        ("Marisol Vega", f"{X} {X}", [(0, 15), (16, 31)], ["Marisol", "Vega"]),
        ("call 555", "call ", [(5, 5)], ["555"]),
    ],
)
def test_what_was_replaced_is_found(
    raw: str, published: str, marks: list[tuple[int, int]], expected: list[str]
) -> None:
    changes = align(raw, published, [(start, end, "PERSON") for start, end in marks])
    assert changes is not None
    assert [raw[change.raw_start : change.raw_end] for change in changes] == expected


@pytest.mark.parametrize(
    ("raw", "published", "marks"),
    [("Hello you", f"Hi {X}", [(3, 18)]), ("abc", "abd", []), ("Hi you", f"Hi {X}!", [(3, 18)])],
)
def test_texts_that_do_not_belong_together_are_refused(
    raw: str, published: str, marks: list[tuple[int, int]]
) -> None:
    assert align(raw, published, [(start, end, "PERSON") for start, end in marks]) is None


@given(
    st.lists(st.tuples(st.text("ab ", max_size=4), st.text("cd", min_size=1, max_size=3)), max_size=5),
    st.text("ab "),
)
def test_changes_rebuild_the_raw_text(parts: list[tuple[str, str]], tail: str) -> None:
    raw = "".join(kept + value for kept, value in parts) + tail
    published, marks = "", []
    for kept, _ in parts:
        published += kept
        marks.append((len(published), len(published) + len(X), "PERSON"))
        published += X
    changes = align(raw, published + tail, marks)
    if changes is not None:
        rebuilt, at = "", 0
        for change in changes:
            rebuilt += (published + tail)[at : change.start] + raw[change.raw_start : change.raw_end]
            at = change.end
        assert rebuilt + (published + tail)[at:] == raw
