"""The publisher: trajectory, word, audit record, word; nothing under terms that do not hold any more."""

import asyncio
import hashlib
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import pytest

from pipelines.consent import ControlSet
from pipelines.entries import Entry, Envelope, Place, Stretch
from pipelines.keyring import Keyring, mark_of
from pipelines.naming import Key, read_key, session_name, subject_name
from pipelines.outcome import Outcome
from pipelines.rules import complete, parse_rules
from schemas.raw import Context, FocusEvent
from streams.follower import InForce
from streams.kafka import KafkaFailed, Outgoing, Record
from streams.pool import Redacted
from streams.progress import Found
from streams.publisher import Publisher, Revoked, Sent
from streams.settings import Settings, load_settings
from streams.strays import Strays
from tests.streams.test_strays import trajectory

KEY, OLD = read_key("ab" * 31 + "01", "k2"), read_key("cd" * 31 + "02", "k1")
KEYS = Keyring(KEY, (OLD,))
HALT = {"halt/h": b'{"v":1,"kind":"halt","from":0,"until":null}'}
OTHER_PERSON = {"pause/u9/x": b'{"v":1,"kind":"pause","user_id":"u9","from":0,"until":9}'}


def in_force(name: str = "one", controls: dict[str, bytes] | None = None) -> InForce:
    document = complete(f"version: 1\nname: {name}\n".encode(), None)
    digest = "sha256:" + hashlib.sha256(document).hexdigest()
    return InForce(
        ControlSet.from_records(controls or {}), parse_rules(document, None, "t"), digest, document
    )


def stretch(session: str = "a", first: int = 0, last: int = 4) -> Stretch:
    envelope = Envelope(session, "u1", "support", "US", (Context(app="x"),))
    entries = (Entry(FocusEvent(seq=first, ts=1_000, ctx=0), envelope),)
    return Stretch(
        session,
        "u1",
        entries,
        Place("raw", 0, first, last),
        first,
        last,
        kafka_ms=86_400_123,
        offsets=(first,),
    )


def redacted(one: Stretch, trajectory: bytes | None = b"{}", **dropped: int) -> Redacted:
    outcome = Outcome(
        key=f"t-{one.session_id}-{one.first_seq}",
        trajectory=trajectory,
        session=session_name(KEY, one.session_id),
        subject=subject_name(KEY, one.user_id),
        first_ts_ms=1_000,
        last_ts_ms=1_000,
        place=one.place,
        first_seq=one.first_seq,
        last_seq=one.last_seq,
        policy="sha256:new",
        dropped=dropped,
        day_ms=86_400_000,
    )
    return Redacted(outcome, 5)


@dataclass
class Desk:
    """A publisher with brokers that answer at once, or never, or with an error."""

    now: InForce | None = field(default_factory=in_force)
    sent: list[Outgoing] = field(default_factory=list)
    fails: str = ""
    revoked: bool = False
    fenced: bool = False
    settings: Settings = field(default_factory=load_settings)
    clean_end: int | None = None
    others: list[Record] = field(default_factory=list)

    def send(self, message: Outgoing) -> "Future[Record]":
        self.sent.append(message)
        answer: Future[Record] = Future()
        if self.fails == message.topic:
            answer.set_exception(KafkaFailed("cannot write", "no"))
        else:
            offset = 100 + sum(one.topic == message.topic for one in self.sent)
            answer.set_result(Record(message.topic, 0, offset, None, message.key, message.value))
        return answer

    def check(self) -> None:
        if self.revoked:
            raise Revoked

    def check_fence(self) -> None:
        if self.fenced:
            raise Revoked

    def publisher(self, *found: Found) -> Publisher:
        left = {one.name: one for one in found}
        current, strays = (lambda: self.now), Strays(self.settings.raw_topic, 0, self.clean_end)
        may_send, may_finish = self.check, self.check_fence
        return Publisher(
            self.settings, 0, self, current, may_send, may_finish, left, KEYS, strays, self.read_clean
        )

    def read_clean(self, start: int, end: int) -> list[Record]:
        return [one for one in self.others if start <= one.offset < end]

    def topics(self) -> list[str]:
        names = {self.settings.clean_topic: "clean", self.settings.audit_topic: "audit"}
        return [names[message.topic] for message in self.sent]

    def audits(self) -> list[dict[str, Any]]:
        wanted = self.settings.audit_topic
        return [orjson.loads(message.value or b"") for message in self.sent if message.topic == wanted]


