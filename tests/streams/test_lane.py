"""A lane on topics in memory: holes, repeats and crashes anywhere change nothing of what comes out."""

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.entries import Stretch
from pipelines.keyring import Keyring, mark_of
from pipelines.naming import read_key, session_name
from pipelines.rules import complete, parse_rules
from pipelines.sharing import Fresh
from schemas.rules import TrajectoryLimits
from streams.follower import InForce
from streams.kafka import Outgoing, Record
from streams.lane import Delivery, Lane
from streams.opening import Opening
from streams.pool import Redacted, Terms
from streams.progress import History, Tail, mark_in
from streams.publisher import Revoked, Sent
from streams.room import Room
from streams.settings import Settings, load_settings
from streams.telemetry.metrics import Metrics
from streams.telemetry.traces import NoTraces, Traces
from tests import fakes
from tests.workers import KEY, RULES, T0, contents, typed, undisturbed

DOCUMENT = complete(RULES, None)
PARSED = parse_rules(DOCUMENT, None, "test")
FORCE = InForce(ControlSet.empty(), PARSED, "sha256:x", DOCUMENT)
NAMES = load_settings()
OLD, NEW = read_key(KEY), read_key("5b" * 31 + "99", "k2")
RINGS = (Keyring(OLD, (NEW,)), Keyring(NEW, (OLD,)))
"""A worker before a rotation, that knows the next key, and one after it."""
REDACTORS = {key: Redactor(PARSED, fakes.load(PARSED), key) for key in (OLD, NEW)}


class CrashError(BaseException):
    """The process is gone."""


@dataclass
class Topics:
    """What outlives a worker."""

    raw: list[bytes]
    committed: int = 0
    kept: dict[str, list[Record]] = field(default_factory=dict)

    def append(self, message: Outgoing) -> Record:
        records = self.kept.setdefault(message.topic, [])
        record = Record(
            message.topic, 0, len(records), None, message.key, message.value, headers=message.headers
        )
        records.append(record)
        return record

    def opening(self) -> Opening:
        history, tail = History(NAMES.raw_topic, NAMES.clean_topic), Tail(NAMES.raw_topic, 0)
        for record in self.kept.get(NAMES.audit_topic, []):
            history.add(record.value, record.at_ms, record.headers)
        for record in self.kept.get(NAMES.clean_topic, [])[history.look_from or 0 :]:
            tail.add((record.key or b"").decode(), record.value, record.offset)
        end = len(self.kept.get(NAMES.clean_topic, []))
        return Opening(self.committed, history, tail.unaudited(history), tail.doubles(history), 0, end)


@dataclass
class FakeHouse:
    """A worker without Kafka that dies after so many sends."""

    topics: Topics
    lives: int
    delays: list[int]
    """Turns of the loop that redactions take, over and over."""
    keys: Keyring = RINGS[0]
    settings: Settings = NAMES
    metrics: Metrics = field(default_factory=Metrics)
    traces: Traces = NoTraces()
    room: Room = field(default_factory=lambda: Room(100, 10**9))
    dead: bool = False
    redacted: int = 0
    ahead: int = 0
    left: list[str] = field(default_factory=list)

    @property
    def sender(self) -> "FakeHouse":
        return self

    @property
    def leave(self) -> Callable[[str, str], None]:
        return lambda event, why: self.left.append(f"{event}: {why}")

    def send(self, message: Outgoing) -> "Future[Record]":
        answer: Future[Record] = Future()
        self.lives -= 1
        if self.lives < 0:
            self.dead = True
            return answer
        answer.set_result(self.topics.append(message))
        return answer

    def limits(self) -> TrajectoryLimits:
        return PARSED.trajectory

    def generation(self) -> int:
        return 1

    def current(self) -> InForce | None:
        return FORCE

    def check_fence(self) -> None:
        if self.dead:
            raise Revoked

    async def in_force(self) -> InForce:
        return FORCE

    async def redact(self, stretch: Stretch, terms: Terms) -> Redacted | None:
        self.redacted += 1
        for _ in range(self.delays[self.redacted % len(self.delays)]):
            await asyncio.sleep(0)
        return Redacted(REDACTORS[self.keys.current].process(stretch, terms.controls), 1)

    def read_ahead(self, session_id: str, fresh: Sequence[Fresh]) -> None:
        self.ahead += sum(len(one.texts) for one in fresh)

    def read(self, partition: int, start: int, end: int) -> Iterator[Record]:
        for offset in range(start, min(end, len(self.topics.raw))):
            yield Record(NAMES.raw_topic, 0, offset, T0, b"k", self.topics.raw[offset])

    def read_clean(self, partition: int, start: int, end: int) -> Iterator[Record]:
        return iter(self.topics.kept[NAMES.clean_topic][start:end])

    def end(self, partition: int) -> int:
        return len(self.topics.raw)

    def published(self, partition: int, sent: Sent) -> None:
        return None


