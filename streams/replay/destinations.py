"""Where a replay writes, and what is there already: how an interrupted one goes on.

A topic's progress is its audit records (`replay` true), written after each trajectory; a file's is
the file itself, which keeps a partial name until all is done. Neither holds raw text.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Protocol

import msgspec

from pipelines.entries import Stretch
from pipelines.keyring import Keyring, mark_of
from pipelines.outcome import Outcome
from schemas.audit import AuditRecord, Published
from streams.cli.failure import CommandFailed
from streams.erasure import tombstone
from streams.kafka import Outgoing, Record, read_to_end
from streams.kafka.line import Line
from streams.keymarks import refuse_strangers
from streams.pool import Redacted
from streams.progress import Found, History, StretchName, Tail, mark_in, progress_headers
from streams.settings import Settings

_ARRIVE_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Ready:
    """A redacted stretch that may be published."""

    stretch: Stretch
    redacted: Redacted


def names_of(keys: Keyring, stretch: Stretch) -> tuple[StretchName, ...]:
    """A stretch's names, under each key."""
    names = keys.session_names(stretch.session_id)
    return tuple((name, stretch.first_seq, stretch.last_seq) for name in names)


class Destination(Protocol):
    """Takes trajectories; what `put` returned from is there for good."""

    def open(self, partition: int) -> None:
        """Learn what is there already of a partition."""

    def has(self, name: StretchName) -> bool:
        """Whether a stretch was dealt with before."""

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Publish a batch in its order; says what became of each."""

    def close(self, *, done: bool) -> None:
        """Give it back; `done` says that the whole replay went well."""


def fate_of(outcome: Outcome) -> str:
    """What becomes of a stretch, in a word."""
    if outcome.trajectory is not None:
        return "published"
    return "failed" if outcome.dropped.get("failed") else "unpublished"


class Nowhere:
    """Takes everything and keeps nothing: for comparisons."""

    def open(self, partition: int) -> None:
        """Nothing is there."""

    def has(self, name: StretchName) -> bool:
        """Nothing was done."""
        return False

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """What would become of each."""
        return [fate_of(ready.redacted.outcome) for ready in batch]

    def close(self, *, done: bool) -> None:
        """Nothing is held."""


_AUDIT: Final = msgspec.json.Decoder(AuditRecord)


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
    _done: dict[StretchName, str] = field(default_factory=dict)
    _unaudited: dict[StretchName, Found] = field(default_factory=dict)

    def open(self, partition: int) -> None:
        """Read the audit records of earlier runs, and what a crash left without one. Raises: UnknownKeys."""
        named: set[StretchName] = set()
        for record in self._records(partition):
            name = (record.session, record.source.first_seq, record.source.last_seq)
            if record.trajectory_id is not None:
                named.add(name)
            if record.replay if not self.is_live else record.trajectory_id is not None:
                self._done[name] = record.policy
        tail = Tail(self.settings.raw_topic, partition)
        for item in read_to_end(self.settings, self.topic, {partition: 0}):
            tail.add((item.key or b"").decode("utf-8", "replace"), item.value, item.offset)
        left = tail.unaudited(History(self.settings.raw_topic, self.topic))
        self._unaudited.update({name: found for name, found in left.items() if name not in named})

    def has(self, name: StretchName) -> bool:
        """Whether an audit record of this topic names it."""
        return name in self._done

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Send all trajectories, wait for the brokers, then the same with the audit records."""
        self._check_policy(batch)
        arrivals = [self._start(partition, ready) for ready in batch]
        offsets = [arrive() for arrive in arrivals]
        sent = [self.line.send(self._audit(partition, r, o)) for r, o in zip(batch, offsets, strict=True)]
        for audited in sent:
            audited.result(_ARRIVE_S)
        return [self._fate(ready) for ready in batch]

    def _fate(self, ready: Ready) -> str:
        outcome = ready.redacted.outcome
        found = self._left(ready)
        for name in names_of(self.keys, ready.stretch):
            self._unaudited.pop(name, None)
        same = found is not None and outcome.trajectory is not None and found.trajectory_id == outcome.key
        return "recognised" if same else fate_of(outcome)

    def delete(self, partition: int, trajectory_id: str) -> None:
        """Delete a trajectory that an erasure reached while it was on its way."""
        self.line.send(tombstone(self.topic, partition, trajectory_id)).result(_ARRIVE_S)

    def _left(self, ready: Ready) -> Found | None:
        """What a crash left of a stretch, under whichever key; of two the newer."""
        found = [self._unaudited.get(name) for name in names_of(self.keys, ready.stretch)]
        return max((one for one in found if one is not None), key=lambda one: one.offset, default=None)

    def _records(self, partition: int) -> Iterator[AuditRecord]:
        """The audit records that name this topic; only if all keys are known that they were written under."""
        marks: set[str] = set()
        for item, record in _records(self.settings, partition):
            published = record.published
            if published is None or published.topic != self.topic:
                continue
            mark = mark_in(item.headers)
            marks |= set() if mark is None else {mark}
            yield record
        refuse_strangers(self.keys, marks, f"{self.topic}/{partition}")

    def _start(self, partition: int, ready: Ready) -> Callable[[], int | None]:
        outcome = ready.redacted.outcome
        found = self._left(ready)
        if found is not None and outcome.trajectory is not None and found.trajectory_id == outcome.key:
            return lambda: found.offset
        if found is not None:
            self.line.send(tombstone(self.topic, partition, found.trajectory_id)).result(_ARRIVE_S)
        if outcome.trajectory is None:
            return lambda: None
        message = Outgoing(self.topic, outcome.key.encode(), outcome.trajectory, partition, outcome.day_ms)
        arrival = self.line.send(message)
        return lambda: arrival.result(_ARRIVE_S).offset

    def _audit(self, partition: int, ready: Ready, offset: int | None) -> Outgoing:
        outcome = ready.redacted.outcome
        published = Published(topic=self.topic, partition=partition, offset=offset)
        record = outcome.audit(published, replay=True, ms=ready.redacted.ms)
        headers = progress_headers(None, None, mark_of(self.keys.current))
        value = msgspec.json.encode(record)
        return Outgoing(self.settings.audit_topic, outcome.key.encode(), value, partition, headers=headers)

    def _check_policy(self, batch: Sequence[Ready]) -> None:
        if self.is_live or not batch:
            return
        policy = batch[0].redacted.outcome.policy
        if any(other != policy for other in self._done.values()):
            raise CommandFailed(
                f"{self.topic}: holds a replay under other rules, models or detection; name a new topic"
            )

    def close(self, *, done: bool) -> None:
        """Wait for what is on its way."""
        self.line.close(self.settings.produce_timeout_s)


