"""The stretches of a window, read from one partition in the order in which they close.

Reads past the window's end until the stretches that began in it are closed, also past what was
the log's end when the replay began; a stretch that is still open at the log's end is left out.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from pipelines.entries import Stretch
from pipelines.stretches import Progress, Sessions
from schemas.codec import BrokenMessage, decode_message
from schemas.rules import TrajectoryLimits
from streams.cli.failure import CommandFailed
from streams.kafka import Record, bounds, read_range
from streams.replay.reading import Course
from streams.replay.tally import Tally
from streams.replay.window import Window
from streams.settings import Settings

CHECK_EVERY: Final = 256
CLOCK_MARGIN_MS: Final = 30_000
"""How much this machine's clock may be ahead of the brokers': only sessions at the log's end need it."""
_LOOK_AGAIN_S: Final = 1.0


class Stopped(Exception):  # noqa: N818
    """The replay was told to stop: nothing more is published."""


class Rate:
    """At most so many messages a second, all partitions together; 0 is no limit."""

    def __init__(self, per_s: float) -> None:
        self._per_s = per_s
        self._lock = threading.Lock()
        self._free_s = time.monotonic()

    def take(self, stopped: threading.Event) -> None:
        """Wait for the next message's turn, or until `stopped`."""
        if self._per_s <= 0:
            return
        with self._lock:
            now_s = time.monotonic()
            self._free_s = max(self._free_s, now_s - 0.1) + 1 / self._per_s
            wait_s = self._free_s - now_s
        if wait_s > 0.005:
            stopped.wait(wait_s)


class KnownProgress(Protocol):
    """How far sessions are."""

    def __call__(self, session_id: str, /) -> Progress | None:
        """How far one is; None: nothing is known of it."""


@dataclass(slots=True)
class Reader:
    """Reads one partition's stretches; what it met is in `tally` and `window`."""

    settings: Settings
    course: Course
    limits: TrajectoryLimits
    progress: KnownProgress
    window: Window
    tally: Tally
    rate: Rate
    stopped: threading.Event
    _looked_s: float = 0.0

    def stretches(self) -> Iterator[Stretch]:
        """The closed stretches that belong to the window. Raises: CommandFailed, Stopped."""
        course = self.course
        sessions = Sessions(self.settings.raw_topic, course.partition, lambda: self.limits, self.progress)
        start, end, newest_ms = course.look_from, course.log_end, 0
        while start < end:
            for number, record in enumerate(self._records(start, end)):
                newest_ms = max(newest_ms, record.at_ms or 0)
                if number % CHECK_EVERY == 0:
                    if record.at_ms is not None:
                        yield from self._mine(sessions.close_idle(record.at_ms, self._margin_ms))
                    if self._is_past(sessions):
                        return
                yield from self._mine(self._add(sessions, record))
            asked_ms = int(time.time() * 1000)
            start, end = end, self._end_if_needed(sessions, end)
            newest_ms = max(newest_ms, asked_ms - CLOCK_MARGIN_MS)
        yield from self._mine(sessions.close_idle(newest_ms, self._margin_ms))
        self.tally.leave_open(sum(self.window.holds(offset) for offset in sessions.open_offsets()))

    @property
    def _margin_ms(self) -> int:
        return int(self.settings.idle_margin_s * 1000)

    def _end_if_needed(self, sessions: Sessions, end: int) -> int:
        """Where the log ends by now, if stretches of the window may go on there."""
        if not any(self.window.holds(offset) for offset in sessions.open_offsets()):
            return end
        partition = self.course.partition
        return max(end, bounds(self.settings, self.settings.raw_topic, [partition])[partition].end)

    def _records(self, start: int, end: int) -> Iterator[Record]:
        course = self.course
        expected = start
        for record in read_range(self.settings, self.settings.raw_topic, course.partition, start, end):
            self.rate.take(self.stopped)
            if self.stopped.is_set():
                raise Stopped
            if record.offset > expected:
                self._check_expiry(expected, record.offset)
            expected = record.offset + 1
            self.window.meet(record.offset, record.at_ms)
            self.tally.read(course.partition, record.offset + 1 - course.look_from)
            yield record
        if self.stopped.is_set():
            raise Stopped
        if expected < end:
            self._looked_s = 0.0
            self._check_expiry(expected, end)

    def _check_expiry(self, expected: int, found: int) -> None:
        """Tell offsets that never were (markers of transactions) from those that retention took meanwhile."""
        topic, number = self.settings.raw_topic, self.course.partition
        if found <= self.course.begin or time.monotonic() - self._looked_s < _LOOK_AGAIN_S:
            return
        first = bounds(self.settings, topic, [number])[number].first
        self._looked_s = time.monotonic()
        if first > expected:
            raise CommandFailed(
                f"{topic}/{number}: messages from offset {expected} on expired before they were read; what "
                f"is there begins at {first}: keep raw messages longer, or replay faster (--jobs, --rate)",
                1,
            )

    def _add(self, sessions: Sessions, record: Record) -> tuple[Stretch, ...]:
        try:
            message = decode_message(record.value)
        except BrokenMessage as broken:
            if self.window.holds(record.offset):
                self.tally.bury(self.course.partition, broken.fault.code.value)
            return ()
        return sessions.add(message, record.offset, record.at_ms).closed

    def _is_past(self, sessions: Sessions) -> bool:
        ended = self.window.end is not None
        return ended and not any(self.window.holds(offset) for offset in sessions.open_offsets())

    def _mine(self, closed: tuple[Stretch, ...]) -> Iterator[Stretch]:
        for stretch in closed:
            if self.window.holds(stretch.place.first_offset):
                yield stretch
