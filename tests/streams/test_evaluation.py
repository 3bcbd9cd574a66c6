"""`cleantrace evaluate`: which sets it finds, how it samples, and what it shows."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.detection.spans import Query, Span
from pipelines.evaluation.screens import raw_message, read_screens, scored_screens
from schemas.codec import decode_message
from streams.evaluation.measure import measure
from streams.evaluation.sets import LabelledSet, find_sets, read_screen_set, read_set
from streams.evaluation.shown import as_json, as_page, table

PERSONAL = {"id": "a", "text": "Ask <b>Ann</b>", "spans": [{"start": 7, "end": 10, "label": "PERSON"}]}
CLEAN = {"id": "b", "text": "Mark as read", "spans": []}


SCREEN = {
    "id": "s",
    "app": "com.example.crm",
    "title": "Deals",
    "width": 800,
    "height": 600,
    "ocr": [
        {"text": "Owner", "box": [0, 0, 50, 18], "line": 0},
        {"text": "Ann Lee", "box": [60, 0, 70, 18], "line": 0},
        {"text": "Save all", "box": [0, 30, 50, 18], "line": 1},
    ],
    "spans": [{"item": 1, "start": 0, "end": 7, "label": "PERSON"}],
    "lines_clean": [1],
}


class _Finds:
    """Finds every `Mark`."""

    def detect(self, queries: Sequence[Query]) -> list[list[Span]]:
        return [[Span(0, 4, "PERSON", 0.9, "x")] if q.text.startswith("Mark") else [] for q in queries]


def _write(path: Path, *records: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_sets_are_found_by_their_form(tmp_path: Path) -> None:
    _write(tmp_path / "lines.jsonl", PERSONAL, CLEAN)
    _write(tmp_path / "screens.jsonl", {"screen_id": "1", "items": [{"text": "Save"}]})
    _write(tmp_path / "other.jsonl", {"name": "no text"})
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    assert [found.path.name for found in find_sets([tmp_path])] == ["lines.jsonl", "screens.jsonl"]


def test_a_sample_is_evenly_spread_and_always_the_same(tmp_path: Path) -> None:
    path = _write(tmp_path / "s.jsonl", *({"id": str(n), "text": str(n), "spans": []} for n in range(100)))
    labelled = LabelledSet("s", path)
    assert [case.id for case in read_set(labelled, 4)] == ["0", "25", "50", "75"]
    assert len(read_set(labelled, 0)) == 100


def test_secrets_and_screens_are_read_as_cases(tmp_path: Path) -> None:
    secret = {"line": "key = abc", "value_start": 6, "value_end": 9}
    case = read_set(LabelledSet("e", _write(tmp_path / "expected.jsonl", secret)), 0)[0]
    assert (case.gold[0].start, case.gold[0].end, case.gold[0].entity) == (6, 9, "SECRET")
    screens = {"screen_id": "1", "items": [{"text": "Save"}, {"text": "Save"}, {"cls": "ICON"}]}
    cases = read_set(LabelledSet("r", _write(tmp_path / "r.jsonl", screens)), 0)
    assert [(case.text, case.labelled) for case in cases] == [("Save", False)]


def test_whole_screens_are_a_set_of_their_own_kind(tmp_path: Path) -> None:
    (found,) = find_sets([_write(tmp_path / "screens.jsonl", SCREEN, SCREEN).parent])
    assert found.whole_screens
    assert len(read_screen_set(found, 1)) == 1
    broken = LabelledSet("b", _write(tmp_path / "b.jsonl", {**SCREEN, "spans": [{"item": 9}]}), True)
    with pytest.raises(ValueError, match=r"b\.jsonl: line 1"):
        read_screen_set(broken, 0)


@pytest.mark.parametrize(
    ("published", "zero_leak", "damage"),
    [
        (["Owner <PERSON_1a2b3c>", "Save all"], 1.0, 0.0),
        (["Owner Ann Lee", "Save all"], 0.0, 0.0),
        (["Owner <PERSON_1a2b3c>", "<PERSON_1a2b3c> all"], 1.0, 1.0),
    ],
)
def test_screens_count_values_left_and_lines_changed(
    published: list[str], zero_leak: float, damage: float
) -> None:
    (screen,) = read_screens([json.dumps(SCREEN)])
    assert decode_message(json.dumps(raw_message(screen)).encode()).events
    score = scored_screens([screen], [published])
    assert (score.zero_leak, score.damage) == (zero_leak, damage)
    assert [bool(miss.leaked) for miss in score.misses] == [True] * (zero_leak < 1) + [False] * (damage > 0)


def test_a_record_of_another_form_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = _write(tmp_path / "s.jsonl", CLEAN, {"text": 3})
    with pytest.raises(ValueError, match=r"s\.jsonl: line 2"):
        read_set(LabelledSet("s", path), 0)


def test_numbers_hold_no_text_and_the_page_escapes_it(tmp_path: Path) -> None:
    cases = read_set(LabelledSet("s", _write(tmp_path / "s.jsonl", PERSONAL, CLEAN)), 0)
    ticks = iter(range(100))
    result = measure("s", cases, "cleantrace", _Finds(), clock=lambda: float(next(ticks)))
    assert (result.score.zero_leak, result.score.damage) == (0.0, 1.0)
    assert (result.new_ms, result.again_ms) == (500.0, 500.0)
    numbers = json.dumps(as_json([result]))
    assert "Ann" not in numbers
    page = as_page([result])
    assert "<b>" not in page
    assert "<mark>A</mark>" in page
    assert "<ins>M</ins>" in page
    assert table([result]).row_count == 1


@pytest.mark.models
def test_the_command_measures_a_file(tmp_path: Path) -> None:
    from streams.cli.evaluate import app

    path = _write(tmp_path / "s.jsonl", {"id": "1", "text": "Ask Priya Shah about it", "spans": []}, CLEAN)
    out = tmp_path / "out.json"
    result = CliRunner().invoke(app, ["--data", str(path), "--no-baseline", "--json", str(out)])
    assert result.exit_code == 0
    assert json.loads(out.read_bytes())[0]["damage"] == 0.5


def test_no_sets_end_with_2(tmp_path: Path) -> None:
    from streams.cli.evaluate import app
    from streams.cli.failure import CommandFailed

    result = CliRunner().invoke(app, ["--data", str(tmp_path)])
    assert isinstance(result.exception, CommandFailed)
    assert result.exception.status == 2
