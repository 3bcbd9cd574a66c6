"""A worker, a replay and an erasure with a schema registry: headers outside, the same bytes inside."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from confluent_kafka import TopicPartition
from jsonschema import Draft202012Validator

from schemas.control import Pause
from schemas.framing import frame, unframe
from streams.controls import read_controls, write_control
from streams.embedded import free_port
from streams.erasure import find_published
from streams.kafka import TopicShape, create_topic, reader
from streams.replay.filters import Filters
from streams.replay.order import Order, carry_out
from streams.replay.reading import plan
from streams.replay.terms import choose_rules
from streams.replay.window import Asked
from streams.settings import Settings
from streams.topics import Layout, configuration
from tests.commands import cleantrace
from tests.registry import FakeRegistry, registry
from tests.workers import FAKE_WORKER, T0, Stand, contents, eventually, stand, typed, undisturbed

pytest.importorskip("confluent_kafka.schema_registry", reason="the extra cleantrace[registry] is not here")


@pytest.fixture
def fake() -> Iterator[FakeRegistry]:
    with registry(login="worker:hunter-two") as made:
        yield made


@pytest.fixture
def registered(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(broker, prefix, tmp_path) as made:
        yield made


@pytest.fixture
def plain(embedded_broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(embedded_broker, prefix, tmp_path) as made:
        yield made


def access(fake: FakeRegistry) -> dict[str, str]:
    return {
        "CLEANTRACE_SCHEMA_REGISTRY_URL": fake.url,
        "CLEANTRACE_SCHEMA_REGISTRY_USERNAME": "worker",
        "CLEANTRACE_SCHEMA_REGISTRY_PASSWORD": "hunter-two",
    }


def values(settings: Settings, topic: str) -> list[bytes]:
    """Values as they lie in Kafka, with whatever is before them."""
    found: list[bytes] = []
    with reader(settings) as consumer:
        consumer.assign([TopicPartition(topic, 0, 0)])
        while True:
            message = consumer.poll(5.0)
            assert message is not None, "the end is told"
            if message.error() is not None:
                return found
            found.append(message.value() or b"")


def by_settings(made: Stand, fake: FakeRegistry, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of whoever comes later, from the environment."""
    from streams.settings import load_settings

    for name, value in (made.environment(0) | access(fake)).items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_what_is_written_has_the_header_and_inside_are_the_same_bytes(
    registered: Stand, fake: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = by_settings(registered, fake, monkeypatch)
    number = fake.register(f"{settings.raw_topic}-value", '{"type":"object"}')
    people = [typed(f"s{n}", f"I am zq{n} here", ts=T0 + n) for n in range(3)]
    raw = [value for messages in people for value in messages]
    registered.feed([frame(number, value) for value in people[0]])
    registered.feed(people[1])
    registered.feed([frame(number, value) for value in people[2]])
    registered.feed([frame(number + 500, people[0][0]), b"\x00\x01"])
    worker = registered.start(True, FAKE_WORKER, **access(fake))
    eventually(lambda: len(registered.audits()) == 3, "all are audited")
    eventually(lambda: len(registered.records(settings.deadletter_topic)) == 2, "two dead letters")
    assert registered.stop(worker) == 0
    assert contents(registered.trajectories()) == contents(undisturbed(settings, raw))
    for topic, document in (
        (settings.clean_topic, "trajectory"),
        (settings.audit_topic, "audit-record"),
        (settings.deadletter_topic, "dead-letter"),
    ):
        (told,) = fake.subjects[f"{topic}-value"]
        schema = orjson.loads(fake.schemas[told]["schema"])
        assert schema["$id"] == f"urn:cleantrace:{document}:1"
        for value in values(settings, topic):
            schema_id, body = unframe(value)
            assert schema_id == told
            Draft202012Validator(schema).validate(orjson.loads(body))
    letters = [orjson.loads(r.value or b"") for r in registered.records(settings.deadletter_topic)]
    assert {letter["code"] for letter in letters} == {"framed"}
    assert "hunter-two" not in registered.log(worker) and "zq" not in registered.log(worker)


def test_whatever_reads_back_sees_through_the_header(
    registered: Stand, fake: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = by_settings(registered, fake, monkeypatch)
    write_control(settings, Pause(v=1, user_id="u-9", from_=T0, until=T0 + 1_000), "p")
    assert unframe(values(settings, settings.controls_topic)[0])[0] is not None
    assert [entry.why for entry in read_controls(settings)] == [None]
    for round_number in range(2):
        first = round_number * 1_000
        registered.feed(typed("s1", "it is zq1", first_seq=first, ts=T0 + round_number * 90_000))
        worker = registered.start(True, FAKE_WORKER, **access(fake))
        eventually(lambda goal=round_number + 1: len(registered.audits()) == goal, "audited")  # type: ignore[misc]
        assert registered.stop(worker) == 0
    assert len(registered.records(settings.clean_topic)) == 2, "progress was read: nothing is there twice"

    other = f"{registered.prefix}again"
    create_topic(settings, TopicShape(other, 1, 1, configuration("clean", Layout())))
    chosen = choose_rules(settings, None, None)
    asked = Asked(from_offset=0)
    courses = [plan(settings, 0, asked, chosen.rules.trajectory)]
    order = Order(asked, Filters(), other, None, settings.clean_topic, 1, 0.0, True)
    report, comparison = carry_out(settings, order, chosen, courses, detector="fakes:load", show=False)
    assert report["stretches"]["published"] == 2
    assert comparison is not None and comparison.as_json()["trajectories"]["equal"] == 2
    assert f"{other}-value" in fake.subjects
    live, again = (
        [unframe(value)[1] for value in values(settings, topic)] for topic in (settings.clean_topic, other)
    )
    assert sorted(live) == sorted(again)
    report, _ = carry_out(settings, order, chosen, courses, detector="fakes:load", show=False)
    assert report["stretches"]["already"] == 2

    done = cleantrace("control", "erase", "--session", "s1", "--until", str(T0 * 2), "--yes")
    assert done.status == 0, done.error
    assert registered.trajectories() == {}
    assert (
        len(
            find_published(
                settings, settings.keyring(), [e.control for e in read_controls(settings) if e.control]
            ).doomed
        )
        == 4
    )


def test_without_a_registry_a_header_makes_a_dead_letter(plain: Stand) -> None:
    settings = plain.settings
    plain.feed([frame(7, value) for value in typed("s1", "zq1")])
    plain.feed(typed("s2", "zq2"))
    worker = plain.start()
    eventually(lambda: len(plain.audits()) == 1, "the other one is audited")
    eventually(lambda: len(plain.records(settings.deadletter_topic)) == 1, "a dead letter")
    assert plain.stop(worker) == 0
    (letter,) = [orjson.loads(record.value or b"") for record in plain.records(settings.deadletter_topic)]
    assert (letter["code"], letter["path"]) == ("framed", "")
    assert all(unframe(value)[0] is None for value in values(settings, settings.clean_topic))


def test_a_registry_that_is_not_there_stops_the_start(plain: Stand) -> None:
    plain.feed(typed("s1", "zq1"))
    url = f"http://127.0.0.1:{free_port()}"
    worker = plain.start(False, FAKE_WORKER, CLEANTRACE_SCHEMA_REGISTRY_URL=url)
    assert plain.processes[worker].wait(60) != 0
    assert "check CLEANTRACE_SCHEMA_REGISTRY_URL" in plain.log(worker)
    assert plain.trajectories() == {}


def test_a_registry_that_goes_away_loses_nothing(plain: Stand) -> None:
    with registry() as fake:
        number = fake.register("raw-value", "{}")
        worker = plain.start(True, FAKE_WORKER, CLEANTRACE_SCHEMA_REGISTRY_URL=fake.url)
    plain.feed([frame(number, value) for value in typed("s1", "zq1")])
    assert plain.processes[worker].wait(60) == 1
    assert "take_failed" in plain.log(worker) and "CLEANTRACE_SCHEMA_REGISTRY_URL" in plain.log(worker)
    with registry() as fake:
        number = fake.register("raw-value", "{}")
        worker = plain.start(True, FAKE_WORKER, CLEANTRACE_SCHEMA_REGISTRY_URL=fake.url)
        eventually(lambda: len(plain.audits()) == 1, "it is published by the next one")
        assert plain.stop(worker) == 0
    assert plain.records(plain.settings.deadletter_topic) == []
