"""The follower: what is in force, and why nothing is."""

import hashlib
from pathlib import Path

import pytest

from pipelines.rules import complete
from streams.follower import ACTIVE, judge

DOCUMENT = complete(b"version: 1\nname: one\n", None)
DIGEST = "sha256:" + hashlib.sha256(DOCUMENT).hexdigest()
RULES = {DIGEST: DOCUMENT, ACTIVE: DIGEST.encode()}
PAUSE = b'{"v":1,"kind":"pause","user_id":"u1","from":5,"until":9}'
BROKEN = b"version: 1\nname: one\nsecrets: keep\n"
BROKEN_DIGEST = "sha256:" + hashlib.sha256(BROKEN).hexdigest()

STOPPED = [
    ("no rules at all", {}, {}, "no rules are active"),
    ("an empty name", {}, {**RULES, ACTIVE: b""}, "no rules are active"),
    ("a name without a document", {}, {ACTIVE: DIGEST.encode()}, "is not in the rules topic"),
    ("a document under another's digest", {}, {**RULES, DIGEST: b"version: 1\nname: two\n"}, "own digest"),
    ("a broken document", {}, {BROKEN_DIGEST: BROKEN, ACTIVE: BROKEN_DIGEST.encode()}, "is broken"),
    ("a broken control", {"halt/h": b"{"}, RULES, "is broken"),
    ("a control under another's key", {"pause/u2/x": PAUSE}, RULES, "is broken"),
    ("a control of no known kind", {"please/u1": b'{"v":1,"kind":"please"}'}, RULES, "is broken"),
]


@pytest.mark.parametrize(
    ("controls", "rules", "said"), [case[1:] for case in STOPPED], ids=[case[0] for case in STOPPED]
)
def test_nothing_is_in_force(controls: dict, rules: dict, said: str) -> None:
    state = judge(controls, rules, Path.cwd())
    assert state.in_force is None
    assert said in (state.problem or "")
    assert "u1" not in (state.problem or "")
    assert "\n" not in (state.problem or "")


def test_controls_and_the_active_document_are_in_force() -> None:
    state = judge({"pause/u1/x": PAUSE}, {**RULES, BROKEN_DIGEST: BROKEN}, Path.cwd())
    assert state.problem is None
    assert state.in_force is not None
    assert state.in_force.rules.name == "one"
    assert state.in_force.rules_digest == DIGEST
    assert state.in_force.controls.version != judge({}, RULES, Path.cwd()).in_force.controls.version  # type: ignore[union-attr]


def test_spaces_around_the_active_digest_do_no_harm() -> None:
    assert judge({}, {**RULES, ACTIVE: f" {DIGEST}\n".encode()}, Path.cwd()).problem is None
