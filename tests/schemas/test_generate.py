"""The JSON Schemas: current, valid themselves, and held against the contract's examples."""

import json
import os
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from schemas.generate import DOCUMENTS, FOLDER, path_of, schema_of, text_of

ROOT = Path(__file__).resolve().parents[2]
SOURCE = {
    "topic": "r",
    "partition": 3,
    "first_offset": 1,
    "last_offset": 2,
    "first_seq": 812,
    "last_seq": 1406,
}
RAW: dict[str, Any] = {
    "v": 1,
    "session_id": "5b0c",
    "user_id": "u-1842",
    "contexts": [{"app": "browser", "title": "Inbox", "bounds": [0, 25, 1440, 875]}],
    "events": [
        {"seq": 812, "ts": 1793000000123, "ctx": 0, "type": "key", "key": "j", "mods": [], "action": "down"},
        {"seq": 813, "ts": 1793000000129, "ctx": 0, "type": "pointer", "action": "move", "x": 1.5, "y": -2},
    ],
}
TRAJECTORY: dict[str, Any] = {
    "v": 1,
    "trajectory_id": "t-3f0a",
    "session": "s-91c2",
    "started_on": "2026-10-26",
    "duration_ms": 48200,
    "source": SOURCE,
    "policy": {"name": "default", "digest": "sha256:0", "models": ["m-1"], "key_id": "k1"},
    "quality": {"seq_gaps": 0, "dropped": {"app_excluded": 12}},
    "steps": [
        {
            "i": 0,
            "t_ms": 0,
            "observation": {
                "app": "browser",
                "title": "Inbox",
                "url": "https://mail.example",
                "screen": {
                    "width": 1440,
                    "height": 900,
                    "text": [{"text": "From: <PERSON_7f3a19>", "box": [10, 40, 180, 18]}],
                    "image_ref": None,
                    "redacted_boxes": [[60, 40, 130, 18]],
                },
            },
            "action": {"type": "type", "text": "Hi", "field": {"role": "textbox"}, "duration_ms": 2100},
            "redactions": [
                {"path": "action.text", "entity": "PERSON", "start": 0, "end": 2, "rule": "rampart"}
            ],
        }
    ],
}
AUDIT: dict[str, Any] = {
    "v": 1,
    "trajectory_id": None,
    "published": {"topic": "c", "partition": 3, "offset": None},
    "session": "s-1",
    "subject": "u-1",
    "from": 1,
    "until": 2,
    "source": SOURCE,
    "policy": "sha256:0",
    "entities": {"PERSON": 3},
    "rules": {"rampart": 2},
    "dropped": {},
    "cut": False,
    "replay": False,
    "ms": 3,
}
LETTER: dict[str, Any] = {
    "v": 1,
    "topic": "r",
    "partition": 0,
    "offset": 9,
    "code": "not_json",
    "path": "",
    "at": 1793000000123,
}
PAUSE: dict[str, Any] = {"v": 1, "kind": "pause", "user_id": "u", "from": 1, "until": 2}
RULES: dict[str, Any] = {
    "version": 1,
    "name": "desk",
    "detection": {
        "entities": {"CREDIT_CARD": {"operator": "mask", "threshold": 0.3}},
        "deny": [{"entity": "PERSON", "file": "people.csv"}],
        "patterns": [{"entity": "EMPLOYEE_ID", "regex": "x", "examples": {"match": ["x"], "miss": ["y"]}}],
    },
    "tests": [{"name": "n", "text": "t", "expect": {"gone": ["t"]}}],
}
GOOD = {
    "raw-message": RAW,
    "trajectory": TRAJECTORY,
    "audit-record": AUDIT,
    "dead-letter": LETTER,
    "control": PAUSE,
    "rules": RULES,
}


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key != name}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_schema_in_the_package_is_current(name: str) -> None:
    assert path_of(name).read_text("utf-8") == text_of(name), "write them anew with: make schemas"


def test_no_schema_lies_about_that_nothing_is_made_of() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {path_of(name).name for name in DOCUMENTS}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_is_one_of_draft_2020_12_and_takes_a_good_document(name: str) -> None:
    schema = schema_of(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(GOOD[name])


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "rules"])
def test_a_good_document_is_read_by_the_type_that_made_its_schema(name: str) -> None:
    read = msgspec.convert(GOOD[name], DOCUMENTS[name][1], strict=True)
    again = msgspec.json.decode(msgspec.json.encode(read))
    Draft202012Validator(schema_of(name)).validate(again)


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("raw-message", without(RAW, "user_id")),
        ("raw-message", {**RAW, "session_id": "s" * 129}),
        ("raw-message", {**RAW, "events": []}),
        ("raw-message", {**RAW, "contexts": [{"app": "a", "bounds": [0, 0, -1, 1]}]}),
        ("trajectory", without(TRAJECTORY, "source")),
        ("audit-record", without(AUDIT, "subject")),
        ("dead-letter", {**LETTER, "code": "odd"}),
        ("control", {**PAUSE, "kind": "stop"}),
        ("control", without(PAUSE, "until")),
        ("rules", {**RULES, "nmae": "x"}),
        ("rules", {**RULES, "version": 2}),
        ("rules", {**RULES, "detection": {"threshold": 2}}),
    ],
)
def test_a_bad_document_is_refused(name: str, document: dict[str, Any]) -> None:
    assert not Draft202012Validator(schema_of(name)).is_valid(document)


def contract() -> str:
    page = Path(os.environ.get("CLEANTRACE_SHARED") or ROOT.parent / "shared") / "SPEC.md"
    if not page.is_file():
        pytest.skip("the contract is not here: ../shared/SPEC.md (or CLEANTRACE_SHARED) does not exist")
    return page.read_text("utf-8")


def test_the_examples_of_the_contract_are_valid() -> None:
    raw, trajectory = (
        json.loads(block) for block in re.findall(r"```json\n(.*?)```", contract(), re.DOTALL)[:2]
    )
    rules = yaml.safe_load(re.findall(r"```yaml\n(.*?)```", contract(), re.DOTALL)[0])
    for name, document in (("raw-message", raw), ("trajectory", trajectory), ("rules", rules)):
        Draft202012Validator(schema_of(name)).validate(document)
