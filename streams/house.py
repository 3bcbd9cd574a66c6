"""What all partitions of a worker share: terms, pool, line to the brokers, bounds, and the way out.

It knows nothing of Faust. One event loop runs all of it; the follower and the processes of the
pool have threads of their own.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pipelines.entries import Stretch
from pipelines.keyring import Keyring
from pipelines.sharing import Fresh
from schemas.rules import TrajectoryLimits
from streams.ahead import Choice
from streams.fence import Fence
from streams.follower import Follower, InForce
from streams.kafka import KafkaFailed, Record, bounds, read_range
from streams.kafka.framing import framing_of
from streams.kafka.groups import Asker
from streams.kafka.line import Line
from streams.lane import Delivery
from streams.lanes import Lanes, describe
from streams.opening import Opening, open_partition
from streams.pool import ModelsRefused, Pool, Redacted, RulesRefused, Terms
from streams.publisher import Revoked, Sent
from streams.redactor_process import SHIPPED_DETECTOR, Setup
from streams.room import Room
from streams.settings import Settings
from streams.shredder import Shredder
from streams.telemetry.log import log
from streams.telemetry.metrics import Metrics
from streams.telemetry.traces import traces_of

_TICK_S: Final = 0.5
_BEAT_S: Final = 0.1
_FENCE_PARTS: Final = 4
"""A process that did not run for this part of the session time-out may be a zombie."""


def running_s() -> float:
    """Seconds of a clock that goes on while this process, or the whole machine, does not run."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class House:
    """The shared part of a worker; `leave` must not return control to what called it for long."""

    def __init__(
        self,
        settings: Settings,
        keys: Keyring,
        metrics: Metrics,
        leave: Callable[[str, str], None],
        detector: str = SHIPPED_DETECTOR,
    ) -> None:
        self.settings = settings
        self.keys = keys
        self.metrics = metrics
        self.traces = traces_of(settings)
        self.leave = leave
        setup = Setup(keys.current, settings.models, settings.rules_folder, detector)
        self.pool = Pool(
            setup,
            settings.processes,
            settings.redaction_timeout_s,
            self._note_fault,
            settings.load_timeout_s,
        )
        self.follower = Follower(settings, self._changed)
        self.sender: Line = Line(settings)
        self._framing = framing_of(settings)
        self.lanes = Lanes(self, self._open, self._settle)
        self.room = Room(settings.max_waiting, settings.max_open_bytes)
        self.handed_s = time.monotonic()
        self._ahead = Choice()
        self.models_loaded = False
        self.stopping = False
        self._shredder = Shredder(settings, keys, metrics, self.sender, self.check_fence, self._spawn)
        self._asker = Asker(settings, settings.raw_topic)
        self._fence = Fence(settings.session_timeout_s / _FENCE_PARTS, running_s())
        self._taking = False
        self._joined = False
        self._generation: Callable[[], int] = lambda: -1
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._limits: TrajectoryLimits | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Begin to follow controls and rules; before there is a loop."""
        self.follower.start()

    def start(self, generation: Callable[[], int]) -> None:
        """Begin to work, and to watch over the time; called in the event loop.

        Until now nothing was owned: a machine that was slow to load this program makes no zombie.
        """
        self._fence = Fence(self.settings.session_timeout_s / _FENCE_PARTS, running_s())
        threading.Thread(target=self._beat, name="fence", daemon=True).start()
        self._loop = asyncio.get_running_loop()
        self._generation = generation
        self._on_news()
        self._spawn(self._load())
        self._spawn(self._tick())

    def close(self) -> None:
        """Give back what this worker holds."""
        for task in self._tasks:
            task.cancel()
        self.pool.close()
        self.follower.stop()
        self.sender.close(self.settings.stop_timeout_s)
        self._asker.close()
        self.traces.close()

    # What Faust's side calls.

    async def take(self, delivery: Delivery) -> None:
        """Take a delivered message; never raises, so that nothing is acknowledged by mistake."""
        self.handed_s = time.monotonic()
        if self.stopping or delivery.generation != self.generation():
            return
        self._taking = True
        try:
            await self._until_limits_are_known()
            lane = await self.lanes.get(delivery.partition, delivery.generation)
            await lane.take(replace(delivery, value=await self._unframed(delivery.value)))
        except Revoked:
            return
        except Exception as error:  # noqa: BLE001 - nothing is acknowledged; whoever comes next tries again
            self.leave("take_failed", describe(error))
        finally:
            self._taking = False
            self.handed_s = time.monotonic()

    def held_back(self) -> bool:
        """Whether this worker asks for nothing, since what it was handed is not done."""
        return self._taking or self.stopping

    def positions(self) -> Mapping[int, int | None]:
        """The next offset of each partition that was handed to this worker, None where not known yet."""
        return self.lanes.positions()

    def assigned(self, partitions: set[int]) -> None:
        """Begin to open the lanes of what this worker was handed."""
        self._joined = True
        self.metrics.rebalances.inc()
        self.handed_s = time.monotonic()
        log.info("assigned", partitions=len(partitions), generation=self.generation())
        for partition in partitions:
            self.lanes.begin(partition, self.generation())

    async def revoked(self, partitions: set[int] | None) -> None:
        """Drop what is open of partitions (None: all) and wait for what is on its way."""
        if not await self.lanes.close(partitions, self.settings.rebalance_timeout_s / 2):
            self.leave("flush_failed", "what was on its way did not arrive in time")

    async def drain(self) -> None:
        """Before a stop: take nothing more, and finish what is closed, within a bound."""
        self.stopping = True
        end_s = time.monotonic() + self.settings.stop_timeout_s
        while self.room.waiting and self.current() is not None and time.monotonic() < end_s:
            await asyncio.sleep(0.05)
        left = self.room.waiting
        await self.revoked(None)
        log.info("drained", left=left)

    def problems(self) -> Mapping[str, str]:
        """Why this worker could not publish now; nothing if it could."""
        found: dict[str, str] = {}
        if not self.models_loaded:
            found["models"] = "they are being loaded"
        problem = self.follower.state().problem
        if problem is not None:
            found["terms"] = problem
        if not self._joined:
            found["group"] = "it has not joined its group yet"
        if self.stopping:
            found["worker"] = "it is stopping"
        return found

    # What lanes need.

    def limits(self) -> TrajectoryLimits:
        """Where stretches end, by the rules in force or the last that were. Raises: Revoked."""
        force = self.follower.current()
        if force is not None:
            self._limits = force.rules.trajectory
        if self._limits is None:
            raise Revoked
        return self._limits

    def generation(self) -> int:
        """The group's generation, as this worker knows it."""
        return self._generation()

    def current(self) -> InForce | None:
        """What is in force now."""
        return self.follower.current()

    def check_fence(self) -> None:
        """Leave the process if it may be a zombie. Raises: Revoked."""
        if not self._fence.passes(running_s()):
            self.leave("fenced", "the process did not run for a while and may own nothing any more")
            raise Revoked

    async def in_force(self) -> InForce:
        """Wait until something is in force."""
        while (force := self.follower.current()) is None:
            self._news.clear()
            await self._news.wait()
        return force

    async def redact(self, stretch: Stretch, terms: Terms) -> Redacted | None:
        """Redact a stretch; None: the rules cannot be used now, wait for others."""
        try:
            redacted = await self.pool.redact(stretch, terms)
        except RulesRefused as refusal:
            self.follower.refuse(terms.rules_digest, str(refusal))
            return None
        except ModelsRefused as refusal:
            self.leave("models_refused", str(refusal))
            raise Revoked from None
        self.metrics.count_redaction(redacted.ms, redacted.costs)
        return redacted

    def read_ahead(self, session_id: str, fresh: Sequence[Fresh]) -> None:
        """Look at new lines of an open stretch when there is nothing else to do."""
        force = self.current()
        if force is not None and self.models_loaded:
            terms = Terms(force.rules_digest, force.document, force.controls)
            self.pool.read_ahead(session_id, self._ahead.of(fresh, force), terms)

    def read(self, partition: int, start: int, end: int) -> Iterator[Record]:
        """The raw messages of a range of offsets, as far as they exist. Blocks."""
        return read_range(self.settings, self.settings.raw_topic, partition, start, end, committed=False)

    def read_clean(self, partition: int, start: int, end: int) -> Iterator[Record]:
        """The same of the trajectory topic. Blocks."""
        return read_range(self.settings, self.settings.clean_topic, partition, start, end, committed=False)

    def end(self, partition: int) -> int:
        """The offset that the next raw message of a partition will have. Blocks."""
        return bounds(self.settings, self.settings.raw_topic, [partition])[partition].end

    def published(self, partition: int, sent: Sent) -> None:
        """Count what became of a stretch; delete it again if an erasure has come in between."""
        outcome, stretch = sent.outcome, sent.stretch
        self.metrics.count_outcome(outcome, len(stretch.entries), sent.result)
        if outcome.dropped.get("failed"):
            log.error("redaction_failed", partition=partition, offset=stretch.place.first_offset)
        if stretch.kafka_ms is not None:
            self.metrics.publish_seconds.observe(max(0.0, time.time() - stretch.kafka_ms / 1000))
        force = self.current()
        self._shredder.remember(partition, sent, None if force is None else force.controls)

    # Its own work.

    def _beat(self) -> None:
        while True:
            time.sleep(_BEAT_S)
            with contextlib.suppress(Revoked):
                self.check_fence()

    async def _load(self) -> None:
        try:
            await self.pool.load()
        except ModelsRefused as refusal:
            self.leave("models_refused", str(refusal))
            return
        self.models_loaded = True
        log.info("models_loaded", processes=self.settings.processes)

    async def _unframed(self, value: bytes | None) -> bytes | None:
        """A raw message without a schema registry's header; one that nobody can vouch for keeps it."""
        topic = self.settings.raw_topic
        if self._framing.reads_at_once(value):
            return self._framing.read(topic, value)
        return await asyncio.to_thread(self._framing.read, topic, value)

    async def _until_limits_are_known(self) -> None:
        if self._limits is None:
            self._limits = (await self.in_force()).rules.trajectory

    async def _tick(self) -> None:
        """Look at the time: the fence, idle stretches, gauges, whether terms have become stale."""
        while True:
            await asyncio.sleep(_TICK_S)
            try:
                self.check_fence()
                await self._close_idle()
            except (Revoked, KafkaFailed):
                continue
            finally:
                self._news.set()
                self._measure()

    async def _close_idle(self) -> None:
        for partition, lane in self.lanes:
            lane.close_idle_by_reading()
            now_ms = lane.idle_at()
            if now_ms is None:
                continue
            ends = await asyncio.to_thread(bounds, self.settings, self.settings.raw_topic, [partition])
            lane.close_idle_at_end(now_ms, ends[partition].end)

    def _measure(self) -> None:
        age_s = self.follower.age_s()
        self.metrics.fresh_age.set(-1 if age_s is None else age_s)
        self.metrics.publishing.set(self.models_loaded and self.current() is not None)
        self.metrics.waiting.set(self.room.waiting)
        self.metrics.open_bytes.set(self.room.open_bytes)
        self.metrics.open_stretches.set(sum(lane.sessions.open_stretches for _, lane in self.lanes))

    def _open(self, partition: int) -> Opening:
        return open_partition(self.settings, self._asker, partition, self.keys)

    async def _settle(self, partition: int, opening: Opening) -> None:
        await self._shredder.settle(partition, opening, (await self.in_force()).controls)

    def _changed(self) -> None:
        """The follower saw something new; called in its thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._on_news)

    def _on_news(self) -> None:
        self._news.set()
        force = self.current()
        if force is not None:
            self._shredder.heed(force.controls, self.lanes.positions())

    def _note_fault(self, kind: str, detail: str) -> None:
        self.metrics.faults.labels(kind).inc()
        log.error("redaction_fault", kind=kind, detail=detail)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Revoked:
            return
        except Exception as error:  # noqa: BLE001 - nothing is acknowledged; whoever comes next tries again
            self.leave("work_failed", describe(error))
