"""Replays on real brokers: the same bytes as live, whatever interrupts them, under today's controls."""

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import orjson
import pytest

from pipelines.naming import read_key, session_name
from schemas.control import Erase
from streams.cli.failure import CommandFailed
from streams.controls import write_control
from streams.kafka import Outgoing, read_to_end, send
from streams.kafka.shapes import TopicShape, create_topic
from streams.replay.deadletters import affected, around, courses_of, readable_again
from streams.replay.filters import Filters
from streams.replay.order import Order, carry_out
from streams.replay.reading import plan
from streams.replay.terms import choose_rules
from streams.replay.window import Asked
from streams.topics import Layout, configuration
from tests.workers import HERE, KEY, T0, Stand, eventually, stand, typed

PEOPLE = 12


@pytest.fixture
def live(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    """A stand on which a live worker has published a dozen people's stretches."""
    with stand(broker, prefix, tmp_path) as made:
        lines = [typed(f"s{n}", f"person {n} is zq{n} and stays", ts=T0 + n) for n in range(PEOPLE)]
        made.feed([value for value in chain.from_iterable(zip_longest(*lines)) if value is not None])
        number = made.start()
        eventually(lambda: len(made.audits()) == PEOPLE, "all are audited")
        assert made.stop(number) == 0
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
    order = Order(asked=asked, as_json=True, **given)
    courses = [plan(settings, 0, asked, chosen.rules.trajectory)]
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


def test_todays_controls_apply(live: Stand) -> None:
    erase = Erase(v=1, session_id="s3", from_=T0, until=T0 + 60_000)
    write_control(live.settings, erase, "e1")
    topic = new_topic(live, "erased")
    report, _ = replay(live, topic=topic)
    assert len(contents_of(live, topic)) == PEOPLE - 1
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
    named = [r["trajectory_id"] for r in live.audits() if r["replay"]]
    assert sorted(named) == sorted(live.trajectories())


def test_a_topic_under_other_rules_is_refused(live: Stand, tmp_path: Path) -> None:
    topic = new_topic(live, "mixed")
    replay(live, Asked(from_offset=0, to_offset=5), topic=topic)
    rules = tmp_path / "rules.yaml"
    rules.write_text("version: 1\nname: other\n")
    with pytest.raises(CommandFailed, match="holds a replay under other rules"):
        replay(live, topic=topic, rules=rules)


def test_stretches_belong_where_they_begin(live: Stand, tmp_path: Path) -> None:
    starts = sorted(orjson.loads(t)["source"]["first_offset"] for t in live.trajectories().values())
    middle = starts[PEOPLE // 2]
    first, _ = replay(live, Asked(from_offset=0, to_offset=middle), output=tmp_path / "a.jsonl")
    second, _ = replay(live, Asked(from_offset=middle), output=tmp_path / "b.jsonl")
    assert first["stretches"]["published"] == second["stretches"]["published"] == PEOPLE // 2
    both = (tmp_path / "a.jsonl").read_bytes() + (tmp_path / "b.jsonl").read_bytes()
    assert sorted(both.splitlines()) == sorted(live.trajectories().values())


def test_dead_letters_that_can_be_read_by_now_replace_what_stands_there(live: Stand) -> None:
    """A message that an older decoder refused: here a pointer is written by hand to a good message."""
    settings = live.settings
    (first, *_) = [r for r in live.audits() if r["session"] == session_name(read_key(KEY), "s2")]
    offset = first["source"]["first_offset"]
    letter = {"v": 1, "topic": settings.raw_topic, "partition": 0, "offset": offset}
    value = orjson.dumps({**letter, "code": "not_json", "path": "", "at": None})
    send(settings, [Outgoing(settings.deadletter_topic, f"{settings.raw_topic}/0/{offset}".encode(), value)])
    live.publish_rules(b"version: 1\nname: newer\n")
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
        now = live.trajectories()
        assert len(now) == PEOPLE
        assert first["trajectory_id"] not in now
        assert sum(orjson.loads(t)["policy"]["name"] == "newer" for t in now.values()) == 1
