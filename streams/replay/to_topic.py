"""A trajectory topic as a replay's destination: its progress is its audit records (`replay` true).

They are written after each trajectory's arrival. What a crash left there without one is recognised
and audited, not sent again. Nothing here holds text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from pipelines.keyring import Keyring, mark_of
from pipelines.outcome import Outcome
from schemas.audit import AuditRecord, Published
from streams.cli.failure import CommandFailed
from streams.erasure import tombstone
from streams.kafka import Outgoing, Record, bounds, offsets_at, read_range, read_to_end
from streams.kafka.line import Line
from streams.keymarks import refuse_strangers
from streams.progress import StretchName, mark_in, progress_headers
from streams.replay.destination import Ready, fate_of, names_of
from streams.replay.ledger import Ledger
from streams.replay.neighbours import Neighbours
from streams.replay.reading import Course
from streams.settings import Settings

_ARRIVE_S: Final = 300.0
_DAY_MS: Final = 24 * 60 * 60 * 1000
_MARGIN_MS: Final = 10 * 60 * 1000
"""How far the clocks of brokers may differ: audit records are never older than what they are about."""


class _Head(msgspec.Struct, frozen=True):
    class Source(msgspec.Struct, frozen=True):
        topic: str
        partition: int
        first_seq: int
        last_seq: int

    class Policy(msgspec.Struct, frozen=True):
        digest: str

    trajectory_id: str
    session: str
    source: Source
    policy: Policy


_AUDIT: Final = msgspec.json.Decoder(AuditRecord)
_HEAD: Final = msgspec.json.Decoder(_Head)


@dataclass(slots=True)
class ToTopic:
    """Writes to a trajectory topic, audit record by audit record.

    In the live topic, whatever has a trajectory there is left alone, under whatever rules.
    """

    settings: Settings
    keys: Keyring
    topic: str
    is_live: bool
    line: Line
    ledger: Ledger
    policies: set[str] = field(default_factory=set)
    _policy: str = ""
    _neighbours: Neighbours = field(init=False)
    _audit_ends: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._neighbours = Neighbours(self.settings, self.topic, self.ledger.note_done)

    def open(self, course: Course) -> None:
        """Read the audit records of earlier runs, and what a crash left without one.

        Raises: UnknownKeys, CommandFailed.
        """
        highest = -1
        for record in self._records(course):
            name = (record.session, record.source.first_seq, record.source.last_seq)
            if record.trajectory_id is not None:
                self.ledger.note_named(record.trajectory_id)
            if record.replay if not self.is_live else record.trajectory_id is not None:
                self.ledger.note_done(name)
                self.policies.add(record.policy)
            if record.published is not None and record.published.offset is not None:
                highest = max(highest, record.published.offset)
        there = bounds(self.settings, self.topic, [course.partition])[course.partition]
        if highest >= there.end:
            raise CommandFailed(
                f"{self.topic}: was made anew since an earlier replay wrote to it: what its audit records "
                "name is not there any more; name a topic that was never used",
                1,
            )
        for item in read_range(self.settings, self.topic, course.partition, there.first, there.first + 1):
            head = _head(item.value)
            self.policies |= set() if head is None else {head.policy.digest}
        self._learn_left(course)

    def expect(self, policy: str) -> None:
        """Refuse a topic that holds a replay under other rules. Raises: CommandFailed."""
        self._policy = policy
        if not self.is_live and self.policies - {policy}:
            raise CommandFailed(
                f"{self.topic}: holds a replay under other rules, models or detection; name a new topic, or, "
                "to go on with it, the same rules (--digest, or --rules FILE)"
            )
        self._neighbours.start(self._audit_ends)

    def has(self, names: Sequence[StretchName]) -> bool:
        """Whether an audit record of this topic names it."""
        return self.ledger.is_done(names)

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Send all trajectories, wait for the brokers, then the same with the audit records."""
        if not self.is_live:
            self._neighbours.check(self._policy)
        mine = [ready for ready in batch if not self.has(names_of(self.keys, ready.stretch))]
        arrivals = [self._start(partition, ready) for ready in mine]
        offsets = [arrive() for arrive in arrivals]
        sent = [self.line.send(self._audit(partition, r, o)) for r, o in zip(mine, offsets, strict=True)]
        for audited in sent:
            audited.result(_ARRIVE_S)
        fates = {id(ready): self._fate(ready) for ready in mine}
        return [fates.get(id(ready), "already") for ready in batch]

    def settle(self) -> None:
        """Make sure at the end that nobody wrote there under other rules. Raises: CommandFailed."""
        if not self.is_live and self._audit_ends:
            self._neighbours.settle(self._policy)

    def delete(self, partition: int, trajectory_id: str) -> None:
        """Delete a trajectory that an erasure reached while it was on its way."""
        self.line.send(tombstone(self.topic, partition, trajectory_id)).result(_ARRIVE_S)

    def close(self, *, done: bool) -> None:
        """Wait for what is on its way."""
        self._neighbours.stop()
        self.line.close(self.settings.produce_timeout_s)

    def _fate(self, ready: Ready) -> str:
        outcome = ready.redacted.outcome
        left = self.ledger.left(names_of(self.keys, ready.stretch))
        for trajectory_id, _ in left:
            self.ledger.forget_left(trajectory_id)
        return "recognised" if self._stands(left, outcome) is not None else fate_of(outcome)

    def _stands(self, left: Sequence[tuple[str, int]], outcome: Outcome) -> int | None:
        """The offset at which a crash left exactly this trajectory; None: it did not."""
        if outcome.trajectory is None:
            return None
        return dict(left).get(outcome.key)

    def _start(self, partition: int, ready: Ready) -> Callable[[], int | None]:
        outcome = ready.redacted.outcome
        left = self.ledger.left(names_of(self.keys, ready.stretch))
        stands = self._stands(left, outcome)
        for trajectory_id, _ in left:
            if stands is None or trajectory_id != outcome.key:
                self.delete(partition, trajectory_id)
        if stands is not None:
            return lambda: stands
        if outcome.trajectory is None:
            return lambda: None
        message = Outgoing(
            self.topic,
            outcome.key.encode(),
            outcome.trajectory,
            partition,
            outcome.day_ms,
            document="trajectory",
        )
        arrival = self.line.send(message)
        return lambda: arrival.result(_ARRIVE_S).offset

    def _audit(self, partition: int, ready: Ready, offset: int | None) -> Outgoing:
        outcome = ready.redacted.outcome
        published = Published(topic=self.topic, partition=partition, offset=offset)
        record = outcome.audit(published, replay=True, ms=ready.redacted.ms)
        headers = (*progress_headers(None, None, mark_of(self.keys.current)), *self._neighbours.headers)
        value = msgspec.json.encode(record)
        return Outgoing(
            self.settings.audit_topic,
            outcome.key.encode(),
            value,
            partition,
            headers=headers,
            document="audit-record",
        )

    def _records(self, course: Course) -> Iterator[AuditRecord]:
        """The audit records that name this topic; only if all keys are known that they were written under."""
        marks: set[str] = set()
        for item in self._audit_items(course):
            self._audit_ends[course.partition] = item.offset + 1
            try:
                record = _AUDIT.decode(item.value or b"")
            except msgspec.MsgspecError:
                continue
            if record.published is None or record.published.topic != self.topic:
                continue
            mark = mark_in(item.headers)
            marks |= set() if mark is None else {mark}
            yield record
        refuse_strangers(self.keys, marks, f"{self.topic}/{course.partition}")

    def _audit_items(self, course: Course) -> Iterator[Record]:
        settings, number = self.settings, course.partition
        self._audit_ends[number] = bounds(settings, settings.audit_topic, [number])[number].end
        since_ms = max(0, (course.look_ms or 0) - _MARGIN_MS)
        begin = offsets_at(settings, settings.audit_topic, {number: since_ms})[number]
        return iter(()) if begin is None else read_to_end(settings, settings.audit_topic, {number: begin})

    def _learn_left(self, course: Course) -> None:
        """Find trajectories of this raw partition that no audit record names."""
        number = course.partition
        since_ms = max(0, (course.look_ms or 0) - _MARGIN_MS) // _DAY_MS * _DAY_MS
        begin = offsets_at(self.settings, self.topic, {number: since_ms})[number]
        if begin is None:
            return
        for item in read_to_end(self.settings, self.topic, {number: begin}):
            key = (item.key or b"").decode("utf-8", "replace")
            head = _head(item.value)
            if not item.value:
                self.ledger.forget_left(key)
            if head is None:
                continue
            source = head.source
            if source.topic == self.settings.raw_topic and source.partition == number:
                name = (head.session, source.first_seq, source.last_seq)
                self.ledger.note_left(head.trajectory_id, name, item.offset)


def _head(value: bytes | None) -> _Head | None:
    try:
        return _HEAD.decode(value or b"")
    except msgspec.MsgspecError:
        return None
