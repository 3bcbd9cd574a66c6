"""What a replay shows and reports: counts that add up, in words that say what they are."""

import io

import orjson
import pytest
from rich.console import Console

from streams.replay import report as reports
from streams.replay.display import Watch, _duration
from streams.replay.reading import Course
from streams.replay.tally import Tally

COURSES = [Course(n, 100, 0, 500, 1, 150, 400) for n in range(3)]


def filled() -> Tally:
    tally = Tally()
    tally.read(0, 120)
    tally.bury(0, "not_json")
    tally.make(0, "published", 50, {"late": 2, "erased": 3}, published=True)
    tally.make(0, "unpublished", 7, {"exempt": 7}, published=False)
    tally.leave_alone(1, "filtered", 11)
    tally.leave_open(1)
    tally.finish(1)
    return tally


def test_counts_add_up_by_reason() -> None:
    tally = filled()
    assert tally.adds_up
    form = tally.as_json()
    assert form["events"] == {
        "in": 68,
        "published": 45,
        "dropped": {"erased": 3, "exempt": 7, "late": 2},
        "in_skipped_stretches": 11,
    }
    assert form["stretches"] == {"filtered": 1, "open": 1, "published": 1, "unpublished": 1}
    tally.events += 1
    assert not tally.adds_up


def test_lines_for_machines_and_for_people(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.replay.display.LINE_EVERY_S", 0.0)
    for as_json in (True, False):
        with Watch(COURSES, as_json=as_json, quiet=False) as watch:
            watch.show(filled())
    first, second = capsys.readouterr().err.splitlines()
    told = orjson.loads(first)
    assert (told["messages_total"], told["stretches"], told["dropped"], told["partitions_done"]) == (
        900,
        2,
        12,
        1,
    )
    assert (
        "2 stretches made, 1 left alone, 12 events dropped, 1 dead letters, 1 of 3 partitions done" in second
    )


def test_a_terminal_shows_each_partition_and_all(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch(COURSES, as_json=False, quiet=True)
    console = Console(file=io.StringIO(), width=120)
    console.print(watch._table(filled(), 1.0))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    rows = [line.split() for line in text.splitlines()]
    assert [row[0] for row in rows] == ["partition", "0", "2", "1", "all"]
    assert "120/300" in rows[1]
    assert rows[3][-1] == "done"
    assert "120/900" in rows[4]


@pytest.mark.parametrize(("seconds", "told"), [(7.4, "7s"), (61, "1m01s"), (3661, "1h01m")])
def test_durations(seconds: float, told: str) -> None:
    assert _duration(seconds) == told


def test_the_report_says_what_was_read_before_the_range(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(reports, "Console", lambda **_: Console(file=out, width=120, highlight=False))
    partitions = [
        {"partition": 0, "read_from": 100, "range_from": 150, "range_to": 400, "messages_read": 300}
    ]
    form = {**filled().as_json(), "destination": None, "rules": "sha256:" + "a" * 64, "seconds": 2.0}
    reports.print_report({**form, "partitions": partitions}, None)
    text = out.getvalue()
    assert "would be published" in text
    assert "no end yet; replay again later" in text
    assert "50 of them before the range" in text
    assert "dropped: exempt" in text
