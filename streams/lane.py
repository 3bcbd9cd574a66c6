"""One partition under one assignment: from delivered messages to acknowledged offsets.

Owns the order of things: inbox, decoding, stretches, redaction, publication, acknowledgement. A
lane that was closed acknowledges nothing and sends nothing new; the next owner begins where
the group's offset and the audit records say.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msgspec

from pipelines.entries import Stretch
from pipelines.keyring import Keyring
from pipelines.sharing import Fresh
from pipelines.stretches import Progress, Sessions
from schemas.codec import BrokenMessage, decode_message
from schemas.deadletter import DeadLetter, Fault
from schemas.rules import TrajectoryLimits
from streams.follower import InForce
from streams.inbox import Inbox, Verdict
from streams.journeys import Journeys
from streams.kafka import KafkaFailed, Outgoing, Record
from streams.opening import Opening
from streams.pool import Redacted, Terms
from streams.publisher import Publisher, Revoked, Sender, Sent
from streams.room import Room
from streams.settings import Settings
from streams.strays import Strays
from streams.telemetry.log import log
from streams.telemetry.metrics import Metrics
from streams.telemetry.traces import Traces
from streams.tracker import Tracker

FILL_MESSAGES: Final = 200
"""How many messages of a hole are read and held at a time."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as Faust delivers it; `ack` lets its offset be committed."""

    partition: int
    generation: int
    offset: int
    at_ms: int | None
    value: bytes | None
    ack: Callable[[], None]


class Surroundings(Protocol):
    """What a lane needs of its worker."""

    settings: Settings
    keys: Keyring
    metrics: Metrics
    traces: Traces
    room: Room

    @property
    def sender(self) -> Sender:
        """The line to the brokers."""

    @property
    def leave(self) -> Callable[[str, str], None]:
        """Leaves the process with status 1: a name for why, and one line."""

    def limits(self) -> TrajectoryLimits:
        """Where stretches end."""

    def generation(self) -> int:
        """The group's generation, as this worker knows it."""

    def current(self) -> InForce | None:
        """What is in force now."""

    def check_fence(self) -> None:
        """Leave the process if it may be a zombie. Raises: Revoked."""

    async def in_force(self) -> InForce:
        """Wait until something is in force."""

    async def redact(self, stretch: Stretch, terms: Terms) -> Redacted | None:
        """Redact a stretch; None: the rules cannot be used now, wait for others."""

    def read_ahead(self, session_id: str, fresh: Sequence[Fresh]) -> None:
        """Look at new lines of an open stretch when there is nothing else to do."""

    def published(self, partition: int, sent: Sent) -> None:
        """Note what was published lately, for erasures that come after it."""

    def read(self, partition: int, start: int, end: int) -> Iterator[Record]:
        """The raw messages of a range of offsets, as far as they exist. Blocks."""

    def read_clean(self, partition: int, start: int, end: int) -> Iterator[Record]:
        """The same of the trajectory topic. Blocks."""

    def end(self, partition: int) -> int:
        """The offset that the next raw message of a partition will have. Blocks."""


