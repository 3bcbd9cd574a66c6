"""A replay as a whole: partitions in threads, redaction in processes, publication batch by batch.

Everything is bounded: what is read ahead, what waits for redaction, what is kept to close the race
with an erasure that is written meanwhile.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from typing import Final

from pipelines.consent import ControlSet
from pipelines.entries import Place, Stretch
from pipelines.keyring import Keyring
from schemas.rules import TrajectoryLimits
from streams.erasure import reach
from streams.pool import Pool, Redacted, Terms
from streams.replay.comparison import Comparison
from streams.replay.destination import Destination, Ready, names_of
from streams.replay.filters import Filters
from streams.replay.reader import Rate, Reader, Stopped
from streams.replay.reading import Course, known_progress
from streams.replay.tally import Tally
from streams.replay.terms import Controls, renewed
from streams.replay.to_topic import ToTopic
from streams.replay.window import Asked, Window
from streams.settings import Settings

AHEAD: Final = 12
"""Stretches of one partition that wait for redaction at once."""
BATCH: Final = 16
OPENED_AT_ONCE: Final = 8
LATELY_S: Final = 120.0
"""How long what was published is remembered, for an erasure that was on its way."""
_LOOK_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class _Sent:
    """What an erasure must know of a trajectory that was published a moment ago."""

    partition: int
    at_s: float
    trajectory_id: str
    session: str
    subject: str
    first_ts_ms: int
    last_ts_ms: int


@dataclass(slots=True)
class _Waiting:
    """A stretch on its way through redaction, and the terms that it is made under."""

    stretch: Stretch
    terms: Terms
    result: "Future[Redacted]"


@dataclass(slots=True)
class Replay:
    """One replay; `run` makes it."""

    settings: Settings
    keys: Keyring
    asked: Asked
    limits: TrajectoryLimits
    terms: Terms
    controls: Controls
    pool: Pool
    destination: Destination
    filters: Filters
    rate: Rate
    comparison: Comparison | None = None
    compared_topic: str | None = None
    committed_below: Mapping[int, int] = field(default_factory=dict)
    """By partition: only stretches that lie wholly below this offset are made."""
    tally: Tally = field(default_factory=Tally)
    windows: dict[int, Window] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)
    _lately: deque[_Sent] = field(default_factory=deque)
    _erasures: threading.Lock = field(default_factory=threading.Lock)
    _checked: str = ""

    def run(self, courses: Sequence[Course], jobs: int, watch: Callable[[Tally], None]) -> None:
        """Replay all partitions; `watch` is called now and then. Raises what a partition's thread met."""
        self._checked = self.terms.controls.version
        with ThreadPoolExecutor(OPENED_AT_ONCE) as threads:
            list(threads.map(self._open, courses))
        self.destination.expect(self._policy())
        with ThreadPoolExecutor(max_workers=max(1, jobs)) as threads:
            running = [threads.submit(self._partition, course) for course in courses]
            try:
                self._watch(running, watch)
            except BaseException:
                self.stopped.set()
                self.tally.is_stopping = True
                self._watch(running, watch)
                raise
        failures = [failure for one in running if (failure := one.exception()) is not None]
        for failure in sorted(failures, key=lambda one: isinstance(one, Stopped)):
            raise failure
        self._close_race(self.controls.asked_now())
        self.destination.settle()
        if self.comparison is not None:
            self.comparison.finish(self.windows)
        watch(self.tally)

    def _open(self, course: Course) -> None:
        self.destination.open(course)
        if self.comparison is not None and self.compared_topic is not None:
            self.comparison.load(self.settings, self.compared_topic, course)

    def _watch(self, running: "Sequence[Future[None]]", watch: Callable[[Tally], None]) -> None:
        while not all(one.done() for one in running):
            watch(self.tally)
            time.sleep(_LOOK_S)
            if any(one.done() and one.exception() for one in running):
                self.stopped.set()

    def _policy(self) -> str:
        """The digest that everything of this replay is made under: that of a stretch with nothing in it."""
        nothing = Stretch("", "", (), Place(self.settings.raw_topic, 0, 0, 0), -1, -1)
        return self._result(self.pool.submit(nothing, self.terms)).outcome.policy

    def _partition(self, course: Course) -> None:
        if self.stopped.is_set():
            raise Stopped
        number = course.partition
        window = self.windows[number] = Window(self.asked, course.log_end)
        progress = known_progress(self.settings, course, self.keys)
        reader = Reader(
            self.settings, course, self.limits, progress, window, self.tally, self.rate, self.stopped
        )
        waiting: deque[_Waiting] = deque()
        for stretch in self._chosen(number, reader.stretches()):
            terms = renewed(self.terms, self.controls.current())
            waiting.append(_Waiting(stretch, terms, self.pool.submit(stretch, terms)))
            while waiting and (len(waiting) >= AHEAD or waiting[0].result.done()):
                self._publish(number, waiting)
        while waiting:
            self._publish(number, waiting)
        self.tally.finish(number)

    def _chosen(self, partition: int, stretches: Iterator[Stretch]) -> Iterator[Stretch]:
        below = self.committed_below.get(partition)
        for stretch in stretches:
            if not self.filters.takes(stretch, self.keys):
                fate = "filtered"
            elif below is not None and stretch.offsets[-1] >= below:
                fate = "not_committed"
            elif self.destination.has(names_of(self.keys, stretch)):
                fate = "already"
            else:
                yield stretch
                continue
            self._leave_alone(partition, fate, stretch)

    def _leave_alone(self, partition: int, fate: str, stretch: Stretch) -> None:
        self.tally.leave_alone(partition, fate, _events(stretch))
        if self.comparison is not None:
            self.comparison.leave_out(names_of(self.keys, stretch))

    def _publish(self, partition: int, waiting: deque[_Waiting]) -> None:
        """Publish the first that waits, and those behind it that are redacted by then."""
        if self.stopped.is_set():
            raise Stopped
        batch = [waiting.popleft()]
        self._result(batch[0].result)
        while waiting and len(batch) < BATCH and waiting[0].result.done():
            batch.append(waiting.popleft())
        ready = self._settled(batch)
        fates = self.destination.put(partition, ready)
        for one, fate in zip(ready, fates, strict=True):
            self._count(partition, one, fate)
        now_s = time.monotonic()
        with self._erasures:
            self._lately.extend(_sent(partition, now_s, one) for one in ready if _is_published(one))
        self._close_race(self.controls.current())

    def _settled(self, batch: Sequence[_Waiting]) -> list[Ready]:
        """What became of stretches, under the controls that are in force right now."""
        while True:
            redacted = [self._result(one.result) for one in batch]
            now = self.controls.current()
            stale = [one for one in batch if not _still_holds(one, now)]
            if not stale:
                return [Ready(one.stretch, r) for one, r in zip(batch, redacted, strict=True)]
            for one in stale:
                one.terms = renewed(self.terms, now)
                one.result = self.pool.submit(one.stretch, one.terms)

    def _result(self, result: "Future[Redacted]") -> Redacted:
        while True:
            try:
                return result.result(_LOOK_S)
            except NotYet:
                if self.stopped.is_set():
                    raise Stopped from None

    def _count(self, partition: int, ready: Ready, fate: str) -> None:
        outcome = ready.redacted.outcome
        if fate == "already":
            self._leave_alone(partition, fate, ready.stretch)
            return
        if self.comparison is not None:
            self.comparison.take(names_of(self.keys, ready.stretch), outcome)
        is_published = outcome.trajectory is not None
        self.tally.make(partition, fate, _events(ready.stretch), outcome.dropped, published=is_published)

    def _close_race(self, controls: ControlSet) -> None:
        """Delete what an erasure reaches that was written while its trajectory was on its way."""
        with self._erasures:
            limit_s = time.monotonic() - LATELY_S
            while self._lately and self._lately[0].at_s < limit_s:
                self._lately.popleft()
            if controls.version == self._checked or not isinstance(self.destination, ToTopic):
                return
            self._checked = controls.version
            wanted = reach(self.keys, controls.controls.values())
            for sent in self._lately:
                if wanted.meets(sent.session, sent.subject, sent.first_ts_ms, sent.last_ts_ms):
                    self.destination.delete(sent.partition, sent.trajectory_id)


def _events(stretch: Stretch) -> int:
    return len(stretch.entries) + sum(stretch.counts.values())


def _still_holds(one: _Waiting, now: ControlSet) -> bool:
    before = one.terms.controls
    return now.version == before.version or now.stamp(one.stretch) == before.stamp(one.stretch)


def _is_published(ready: Ready) -> bool:
    return ready.redacted.outcome.trajectory is not None


def _sent(partition: int, at_s: float, ready: Ready) -> _Sent:
    outcome = ready.redacted.outcome
    times = (outcome.first_ts_ms, outcome.last_ts_ms)
    return _Sent(partition, at_s, outcome.key, outcome.session, outcome.subject, *times)
