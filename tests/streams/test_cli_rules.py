"""`cleantrace rules` as a rule author uses it, and the pages that show it."""

import re
import shlex
from pathlib import Path

import pytest

from pipelines.rules import check_rules, load_rules
from pipelines.rules.packs import pack_bytes, pack_names, pack_path
from pipelines.rules.reference import reference_page
from tests.commands import Ran, cleantrace

ROOT = Path(__file__).parents[2]
GOOD = "version: 1\nname: mine\n"
SESSION = (ROOT / "docs/rules-session.md").read_text()
BLOCKS = [block.strip("\n") for block in re.findall(r"```console\n(.*?)```", SESSION, re.DOTALL)]


@pytest.fixture
def write(tmp_path):
    def put(text: str, name: str = "rules.yaml") -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return put


def test_a_valid_document_ends_with_0_and_its_digest(write):
    ran = cleantrace("rules", "check", write(GOOD))
    assert (ran.status, ran.error) == (0, "")
    digest = check_rules(GOOD.encode(), None, "x").rules.rules_digest
    assert ran.output.endswith(f": valid; name mine, digest {digest}\n")


def test_every_error_is_one_line_and_the_status_is_2(write):
    path = write("version: 1\nname: mine\napps: {mode: x}\ndetection: {threshold: 7}\n")
    ran = cleantrace("rules", "check", path)
    assert ran.status == 2
    assert ran.output == ""
    assert ran.error.splitlines() == [
        f"cleantrace: {path}:3: apps.mode: this is `x`; write `exclude` or `include`",
        f"cleantrace: {path}:4: detection.threshold: 7 is out of range; write a number from 0 to 1",
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "none.yaml"),
        ("test", "none.yaml"),
        ("diff", "none.yaml", "none.yaml", "--input", "none.jsonl"),
        ("explain", "x", "--rules", "none.yaml"),
        ("show", "--pack", "defalt"),
    ],
)
def test_input_that_is_wrong_ends_with_2_and_one_line(arguments):
    ran = cleantrace("rules", *arguments)
    assert ran.status == 2
    assert len(ran.error.splitlines()) == 1
    assert "Traceback" not in ran.error


def test_what_is_seldom_meant_is_noted_and_valid(write):
    ran = cleantrace("rules", "check", write(GOOD + "apps: {exclude: [{title: '[Private]*'}]}\n"))
    assert ran.status == 0
    assert ran.error.startswith("note: ")


def test_packs_are_listed_and_shown():
    listed = cleantrace("rules", "packs").output
    for name in pack_names():
        assert name in listed
        assert cleantrace("rules", "show", "--pack", name).output == pack_bytes(name).decode()


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_is_valid_has_tests_and_can_be_extended(name):
    checked = check_rules(pack_bytes(name), None, name)
    assert checked.rules.name == name
    assert checked.rules.tests
    assert not checked.notes
    extended = check_rules(f"version: 1\nname: own\nextends: {name}\n".encode(), None, "own").rules
    assert extended.apps == checked.rules.apps
    assert extended.detection.patterns == checked.rules.detection.patterns
    assert name in extended.packs


def test_every_pack_excludes_what_the_default_does():
    default = set(load_rules(None).apps.exclude)
    for name in pack_names():
        assert default <= set(check_rules(pack_bytes(name), None, name).rules.apps.exclude)


def test_the_reference_is_current():
    assert (ROOT / "docs/rules.md").read_text() == reference_page()
    assert cleantrace("rules", "reference").output == reference_page()


@pytest.mark.models
@pytest.mark.parametrize("name", pack_names())
def test_a_packs_own_tests_pass(name):
    ran = cleantrace("rules", "test", str(pack_path(name)))
    assert ran.status == 0, ran.output


@pytest.mark.models
def test_a_test_that_fails_ends_with_1_and_says_what_was_published(write):
    path = write(
        GOOD + "tests:\n- {name: fails, text: Ask Priya Shah, expect: {kept: [Priya Shah], gone: [Ask],"
        " entity: {Ask: PERSON}}}\n"
    )
    ran = cleantrace("rules", "test", path)
    assert ran.status == 1
    assert "FAILED fails" in ran.output
    assert f"{path}:4: `Ask` is still there" in ran.output
    assert f"{path}:4: `Priya Shah` is gone" in ran.output
    assert "`Ask` is not found, not as PERSON" in ran.output


@pytest.mark.models
@pytest.mark.parametrize("block", BLOCKS)
def test_the_session_in_the_docs_prints_what_stands_there(block, monkeypatch):
    monkeypatch.chdir(ROOT)
    command, _, shown = block.partition("\n")
    name, *arguments = shlex.split(command.removeprefix("$ "))
    assert name == "cleantrace"
    ran: Ran = cleantrace(*arguments)
    assert ran.status == 0
    assert _without_scores(ran.output + ran.error) == _without_scores(shown)


def _without_scores(text: str) -> str:
    return re.sub(r"\b[01]\.\d\d\b", "0.00", text).strip()


def test_one_document_is_compared_with_the_shipped_one_where_no_brokers_are_named(monkeypatch):
    monkeypatch.delenv("CLEANTRACE_BROKERS", raising=False)
    ran = cleantrace("rules", "diff", str(ROOT / "docs/examples/support-desk.yaml"))
    assert ran.status == 0
    assert ran.output.splitlines()[0].endswith("support-desk.yaml instead of the shipped default rules:")
    assert "name: default -> support-desk" in ran.output


def test_examples_of_recorded_text_are_for_terminals_only():
    rules = str(ROOT / "docs/examples/support-desk.yaml")
    recording = str(ROOT / "docs/examples/desk.jsonl")
    ran = cleantrace("rules", "diff", rules, rules, "--input", recording, "--examples")
    assert ran.status == 2
    assert "writes to a terminal only" in ran.error


def test_the_privacy_page_names_checks_that_exist():
    named = re.findall(r"`(tests/[\w/.]+\.py)`", (ROOT / "docs/privacy.md").read_text())
    assert len(named) > 10
    for path in named:
        assert (ROOT / path).exists(), path
