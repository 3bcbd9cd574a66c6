"""The stretches of a window, read from one partition in the order in which they close.

Reads back far enough to find every stretch's beginning, and past the window's end until the
stretches that began in it are closed; a stretch that is still open at the log's end is left out.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from pipelines.entries import Stretch
from pipelines.keyring import Keyring
from pipelines.stretches import FORGET_MS, LAST_CELL, Progress, Sessions
from schemas.audit import AuditRecord
from schemas.codec import BrokenMessage, decode_message
from schemas.rules import TrajectoryLimits
from streams.cli.failure import CommandFailed
from streams.kafka import Record, bounds, offsets_at, read_range, read_to_end
from streams.keymarks import refuse_strangers
from streams.progress import History
from streams.replay.tally import Tally
from streams.replay.window import Asked, Window
from streams.settings import Settings

CHECK_EVERY: Final = 256
_MARGIN_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Course:
    """Where one partition is read: from `look_from` on, to `log_end` at most."""

    partition: int
    look_from: int
    log_first: int
    log_end: int
    look_ms: int | None


class Rate:
    """At most so many messages a second, all partitions together; 0 is no limit."""

    def __init__(self, per_s: float) -> None:
        self._per_s = per_s
        self._lock = threading.Lock()
        self._free_s = time.monotonic()

    def take(self) -> None:
        """Wait for the next message's turn."""
        if self._per_s <= 0:
            return
        with self._lock:
            now_s = time.monotonic()
            self._free_s = max(self._free_s, now_s - 0.1) + 1 / self._per_s
            wait_s = self._free_s - now_s
        if wait_s > 0.005:
            time.sleep(wait_s)


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
        return Course(partition, raw.end, raw.first, raw.end, None)
    look_ms = max(0, start_ms - look_back_ms(limits))
    found = offsets_at(settings, settings.raw_topic, {partition: look_ms})[partition]
    look_from = raw.end if found is None else max(raw.first, found)
    return Course(partition, look_from, raw.first, raw.end, look_ms)


def look_back_ms(limits: TrajectoryLimits) -> int:
    """The longest that a stretch can be, with its idle gap, and a margin (ms)."""
    return (LAST_CELL + 1) * limits.max_duration_s * 1000 + limits.idle_gap_s * 1000 + _MARGIN_MS


def _time_at(settings: Settings, partition: int, offset: int, end: int) -> int | None:
    for record in read_range(settings, settings.raw_topic, partition, offset, end):
        return record.at_ms
    return None


def _check_not_expired(settings: Settings, partition: int, asked: Asked, first: int, end: int) -> None:
    if first == 0:
        return
    if asked.from_offset is not None and asked.from_offset < first:
        raise CommandFailed(
            f"{settings.raw_topic}/{partition}: offset {asked.from_offset} has expired; what is there begins "
            f"at {first}"
        )
    oldest_ms = _time_at(settings, partition, first, end)
    if asked.from_ms is not None and oldest_ms is not None and asked.from_ms < oldest_ms:
        there = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(oldest_ms // 1000 + 1))
        raise CommandFailed(
            f"{settings.raw_topic}/{partition}: the beginning of the range has expired; what is there begins "
            f"at {there}: use --from {there}"
        )


def known_progress(settings: Settings, course: Course, keys: Keyring) -> Callable[[str], Progress | None]:
    """How far each session was, by the live worker's audit, where the reading begins. Raises: UnknownKeys."""
    history = History(
        settings.raw_topic, settings.clean_topic, (course.look_ms or 0) - FORGET_MS - _MARGIN_MS
    )
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


@dataclass(slots=True)
class Reader:
    """Reads one partition's stretches; what it met is in `tally` and `window`."""

    settings: Settings
    course: Course
    limits: TrajectoryLimits
    progress: Callable[[str], Progress | None]
    window: Window
    tally: Tally
    rate: Rate
    stopped: threading.Event
    committed_below: int | None = None
    """Only stretches that lie wholly below this offset are taken."""

    def stretches(self) -> Iterator[Stretch]:
        """The closed stretches that belong to the window."""
        course, settings = self.course, self.settings
        sessions = Sessions(settings.raw_topic, course.partition, lambda: self.limits, self.progress)
        margin_ms = int(settings.idle_margin_s * 1000)
        for number, record in enumerate(self._records()):
            if number % CHECK_EVERY == 0:
                if self.stopped.is_set() or self._is_past(sessions):
                    return
                if record.at_ms is not None:
                    yield from self._mine(sessions.close_idle(record.at_ms, margin_ms))
            yield from self._mine(self._add(sessions, record))
        if not self.stopped.is_set():
            yield from self._mine(sessions.close_idle(int(time.time() * 1000), margin_ms))
            left = sum(self.window.holds(offset) for offset in sessions.open_offsets())
            with self.tally.lock:
                self.tally.fates["open"] += left

    def _records(self) -> Iterator[Record]:
        course = self.course
        topic = self.settings.raw_topic
        for record in read_range(self.settings, topic, course.partition, course.look_from, course.log_end):
            self.rate.take()
            self.window.meet(record.offset, record.at_ms)
            with self.tally.lock:
                self.tally.messages_read += 1
                self.tally.per_partition[course.partition] = record.offset + 1 - course.look_from
            yield record

    def _add(self, sessions: Sessions, record: Record) -> tuple[Stretch, ...]:
        try:
            message = decode_message(record.value)
        except BrokenMessage as broken:
            if self.window.holds(record.offset):
                with self.tally.lock:
                    self.tally.dead[broken.fault.code.value] += 1
            return ()
        return sessions.add(message, record.offset, record.at_ms).closed

    def _is_past(self, sessions: Sessions) -> bool:
        ended = self.window.end is not None
        return ended and not any(self.window.holds(offset) for offset in sessions.open_offsets())

    def _mine(self, closed: tuple[Stretch, ...]) -> Iterator[Stretch]:
        for stretch in closed:
            if not self.window.holds(stretch.place.first_offset):
                continue
            if self.committed_below is not None and stretch.offsets[-1] >= self.committed_below:
                with self.tally.lock:
                    self.tally.fates["not_committed"] += 1
                continue
            yield stretch
