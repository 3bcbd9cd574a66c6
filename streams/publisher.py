"""The publisher of one partition: trajectory, the brokers' word, audit record, the brokers' word.

Laws: what is sent was made under terms that were in force right before; audit records follow in
the order of the trajectories' offsets; what a crash left unaudited is audited, not sent again; a
worker that may be a zombie sends nothing.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import msgspec

from pipelines.entries import Stretch
from pipelines.keyring import Keyring, mark_of
from pipelines.naming import Key, session_name, subject_name
from pipelines.outcome import Outcome
from schemas.audit import Published
from streams.erasure import tombstone
from streams.follower import InForce
from streams.kafka import KafkaFailed, Outgoing, Record
from streams.pool import Redacted
from streams.progress import Found, StretchName, progress_headers
from streams.settings import Settings
from streams.strays import Strays
from streams.telemetry.log import log

BATCH: Final = 64


class Revoked(Exception):  # noqa: N818
    """This worker does not own the partition any more, or may not: nothing more is sent."""


class Sender(Protocol):
    """Puts messages on their way."""

    def send(self, message: Outgoing) -> "Future[Record]":
        """A future for where the message lies."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was published of a stretch: the id and offset of its trajectory, if there is one."""

    stretch: Stretch
    outcome: Outcome
    offset: int | None
    recognised: bool
    """A crash had left the trajectory there."""
    times_ns: tuple[int, int, int] = (0, 0, 0)
    """When its sending began, when the trajectory had arrived, and the audit record (Unix epoch)."""

    @property
    def result(self) -> str:
        """What became of the stretch, in one word of a closed list."""
        if self.outcome.trajectory is not None:
            return "recognised" if self.recognised else "published"
        return "failed" if self.outcome.dropped.get("failed") else "unpublished"


@dataclass(slots=True)
class _Item:
    stretch: Stretch
    redacted: Redacted
    terms: InForce
    result: "asyncio.Future[Sent | None]"


@dataclass(slots=True)
class _Going:
    item: _Item
    outcome: Outcome
    key: Key
    """The key that its names are made with."""
    offset: int | None = None
    arrival: "asyncio.Future[Record] | None" = None
    recognised: bool = False
    start_ns: int = field(default_factory=time.time_ns)
    arrived_ns: int = 0

    def sent(self) -> Sent:
        """What became of it, now that the brokers have its audit record."""
        times_ns = (self.start_ns, self.arrived_ns, time.time_ns())
        return Sent(self.item.stretch, self.outcome, self.offset, self.recognised, times_ns)


