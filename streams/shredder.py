"""A worker's part in deleting what is published: erasures that come late, and what others left.

An erasure's command writes the tombstones of what audit records name. A worker deletes what was on
its way meanwhile, what it finds undone when it takes a partition over, and, in case the command
died, what its partitions hold.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import stamina

from pipelines.consent import ControlSet
from pipelines.keyring import Keyring
from schemas.control import Erase
from streams.erasure import delete_published, find_published, reach, tombstone
from streams.kafka import KafkaFailed
from streams.lately import Lately
from streams.opening import Opening
from streams.publisher import Sender, Sent
from streams.settings import Settings
from streams.telemetry.log import log
from streams.telemetry.metrics import Metrics

_PATIENCE_S: Final = 120.0
"""Brokers that are away for longer end the worker: whoever takes its partitions over finishes the erasure."""


class Shredder:
    """Deletes trajectories by tombstones; `may_send` raises where nothing may be sent any more."""

    def __init__(
        self,
        settings: Settings,
        keys: Keyring,
        metrics: Metrics,
        sender: Sender,
        may_send: Callable[[], None],
        start: Callable[[Any], None],
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._metrics = metrics
        self._sender = sender
        self._may_send = may_send
        self._start = start
        self._lately = Lately()
        self._known: frozenset[Erase] | None = None

    def remember(self, partition: int, sent: Sent, controls: ControlSet | None) -> None:
        """Keep what was published in mind, and delete it if an erasure came in between."""
        if sent.outcome.trajectory is not None:
            self._lately.add(partition, sent.stretch, sent.outcome.key, time.monotonic())
            self._erase_lately(controls)

    def heed(self, controls: ControlSet, partitions: Iterable[int]) -> None:
        """Do what controls ask for that were not there the last time."""
        erasures = frozenset(c for c in controls.controls.values() if isinstance(c, Erase))
        fresh = frozenset() if self._known is None else erasures - self._known
        self._known = erasures
        self._erase_lately(controls)
        if fresh:
            self._start(self._execute(fresh, frozenset(partitions)))

    async def settle(self, partition: int, opening: Opening, controls: ControlSet) -> None:
        """Delete the older of two for one stretch, and what an erasure's command did not come to."""
        doomed = dict.fromkeys(opening.doubles, "double")
        erased = reach(self._keys, controls.controls.values())
        for noted in opening.history.noted.values():
            if erased.meets(noted.name[0], noted.subject, noted.from_ms, noted.until_ms):
                doomed[noted.trajectory_id] = "erased"
        await asyncio.gather(*(self._delete(partition, one, why) for one, why in doomed.items()))

    def _erase_lately(self, controls: ControlSet | None) -> None:
        if controls is not None:
            for partition, trajectory_id in self._lately.take_erased(controls):
                self._start(self._delete(partition, trajectory_id, "erased"))

    async def _delete(self, partition: int, trajectory_id: str, why: str) -> None:
        self._may_send()
        message = tombstone(self._settings.clean_topic, partition, trajectory_id)
        await asyncio.wrap_future(self._sender.send(message))
        self._metrics.tombstones.labels(why).inc()
        log.info("trajectory_deleted", partition=partition, trajectory_id=trajectory_id, why=why)

    async def _execute(self, erasures: frozenset[Erase], partitions: frozenset[int]) -> None:
        """Find and delete; brokers that are away for a while are asked again, which deletes nothing twice."""
        async for attempt in stamina.retry_context(on=KafkaFailed, attempts=None, timeout=_PATIENCE_S):
            with attempt:
                await self._find_and_delete(erasures, partitions)

    async def _find_and_delete(self, erasures: frozenset[Erase], partitions: frozenset[int]) -> None:
        found = await asyncio.to_thread(find_published, self._settings, self._keys, erasures, partitions)
        for key_id in found.unknown_keys:
            log.error("erasure_key_unknown", key_id=key_id)
        own = [one for one in found.doomed if one.topic == self._settings.clean_topic]
        if own:
            count = await asyncio.to_thread(delete_published, self._settings, own)
            self._metrics.tombstones.labels("erased").inc(count)
            log.info("erasure_executed", trajectories=count)
