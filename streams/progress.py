"""How far a partition is, as the audit and trajectory topics say: read when a worker takes it over.

Owns what is believed of audit records, of trajectories that nobody audited, and of two that a
zombie made of one stretch. Only pseudonyms, numbers and offsets are kept. Pure: records come in
as bytes, in the order of their topic.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Final

import msgspec

from pipelines.stretches import Progress
from schemas.audit import AuditRecord

RAW_TIME_HEADER: Final = "raw-at"
"""Header of an audit record: Kafka's time (ms) of the last raw message that its stretch was made of."""
LEFT_HEADER: Final = "left-at"
"""Header of an audit record: the lowest offset of a trajectory that is not audited yet, if there is one
before the record's own: whoever comes next has to look from there."""
KEY_HEADER: Final = "key"
"""Header of an audit record: the mark of the key that its names are made with (`pipelines.keyring`)."""

Headers = tuple[tuple[str, bytes | None], ...]

StretchName = tuple[str, int, int]
"""A stretch whatever rules it was made under: pseudonym of its session, first and last `seq`."""


class _Redaction(msgspec.Struct, frozen=True):
    entity: str
    rule: str


class _Step(msgspec.Struct, frozen=True):
    redactions: tuple[_Redaction, ...]


class _Source(msgspec.Struct, frozen=True):
    topic: str
    partition: int
    first_offset: int
    last_offset: int
    first_seq: int
    last_seq: int


class _Policy(msgspec.Struct, frozen=True):
    digest: str


class _Quality(msgspec.Struct, frozen=True):
    dropped: dict[str, int]