@dataclass(slots=True)
class Publisher:
    """Publishes for one partition; `current` is what is in force now.

    `may_send` raises Revoked where nothing new may go out, `may_finish` where not even the audit of
    what went out may. `unaudited` is what a crash left; it shrinks as its sessions come past it.
    """

    settings: Settings
    partition: int
    sender: Sender
    current: Callable[[], InForce | None]
    may_send: Callable[[], None]
    may_finish: Callable[[], None]
    unaudited: dict[StretchName, Found]
    keys: Keyring
    strays: Strays
    read: Callable[[int, int], Iterable[Record]]
    """The records of a range of the partition of the trajectory topic, as far as they exist. Blocks."""
    _queue: "asyncio.Queue[_Item]" = field(default_factory=asyncio.Queue)
    busy: bool = False

    async def publish(self, stretch: Stretch, redacted: Redacted, terms: InForce) -> Sent | None:
        """Publish what became of a stretch; None: the terms have changed, redact it again.

        Raises: Revoked, KafkaFailed.
        """
        result: asyncio.Future[Sent | None] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Item(stretch, redacted, terms, result))
        return await result

    async def run(self) -> None:
        """Publish what is queued, batch by batch, until cancelled."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            self.busy = True
            try:
                await self._publish(batch)
            except Exception as failure:  # noqa: BLE001 - each waiting stretch hears of it
                for item in batch:
                    if not item.result.done():
                        item.result.set_exception(failure)
            finally:
                self.busy = False

    async def _publish(self, batch: Sequence[_Item]) -> None:
        going: list[_Going] = []
        for item in batch:
            if item.result.done():
                continue
            if not _still_holds(item, self.current()):
                item.result.set_result(None)
            else:
                going.append(self._start(item))
        for one in going:
            if one.arrival is not None:
                one.offset = (await one.arrival).offset
            one.arrived_ns = time.time_ns()
        going.sort(key=lambda one: -1 if one.offset is None else one.offset)
        self.may_finish()
        arrivals = [asyncio.wrap_future(self.sender.send(self._audit(one))) for one in going]
        for one, arrival in zip(going, arrivals, strict=True):
            await arrival
            self._note(one)
            self._come_past(one.item.stretch)
            if not one.item.result.done():
                one.item.result.set_result(one.sent())
        for start, end in self.strays.take_gaps():
            await self._look_into(start, end)

    def _note(self, one: _Going) -> None:
        if one.arrival is not None and one.offset is not None:
            self.strays.wrote(one.offset)
        if one.outcome.trajectory is not None:
            stretch = one.item.stretch
            self.strays.made((one.outcome.session, stretch.first_seq, stretch.last_seq), one.outcome.key)

    async def _look_into(self, start: int, end: int) -> None:
        """Delete what somebody who is gone had sent of stretches that were done here."""
        try:
            records = await asyncio.to_thread(lambda: list(self.read(start, end)))
        except KafkaFailed as failure:
            log.warning("gap_not_read", partition=self.partition, offset=start, why=str(failure))
            self.strays.missed(start, end)
            return
        for trajectory_id in self.strays.among(records):
            self.may_send()
            gone = tombstone(self.settings.clean_topic, self.partition, trajectory_id)
            self.strays.wrote((await asyncio.wrap_future(self.sender.send(gone))).offset)
            log.info("trajectory_deleted", partition=self.partition, trajectory_id=trajectory_id, why="stray")

    def _start(self, item: _Item) -> _Going:
        self.may_send()
        outcome = item.redacted.outcome
        current = self.keys.current
        left = self._left(item.stretch)
        if left is not None:
            key, found = left
            if not outcome.dropped.get("erased"):
                told = _as_found(outcome, found, subject_name(key, item.stretch.user_id))
                return _Going(item, told, key, offset=found.offset, recognised=True)
            gone = tombstone(self.settings.clean_topic, self.partition, found.trajectory_id)
            return _Going(item, outcome, current, arrival=asyncio.wrap_future(self.sender.send(gone)))
        if outcome.trajectory is None:
            return _Going(item, outcome, current)
        message = Outgoing(
            self.settings.clean_topic,
            outcome.key.encode(),
            outcome.trajectory,
            self.partition,
            outcome.day_ms,
            document="trajectory",
        )
        return _Going(item, outcome, current, arrival=asyncio.wrap_future(self.sender.send(message)))

    def _left(self, stretch: Stretch) -> tuple[Key, Found] | None:
        """What a crash left of a stretch, with the key that names it; of two the newer."""
        if not self.unaudited:
            return None
        told = [(key, self.unaudited.get(name)) for key, name in self._names(stretch)]
        found = [(key, one) for key, one in told if one is not None]
        return max(found, key=lambda one: one[1].offset, default=None)

    def _names(self, stretch: Stretch) -> list[tuple[Key, StretchName]]:
        """A stretch's names, under each key."""
        span = (stretch.first_seq, stretch.last_seq)
        return [(key, (session_name(key, stretch.session_id), *span)) for key in self.keys]

    def _come_past(self, stretch: Stretch) -> None:
        if not self.unaudited:
            return
        sessions = self.keys.session_names(stretch.session_id)
        passed = [name for name in self.unaudited if name[0] in sessions and name[2] <= stretch.last_seq]
        for name in passed:
            del self.unaudited[name]

    def _audit(self, going: _Going) -> Outgoing:
        outcome, stretch = going.outcome, going.item.stretch
        offset = going.offset if outcome.trajectory is not None else None
        published = Published(topic=self.settings.clean_topic, partition=self.partition, offset=offset)
        record = outcome.audit(published, ms=going.item.redacted.ms)
        own = {name for _, name in self._names(stretch)} if self.unaudited else set()
        left = [found.offset for name, found in self.unaudited.items() if name not in own]
        headers = progress_headers(stretch.kafka_ms, min(left, default=None), mark_of(going.key))
        return Outgoing(
            self.settings.audit_topic,
            outcome.key.encode(),
            msgspec.json.encode(record),
            self.partition,
            headers=headers,
            document="audit-record",
        )


def _still_holds(item: _Item, now: InForce | None) -> bool:
    """Whether what a stretch was made under is in force still, as far as it touches the stretch."""
    if now is None or now.rules_digest != item.terms.rules_digest:
        return False
    before = item.terms.controls
    if now.controls.version == before.version:
        return True
    return now.controls.stamp(item.stretch) == before.stamp(item.stretch)


def _as_found(outcome: Outcome, found: Found, subject: str) -> Outcome:
    """What the audit says of a trajectory that was sent before a crash: what that one holds."""
    return replace(
        outcome,
        key=found.trajectory_id,
        session=found.name[0],
        subject=subject,
        trajectory=b"sent",
        policy=found.policy,
        entities=found.entities,
        rules=found.rules,
        dropped=found.dropped,
    )
