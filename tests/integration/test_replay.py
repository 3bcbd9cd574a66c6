"""Replays on real brokers: the same bytes as live, whatever interrupts them, under today's controls."""

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import orjson
import pytest
from confluent_kafka import Producer, TopicPartition

from pipelines.naming import read_key, session_name
from schemas.control import Erase
from streams.cli.failure import CommandFailed
from streams.controls import write_control
from streams.erasure import delete_published, find_published
from streams.kafka import Outgoing, admin, delete_topic, describe, read_to_end, send
from streams.kafka.shapes import TopicShape, create_topic
from streams.replay.deadletters import affected, around, courses_of, readable_again
from streams.replay.filters import Filters
from streams.replay.order import Order, carry_out
from streams.replay.reading import plan
from streams.replay.terms import Controls, choose_rules
from streams.replay.window import Asked
from streams.topics import Layout, configuration
from tests.workers import HERE, KEY, T0, Stand, eventually, stand, typed, undisturbed

PEOPLE = 12
BROKERS = [
    pytest.param("embedded_broker", id="embedded", marks=pytest.mark.embedded),
    pytest.param("apache_kafka", id="apache", marks=pytest.mark.kafka),
]


def messages(mixed: bool = True) -> list[bytes]:
    """A dozen people's messages, mixed or one person's after the other's."""
    lines = [typed(f"s{n}", f"person {n} is zq{n} and stays", ts=T0 + n) for n in range(PEOPLE)]
    if not mixed:
        return list(chain.from_iterable(lines))
    return [value for value in chain.from_iterable(zip_longest(*lines)) if value is not None]


def publish_live(made: Stand, mixed: bool = True) -> None:
    made.feed(messages(mixed))
    number = made.start()
    eventually(lambda: len(made.audits()) == PEOPLE, "all are audited")
    assert made.stop(number) == 0


@pytest.fixture(scope="module", params=BROKERS)
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A stand on which a live worker has published everybody's stretches; tests share it and only read."""
    broker = request.getfixturevalue(request.param)
    with stand(broker, f"r{uuid.uuid4().hex[:10]}.", tmp_path_factory.mktemp("live")) as made:
        publish_live(made)
        yield made


