"""Which numbers say nothing about anybody, and which keep their digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.shapes import shape_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Invoice 56892 is waiting", "Invoice 40017 is waiting"),
        ("#83185 was closed", "#90210 was closed"),
        ("08:32 updated", "17:05 updated"),
        ("9:07:11 started", "8:59:00 started"),
        ("Total: 702.62 EUR", "Total: 104.73 EUR"),
        ("1,234 rows", "9,871 rows"),
        ("done in 582 ms", "done in 112 ms"),
        ("draft_69 = load(limit=61269)", "draft_83 = load(limit=39863)"),
    ],
)
def test_texts_that_differ_by_a_count_a_price_or_a_time_have_one_shape(one: str, other: str) -> None:
    assert shape_of(one) == shape_of(other)
    assert len(shape_of(one)) == len(one)


@pytest.mark.parametrize(
    "text",
    [
        "+47 944 71 829",
        "(415) 555-0142",
        "M-41772",
        "KX21 WFD",
        "4111 1111 1111 1111",
        "4111111111111111",
        "W2094 41772 01",
        "v2",
        "born 1985",
        "21 May 1985",
        "12.05.1985",
        "12.05.85",
        "12.05.",
        "5/12/85",
        "2025-01-03T20:32:00Z",
        "20-00-00",
        "078-05-1120",
        "10.0.0.12",
        "10.0.0.12:8080",
        "00412",
        "/users/48213/edit",
        "48213@acme.example",
        "S-25-004417",
        "2:23-cr-00417",
        "482133",
        "3.14.159",
        "٤٨٢١٣",
    ],
)
def test_numbers_that_may_be_somebodys_keep_their_digits(text: str) -> None:
    assert shape_of(text) == text


@given(st.text(alphabet="0123456789 .:,-+/@()aZé#_", max_size=40))
def test_a_shape_is_as_long_has_its_digits_in_the_same_places_and_is_its_own_shape(text: str) -> None:
    shape = shape_of(text)
    assert len(shape) == len(text)
    assert all(a == b or (a.isdigit() and b.isdigit()) for a, b in zip(text, shape, strict=True))
    assert shape_of(shape) == shape