def run(publisher: Publisher, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    async def main() -> Any:
        task = asyncio.create_task(publisher.run())
        try:
            return await asyncio.wait_for(work(), 5)
        finally:
            task.cancel()

    return asyncio.run(main())


def publish(desk: Desk, one: Stretch, result: Redacted, terms: InForce | None = None, *found: Found) -> Any:
    publisher = desk.publisher(*found)
    return run(publisher, lambda: publisher.publish(one, result, terms or in_force()))


def test_the_trajectory_goes_first_with_its_day_and_the_audit_names_its_offset() -> None:
    desk = Desk()
    sent: Sent = publish(desk, stretch(), redacted(stretch()))
    assert desk.topics() == ["clean", "audit"]
    assert (desk.sent[0].partition, desk.sent[0].at_ms, desk.sent[0].key) == (0, 86_400_000, b"t-a-0")
    (record,) = desk.audits()
    assert record["published"]["offset"] == sent.offset == 101
    assert dict(desk.sent[1].headers) == {"raw-at": b"86400123", "key": mark_of(KEY).encode()}


def test_nothing_to_publish_is_audited_under_the_id_that_it_would_have_had() -> None:
    desk = Desk()
    publish(desk, stretch(), redacted(stretch(), None, paused=1))
    assert desk.topics() == ["audit"]
    assert desk.sent[0].key == b"t-a-0"
    assert desk.audits()[0]["trajectory_id"] is None
    assert desk.audits()[0]["published"]["offset"] is None


CHANGED = [
    ("nothing is in force", None, True),
    ("other rules", in_force("two"), True),
    ("a control that touches it", in_force(controls=HALT), True),
    ("a control of somebody else", in_force(controls=OTHER_PERSON), False),
]


@pytest.mark.parametrize(("now", "again"), [case[1:] for case in CHANGED], ids=[case[0] for case in CHANGED])
def test_what_was_made_under_terms_that_changed_is_made_again(now: InForce | None, again: bool) -> None:
    desk = Desk(now=now)
    assert (publish(desk, stretch(), redacted(stretch())) is None) is again
    assert bool(desk.sent) is not again


def found(session: str = "a", offset: int = 7, key: Key = KEY) -> Found:
    return Found(
        f"t-old-{session}",
        offset,
        (session_name(key, session), 0, 4),
        "sha256:old",
        entities={"PERSON": 1},
        rules={"fake": 1},
        dropped={"paused": 3},
    )


def test_what_a_crash_left_is_audited_as_it_is_and_not_sent_again() -> None:
    desk = Desk()
    sent: Sent = publish(desk, stretch(), redacted(stretch()), None, found())
    assert sent.recognised
    assert desk.topics() == ["audit"]
    (record,) = desk.audits()
    assert (record["trajectory_id"], record["published"]["offset"]) == ("t-old-a", 7)
    assert (record["policy"], record["entities"], record["dropped"]) == (
        "sha256:old",
        {"PERSON": 1},
        {"paused": 3},
    )


def test_what_a_crash_left_under_another_key_is_audited_under_that_key() -> None:
    desk = Desk()
    sent: Sent = publish(desk, stretch(), redacted(stretch()), None, found(key=OLD))
    assert sent.recognised
    assert desk.topics() == ["audit"]
    (record,) = desk.audits()
    assert (record["trajectory_id"], record["published"]["offset"]) == ("t-old-a", 7)
    assert (record["session"], record["subject"]) == (session_name(OLD, "a"), subject_name(OLD, "u1"))
    assert dict(desk.sent[0].headers)["key"] == mark_of(OLD).encode()


def test_what_a_crash_left_and_is_erased_now_is_deleted() -> None:
    desk = Desk()
    publish(desk, stretch(), redacted(stretch(), None, erased=1), None, found())
    assert desk.topics() == ["clean", "audit"]
    assert (desk.sent[0].key, desk.sent[0].value) == (b"t-old-a", None)
    assert desk.audits()[0]["trajectory_id"] is None


def test_while_something_is_left_unaudited_records_say_from_where_to_look() -> None:
    desk = Desk()
    publisher = desk.publisher(found("b", offset=7))

    async def work() -> None:
        await publisher.publish(stretch("a"), redacted(stretch("a")), in_force())
        await publisher.publish(stretch("b", 0, 9), redacted(stretch("b", 0, 9)), in_force())
        await publisher.publish(stretch("a", 5, 9), redacted(stretch("a", 5, 9)), in_force())

    run(publisher, work)
    told = [
        dict(message.headers).get("left-at") for message in desk.sent if b"policy" in (message.value or b"")
    ]
    assert told == [b"7", b"7", None]


def test_audit_records_follow_in_the_order_of_the_trajectories() -> None:
    desk = Desk()
    publisher = desk.publisher(found("b", offset=7))
    names = ["a", "b", "c"]

    async def work() -> None:
        await asyncio.gather(
            *(publisher.publish(stretch(n), redacted(stretch(n)), in_force()) for n in names)
        )

    run(publisher, work)
    assert [record["published"]["offset"] for record in desk.audits()] == [7, 101, 102]


@pytest.mark.parametrize("broken", ["revoked", "fenced"])
def test_a_worker_that_may_not_own_the_partition_sends_nothing_or_no_more(broken: str) -> None:
    desk = Desk(revoked=broken == "revoked", fenced=broken == "fenced")
    with pytest.raises(Revoked):
        publish(desk, stretch(), redacted(stretch()))
    assert desk.topics() == ([] if broken == "revoked" else ["clean"])


@pytest.mark.parametrize("topic", ["clean_topic", "audit_topic"])
def test_a_send_that_failed_is_told_to_whoever_waits(topic: str) -> None:
    desk = Desk()
    desk.fails = getattr(desk.settings, topic)
    with pytest.raises(KafkaFailed):
        publish(desk, stretch(), redacted(stretch()))


def test_what_a_worker_that_is_gone_had_sent_is_deleted_when_it_arrives() -> None:
    one = stretch()
    session = session_name(KEY, "a")
    desk = Desk(clean_end=99)
    desk.others = [trajectory("t-late", 99, last=4, session=session), trajectory("t-own", 100, session="s-9")]
    desk.others = [
        replace(r, value=(r.value or b"").replace(b'"raw"', b'"interactions.raw"')) for r in desk.others
    ]
    publisher = desk.publisher()

    async def work() -> None:
        await publisher.publish(one, redacted(one), in_force())
        while publisher.busy:
            await asyncio.sleep(0.01)

    run(publisher, work)
    assert desk.topics() == ["clean", "audit", "clean"]
    assert (desk.sent[2].key, desk.sent[2].value) == (b"t-late", None)
