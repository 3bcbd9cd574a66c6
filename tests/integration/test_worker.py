"""A worker on real brokers: what goes in comes out clean, once, whatever happens in between."""

import gzip
import signal
import time
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

import orjson
import pytest

from pipelines.naming import read_key, session_name
from schemas.control import Erase
from streams.controls import write_control
from streams.demo.session import SESSION_FILE
from streams.kafka import Outgoing, send
from tests.workers import (
    FAKE_WORKER,
    KEY,
    REAL_WORKER,
    T0,
    Stand,
    contents,
    event,
    eventually,
    message,
    stand,
    typed,
    undisturbed,
)


@pytest.fixture
def worker_stand(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(broker, prefix, tmp_path) as made:
        yield made


@pytest.fixture
def embedded_stand(embedded_broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(embedded_broker, prefix, tmp_path) as made:
        yield made


def crowd(people: int, first: int = 0) -> list[bytes]:
    """Messages of some people who type at the same time."""
    lines = [
        typed(f"s{n}", f"person {n} is zq{n} and stays", ts=T0 + n) for n in range(first, first + people)
    ]
    return [value for value in chain.from_iterable(zip_longest(*lines)) if value is not None]


def audited(stand: Stand) -> dict[tuple[str, int, int], dict]:
    """The last audit record of each stretch."""
    return {(r["session"], r["source"]["first_seq"], r["source"]["last_seq"]): r for r in stand.audits()}


def until(stand: Stand, goal: int) -> None:
    """Wait for so many trajectories."""
    eventually(lambda: len(stand.trajectories()) >= goal, f"{goal} trajectories")


def test_typed_text_comes_out_clean_and_audited(worker_stand: Stand) -> None:
    worker_stand.feed(typed("s1", "hello zq123 there"))
    worker_stand.start()
    eventually(lambda: len(worker_stand.audits()) == 1, "an audit record")
    (text,) = worker_stand.trajectories().values()
    assert b"zq123" not in text
    trajectory = orjson.loads(text)
    assert trajectory["source"]["last_seq"] == 17
    (record,) = worker_stand.audits()
    assert record["trajectory_id"] == trajectory["trajectory_id"]
    assert record["published"]["offset"] == 0
    assert worker_stand.stop(0) == 0
    assert "zq123" not in worker_stand.log(0)


def test_a_second_worker_goes_on_where_the_first_one_stopped(worker_stand: Stand) -> None:
    first = crowd(3)
    worker_stand.feed(first)
    worker_stand.start()
    eventually(lambda: len(worker_stand.audits()) == 3, "three audit records")
    assert worker_stand.stop(0) == 0
    worker_stand.feed(crowd(2, first=3))
    worker_stand.start()
    eventually(lambda: len(worker_stand.audits()) == 5, "five audit records")
    assert len(worker_stand.records(worker_stand.settings.clean_topic)) == 5
    assert f'"offset":{len(first)},' in worker_stand.log(1), "the first one committed all that was done"
    assert worker_stand.stop(1) == 0


def test_a_killed_worker_changes_nothing_of_what_comes_out(worker_stand: Stand) -> None:
    values = crowd(40)
    expected = undisturbed(worker_stand.settings, values)
    worker_stand.feed(values[:300])
    for goal in (3, 12, 20):
        number = worker_stand.start(wait=False)
        until(worker_stand, goal)
        worker_stand.kill(number)
        if goal == 12:
            worker_stand.feed(values[300:])
    number = worker_stand.start()
    eventually(lambda: len(audited(worker_stand)) == 40, "an audit record for each stretch")
    assert contents(worker_stand.trajectories()) == contents(expected)
    events = sum(
        r["source"]["last_seq"] - r["source"]["first_seq"] + 1 for r in audited(worker_stand).values()
    )
    assert events == sum(len(orjson.loads(value)["events"]) for value in values)
    assert worker_stand.stop(number) == 0


def test_damaged_messages_become_dead_letters_and_the_others_come_out(worker_stand: Stand) -> None:
    good = typed("s1", "between zq5 faults")
    secret = b"the password is hunter"
    values = [b"{" + secret, *good[:2], b'{"v":2}', None, *good[2:], b"[1]"]
    worker_stand.feed(values)
    number = worker_stand.start()
    eventually(lambda: len(worker_stand.records(worker_stand.settings.deadletter_topic)) == 4, "dead letters")
    eventually(lambda: len(worker_stand.audits()) == 1, "an audit record")
    letters = worker_stand.records(worker_stand.settings.deadletter_topic)
    told = [orjson.loads(letter.value or b"") for letter in letters]
    assert sorted((one["offset"], one["code"]) for one in told) == [
        (0, "not_json"),
        (3, "bad_version"),
        (4, "empty"),
        (len(values) - 1, "not_object"),
    ]
    raw = worker_stand.settings.raw_topic
    assert {letter.key for letter in letters} == {f"{raw}/0/{one['offset']}".encode() for one in told}
    assert not any(secret in (letter.value or b"") for letter in letters)
    assert worker_stand.stop(number) == 0
    assert "hunter" not in worker_stand.log(number)


def test_a_broken_control_stops_publishing_until_it_is_mended(worker_stand: Stand) -> None:
    settings = worker_stand.settings
    send(settings, [Outgoing(settings.controls_topic, b"halt/h1", b'{"v":1,"kind":"halt","from":"soon"}')])
    worker_stand.feed(typed("s1", "nothing of zq7 yet"))
    number = worker_stand.start(wait=False)
    eventually(lambda: "terms" in worker_stand.problems(number), "it says why it does not publish")
    eventually(lambda: set(worker_stand.problems(number)) == {"terms"}, "it has joined")
    time.sleep(2)
    assert worker_stand.trajectories() == {}
    send(settings, [Outgoing(settings.controls_topic, b"halt/h1", None)])
    eventually(lambda: len(worker_stand.trajectories()) == 1, "it goes on")
    assert worker_stand.stop(number) == 0


def test_without_active_rules_nothing_is_published_and_a_switch_is_followed(worker_stand: Stand) -> None:
    settings = worker_stand.settings
    number = worker_stand.start()
    worker_stand.feed(typed("s1", "first"))
    eventually(lambda: len(worker_stand.trajectories()) == 1, "a trajectory under the first rules")
    send(settings, [Outgoing(settings.rules_topic, b"active", b"sha256:" + b"0" * 64)])
    eventually(lambda: not worker_stand.is_ready(number), "it is not ready")
    worker_stand.feed(typed("s2", "second"))
    time.sleep(2)
    assert len(worker_stand.trajectories()) == 1
    worker_stand.publish_rules(b"version: 1\nname: others\n")
    eventually(lambda: len(worker_stand.trajectories()) == 2, "a trajectory under the other rules")
    names = {orjson.loads(value)["policy"]["name"] for value in worker_stand.trajectories().values()}
    assert names == {"tests", "others"}
    assert worker_stand.stop(number) == 0


def test_an_erasure_reaches_what_is_to_come_and_what_was_just_published(worker_stand: Stand) -> None:
    number = worker_stand.start()
    worker_stand.feed(typed("s1", "erased zq1"))
    worker_stand.feed(typed("s2", "kept zq2"))
    eventually(lambda: len(worker_stand.trajectories()) == 2, "two trajectories")
    erase = Erase(v=1, from_=T0, until=T0 + 60_000, session_id="s1")
    write_control(worker_stand.settings, erase, "e1")
    eventually(lambda: len(worker_stand.trajectories()) == 1, "a tombstone")
    worker_stand.feed(typed("s1", "more of it", first_seq=100, ts=T0 + 30_000))
    eventually(lambda: len(worker_stand.audits()) == 3, "an audit record without a trajectory")
    gone = session_name(read_key(KEY), "s1")
    last = [record for record in worker_stand.audits() if record["session"] == gone][-1]
    assert (last["trajectory_id"], last["published"]["offset"], set(last["dropped"])) == (
        None,
        None,
        {"erased"},
    )
    assert all(gone.encode() not in value for value in worker_stand.trajectories().values())
    assert worker_stand.stop(number) == 0


def test_an_erasure_whose_command_died_is_finished_by_the_next_worker(worker_stand: Stand) -> None:
    worker_stand.feed(typed("s1", "erased zq1"))
    worker_stand.feed(typed("s2", "kept zq2"))
    number = worker_stand.start()
    eventually(lambda: len(worker_stand.audits()) == 2, "two audit records")
    assert worker_stand.stop(number) == 0
    erase = Erase(v=1, from_=T0, until=T0 + 60_000, session_id="s1")
    write_control(worker_stand.settings, erase, "e1")
    number = worker_stand.start()
    eventually(lambda: len(worker_stand.trajectories()) == 1, "a tombstone")
    assert worker_stand.stop(number) == 0


def test_a_session_that_goes_quiet_is_published_without_an_end(worker_stand: Stand) -> None:
    worker_stand.publish_rules(b"version: 1\nname: quick\ntrajectory: {idle_gap_s: 5}\n")
    number = worker_stand.start(CLEANTRACE_IDLE_MARGIN_S="1")
    keys = [event(n, T0 + n * 100, "key", key=key, action="down") for n, key in enumerate("quiet")]
    worker_stand.feed([message("s1", keys)])
    eventually(lambda: len(worker_stand.trajectories()) == 1, "a trajectory")
    assert worker_stand.stop(number) == 0


def test_poison_takes_its_own_stretch_only(embedded_stand: Stand) -> None:
    for name in ("poisonraise", "poisondie", "poisonhang"):
        embedded_stand.feed(typed(name, f"{name} zq9"))
        embedded_stand.feed(typed(f"after {name}", "fine zq9"))
    number = embedded_stand.start(CLEANTRACE_REDACTION_TIMEOUT_S="3")
    eventually(lambda: len(embedded_stand.audits()) == 6, "six audit records")
    failed = [record for record in embedded_stand.audits() if record["dropped"].get("failed")]
    assert len(failed) == 3
    assert all(record["trajectory_id"] is None for record in failed)
    assert len(embedded_stand.trajectories()) == 3
    assert embedded_stand.stop(number) == 0
    assert "zq9" not in embedded_stand.log(number)
    assert "the text would be" not in embedded_stand.log(number)


def test_a_missing_model_ends_the_worker_and_publishes_nothing(embedded_stand: Stand) -> None:
    embedded_stand.feed(typed("s1", "zq1"))
    number = embedded_stand.start(wait=False, CLEANTRACE_MODELS="missing")
    assert embedded_stand.processes[number].wait(60) == 1
    assert "is not installed" in embedded_stand.log(number)
    assert embedded_stand.trajectories() == {}


def test_a_worker_that_was_frozen_leaves_and_the_next_one_goes_on(embedded_stand: Stand) -> None:
    number = embedded_stand.start()
    embedded_stand.processes[number].send_signal(signal.SIGSTOP)
    embedded_stand.feed(typed("s1", "zq1"))
    time.sleep(4)
    embedded_stand.processes[number].send_signal(signal.SIGCONT)
    assert embedded_stand.processes[number].wait(20) == 1
    assert "fenced" in embedded_stand.log(number)
    embedded_stand.start()
    eventually(lambda: len(embedded_stand.trajectories()) == 1, "a trajectory")


def test_a_worker_that_is_handed_nothing_of_what_lies_there_leaves(embedded_stand: Stand) -> None:
    starved = (*FAKE_WORKER, "--starved")
    number = embedded_stand.start(command=starved, CLEANTRACE_WATCHDOG_S="8")
    time.sleep(10)
    assert embedded_stand.processes[number].poll() is None, "it has nothing to do and stays"
    embedded_stand.feed(typed("s1", "zq1"))
    assert embedded_stand.processes[number].wait(30) == 1
    assert '"watchdog_starved"' in embedded_stand.log(number)


def test_a_worker_under_restart_comes_back_and_stops_when_told(embedded_stand: Stand) -> None:
    supervised = (*REAL_WORKER, "--restart")
    number = embedded_stand.start(wait=False, command=supervised, CLEANTRACE_MODELS="no-such-model")
    eventually(lambda: embedded_stand.log(number).count('"models_refused"') >= 2, "it comes back")
    assert embedded_stand.stop(number) == 0


@pytest.mark.models
def test_the_shipped_session_gives_what_the_pipelines_give(worker_stand: Stand) -> None:
    from pipelines.detection.engine import load_detector

    values = gzip.decompress(SESSION_FILE.read_bytes()).splitlines()
    rules = (SESSION_FILE.parent / "rules.yaml").read_bytes()
    expected = undisturbed(worker_stand.settings, values, rules, load_detector)
    worker_stand.publish_rules(rules)
    worker_stand.feed(values)
    number = worker_stand.start(wait=False, command=REAL_WORKER)
    eventually(lambda: len(worker_stand.trajectories()) >= len(expected), "all trajectories", timeout_s=240)
    assert contents(worker_stand.trajectories()) == contents(expected)
    assert worker_stand.stop(number) == 0
