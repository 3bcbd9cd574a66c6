"""Taking a partition over: where it stands, read from Kafka before its first message goes on.

Owns which records are read, and that too much of them does no harm: the embedded broker answers
every question about times with the beginning.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.keyring import Keyring
from streams.kafka import Bounds, Record, bounds, offsets_at, read_range, read_to_end
from streams.kafka.groups import Asker
from streams.keymarks import refuse_strangers
from streams.progress import Found, History, StretchName, Tail
from streams.settings import Settings
from streams.telemetry.log import log

HOUR_MS: Final = 60 * 60 * 1000
DAY_MS: Final = 24 * HOUR_MS
MARGIN_MS: Final = 10 * 60 * 1000
_LOOK_BACK: Final = 100
"""How many offsets before the end to look for a message, where the last one is none (a marker)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How far a partition is: the next offset, what sessions have done, and what was left behind.

    `expired` counts offsets after the committed one that the log does not hold any more.
    """

    start: int
    history: History
    unaudited: dict[StretchName, Found]
    doubles: list[str]
    expired: int
    clean_end: int | None = None
    """Where the partition of the trajectory topic ended: what comes behind was not read."""


def open_partition(settings: Settings, asker: Asker, partition: int, keys: Keyring) -> Opening:
    """Read where a partition stands. Blocks; raises: KafkaFailed, UnknownKeys."""
    committed = asker.committed(partition)
    raw = bounds(settings, settings.raw_topic, [partition])[partition]
    if committed is not None and committed > raw.end:
        log.error("log_anew", partition=partition, offset=committed, end=raw.end)
        committed = None
    start = raw.first if committed is None else max(committed, raw.first)
    expired = 0 if committed is None else max(0, raw.first - committed)
    since_ms = _time_of_next(settings, partition, start, raw)
    history = History(settings.raw_topic, settings.clean_topic, since_ms - HOUR_MS - MARGIN_MS)
    tail = Tail(settings.raw_topic, partition)
    for record in _audit(settings, partition, since_ms):
        history.add(record.value, record.at_ms, record.headers)
    refuse_strangers(keys, history.marks, f"{settings.audit_topic}/{partition}")
    clean_end = bounds(settings, settings.clean_topic, [partition])[partition].end
    for record in _tail(settings, partition, since_ms, history.look_from):
        tail.add((record.key or b"").decode("utf-8", "replace"), record.value, record.offset)
    return Opening(start, history, tail.unaudited(history), tail.doubles(history), expired, clean_end)


def _time_of_next(settings: Settings, partition: int, start: int, raw: Bounds) -> int:
    """Kafka's time (ms) of the message at an offset; where none lies there yet, of one before it.

    Only where the log holds nothing at all this machine's time is taken: then all sessions are forgotten.
    """
    for place in (start,) if start < raw.end else (raw.end - 1, raw.end - _LOOK_BACK, raw.first):
        begin = max(place, raw.first)
        for record in read_range(settings, settings.raw_topic, partition, begin, raw.end, committed=False):
            if record.at_ms is not None:
                return record.at_ms
            break
    return int(time.time() * 1000) - HOUR_MS


def _audit(settings: Settings, partition: int, since_ms: int) -> Iterator[Record]:
    topic = settings.audit_topic
    begin = offsets_at(settings, topic, {partition: max(0, since_ms - HOUR_MS - MARGIN_MS)})[partition]
    return iter(()) if begin is None else read_to_end(settings, topic, {partition: begin})


def _tail(settings: Settings, partition: int, since_ms: int, look_from: int | None) -> Iterator[Record]:
    """What audit records may not name yet; where they say nothing, all of that day and later."""
    topic = settings.clean_topic
    if look_from is not None:
        return read_to_end(settings, topic, {partition: look_from})
    day_ms = (since_ms - MARGIN_MS) // DAY_MS * DAY_MS
    begin = offsets_at(settings, topic, {partition: max(0, day_ms)})[partition]
    return iter(()) if begin is None else read_to_end(settings, topic, {partition: begin})
