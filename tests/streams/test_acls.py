"""The table of rights: who gets what, as a table, as JSON and as commands."""

import json
from pathlib import Path

import pytest

from streams.acls import ACTORS, Chosen, bindings, compare, principals, rights
from streams.kafka.rights import Binding
from streams.reference import with_tables
from streams.settings import load_settings
from tests.commands import cleantrace

SETTINGS = load_settings()
CHOSEN = Chosen(principals("cleantrace-"))


def may(operation: str, topic: str) -> set[str]:
    """Who may do something with a topic."""
    return {
        actor
        for actor, own in rights(SETTINGS, CHOSEN).items()
        if any(r.kind == "topic" and r.name == topic and r.operation == operation for r in own)
    }


@pytest.mark.parametrize(
    ("operation", "topic", "actors"),
    [
        ("READ", SETTINGS.raw_topic, {"worker", "replay"}),
        ("WRITE", SETTINGS.raw_topic, {"recorder"}),
        ("READ", SETTINGS.clean_topic, {"worker", "replay", "trainer"}),
        ("WRITE", SETTINGS.clean_topic, {"worker", "replay", "privacy"}),
        ("READ", SETTINGS.audit_topic, {"worker", "replay", "privacy"}),
        ("WRITE", SETTINGS.audit_topic, {"worker", "replay"}),
        ("WRITE", SETTINGS.controls_topic, {"privacy"}),
        ("WRITE", SETTINGS.rules_topic, {"operator"}),
        ("READ", SETTINGS.deadletter_topic, {"replay", "operator"}),
        ("WRITE", SETTINGS.deadletter_topic, {"worker"}),
        ("ALL", SETTINGS.raw_topic, set()),
    ],
)
def test_a_topic_is_read_and_written_by_few(operation: str, topic: str, actors: set[str]) -> None:
    assert may(operation, topic) == actors


def test_no_right_is_given_twice_and_none_on_everything() -> None:
    own = [binding for _, _, binding in bindings(SETTINGS, CHOSEN)]
    assert len(own) == len(set(own))
    assert not any(one.name in ("*", "") or one.operation in ("ALL", "OTHER") for one in own)


def test_further_trajectory_topics_are_read_written_and_erased_in() -> None:
    more = Chosen(principals("x-"), ("trajectories.second",))
    found = {(b.principal, b.operation) for _, _, b in bindings(SETTINGS, more) if b.name.endswith("second")}
    assert {("User:x-replay", "WRITE"), ("User:x-trainer", "READ"), ("User:x-privacy", "WRITE")} <= found


@pytest.mark.parametrize(
    ("prefix", "named", "actor", "expected"),
    [
        ("cleantrace-", (), "worker", "User:cleantrace-worker"),
        ("", (), "trainer", "User:trainer"),
        ("Group:x-", (), "worker", "Group:x-worker"),
        ("", ("trainer=User:CN=jobs,O=x",), "trainer", "User:CN=jobs,O=x"),
        ("", ("trainer=jobs",), "trainer", "User:jobs"),
    ],
)
def test_principals_are_named(prefix: str, named: tuple[str, ...], actor: str, expected: str) -> None:
    assert {str(name): value for name, value in principals(prefix, named).items()}[actor] == expected


def test_a_denial_and_a_wildcard_reader_are_told() -> None:
    there = [binding for _, _, binding in bindings(SETTINGS, CHOSEN)]
    denial = Binding("User:cleantrace-worker", "topic", SETTINGS.raw_topic, False, "READ", False)
    anybody = Binding("User:*", "topic", "*", False, "ALL")
    other = Binding("User:*", "topic", "other", True, "READ")
    found = compare(SETTINGS, CHOSEN, [*there, denial, anybody, other])
    assert [(one.what, one.binding) for one in found] == [("reads", anybody), ("exceeds", denial)]


def test_the_table_json_and_commands_show_the_same_rights() -> None:
    table, form, commands = (
        cleantrace("topics", "acls", *flags) for flags in ((), ("--json",), ("--commands",))
    )
    rows = [json.loads(line) for line in form.output.splitlines()]
    assert len(rows) == len(table.output.splitlines()) == len(commands.output.splitlines())
    assert {row["actor"] for row in rows} == set(ACTORS)
    assert "--operation DescribeConfigs --topic interactions.raw" in commands.output
    assert "--group cleantrace-reader- --resource-pattern-type prefixed" in commands.output


@pytest.mark.parametrize(
    "flags", [("--check", "--apply"), ("--principal", "boss=User:x"), ("--principal", "x")]
)
def test_what_cannot_be_meant_is_refused(flags: tuple[str, ...]) -> None:
    done = cleantrace("topics", "acls", *flags)
    assert done.status == 2 and len(done.error.splitlines()) == 1


def test_the_page_is_current() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "security.md"
    text = page.read_text("utf-8")
    assert text == with_tables(text), "make it anew with: cleantrace settings --write docs/security.md"
    assert "`User:cleantrace-worker`" in text and "topic `interactions.raw` | READ" in text