def commit(topics: Topics, offset: int) -> Callable[[], None]:
    def ack() -> None:
        topics.committed = max(topics.committed, offset + 1)

    return ack


async def live(
    topics: Topics, lives: int, delivered: list[int], delays: list[int], keys: Keyring
) -> FakeHouse:
    """One worker's life: it opens the partition, is handed some messages, and dies or comes to rest."""
    house = FakeHouse(topics, lives, delays, keys)
    lane = Lane(house, 0, 1, topics.opening())
    for offset in delivered:
        with contextlib.suppress(Revoked):
            await lane.take(Delivery(0, 1, offset, T0, topics.raw[offset], commit(topics, offset)))
        if house.dead:
            break
    for _ in range(4_000):
        await asyncio.sleep(0)
        if house.dead or not lane.waiting:
            break
    await lane.close(0.0)
    await asyncio.sleep(0)
    return house


def crowd(people: int) -> list[bytes]:
    lines = [typed(f"s{n}", f"it is zq{n} here", ts=T0 + n) for n in range(people)]
    more = [typed(f"s{n}", "again", first_seq=50, ts=T0 + 90_000 + n) for n in range(people)]
    rows = [a + b for a, b in zip(lines, more, strict=True)]
    return [value for value in chain.from_iterable(zip_longest(*rows)) if value is not None]


@dataclass(frozen=True)
class Life:
    """Sends until it dies, offsets that are delivered first, how long redactions take, and its key."""

    sends: int
    jumps: tuple[int, ...] = ()
    delays: tuple[int, ...] = (1,)
    ring: int = 0


def run_lives(values: list[bytes], *lives: Life, last_ring: int = 0) -> Topics:
    topics = Topics(values)

    async def main() -> None:
        for life in (*lives, Life(10**6, ring=last_ring)):
            start = min(topics.committed, len(values))
            delivered = [*(n for n in life.jumps if n < len(values)), *range(start, len(values))]
            ring = RINGS[life.ring]
            house = await live(topics, life.sends, delivered, list(life.delays), ring)
            assert not house.left, house.left

    asyncio.run(main())
    return topics


def check(topics: Topics) -> None:
    published = topics.kept.get(NAMES.clean_topic, [])
    bodies: dict[str, bytes] = {}
    for record in published:
        name = (record.key or b"").decode()
        assert name not in bodies, "sent twice"
        bodies[name] = record.value or b""
    assert contents(bodies) == contents(undisturbed(NAMES, topics.raw))
    stretches: dict[tuple[str, int], dict[str, Any]] = {}
    for record in topics.kept[NAMES.audit_topic]:
        audit = orjson.loads(record.value or b"")
        stretches[audit["session"], audit["source"]["first_seq"]] = audit
        assert audit["published"]["offset"] is not None
        assert published[audit["published"]["offset"]].key == (audit["trajectory_id"] or "").encode()
    given_events = sum(len(orjson.loads(value)["events"]) for value in topics.raw)
    told = sum(a["source"]["last_seq"] - a["source"]["first_seq"] + 1 for a in stretches.values())
    assert told == given_events
    assert all(not audit["dropped"] for audit in stretches.values())
    assert topics.committed == len(topics.raw)


def test_an_undisturbed_life() -> None:
    check(run_lives(crowd(3)))


