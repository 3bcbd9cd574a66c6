"""`cleantrace rules publish`, `rollback` and `active`: what workers find in the rules topic."""

import hashlib
from pathlib import Path

import pytest

from streams.follower import judge
from streams.kafka import Outgoing, TopicShape, create_topic, read_compacted, send
from streams.settings import Settings, load_settings
from tests.commands import cleantrace

PLAIN = "version: 1\nname: {name}\n"


@pytest.fixture
def settings(broker: str, prefix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.setenv("CLEANTRACE_RULES_TOPIC", f"{prefix}rules")
    monkeypatch.setenv("CLEANTRACE_BROKERS", broker)
    monkeypatch.setenv("CLEANTRACE_RULES_FOLDER", str(tmp_path))
    settings = load_settings()
    create_topic(settings, TopicShape(settings.rules_topic, 1, 1, {"cleanup.policy": "compact"}))
    return settings


def publish(folder: Path, name: str, more: str = "") -> str:
    """Publish a document and give its digest."""
    (folder / "rules.yaml").write_text(PLAIN.format(name=name) + more)
    done = cleantrace("rules", "publish", str(folder / "rules.yaml"))
    assert done.status == 0, done.error
    return done.output.split()[-1]


def active(settings: Settings) -> str:
    return read_compacted(settings, settings.rules_topic)["active"].decode()


def test_a_published_document_lies_under_its_digest_and_is_active(settings: Settings, tmp_path: Path) -> None:
    digest = publish(tmp_path, "one")
    records = read_compacted(settings, settings.rules_topic)
    assert records["active"].decode() == digest
    assert "sha256:" + hashlib.sha256(records[digest]).hexdigest() == digest
    state = judge({}, records, tmp_path)
    assert state.in_force is not None and state.in_force.rules.name == "one"
    assert cleantrace("rules", "active").output.split()[0] == "active"


def test_files_that_it_names_are_pinned(settings: Settings, tmp_path: Path) -> None:
    people = b"name\nMirelle Oduya\n"
    (tmp_path / "people.csv").write_bytes(people)
    digest = publish(tmp_path, "two", "detection:\n  deny:\n    - {entity: PERSON, file: people.csv}\n")
    document = read_compacted(settings, settings.rules_topic)[digest]
    assert hashlib.sha256(people).hexdigest().encode() in document
    assert b"Mirelle" not in document
    (tmp_path / "people.csv").write_bytes(people + b"Someone Else\n")
    done = cleantrace("rules", "active")
    assert done.status == 1 and "people.csv" in done.error


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\n",
        "version: 1\nname: x\ndetection: {entities: {SECRET: {operator: keep}}}\n",
        "version: 1\nname: x\ndetection: {deny: [{entity: PERSON, file: missing.csv}]}\n",
        "not: [yaml",
    ],
)
def test_an_invalid_document_is_not_published(settings: Settings, tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    done = cleantrace("rules", "publish", str(tmp_path / "bad.yaml"))
    assert done.status == 2 and "bad.yaml" in done.error
    assert read_compacted(settings, settings.rules_topic) == {}


@pytest.mark.models
@pytest.mark.slow
def test_a_document_whose_tests_fail_is_not_published(settings: Settings, tmp_path: Path) -> None:
    test = "tests: [{name: mail goes, text: To a.b@shop.example, expect: {kept: [a.b@shop.example]}}]\n"
    (tmp_path / "bad.yaml").write_text(PLAIN.format(name="x") + test)
    done = cleantrace("rules", "publish", str(tmp_path / "bad.yaml"))
    assert done.status == 1 and "1 of 1 tests failed" in done.error
    assert read_compacted(settings, settings.rules_topic) == {}


def test_a_document_is_compared_with_the_one_in_force(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    publish(tmp_path, "one")
    file.write_text(PLAIN.format(name="one") + "fields: {paste: keep}\n")
    ran = cleantrace("rules", "diff", str(file))
    assert ran.status == 0, ran.error
    first, *changes = ran.output.splitlines()
    assert "instead of the rules in force (one, sha256:" in first
    assert changes == ["  fields.paste: known -> keep"]


def test_a_dry_run_publishes_nothing(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(PLAIN.format(name="x"))
    assert cleantrace("rules", "publish", str(tmp_path / "r.yaml"), "--dry-run").status == 0
    assert read_compacted(settings, settings.rules_topic) == {}


def test_a_rollback_goes_to_the_one_before_or_to_the_one_named(settings: Settings, tmp_path: Path) -> None:
    one, two, three = (publish(tmp_path, name) for name in ("one", "two", "three"))
    assert active(settings) == three
    assert cleantrace("rules", "rollback").status == 0
    assert active(settings) == two
    assert cleantrace("rules", "rollback").status == 0
    assert active(settings) == one
    done = cleantrace("rules", "rollback")
    assert done.status == 2 and "no document was published before" in done.error
    assert cleantrace("rules", "rollback", three[:20]).status == 0
    assert active(settings) == three
    assert cleantrace("rules", "rollback", "sha256:00").status == 2
    assert active(settings) == three


def test_nothing_in_force_is_an_error_that_says_so(settings: Settings) -> None:
    done = cleantrace("rules", "active")
    assert done.status == 1 and "rules publish" in done.error
    send(settings, [Outgoing(settings.rules_topic, b"active", b"sha256:beef")])
    assert cleantrace("rules", "active").status == 1
