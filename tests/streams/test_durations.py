"""Times and durations as operators write them."""

import pytest

from streams.durations import parse_duration_ms, parse_time_ms

NOW = 1_793_000_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", 90_000),
        ("30m", 1_800_000),
        ("1h30m", 5_400_000),
        ("7d", 604_800_000),
        ("250ms", 250),
        (" 2H ", 7_200_000),
    ],
)
def test_durations_are_read(text: str, expected: int) -> None:
    assert parse_duration_ms(text) == expected


@pytest.mark.parametrize("text", ["", "30", "m", "-30m", "1.5h", "30 m", "5y", "30m later"])
def test_what_is_no_duration_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="write 90s"):
        parse_duration_ms(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", NOW),
        ("0", 0),
        ("1793000000123", 1_793_000_000_123),
        ("-2h", NOW - 7_200_000),
        ("+30m", NOW + 1_800_000),
        ("1970-01-01T00:00:01Z", 1_000),
        ("1970-01-01T02:00:00+02:00", 0),
        ("1970-01-02T00:00+00:00", 86_400_000),
    ],
)
def test_times_are_read(text: str, expected: int) -> None:
    assert parse_time_ms(text, NOW) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2026-10-26T09:00:00", "time zone"),
        ("2026-10-26", "time zone"),
        ("yesterday", "is no time"),
        ("", "is no time"),
        ("-90", "is no duration"),
        ("-999999d", "outside"),
        ("9" * 20, "outside"),
    ],
)
def test_what_is_no_time_is_refused_with_what_would_be_right(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_time_ms(text, NOW)