def _records(settings: Settings, partition: int) -> Iterator[tuple[Record, AuditRecord]]:
    for record in read_to_end(settings, settings.audit_topic, {partition: 0}):
        try:
            yield record, _AUDIT.decode(record.value or b"")
        except msgspec.MsgspecError:
            continue


@dataclass(slots=True)
class Replacing(ToTopic):
    """Writes to a trajectory topic and deletes what stood there under the same session and numbers.

    Made again, the same stretch has the same id and bytes: nothing is doubled.
    """

    _old: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def open(self, partition: int) -> None:
        """Learn which trajectories of which sessions are there."""
        for record in self._records(partition):
            if record.trajectory_id is None:
                continue
            span = (record.source.first_seq, record.source.last_seq)
            self._old.setdefault(record.session, {})[record.trajectory_id] = span

    def has(self, name: StretchName) -> bool:
        """Everything that was chosen is made anew."""
        return False

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Publish the batch, then delete what it replaces."""
        fates = [ToTopic.put(self, partition, [ready])[0] for ready in batch]
        for ready in batch:
            outcome = ready.redacted.outcome
            for session in self.keys.session_names(ready.stretch.session_id):
                old = self._old.get(session, {})
                for trajectory_id, (first, last) in list(old.items()):
                    meets = first <= outcome.last_seq and outcome.first_seq <= last
                    if meets and (trajectory_id != outcome.key or outcome.trajectory is None):
                        self.delete(partition, trajectory_id)
                        del old[trajectory_id]
        return fates

    def _check_policy(self, batch: Sequence[Ready]) -> None:
        """What is replaced may have been made under any rules."""


class _Head(msgspec.Struct, frozen=True):
    class Source(msgspec.Struct, frozen=True):
        first_seq: int
        last_seq: int

    class Policy(msgspec.Struct, frozen=True):
        digest: str

    session: str
    source: Source
    policy: Policy


class ToFile:
    """Writes JSON lines to a file that takes its place when the replay is done.

    Raises: CommandFailed, where the file is there already.
    """

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise CommandFailed(f"{path}: is there already; name another file")
        self._path = path
        self._partial = path.with_name(f"{path.name}.partial")
        self._done: dict[StretchName, str] = {}
        self._file = self._continue()

    def _continue(self) -> IO[bytes]:
        try:
            file = self._partial.open("r+b" if self._partial.exists() else "w+b")
            whole = 0
            for line in file:
                if not line.endswith(b"\n"):
                    break
                head = msgspec.json.decode(line, type=_Head)
                self._done[head.session, head.source.first_seq, head.source.last_seq] = head.policy.digest
                whole += len(line)
            file.seek(whole)
            file.truncate()
        except (OSError, msgspec.MsgspecError) as error:
            raise CommandFailed(
                f"{self._partial}: cannot be continued ({type(error).__name__}); remove it"
            ) from None
        return file

    def open(self, partition: int) -> None:
        """All partitions were learned at once."""

    def has(self, name: StretchName) -> bool:
        """Whether a line of the file holds it."""
        return name in self._done

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Append the trajectories of a batch, and have the disk's word on them."""
        lines = _lines(batch)
        policies = {ready.redacted.outcome.policy for ready in batch}
        if any(policy not in policies for policy in self._done.values()):
            raise CommandFailed(
                f"{self._partial}: was begun under other rules; remove it or name another file"
            )
        try:
            self._file.write(b"".join(lines))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise CommandFailed(f"{self._partial}: cannot be written: {error.strerror}", 1) from None
        return [fate_of(ready.redacted.outcome) for ready in batch]

    def close(self, *, done: bool) -> None:
        """Put the file in its place, if the replay is done."""
        self._file.close()
        if done:
            self._partial.replace(self._path)


def _lines(batch: Iterable[Ready]) -> list[bytes]:
    found = (ready.redacted.outcome.trajectory for ready in batch)
    return [trajectory + b"\n" for trajectory in found if trajectory is not None]