@pytest.fixture
def own(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    """A stand of a test's own on which a live worker has published everybody's stretches."""
    with stand(broker, prefix, tmp_path) as made:
        publish_live(made)
        yield made


@pytest.fixture
def raw(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    """A stand with everybody's raw messages, which no worker has read."""
    with stand(broker, prefix, tmp_path) as made:
        made.feed(messages(mixed=False))
        yield made


@pytest.fixture
def apache(apache_kafka: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    """An empty stand on Apache Kafka."""
    with stand(apache_kafka, prefix, tmp_path) as made:
        yield made


def new_topic(made: Stand, name: str) -> str:
    topic = f"{made.prefix}{name}"
    create_topic(made.settings, TopicShape(topic, 1, 1, configuration("clean", Layout())))
    return topic


def replay(made: Stand, asked: Asked = Asked(from_offset=0), rules: Path | None = None, **how: Any) -> Any:  # noqa: B008
    settings = made.settings
    chosen = choose_rules(settings, rules, None)
    given: dict[str, Any] = {
        "topic": None, "output": None, "compare": None, "filters": Filters(), "jobs": 1, "rate": 0.0, **how,
    }  # fmt: skip
    courses = given.pop("courses", None) or [plan(settings, 0, asked, chosen.rules.trajectory)]
    order = Order(asked=asked, as_json=True, **given)
    return carry_out(settings, order, chosen, courses, detector="fakes:load", show=False)


def contents_of(made: Stand, topic: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for record in read_to_end(made.settings, topic):
        key = (record.key or b"").decode()
        if record.value:
            assert found.get(key, record.value) == record.value
            found[key] = record.value
        else:
            found.pop(key, None)
    return found


def test_a_replay_gives_the_same_bytes_as_the_live_worker(live: Stand) -> None:
    topic = new_topic(live, "again")
    report, _ = replay(live, topic=topic)
    assert contents_of(live, topic) == live.trajectories()
    assert report["adds_up"]
    assert report["stretches"]["published"] == PEOPLE
    again, _ = replay(live, topic=topic)
    assert again["stretches"]["already"] == PEOPLE
    assert len(list(read_to_end(live.settings, topic))) == PEOPLE


def test_a_replay_to_a_file_and_a_comparison_agree(live: Stand, tmp_path: Path) -> None:
    out = tmp_path / "again.jsonl"
    _, comparison = replay(live, output=out, compare=live.settings.clean_topic)
    assert sorted(out.read_bytes().splitlines()) == sorted(live.trajectories().values())
    assert comparison.as_json()["trajectories"] == {"equal": PEOPLE, "changed": 0, "added": 0, "removed": 0}


def test_other_rules_are_compared_before_they_are_published(live: Stand, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nname: open\ndetection: {entities: {PERSON: {operator: keep}}}\n")
    _, comparison = replay(live, rules=rules, compare=live.settings.clean_topic)
    form = comparison.as_json()
    assert form["trajectories"]["changed"] == PEOPLE
    assert form["redactions_lost"] == [{"entity": "PERSON", "rule": "fake", "count": PEOPLE}]


def test_a_replay_into_the_live_topic_leaves_what_is_there(live: Stand) -> None:
    report, _ = replay(live, topic=live.settings.clean_topic)
    assert report["stretches"] == {"already": PEOPLE, "open": 0}
    assert len(live.records(live.settings.clean_topic)) == PEOPLE


def test_todays_controls_apply_and_an_erasure_reaches_every_topic(raw: Stand) -> None:
    first, second = new_topic(raw, "first"), new_topic(raw, "second")
    replay(raw, topic=first)
    replay(raw, topic=second)
    erase = Erase(v=1, session_id="s3", from_=T0, until=T0 + 60_000)
    write_control(raw.settings, erase, "e1")
    found = find_published(raw.settings, raw.settings.keyring(), [erase])
    assert sorted(one.topic for one in found.doomed) == [first, second]
    delete_published(raw.settings, found.doomed)
    assert len(contents_of(raw, first)) == len(contents_of(raw, second)) == PEOPLE - 1
    third = new_topic(raw, "third")
    report, _ = replay(raw, topic=third)
    assert contents_of(raw, third) == contents_of(raw, first)
    assert report["events"]["dropped"]["erased"] > 0
    assert report["adds_up"]


def test_filters_choose_whole_stretches(live: Stand, tmp_path: Path) -> None:
    name = session_name(read_key(KEY), "s5")
    report, _ = replay(live, output=tmp_path / "one.jsonl", filters=Filters(sessions=frozenset({name})))
    assert report["stretches"] == {"filtered": PEOPLE - 1, "open": 0, "published": 1}
    (line,) = (tmp_path / "one.jsonl").read_bytes().splitlines()
    assert orjson.loads(line)["session"] == name


def test_a_killed_replay_goes_on_where_it_was(live: Stand) -> None:
    topic = new_topic(live, "killed")
    for _ in range(3):
        environment = {**live.environment(0), "PYTHONPATH": f"{HERE}:{HERE.parent}", "PATH": ""}
        process = subprocess.Popen(
            [sys.executable, str(HERE / "fake_replay.py"), topic, "60"], env=environment, cwd=live.folder
        )
        time.sleep(2.5)
        process.kill()
        process.wait()
    report, _ = replay(live, topic=topic)
    assert contents_of(live, topic) == live.trajectories()
    assert report["adds_up"]
    named = [r["trajectory_id"] for r in live.audits() if r["replay"] and r["published"]["topic"] == topic]
    assert sorted(named) == sorted(live.trajectories())


def test_a_topic_under_other_rules_is_refused_though_all_is_done(live: Stand, tmp_path: Path) -> None:
    topic = new_topic(live, "mixed")
    replay(live, topic=topic)
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nname: other\n")
    with pytest.raises(CommandFailed, match="holds a replay under other rules"):
        replay(live, topic=topic, rules=rules)


def test_a_topic_that_was_made_anew_is_refused(live: Stand) -> None:
    topic = new_topic(live, "anew")
    replay(live, topic=topic)
    delete_topic(live.settings, topic)
    eventually(lambda: topic not in describe(live.settings, [topic]).topics, "the topic is gone")
    new_topic(live, "anew")
    with pytest.raises(CommandFailed, match="was made anew"):
        replay(live, topic=topic)


def test_two_replays_into_one_topic_come_to_the_same(live: Stand) -> None:
    topic = new_topic(live, "both")
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(replay, live, topic=topic, rate=60.0) for _ in range(2)]
        reports = [one.result()[0] for one in running]
    assert contents_of(live, topic) == live.trajectories()
    assert all(report["adds_up"] for report in reports)


def test_two_replays_under_different_rules_do_not_share_a_topic(live: Stand, tmp_path: Path) -> None:
    topic = new_topic(live, "rivals")
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nname: other\n")
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(replay, live, topic=topic, rate=40.0, rules=r) for r in (None, rules)]
        failures = [one.exception() for one in running]
    assert any(isinstance(one, CommandFailed) and "under other rules" in str(one) for one in failures)


def test_a_stretch_that_goes_on_behind_the_end_that_was_seen_is_made_whole(raw: Stand) -> None:
    late = typed("slate", "this is zq77 and it goes on for long")
    raw.feed(late[:3])
    settings, asked = raw.settings, Asked(from_offset=0)
    courses = [plan(settings, 0, asked, choose_rules(settings, None, None).rules.trajectory)]
    raw.feed(late[3:])
    raw.feed(typed("safter", "this one began later"))
    topic = new_topic(raw, "late")
    report, _ = replay(raw, asked, topic=topic, courses=courses)
    assert report["stretches"] == {"open": 0, "published": PEOPLE + 1}
    wanted = undisturbed(settings, [*messages(mixed=False), *late])
    found = {key: orjson.loads(value) for key, value in contents_of(raw, topic).items()}
    assert found == {key: orjson.loads(value) for key, value in wanted.items()}


def test_a_stretch_without_an_end_is_left_out(raw: Stand) -> None:
    raw.feed(typed("sopen", "this is zq77 and it goes on")[:3])
    report, _ = replay(raw, topic=new_topic(raw, "open"))
    assert report["stretches"] == {"open": 1, "published": PEOPLE}
    assert report["adds_up"]


def test_into_the_live_topic_only_what_the_live_group_has_committed(raw: Stand) -> None:
    report, _ = replay(raw, topic=raw.settings.clean_topic)
    assert report["stretches"] == {"not_committed": PEOPLE, "open": 0}
    assert raw.records(raw.settings.clean_topic) == []


def test_a_replay_into_the_live_topic_ends_when_other_rules_become_active(raw: Stand) -> None:
    active = choose_rules(raw.settings, None, None).digest
    controls = Controls(raw.settings, active)
    controls.start()

    def has_ended(why: str) -> bool:
        try:
            controls.current()
        except CommandFailed as failed:
            return why in str(failed)
        return False

    raw.publish_rules(b"version: 1\nname: newer\n")
    eventually(lambda: has_ended("other rules are active"), "the change of rules is seen")
    send(raw.settings, [Outgoing(raw.settings.rules_topic, b"active", None)])
    eventually(lambda: has_ended("no rules are active any more"), "their end is seen")
    controls.stop()


def test_a_control_that_cannot_be_understood_ends_a_replay(raw: Stand) -> None:
    topic = new_topic(raw, "broken")
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(replay, raw, topic=topic, rate=10.0)
        eventually(lambda: any(one["replay"] for one in raw.audits()), "the replay is at work")
        send(raw.settings, [Outgoing(raw.settings.controls_topic, b"halt/x", b"no control")])
        failure = running.exception()
    assert isinstance(failure, CommandFailed)
    assert "nothing more can be published" in str(failure)
    assert failure.status == 1
    send(raw.settings, [Outgoing(raw.settings.controls_topic, b"halt/x", None)])
    report, _ = replay(raw, topic=topic)
    assert report["stretches"]["already"] + report["stretches"]["published"] == PEOPLE
    assert len(raw.records(topic)) == PEOPLE


def expire(made: Stand, before: int) -> None:
    """Let the brokers forget raw messages, as retention does."""
    client = admin(made.settings)
    for done in client.delete_records([TopicPartition(made.settings.raw_topic, 0, before)]).values():
        done.result(60)


def test_what_has_expired_is_told_with_what_is_left(apache: Stand) -> None:
    apache.feed(messages())
    expire(apache, 20)
    with pytest.raises(CommandFailed, match="offset 0 has expired; what is there begins at 20"):
        replay(apache, topic=None)
    with pytest.raises(CommandFailed, match="beginning of the range has expired.*use --from 20"):
        replay(apache, Asked(from_ms=1))
    end = apache.records(apache.settings.raw_topic)[-1].offset + 1
    expire(apache, end)
    with pytest.raises(CommandFailed, match="nothing is there any more"):
        replay(apache, Asked(from_ms=1))


def test_what_expires_before_it_was_read_ends_the_replay(apache: Stand) -> None:
    apache.feed(messages())
    settings, asked = apache.settings, Asked(from_offset=0)
    courses = [plan(settings, 0, asked, choose_rules(settings, None, None).rules.trajectory)]
    expire(apache, 20)
    with pytest.raises(CommandFailed, match="expired before they were read; what is there begins at 20"):
        replay(apache, asked, topic=new_topic(apache, "expired"), courses=courses)


def test_what_began_in_what_has_expired_is_not_made_in_part(apache: Stand) -> None:
    publish_live(apache, mixed=False)
    published = apache.trajectories()
    starts = {key: orjson.loads(value)["source"]["first_offset"] for key, value in published.items()}
    inside = sorted(starts.values())[5] + 2
    expire(apache, inside)
    topic = new_topic(apache, "rest")
    report, _ = replay(apache, Asked(from_offset=inside), topic=topic)
    wanted = {key: value for key, value in published.items() if starts[key] >= inside}
    assert len(wanted) == PEOPLE - 6
    assert contents_of(apache, topic) == wanted
    assert report["adds_up"]


def test_offsets_that_never_were_are_no_loss(apache: Stand) -> None:
    values = messages()
    writer = Producer({"bootstrap.servers": apache.bootstrap, "transactional.id": apache.prefix})
    writer.init_transactions()
    for n in range(0, len(values), 5):
        writer.begin_transaction()
        for value in values[n : n + 5]:
            writer.produce(apache.settings.raw_topic, value, b"s", partition=0)
        writer.commit_transaction()
    topic = new_topic(apache, "holes")
    report, _ = replay(apache, topic=topic)
    assert report["stretches"] == {"open": 0, "published": PEOPLE}
    assert report["messages_read"] == len(values)


def test_stretches_belong_where_they_begin(live: Stand, tmp_path: Path) -> None:
    starts = sorted(orjson.loads(t)["source"]["first_offset"] for t in live.trajectories().values())
    middle = starts[PEOPLE // 2]
    first, _ = replay(live, Asked(from_offset=0, to_offset=middle), output=tmp_path / "a.jsonl")
    second, _ = replay(live, Asked(from_offset=middle), output=tmp_path / "b.jsonl")
    assert first["stretches"]["published"] == second["stretches"]["published"] == PEOPLE // 2
    both = (tmp_path / "a.jsonl").read_bytes() + (tmp_path / "b.jsonl").read_bytes()
    assert sorted(both.splitlines()) == sorted(live.trajectories().values())


def test_dead_letters_that_can_be_read_by_now_replace_what_stands_there(own: Stand) -> None:
    """A message that an older decoder refused: here a pointer is written by hand to a good message."""
    settings = own.settings
    (first, *_) = [r for r in own.audits() if r["session"] == session_name(read_key(KEY), "s2")]
    offset = first["source"]["first_offset"]
    letter = {"v": 1, "topic": settings.raw_topic, "partition": 0, "offset": offset}
    value = orjson.dumps({**letter, "code": "not_json", "path": "", "at": None})
    send(settings, [Outgoing(settings.deadletter_topic, f"{settings.raw_topic}/0/{offset}".encode(), value)])
    own.publish_rules(b"version: 1\nname: newer\n")
    letters = readable_again(settings)
    assert [(one.partition, one.offset, one.session_id) for one in letters] == [(0, offset, "s2")]
    chosen = choose_rules(settings, None, None)
    limits = chosen.rules.trajectory
    topic = settings.clean_topic
    changed = affected(settings, settings.keyring(), letters, topic, limits)
    order = Order(
        around(letters, limits),
        Filters(affected=changed),
        topic,
        None,
        None,
        1,
        0.0,
        True,
        replacing=True,
    )
    courses = courses_of(settings, letters, limits)
    for _ in range(2):
        report, _comparison = carry_out(settings, order, chosen, courses, detector="fakes:load", show=False)
        assert report["stretches"]["published"] == 1
        now = own.trajectories()
        assert len(now) == PEOPLE
        assert first["trajectory_id"] not in now
        assert sum(orjson.loads(t)["policy"]["name"] == "newer" for t in now.values()) == 1
