"""Rotating the key of a group that works: nothing lost, nothing twice, and all names are found again."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path

import orjson
import pytest

from pipelines.keyring import mark_of
from pipelines.naming import read_key, session_name, subject_name
from schemas.control import Erase
from streams.cli.failure import CommandFailed
from streams.controls import write_control
from streams.erasure import delete_published, find_published
from streams.kafka import Outgoing, TopicShape, create_topic, read_to_end, send
from streams.progress import mark_in
from streams.replay.deadletters import affected, around, courses_of, readable_again
from streams.replay.filters import Filters
from streams.replay.order import Order, carry_out
from streams.replay.reading import plan
from streams.replay.terms import choose_rules
from streams.replay.window import Asked
from streams.settings import Settings, load_settings
from streams.topics import Layout, configuration
from tests.commands import cleantrace
from tests.workers import FAKE_WORKER, KEY, T0, Stand, contents, eventually, stand, typed, undisturbed

NEXT = bytes(range(160, 192)).hex()
OLD_KEY, NEW_KEY = read_key(KEY, "k1"), read_key(NEXT, "k2")
ALONE = {"CLEANTRACE_KEY": KEY}
PREPARED = {"CLEANTRACE_KEY": KEY, "CLEANTRACE_OTHER_KEYS": f"k2={NEXT}"}
FIRST = ALONE if os.environ.get("CLEANTRACE_TEST_LONG_ROTATION") else PREPARED
"""The longer form begins with workers that know the old key only, and has two rolling restarts."""
ROTATED = {
    "CLEANTRACE_KEY": NEXT,
    "CLEANTRACE_KEY_ID": "k2",
    "CLEANTRACE_OTHER_KEYS": f"k1={KEY}",
}
PARTITIONS, PEOPLE, MOST_ROUNDS = 2, 6, 60


@pytest.fixture
def group(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(broker, prefix, tmp_path, partitions=PARTITIONS) as made:
        yield made


@pytest.fixture
def alone(embedded_broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(embedded_broker, prefix, tmp_path) as made:
        yield made


def rotated(made: Stand) -> Settings:
    """What whoever looks things up after the rotation is told."""
    own = {name: value for name, value in made.settings.model_dump().items() if name.endswith("_topic")}
    return load_settings(
        brokers=made.bootstrap,
        key_text=NEXT,
        key_id="k2",
        other_keys=f"k1={KEY}",
        profile="embedded",
        group=made.settings.group,
        **own,
    )


def session_of(partition: int, person: int) -> str:
    return f"p{partition}-s{person}"


class Load(threading.Thread):
    """People of all partitions at work, round after round, until it is enough."""

    def __init__(self, made: Stand) -> None:
        super().__init__(daemon=True)
        self.made = made
        self.given: dict[int, list[bytes]] = {n: [] for n in range(PARTITIONS)}
        self.rounds = 0
        self.enough = threading.Event()

    def run(self) -> None:
        for number in range(MOST_ROUNDS):
            for partition, given in self.given.items():
                lines = [
                    typed(
                        session_of(partition, n),
                        f"round {number} of zq{n}",
                        first_seq=number * 1_000,
                        ts=T0 + number * 120_000 + n,
                    )
                    for n in range(PEOPLE)
                ]
                values = [value for value in chain.from_iterable(zip_longest(*lines)) if value is not None]
                given.extend(values)
                topic = self.made.settings.raw_topic
                send(self.made.settings, [Outgoing(topic, b"k", value, partition) for value in values])
            self.rounds = number + 1
            if self.enough.wait(1.0):
                return


def stretches(made: Stand) -> dict[tuple[str, int], list[dict]]:
    """Trajectories by raw session and first `seq`, whatever key named them."""
    names = {
        session_name(key, session_of(p, n)): session_of(p, n)
        for key in (OLD_KEY, NEW_KEY)
        for p in range(PARTITIONS)
        for n in range(PEOPLE)
    }
    found: dict[tuple[str, int], list[dict]] = {}
    for value in made.trajectories().values():
        head = orjson.loads(value)
        found.setdefault((names[head["session"]], head["source"]["first_seq"]), []).append(head)
    return found


def roll(made: Stand, running: list[int], settings: dict[str, str]) -> list[int]:
    """Stop one worker after the other, each when its successor is there."""
    fresh = []
    for number in running:
        fresh.append(made.start(False, FAKE_WORKER, **settings))
        assert made.stop(number) == 0
    for number in fresh:
        eventually(partial(made.is_ready, number), f"worker {number} is ready")
    return fresh


@pytest.mark.slow
def test_a_group_that_works_is_given_a_new_key(group: Stand) -> None:
    running = [group.start(False, FAKE_WORKER, **FIRST) for _ in range(2)]
    load = Load(group)
    load.start()
    eventually(lambda: len(group.audits()) >= PEOPLE, "the old key is in use")
    if FIRST is not PREPARED:
        running = roll(group, running, PREPARED)
    running = roll(group, running, ROTATED)
    load.enough.set()
    load.join()
    goal = PARTITIONS * PEOPLE * load.rounds
    eventually(lambda: len(stretches(group)) >= goal, f"{goal} stretches", timeout_s=150)
    eventually(lambda: len(group.audits()) >= goal, f"{goal} audit records")
    hold_that_each_is_there_once_under_the_key_that_it_names(group, load, goal)
    hold_that_an_erasure_reaches_both_keys(group, load.rounds)
    for number in running:
        assert group.stop(number) == 0
    assert all("zq" not in group.log(n) and NEXT not in group.log(n) for n in range(len(group.processes)))


def hold_that_each_is_there_once_under_the_key_that_it_names(made: Stand, load: Load, goal: int) -> None:
    found = stretches(made)
    assert len(found) == goal
    assert all(len(heads) == 1 for heads in found.values())
    key_ids = Counter(head["policy"]["key_id"] for (head,) in found.values())
    assert set(key_ids) == {"k1", "k2"}, "both keys were in use"
    expected: dict[str, bytes] = {}
    for key in (OLD_KEY, NEW_KEY):
        for values in load.given.values():
            expected |= contents(undisturbed(made.settings, values, key=key))
    for name, body in contents(made.trajectories()).items():
        assert body == expected[name]
    named = {(r["session"], r["source"]["first_seq"]): r["trajectory_id"] for r in made.audits()}
    assert len(named) == goal and set(named.values()) == set(made.trajectories())
    marks = {key.key_id: mark_of(key) for key in (OLD_KEY, NEW_KEY)}
    by_id = {head["trajectory_id"]: head["policy"]["key_id"] for (head,) in found.values()}
    for record in made.records(made.settings.audit_topic):
        audit = orjson.loads(record.value or b"")
        assert mark_in(record.headers) == marks[by_id[audit["trajectory_id"]]]


def hold_that_an_erasure_reaches_both_keys(made: Stand, rounds: int) -> None:
    """All of one session is under two names; everybody here is the person `u-1`."""
    settings = rotated(made)
    session = session_of(0, 3)
    told = [heads[0]["policy"]["key_id"] for (name, _), heads in stretches(made).items() if name == session]
    assert set(told) == {"k1", "k2"}
    before = len(made.trajectories())
    erase = Erase(v=1, session_id=session, from_=0, until=T0 * 2)
    assert len(find_published(settings, settings.keyring(), [erase]).doomed) == rounds
    write_control(settings, erase, "e1")  # no tombstone is written here: the workers do it
    eventually(lambda: len(made.trajectories()) == before - rounds, "workers have deleted them")
    assert session not in {name for name, _ in stretches(made)}


def crowd(made: Stand, people: int = 3, round_number: int = 0) -> None:
    for n in range(people):
        first = round_number * 1_000
        made.feed(typed(f"s{n}", f"I am zq{n}", first_seq=first, ts=T0 + round_number * 120_000))


def new_topic(made: Stand, name: str) -> str:
    topic = f"{made.prefix}{name}"
    create_topic(made.settings, TopicShape(topic, 1, 1, configuration("clean", Layout())))
    return topic


def replay(settings: Settings, topic: str | None, compare: str | None = None, **filters: object) -> tuple:
    chosen = choose_rules(settings, None, None)
    asked = Asked(from_offset=0)
    order = Order(asked, Filters(**filters), topic, None, compare, 1, 0.0, True)  # type: ignore[arg-type]
    courses = [plan(settings, 0, asked, chosen.rules.trajectory)]
    return carry_out(settings, order, chosen, courses, detector="fakes:load", show=False)


def hold(made: Stand, topic: str) -> set[str]:
    live: set[str] = set()
    for record in read_to_end(made.settings, topic):
        name = (record.key or b"").decode()
        live = live | {name} if record.value else live - {name}
    return live


def has_audited(made: Stand, goal: int) -> bool:
    return len(made.audits()) == goal


def published_before_and_after(made: Stand) -> None:
    """A first round under the old key, a second one of the same sessions under the new one."""
    for number, keys in enumerate((ALONE, ROTATED)):
        crowd(made, round_number=number)
        worker = made.start(True, FAKE_WORKER, **keys)
        eventually(partial(has_audited, made, 3 * number + 3), "all are audited")
        assert made.stop(worker) == 0


def test_what_replays_find_and_erasures_delete_after_a_rotation(
    alone: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_before_and_after(alone)
    settings = rotated(alone)
    clean = settings.clean_topic

    report, _ = replay(settings, clean)
    assert report["stretches"]["already"] == 6
    assert len(alone.records(clean)) == 6

    _, comparison = replay(settings, None, compare=clean)
    assert comparison.as_json()["trajectories"] == {"equal": 6, "changed": 0, "added": 0, "removed": 0}

    half, whole = new_topic(alone, "half"), new_topic(alone, "whole")
    name = session_name(OLD_KEY, "s1")
    report, _ = replay(settings, half, sessions=frozenset({name}))
    assert report["stretches"]["published"] == 2, "a session is found by its old name too"
    before = load_settings(**given(alone.settings), other_keys=f"k2={NEXT}")
    replay(before, whole, sessions=frozenset({name}))
    report, _ = replay(settings, whole)
    assert report["stretches"] == {**report["stretches"], "already": 2, "published": 4}

    hold_that_dead_letters_replace_what_the_old_key_named(alone, settings)
    for variable, value in alone.environment(0).items():
        monkeypatch.setenv(variable, value)
    for variable, value in ROTATED.items():
        monkeypatch.setenv(variable, value)
    done = cleantrace("control", "erase", "--session", "s1", "--until", str(T0 * 2), "--yes")
    assert (done.status, done.error) == (0, "6 trajectories deleted\n")
    assert len(hold(alone, clean)) == 4
    assert hold(alone, half) == set()
    assert len(hold(alone, whole)) == 4


def hold_that_dead_letters_replace_what_the_old_key_named(made: Stand, settings: Settings) -> None:
    """A pointer is written by hand to a good message of the first round."""
    wanted = session_name(OLD_KEY, "s2")
    (old,) = [r for r in made.audits() if r["session"] == wanted and not r["replay"]]
    offset = old["source"]["first_offset"]
    letter = {"v": 1, "topic": settings.raw_topic, "partition": 0, "offset": offset}
    value = orjson.dumps({**letter, "code": "not_json", "path": "", "at": None})
    send(settings, [Outgoing(settings.deadletter_topic, b"k", value)])
    letters, chosen = readable_again(settings), choose_rules(settings, None, None)
    limits, topic = chosen.rules.trajectory, settings.clean_topic
    changed = Filters(affected=affected(settings, settings.keyring(), letters, topic, limits))
    order = Order(around(letters, limits), changed, topic, None, None, 1, 0.0, True, replacing=True)
    courses = courses_of(settings, letters, limits)
    report, _ = carry_out(settings, order, chosen, courses, detector="fakes:load", show=False)
    assert report["stretches"]["published"] == 1
    now = made.trajectories()
    assert len(now) == 6 and old["trajectory_id"] not in now
    again = [orjson.loads(body) for body in now.values()]
    assert sum(head["session"] == session_name(NEW_KEY, "s2") for head in again) == 2


def given(settings: Settings) -> dict[str, object]:
    """What settings were made of, so that others can be made like them."""
    names = ("brokers", "profile", "group", *(n for n in Settings.model_fields if n.endswith("_topic")))
    return {name: getattr(settings, name) for name in names} | {"key_text": KEY}


def test_what_a_crash_left_under_the_old_key_is_recognised_under_the_new_one(alone: Stand) -> None:
    crowd(alone)
    number = alone.start(True, FAKE_WORKER, **ALONE)
    eventually(lambda: len(alone.audits()) == 3, "all are audited")
    assert alone.stop(number) == 0
    made = alone.trajectories()
    audits = alone.records(alone.settings.audit_topic)
    lost = f"{alone.prefix}audit-after-a-crash"
    create_topic(alone.settings, TopicShape(lost, 1, 1, {}))
    send(
        alone.settings,
        [Outgoing(lost, r.key, r.value, 0, headers=r.headers) for r in audits[:1]],
    )
    fresh = {"CLEANTRACE_AUDIT_TOPIC": lost, "CLEANTRACE_GROUP": f"{alone.prefix}again"}
    number = alone.start(True, FAKE_WORKER, **ROTATED, **fresh)
    eventually(lambda: len(alone.records(lost)) == 3, "what was left is audited")
    assert alone.stop(number) == 0
    assert alone.trajectories() == made and len(alone.records(alone.settings.clean_topic)) == 3
    records = [orjson.loads(record.value or b"") for record in alone.records(lost)]
    assert {r["subject"] for r in records} == {subject_name(OLD_KEY, "u-1")}
    assert {r["trajectory_id"] for r in records} == set(made)


def test_a_worker_that_does_not_know_a_key_leaves_and_publishes_nothing(alone: Stand) -> None:
    crowd(alone)
    number = alone.start(True, FAKE_WORKER, **ROTATED)
    eventually(lambda: len(alone.audits()) == 3, "all are audited")
    assert alone.stop(number) == 0
    crowd(alone, round_number=1)
    number = alone.start(False, FAKE_WORKER, **ALONE)
    assert alone.processes[number].wait(60) == 1
    assert '"partition_not_opened"' in alone.log(number) and "the key k2" in alone.log(number)
    assert len(alone.records(alone.settings.clean_topic)) == 3


def test_a_key_that_is_lost_is_said_to_be(alone: Stand) -> None:
    crowd(alone)
    number = alone.start(True, FAKE_WORKER, **ALONE)
    eventually(lambda: len(alone.audits()) == 3, "all are audited")
    assert alone.stop(number) == 0
    without = load_settings(**{**given(alone.settings), "key_text": NEXT}, key_id="k2")
    erase = Erase(v=1, user_id="u-1", from_=0, until=T0 * 2)
    found = find_published(without, without.keyring(), [erase])
    assert (found.doomed, found.unknown_keys) == ((), ("k1",))
    with pytest.raises(CommandFailed, match="under the key k1, which is not known here"):
        replay(without, without.clean_topic)
    lost = load_settings(**{**given(alone.settings), "key_text": NEXT}, key_id="k2", lost_keys="k1")
    assert find_published(lost, lost.keyring(), [erase]).unknown_keys == ()
    settings = rotated(alone)
    assert delete_published(settings, find_published(settings, settings.keyring(), [erase]).doomed) == 3
    assert alone.trajectories() == {}
