"""SPEC section 7: `cleantrace run` and `detect` as commands: streams, exit statuses, errors of one line."""

from pathlib import Path

import orjson
import pytest

from tests.build import Recorder, message, to_line
from tests.commands import cleantrace

KEY = bytes(range(32)).hex()
GOOD = to_line(message(Recorder().type("Ask Priya Shah").click().take()))
BAD_CONTROL = b'{"v":1,"kind":"pause","user_id":"zq-canary","from":0,"until":1800001}\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CLEANTRACE_KEY", KEY)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw.jsonl").write_bytes(GOOD + b"\n")
    (tmp_path / "long.jsonl").write_bytes(BAD_CONTROL)
    (tmp_path / "bad.yaml").write_text("version: 1\nname: x\nfields: {paste: maybe}\n")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("run --input none.jsonl --output out", "none.jsonl"),
        ("run --input raw.jsonl --output none/out", "none/out"),
        ("run --input raw.jsonl --output raw.jsonl", "same file"),
        ("run --input raw.jsonl --output - --audit -", "same file"),
        ("run --output out", "--input"),
        ("run --input raw.jsonl --output out --rules bad.yaml", "bad.yaml:3: fields.paste"),
        ("run --input raw.jsonl --output out --controls long.jsonl", "30 minutes"),
        ("detect --rules bad.yaml", "bad.yaml:3: fields.paste"),
    ],
)
def test_a_wrong_command_ends_with_2_and_one_line(folder: Path, arguments: str, says: str) -> None:
    ran = cleantrace(*arguments.split())
    assert ran.status == 2
    assert ran.error.count("\n") == 1
    assert says in ran.error
    assert "zq-canary" not in ran.error
    assert not (folder / "out").exists()


@pytest.mark.parametrize("key", ["", "short", "00" * 31])
def test_without_a_key_nothing_is_published(folder: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("CLEANTRACE_KEY", key)
    ran = cleantrace("run", "--input", "raw.jsonl", "--output", "out")
    assert (ran.status, ran.error.count("\n"), (folder / "out").exists()) == (2, 1, False)


@pytest.mark.models
def test_a_run_from_standard_input_with_its_audit_on_standard_output(folder: Path) -> None:
    arguments = "run --input - --output out --audit - --deadletters dead --strict"
    ran = cleantrace(*arguments.split(), stdin=GOOD + b"\nzq-canary\n")
    assert ran.status == 1
    assert "zq-canary" not in ran.error
    [trajectory] = map(orjson.loads, (folder / "out").read_bytes().splitlines())
    [record] = map(orjson.loads, ran.output.splitlines())
    [letter] = map(orjson.loads, (folder / "dead").read_bytes().splitlines())
    assert (trajectory["source"]["topic"], trajectory["source"]["partition"]) == ("stdin", 0)
    assert record["trajectory_id"] == trajectory["trajectory_id"]
    assert (record["published"], record["entities"]["PERSON"]) == (None, 1)
    assert (letter["offset"], letter["code"], letter["at"]) == (1, "not_json", None)


@pytest.mark.models
def test_detect_counts_code_points(folder: Path) -> None:
    lines = ['{"id": 7, "text": "😀 Ask Priya Shah"}', '{"id": "b", "text": "Mark as read", "field": "To"}']
    ran = cleantrace("detect", stdin="\n".join(lines))
    first, second = map(orjson.loads, ran.output.splitlines())
    assert (ran.status, first["id"], second) == (0, 7, {"id": "b", "spans": []})
    assert [(s["start"], s["end"], s["entity"]) for s in first["spans"]] == [(6, 16, "PERSON")]


@pytest.mark.models
def test_detect_answers_the_lines_before_a_broken_one_and_takes_secure_fields_whole(folder: Path) -> None:
    lines = ['{"id": 1, "text": "my dog Rex", "field": {"role": "password"}}', "[]"]
    ran = cleantrace("detect", stdin="\n".join(lines))
    [answer] = map(orjson.loads, ran.output.splitlines())
    assert answer["spans"] == [{"start": 0, "end": 10, "entity": "SECRET", "score": 1.0, "rule": "secure"}]
    assert (ran.status, ran.error.count("\n")) == (2, 1)