class Lane:
    """A partition; everything here runs in the worker's event loop."""

    def __init__(self, house: Surroundings, partition: int, generation: int, opening: Opening) -> None:
        settings = house.settings
        self._house = house
        self._partition = partition
        self._generation = generation
        self._history = opening.history
        self._tracker: Tracker[Callable[[], None]] = Tracker()
        self._queues: dict[str, deque[Stretch]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._newest: tuple[int, float] | None = None
        self._margin_ms = int(settings.idle_margin_s * 1000)
        self._delivered = opening.start - 1
        self._journeys = Journeys(house.traces, partition)
        self.inbox = Inbox(opening.start)
        self.sessions = Sessions(settings.raw_topic, partition, house.limits, self._progress)
        self._publisher = Publisher(
            settings,
            partition,
            house.sender,
            house.current,
            self._check,
            house.check_fence,
            dict(opening.unaudited),
            house.keys,
            Strays(settings.raw_topic, partition, opening.clean_end, opening.history.noted.values()),
            lambda start, end: house.read_clean(partition, start, end),
        )
        self._publishing = asyncio.create_task(self._publisher.run())

    @property
    def waiting(self) -> int:
        """Closed stretches and dead letters that are not done."""
        return sum(len(queue) for queue in self._queues.values())

    async def take(self, delivery: Delivery) -> None:
        """Take what was delivered: pass over what was seen, fill the hole before it, hand it on.

        Raises: Revoked.
        """
        self._check()
        verdict, before = self.inbox.judge(delivery.offset), self._delivered
        self._delivered = delivery.offset
        if verdict is Verdict.SEEN:
            if delivery.offset <= before:
                await self._check_log()
            self._house.metrics.repeated.inc()
            if not self._tracker.attach(delivery.offset, delivery.ack):
                delivery.ack()
            return
        if verdict is Verdict.HOLE:
            await self._fill(delivery.offset)
        await self._house.room.enough()
        self._check()
        absent = delivery.offset - self.inbox.expected
        if absent:
            log.warning("offsets_absent", partition=self._partition, offset=self.inbox.expected, count=absent)
            self._house.metrics.absent.inc(absent)
        self.inbox.hand_on(delivery.offset)
        self._open(delivery.offset, delivery.at_ms, delivery.value, delivery.ack)

    def close_idle_by_reading(self) -> None:
        """Close stretches that are idle at Kafka's time of the newest message that was read."""
        if self._newest is not None:
            self._close_idle(self._newest[0])

    def idle_at(self) -> int | None:
        """A time (ms) that Kafka's clock has passed, if stretches are idle by then.

        It is that of the newest message, gone on since; this machine's time of day plays no part.
        """
        if self._newest is None or self._closed:
            return None
        at_ms, seen_s = self._newest
        now_ms = at_ms + int((time.monotonic() - seen_s) * 1000)
        return now_ms if self.sessions.has_idle(now_ms, self._margin_ms) else None

    def close_idle_at_end(self, kafka_ms: int, end: int) -> None:
        """Close what is idle at a time, if the partition was read to its end after that time."""
        if self.inbox.expected >= end:
            self._close_idle(kafka_ms)

    def _close_idle(self, kafka_ms: int) -> None:
        if not self._closed:
            for stretch in self.sessions.close_idle(kafka_ms, self._margin_ms):
                self._enqueue(stretch)

    async def close(self, patience_s: float) -> bool:
        """Drop what is open, send nothing new, wait for what is on its way; False: it took too long."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        end_s = time.monotonic() + patience_s
        while self._publisher.busy and time.monotonic() < end_s:
            await asyncio.sleep(0.01)
        self._publishing.cancel()
        self._house.room.add(-self.waiting, -self._tracker.open_bytes)
        self._queues.clear()
        return not self._publisher.busy

    def _check(self) -> None:
        if self._closed or self._house.generation() != self._generation:
            raise Revoked
        self._house.check_fence()

    async def _check_log(self) -> None:
        """Delivery went back: that it repeats itself is no matter, but the log may have been made anew."""
        end = await asyncio.to_thread(self._house.end, self._partition)
        self._check()
        if end < self.inbox.expected:
            self._house.leave(
                "log_anew", "the raw topic has become shorter: it was made anew or lost messages"
            )
            raise Revoked

    def _progress(self, session_id: str) -> Progress | None:
        return self._history.progress(*self._house.keys.session_names(session_id))

    async def _fill(self, until: int) -> None:
        log.warning("hole", partition=self._partition, offset=self.inbox.expected, until=until)
        self._house.metrics.holes.inc()
        while self.inbox.expected < until:
            records = await asyncio.to_thread(self._read_some, self.inbox.expected, until)
            for record in records:
                await self._house.room.enough()
                self._check()
                if self.inbox.fill(record.offset):
                    self._house.metrics.filled.inc()
                    self._open(record.offset, record.at_ms, record.value, None)
            if len(records) < FILL_MESSAGES:
                return

    def _read_some(self, start: int, until: int) -> list[Record]:
        found: list[Record] = []
        for record in self._house.read(self._partition, start, until):
            found.append(record)
            if len(found) >= FILL_MESSAGES:
                break
        return found

    def _open(
        self, offset: int, at_ms: int | None, value: bytes | None, ack: Callable[[], None] | None
    ) -> None:
        size = len(value or b"")
        self._tracker.open(offset, size)
        self._journeys.read(offset)
        self._house.room.add(0, size)
        if ack is not None:
            self._tracker.attach(offset, ack)
        self._house.metrics.messages.inc()
        self._house.metrics.raw_bytes.inc(size)
        if at_ms is not None and (self._newest is None or at_ms >= self._newest[0]):
            self._newest = (at_ms, time.monotonic())
        try:
            message = decode_message(value)
        except BrokenMessage as broken:
            self._start(self._bury(offset, at_ms, broken.fault))
            return
        added = self.sessions.add(message, offset, at_ms)
        for stretch in added.closed:
            self._enqueue(stretch)
        if added.fresh:
            self._house.read_ahead(message.session_id, added.fresh)
        self._give_back(lambda: self._tracker.hold(offset, added.holders))

    def _enqueue(self, stretch: Stretch) -> None:
        self._journeys.closed(stretch)
        self._house.room.add(1, 0)
        queue = self._queues.get(stretch.session_id)
        if queue is None:
            queue = self._queues[stretch.session_id] = deque()
            queue.append(stretch)
            self._start(self._work_off(stretch.session_id, queue))
        else:
            queue.append(stretch)

    async def _work_off(self, session_id: str, queue: "deque[Stretch]") -> None:
        """Publish a session's closed stretches, each after the brokers' word on the one before."""
        while queue:
            stretch = queue[0]
            sent = await self._finish(stretch)
            self._check()
            queue.popleft()
            self._house.room.add(-1, 0)
            self._house.published(self._partition, sent)
            self._journeys.done(sent)
            for offset in stretch.offsets:
                self._give_back(lambda offset=offset: self._tracker.release(offset))  # type: ignore[misc]
        del self._queues[session_id]

    async def _finish(self, stretch: Stretch) -> Sent:
        while True:
            terms = await self._house.in_force()
            self._check()
            self._journeys.redacting(stretch)
            redacted = await self._house.redact(
                stretch, Terms(terms.rules_digest, terms.document, terms.controls)
            )
            self._journeys.redacted(stretch)
            self._check()
            if redacted is None:
                continue
            sent = await self._publisher.publish(stretch, redacted, terms)
            if sent is not None:
                return sent
            self._house.metrics.redone.inc()

    async def _bury(self, offset: int, at_ms: int | None, fault: Fault) -> None:
        """Write a dead letter and wait for the brokers' word; then the offset is done."""
        topic = self._house.settings.raw_topic
        letter = DeadLetter(
            topic=topic,
            partition=self._partition,
            offset=offset,
            code=fault.code,
            path=fault.path,
            at=at_ms,
        )
        key = f"{topic}/{self._partition}/{offset}".encode()
        self._check()
        value = msgspec.json.encode(letter)
        message = Outgoing(self._house.settings.deadletter_topic, key, value, document="dead-letter")
        await asyncio.wrap_future(self._house.sender.send(message))
        log.warning("dead_letter", partition=self._partition, offset=offset, code=fault.code.value)
        self._house.metrics.deadletters.labels(fault.code.value).inc()
        self._check()
        self._give_back(lambda: self._tracker.release(offset))

    def _give_back(self, change: Callable[[], list[Callable[[], None]]]) -> None:
        before = self._tracker.open_bytes
        tickets = change()
        self._house.room.add(0, self._tracker.open_bytes - before)
        for ack in tickets:
            ack()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Revoked:
            return
        except Exception as error:  # noqa: BLE001 - nothing is acknowledged, somebody else tries again
            why = str(error) if isinstance(error, KafkaFailed) else type(error).__name__
            self._house.leave("lane_failed", why)