class _Head(msgspec.Struct, frozen=True):
    """What is looked at of a trajectory; its texts are never read."""

    trajectory_id: str
    session: str
    source: _Source
    policy: _Policy
    quality: _Quality
    steps: tuple[_Step, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A trajectory that is in its topic: what an audit record says of it."""

    trajectory_id: str
    offset: int
    name: StretchName
    policy: str
    first_offset: int = -1
    entities: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noted:
    """What is kept of an audit record that names a trajectory, for erasures and doubles."""

    trajectory_id: str
    offset: int
    name: StretchName
    first_offset: int
    subject: str
    from_ms: int
    until_ms: int


_AUDIT: Final = msgspec.json.Decoder(AuditRecord)
_TRAJECTORY: Final = msgspec.json.Decoder(_Head)


@dataclass(frozen=True, slots=True)
class _Known:
    """How far a session is under one of its names; `first_seq` and `first_offset` are of what says so."""

    progress: Progress
    first_seq: int
    first_offset: int


class History:
    """What the audit records of one partition say, oldest first.

    `marks` are those of the keys that they were written under, `since_ms` or later by Kafka's time.
    """

    def __init__(self, raw_topic: str, clean_topic: str, since_ms: int = 0) -> None:
        self._raw_topic = raw_topic
        self._clean_topic = clean_topic
        self._since_ms = since_ms
        self._sessions: dict[str, _Known] = {}
        self.marks: set[str] = set()
        self.noted: dict[str, Noted] = {}
        self.replayed: set[str] = set()
        self.look_from: int | None = None
        self._last_trajectory = -1
        self.unreadable = 0

    def add(self, value: bytes | None, at_ms: int | None, headers: Headers = ()) -> None:
        """Take an audit record, with Kafka's time of it; `look_from` follows the last one."""
        try:
            record = _AUDIT.decode(value or b"")
        except msgspec.MsgspecError:
            self.unreadable += 1
            return
        published = record.published
        if record.source.topic != self._raw_topic or published is None:
            return
        if published.topic != self._clean_topic:
            return
        mark = mark_in(headers)
        if mark is not None and (at_ms is None or at_ms >= self._since_ms):
            self.marks.add(mark)
        if record.replay:
            if record.trajectory_id is not None:
                self.replayed.add(record.trajectory_id)
            return
        if record.trajectory_id is not None and published.offset is not None:
            self._last_trajectory = max(self._last_trajectory, published.offset)
            self._note(record, record.trajectory_id, published.offset)
        left = _number(headers, LEFT_HEADER)
        if left is not None or self._last_trajectory >= 0:
            behind = self._last_trajectory + 1
            self.look_from = behind if left is None else left if behind == 0 else min(left, behind)
        raw_ms = _number(headers, RAW_TIME_HEADER)
        self._advance(record, at_ms if raw_ms is None else raw_ms)

    def progress(self, *names: str) -> Progress | None:
        """How far a session is, by its pseudonyms under each key."""
        told = [self._sessions[name] for name in names if name in self._sessions]
        told.sort(key=lambda known: known.first_offset)
        return reduce(_merge, told).progress if told else None

    def covers(self, one: Found) -> bool:
        """Whether the stretch of a trajectory is done, as its session's audit records say."""
        known = self._sessions.get(one.name[0])
        if known is None:
            return False
        return one.name[2] <= known.progress.last_seq and one.first_offset <= known.progress.last_offset

    def _note(self, record: AuditRecord, trajectory_id: str, offset: int) -> None:
        source = record.source
        self.noted[trajectory_id] = Noted(
            trajectory_id=trajectory_id,
            offset=offset,
            name=(record.session, source.first_seq, source.last_seq),
            first_offset=source.first_offset,
            subject=record.subject,
            from_ms=record.from_,
            until_ms=record.until,
        )

    def _advance(self, record: AuditRecord, kafka_ms: int | None) -> None:
        source = record.source
        told = Progress(source.last_seq, source.last_offset, record.cut, kafka_ms)
        fresh = _Known(told, source.first_seq, source.first_offset)
        known = self._sessions.get(record.session)
        self._sessions[record.session] = fresh if known is None else _merge(known, fresh)


def _merge(known: _Known, fresh: _Known) -> _Known:
    """The later of two; a session that was forgotten and began anew counts from its new start."""
    old, new = known.progress, fresh.progress
    if fresh.first_seq >= 0 and fresh.first_offset > old.last_offset:
        return fresh
    ahead = new if new.last_seq >= old.last_seq else old
    times = [at_ms for at_ms in (old.kafka_ms, new.kafka_ms) if at_ms is not None]
    merged = Progress(
        max(old.last_seq, new.last_seq),
        max(old.last_offset, new.last_offset),
        ahead.cut,
        max(times, default=None),
    )
    real = [one for one in (known, fresh) if one.first_seq >= 0] or [known]
    return _Known(merged, real[0].first_seq, min(one.first_offset for one in real))


class Tail:
    """What lies in the trajectory topic behind the last trajectory that audit records name."""

    def __init__(self, raw_topic: str, partition: int) -> None:
        self._raw_topic = raw_topic
        self._partition = partition
        self._found: dict[str, Found] = {}
        self._deleted: dict[str, int] = {}

    def add(self, key: str, value: bytes | None, offset: int) -> None:
        """Take a record of the trajectory topic; one without a value deletes its key."""
        if not value:
            self._found.pop(key, None)
            self._deleted[key] = offset
            return
        try:
            head = _TRAJECTORY.decode(value)
        except msgspec.MsgspecError:
            return
        source = head.source
        if source.topic != self._raw_topic or source.partition != self._partition:
            return
        redactions = [item for step in head.steps for item in step.redactions]
        self._deleted.pop(key, None)
        self._found[key] = Found(
            trajectory_id=head.trajectory_id,
            offset=offset,
            name=(head.session, source.first_seq, source.last_seq),
            policy=head.policy.digest,
            first_offset=source.first_offset,
            entities=dict(Counter(item.entity for item in redactions)),
            rules=dict(Counter(item.rule for item in redactions)),
            dropped=dict(head.quality.dropped),
        )

    def names(self) -> dict[str, StretchName]:
        """The stretch of each trajectory that is there, by id."""
        return {key: one.name for key, one in self._found.items()}

    def unaudited(self, history: History) -> dict[StretchName, Found]:
        """Trajectories of stretches that nobody audited; of two for one stretch the newer."""
        found: dict[StretchName, Found] = {}
        for one in self._live(history):
            known = found.get(one.name)
            if not history.covers(one) and (known is None or known.offset < one.offset):
                found[one.name] = one
        return found

    def doubles(self, history: History) -> list[str]:
        """Ids of trajectories that must be deleted: what audit records know stays, or else the newest.

        What a worker that is gone had sent may arrive long after its stretch was done by another one,
        under other rules or controls; it is in no audit record, and no erasure would find it. Two of one
        stretch have one name under one key; under different keys they begin in the same message.
        """
        late = {
            one.trajectory_id
            for one in self._live(history)
            if one.trajectory_id not in history.noted and history.covers(one)
        }
        places: list[Found | Noted] = [*self._live(history), *self._kept(history)]
        by_name = _lesser(places, lambda one: one.name)
        return sorted(late | by_name | _lesser(places, lambda one: (one.first_offset, *one.name[1:])))

    def _kept(self, history: History) -> list[Noted]:
        return [one for one in history.noted.values() if one.trajectory_id not in self._deleted]

    def _live(self, history: History) -> Iterator[Found]:
        return (one for one in self._found.values() if one.trajectory_id not in history.replayed)


def _lesser(places: Iterable[Found | Noted], stretch_of: Callable[[Found | Noted], Hashable]) -> set[str]:
    """The ids of those that have one of the same stretch beside them that is audited, or newer."""
    best: dict[Hashable, Found | Noted] = {}
    told = list(places)
    for one in told:
        known = best.setdefault(stretch_of(one), one)
        if _weight(known) < _weight(one):
            best[stretch_of(one)] = one
    return {one.trajectory_id for one in told} - {one.trajectory_id for one in best.values()}


def _weight(one: Found | Noted) -> tuple[bool, int]:
    return isinstance(one, Noted), one.offset


def progress_headers(raw_ms: int | None, left: int | None, mark: str | None = None) -> Headers:
    """The headers of an audit record: times, offsets and the key's mark, for which its value has no place."""
    told = ((RAW_TIME_HEADER, raw_ms), (LEFT_HEADER, left), (KEY_HEADER, mark))
    return tuple((name, str(value).encode()) for name, value in told if value is not None)


def mark_in(headers: Headers) -> str | None:
    """The mark of the key that an audit record's names are made with; None: it does not say."""
    for header, value in headers:
        if header == KEY_HEADER and value is not None:
            return value.decode("utf-8", "replace")
    return None


def _number(headers: Headers, name: str) -> int | None:
    for header, value in headers:
        if header == name and value is not None and value.isdigit():
            return int(value)
    return None
