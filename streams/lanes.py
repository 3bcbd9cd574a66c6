"""The lanes of a worker: opened when a partition is handed to it, closed when it is taken away."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Final

import stamina

from streams.cli.failure import CommandFailed
from streams.kafka import KafkaFailed
from streams.lane import Lane, Surroundings
from streams.opening import Opening
from streams.publisher import Revoked
from streams.telemetry.log import log

_ATTEMPTS: Final = 4

Open = Callable[[int], Opening]
"""Reads where a partition stands; blocks."""
Settle = Callable[[int, Opening], Awaitable[None]]
"""Finishes what a predecessor left, before a partition's first message goes on."""


class Lanes:
    """Lanes by partition; each under the generation in which it was handed over."""

    def __init__(self, house: Surroundings, read: Open, settle: Settle) -> None:
        self._house = house
        self._read = read
        self._settle = settle
        self._lanes: dict[int, tuple[int, asyncio.Task[Lane]]] = {}

    def __iter__(self) -> Iterator[tuple[int, Lane]]:
        """The lanes that are open."""
        for number, (_, task) in list(self._lanes.items()):
            lane = _opened(task)
            if lane is not None:
                yield number, lane

    def begin(self, partition: int, generation: int) -> "asyncio.Task[Lane]":
        """Begin to open a lane, unless that was done under this generation."""
        known = self._lanes.get(partition)
        if known is not None and known[0] == generation:
            return known[1]
        if known is not None:
            asyncio.ensure_future(_close(known[1], 0.0))
        task = asyncio.create_task(self._open(partition, generation))
        task.add_done_callback(self._watch)
        self._lanes[partition] = (generation, task)
        return task

    async def get(self, partition: int, generation: int) -> Lane:
        """The lane of a partition under a generation, once it is open. Raises: Revoked, KafkaFailed."""
        task = self.begin(partition, generation)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise Revoked from None
            raise

    async def close(self, partitions: Iterable[int] | None, patience_s: float) -> bool:
        """Close lanes (None: all) and wait for what is on its way; False: it took too long."""
        numbers = list(self._lanes) if partitions is None else partitions
        closing = [self._lanes.pop(number)[1] for number in numbers if number in self._lanes]
        return all(await asyncio.gather(*(_close(task, patience_s) for task in closing)))

    def positions(self) -> dict[int, int | None]:
        """The next offset of each partition that was handed over, None where it is not known yet."""
        opened = {number: _opened(task) for number, (_, task) in self._lanes.items()}
        return {number: lane.inbox.expected if lane else None for number, lane in opened.items()}

    async def _open(self, partition: int, generation: int) -> Lane:
        start_s = time.monotonic()
        async for attempt in stamina.retry_context(on=KafkaFailed, attempts=_ATTEMPTS, timeout=None):
            with attempt:
                opening = await asyncio.to_thread(self._read, partition)
        if generation != self._house.generation():
            raise Revoked
        await self._settle(partition, opening)
        if opening.expired:
            log.error("offsets_expired", partition=partition, count=opening.expired)
            self._house.metrics.absent.inc(opening.expired)
        log.info(
            "partition_opened",
            partition=partition,
            offset=opening.start,
            unaudited=len(opening.unaudited),
            ms=round((time.monotonic() - start_s) * 1000),
        )
        return Lane(self._house, partition, generation, opening)

    def _watch(self, task: "asyncio.Task[Lane]") -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, Revoked):
            self._house.leave("partition_not_opened", describe(error))


def describe(error: BaseException) -> str:
    """An error in our own words says what to do; of any other only the kind is known to be clean."""
    return str(error) if isinstance(error, CommandFailed) else type(error).__name__


def _opened(task: "asyncio.Task[Lane]") -> Lane | None:
    if not task.done() or task.cancelled() or task.exception() is not None:
        return None
    return task.result()


async def _close(task: "asyncio.Task[Lane]", patience_s: float) -> bool:
    lane = _opened(task)
    if lane is not None:
        return await lane.close(patience_s)
    task.cancel()
    return True
