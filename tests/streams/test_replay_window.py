"""The range of a replay: how it is asked for, and which offsets it holds."""

import pytest

from streams.cli.failure import CommandFailed
from streams.replay.window import Asked, Window, parse_asked

NOW = 1_793_000_000_000
DAY = 86_400_000


@pytest.mark.parametrize(
    ("since", "until", "asked"),
    [
        ("2026-10-26", "2026-10-27", Asked(1_792_972_800_000, 1_793_059_200_000)),
        ("-7d", None, Asked(NOW - 7 * DAY)),
        ("2026-10-26T02:00:00+02:00", "now", Asked(1_792_972_800_000, NOW)),
    ],
)
def test_ranges_by_time(since: str, until: str | None, asked: Asked) -> None:
    assert parse_asked(since, until, None, None, NOW) == asked


@pytest.mark.parametrize(
    ("since", "until", "first", "last", "told"),
    [
        (None, None, None, None, "say where the range begins"),
        ("2026-10-26T09:00:00", None, None, None, "no time zone"),
        ("soon", None, None, None, "is no time"),
        ("2026-10-27", "2026-10-26", None, None, "range is empty"),
        (None, None, 9, 9, "range is empty"),
        ("-1d", None, 4, None, "not by both"),
        ("20261026", None, None, None, "write 2026-10-26"),
        ("1793000000", None, None, None, "milliseconds since 1970"),
        ("+1d", None, None, None, "lies in the future"),
        ("09:00", None, None, None, "is no time"),
    ],
)
def test_wrong_ranges_are_refused(
    since: str | None, until: str | None, first: int | None, last: int | None, told: str
) -> None:
    with pytest.raises(CommandFailed, match=told):
        parse_asked(since, until, first, last, NOW)


def test_a_window_by_time_learns_its_offsets_from_messages() -> None:
    window = Window(Asked(from_ms=100, to_ms=200))
    for offset, at_ms in [(5, 50), (6, 100), (7, 150), (9, 200), (10, 210)]:
        window.meet(offset, at_ms)
    assert [n for n in range(12) if window.holds(n)] == [6, 7, 8]


def test_what_is_written_after_the_replay_began_is_no_part_of_it() -> None:
    window = Window(Asked(from_offset=2), log_end=5)
    for offset in range(9):
        window.meet(offset, None)
    assert [n for n in range(9) if window.holds(n)] == [2, 3, 4]


def test_a_window_by_offset() -> None:
    window = Window(Asked(from_offset=6, to_offset=8))
    for offset in range(12):
        window.meet(offset, None)
    assert [n for n in range(12) if window.holds(n)] == [6, 7]
