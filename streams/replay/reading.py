"""Where a replay reads: how far back it must look, where its range lies, and what has expired.

Owns the plan of one partition, made once before anything is read; `reader` follows it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from pipelines.growing import LAST_CELL
from pipelines.keyring import Keyring
from pipelines.stretches import FORGET_MS, Progress
from schemas.audit import AuditRecord
from schemas.rules import TrajectoryLimits
from streams.cli.failure import CommandFailed
from streams.kafka import Record, bounds, offsets_at, read_range, read_to_end
from streams.keymarks import refuse_strangers
from streams.progress import History
from streams.replay.window import Asked
from streams.settings import Settings

_MARGIN_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Course:
    """One partition's reading: from `look_from` on; stretches of the range begin below `log_end`.

    `begin` and `aim` are about where the range begins and ends: for estimates and displays only.
    `look_ms` is Kafka's time from which on is read, None where nothing is.
    """

    partition: int
    look_from: int
    log_first: int
    log_end: int
    look_ms: int | None
    begin: int
    aim: int

    @property
    def messages(self) -> int:
        """About how many messages the range has here."""
        return max(0, self.aim - self.begin)


def plan(settings: Settings, partition: int, asked: Asked, limits: TrajectoryLimits) -> Course:
    """Where to begin reading, so that stretches that cross the range's start are told apart.

    Raises: CommandFailed, where the beginning of the range has expired.
    """
    raw = bounds(settings, settings.raw_topic, [partition])[partition]
    start_ms = asked.from_ms
    if start_ms is None:
        start_ms = _time_at(settings, partition, max(asked.from_offset or 0, raw.first), raw.end)
    _check_not_expired(settings, partition, asked, raw.first, raw.end)
    if start_ms is None:
        return Course(partition, raw.end, raw.first, raw.end, None, raw.end, raw.end)
    look_ms = max(0, start_ms - look_back_ms(limits))
    look_from = _offset_at(settings, partition, look_ms, raw.first, raw.end)
    begin = max(look_from, asked.from_offset or 0)
    if asked.from_ms is not None:
        begin = _offset_at(settings, partition, asked.from_ms, look_from, raw.end)
    aim = raw.end if asked.to_offset is None else min(asked.to_offset, raw.end)
    if asked.to_ms is not None:
        aim = _offset_at(settings, partition, asked.to_ms, look_from, raw.end)
        aim = raw.end if aim <= look_from else aim  # the embedded broker knows no times
    return Course(partition, look_from, raw.first, raw.end, look_ms, min(begin, raw.end), max(begin, aim))


def look_back_ms(limits: TrajectoryLimits) -> int:
    """The longest that a stretch can be, with its idle gap, and a margin (ms)."""
    return (LAST_CELL + 1) * limits.max_duration_s * 1000 + limits.idle_gap_s * 1000 + _MARGIN_MS


def _offset_at(settings: Settings, partition: int, at_ms: int, least: int, end: int) -> int:
    found = offsets_at(settings, settings.raw_topic, {partition: at_ms})[partition]
    return end if found is None else min(max(least, found), end)


def _time_at(settings: Settings, partition: int, offset: int, end: int) -> int | None:
    for record in read_range(settings, settings.raw_topic, partition, offset, end):
        return record.at_ms
    return None


def _check_not_expired(settings: Settings, partition: int, asked: Asked, first: int, end: int) -> None:
    if first == 0:
        return
    where = f"{settings.raw_topic}/{partition}"
    if asked.from_offset is not None and asked.from_offset < first:
        raise CommandFailed(
            f"{where}: offset {asked.from_offset} has expired; what is there begins at {first}: "
            f"use --from-offset {first}"
        )
    oldest_ms = _time_at(settings, partition, first, end)
    if asked.from_ms is None or (oldest_ms is not None and asked.from_ms >= oldest_ms):
        return
    if oldest_ms is None:
        raise CommandFailed(f"{where}: the range has expired, and nothing is there any more")
    left = _shown(oldest_ms // 1000 + 1)
    raise CommandFailed(
        f"{where}: the beginning of the range has expired; what is there begins at {left}: use --from {left}"
    )


def _shown(at_s: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at_s))


def known_progress(settings: Settings, course: Course, keys: Keyring) -> Callable[[str], Progress | None]:
    """How far each session was, by the live worker's audit, where the reading begins.

    Raises: UnknownKeys, KafkaFailed.
    """
    history = History(settings.raw_topic, settings.clean_topic)
    if course.look_ms is not None:
        for record in _audit_before(settings, course, course.look_ms):
            history.add(record.value, record.at_ms, record.headers)
    refuse_strangers(keys, history.marks, f"{settings.audit_topic}/{course.partition}")
    return lambda session_id: history.progress(*keys.session_names(session_id))


def _audit_before(settings: Settings, course: Course, look_ms: int) -> Iterator[Record]:
    topic = settings.audit_topic
    begin_ms = max(0, look_ms - FORGET_MS - _MARGIN_MS)
    begin = offsets_at(settings, topic, {course.partition: begin_ms})[course.partition]
    if begin is None:
        return
    decoder = msgspec.json.Decoder(AuditRecord)
    for record in read_to_end(settings, topic, {course.partition: begin}):
        try:
            source = decoder.decode(record.value or b"").source
        except msgspec.MsgspecError:
            continue
        if source.first_offset < course.look_from:
            yield record