def test_a_log_that_was_made_anew_ends_the_worker_and_nothing_of_it_is_acknowledged() -> None:
    async def main() -> tuple[FakeHouse, Topics]:
        topics = Topics(crowd(3))
        house = FakeHouse(topics, 10**6, [1])
        lane = Lane(house, 0, 1, topics.opening())
        for offset, value in enumerate(topics.raw):
            await lane.take(Delivery(0, 1, offset, T0, value, commit(topics, offset)))
        topics.raw, topics.committed = typed("s9", "all is new"), 0
        for offset, value in enumerate(topics.raw):
            with contextlib.suppress(Revoked):
                await lane.take(Delivery(0, 1, offset, T0, value, commit(topics, offset)))
            if house.left:
                break
        await lane.close(0.0)
        return house, topics

    house, topics = asyncio.run(main())
    assert house.left == ["log_anew: the raw topic has become shorter: it was made anew or lost messages"]
    assert topics.committed == 0


def test_holes_are_counted() -> None:
    async def main() -> FakeHouse:
        topics = Topics(crowd(3))
        house = FakeHouse(topics, 10**6, [1])
        lane = Lane(house, 0, 1, topics.opening())
        for offset in (0, 4, 2, 5, 9):
            await lane.take(Delivery(0, 1, offset, T0, topics.raw[offset], commit(topics, offset)))
        await lane.close(0.0)
        return house

    metrics = asyncio.run(main()).metrics.page().decode()
    assert "cleantrace_holes_total 2.0" in metrics
    assert "cleantrace_messages_filled_total 6.0" in metrics
    assert "cleantrace_messages_repeated_total 1.0" in metrics


def test_what_is_left_unaudited_is_found_behind_later_audit_records_too() -> None:
    slow_first, slow_last = (1, 30, 1, 1), (1, 1, 1, 30)
    check(run_lives(crowd(2), Life(1, delays=slow_last), Life(3, delays=slow_first)))


lives = st.lists(
    st.builds(
        Life,
        st.integers(0, 12),
        st.lists(st.integers(0, 40), max_size=6).map(tuple),
        st.lists(st.integers(0, 40), min_size=1, max_size=5).map(tuple),
        st.integers(0, 1),
    ),
    max_size=5,
)


LIVES = int(os.environ.get("CLEANTRACE_TEST_LIVES", "60"))
"""How many series of lives are tried; more of them find more."""


@settings(max_examples=LIVES, deadline=None)
@given(st.integers(1, 4), lives)
def test_holes_repeats_and_crashes_between_any_two_sends_change_nothing(
    people: int, given_lives: list[Life]
) -> None:
    check(run_lives(crowd(people), *(replace(life, ring=0) for life in given_lives)))


def check_rotated(topics: Topics) -> None:
    """Each stretch lies there once, under the key of whoever sent it, and is audited under that name."""
    expected = {
        session: body
        for key in (OLD, NEW)
        for session, body in contents(undisturbed(NAMES, topics.raw, key=key)).items()
    }
    whose = {session_name(key, f"s{n}"): (n, mark_of(key)) for n in range(9) for key in (OLD, NEW)}
    published = {(r.key or b"").decode(): r.value or b"" for r in topics.kept.get(NAMES.clean_topic, [])}
    for made, body in contents(published).items():
        assert expected[made] == body
    heads = [orjson.loads(body) for body in published.values()]
    stretches = [(whose[head["session"]][0], head["source"]["first_seq"]) for head in heads]
    assert len(stretches) == len(set(stretches)) == len(expected) // 2
    records = [orjson.loads(record.value or b"") for record in topics.kept[NAMES.audit_topic]]
    assert {(r["trajectory_id"], r["session"]) for r in records} == {
        (head["trajectory_id"], head["session"]) for head in heads
    }
    assert all(not record["dropped"] for record in records)
    for record in topics.kept[NAMES.audit_topic]:
        assert whose[orjson.loads(record.value or b"")["session"]][1] == mark_in(record.headers)
    assert topics.committed == len(topics.raw)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), lives, st.integers(0, 1))
def test_a_rotation_among_holes_repeats_and_crashes_loses_and_doubles_nothing(
    people: int, given_lives: list[Life], last_ring: int
) -> None:
    check_rotated(run_lives(crowd(people), *given_lives, last_ring=last_ring))
