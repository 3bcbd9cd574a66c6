"""A replay as a whole: partitions in threads, redaction in processes, publication batch by batch.

Everything is bounded: what is read ahead, what waits for redaction, what is kept to close the race
with an erasure that is written meanwhile.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final

from pipelines.consent import ControlSet
from pipelines.entries import Stretch
from pipelines.globs import Glob
from pipelines.keyring import Keyring
from pipelines.outcome import Outcome
from schemas.rules import TrajectoryLimits
from streams.erasure import reach
from streams.pool import Pool, Redacted, Terms
from streams.progress import StretchName
from streams.replay.comparison import Comparison
from streams.replay.destinations import Destination, Ready, ToTopic, names_of
from streams.replay.reading import Course, Rate, Reader, known_progress
from streams.replay.tally import Tally
from streams.replay.terms import Controls, renewed
from streams.replay.window import Asked, Window
from streams.settings import Settings

AHEAD: Final = 12
"""Stretches of one partition that wait for redaction at once."""
BATCH: Final = 16
LATELY_S: Final = 300.0
"""How long what was published is remembered, for an erasure that was on its way."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which stretches are made: by pseudonym of the session, region, app; empty is all."""

    sessions: frozenset[str] = frozenset()
    region: str | None = None
    app: str | None = None
    offsets: Mapping[int, frozenset[int]] | None = None
    """By partition: only stretches that hold one of these offsets."""

    def takes(self, stretch: Stretch, keys: Keyring) -> bool:
        """Whether a whole stretch is chosen."""
        if self.offsets is not None and self._holds_none(stretch):
            return False
        if self.sessions and self.sessions.isdisjoint(keys.session_names(stretch.session_id)):
            return False
        if self.region is not None and not any(
            _in_region(entry.envelope.region, self.region) for entry in stretch.entries
        ):
            return False
        if self.app is None:
            return True
        glob = Glob(self.app)
        return any(glob.matches(app) for app in {entry.context.app for entry in stretch.entries})

    def _holds_none(self, stretch: Stretch) -> bool:
        wanted = (self.offsets or {}).get(stretch.place.partition, frozenset())
        return wanted.isdisjoint(stretch.offsets)


def _in_region(region: str | None, asked: str) -> bool:
    return region is not None and (region == asked or region.startswith(f"{asked}-"))


@dataclass(frozen=True, slots=True)
class _Sent:
    partition: int
    at_s: float
    outcome: Outcome


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
    committed_below: Callable[[int], int | None] = lambda partition: None
    tally: Tally = field(default_factory=Tally)
    windows: dict[int, Window] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)
    _lately: deque[_Sent] = field(default_factory=deque)
    _erasures: threading.Lock = field(default_factory=threading.Lock)
    _checked: str = ""

    def run(self, courses: Sequence[Course], jobs: int, watch: Callable[[Tally], None]) -> None:
        """Replay all partitions; `watch` is called now and then. Raises what a partition's thread met."""
        for course in courses:
            self.destination.open(course.partition)
            if self.comparison is not None and self.compared_topic is not None:
                self.comparison.load(self.settings, self.compared_topic, course.partition)
        with ThreadPoolExecutor(max_workers=max(1, jobs)) as threads:
            running = [threads.submit(self._partition, course) for course in courses]
            try:
                while not all(one.done() for one in running):
                    watch(self.tally)
                    time.sleep(0.2)
                    if any(one.done() and one.exception() for one in running):
                        self.stopped.set()
            except BaseException:
                self.stopped.set()
                raise
        for one in running:
            one.result()
        self._close_race(self.controls.current())
        if self.comparison is not None:
            self.comparison.finish(self.windows)
        watch(self.tally)

    def _partition(self, course: Course) -> None:
        window = self.windows[course.partition] = Window(self.asked)
        reader = Reader(
            self.settings,
            course,
            self.limits,
            known_progress(self.settings, course, self.keys),
            window,
            self.tally,
            self.rate,
            self.stopped,
            self.committed_below(course.partition),
        )
        waiting: deque[tuple[Stretch, Terms, Future[Redacted]]] = deque()
        for stretch in self._chosen(reader.stretches()):
            terms = renewed(self.terms, self.controls.current())
            waiting.append((stretch, terms, self.pool.submit(stretch, terms)))
            if len(waiting) >= AHEAD:
                self._publish(course.partition, waiting, least=AHEAD - BATCH // 2)
        while waiting and not self.stopped.is_set():
            self._publish(course.partition, waiting, least=0)

    def _chosen(self, stretches: Iterator[Stretch]) -> Iterator[Stretch]:
        for stretch in stretches:
            size = len(stretch.entries) + sum(stretch.counts.values())
            fate = None
            if not self.filters.takes(stretch, self.keys):
                fate = "filtered"
            elif any(self.destination.has(name) for name in self._names(stretch)):
                fate = "already"
            with self.tally.lock:
                self.tally.events += size
                if fate is not None:
                    self.tally.fates[fate] += 1
                    self.tally.skipped_events += size
            if fate is None:
                yield stretch

    def _names(self, stretch: Stretch) -> tuple[StretchName, ...]:
        return names_of(self.keys, stretch)

    def _publish(
        self, partition: int, waiting: deque[tuple[Stretch, Terms, Future[Redacted]]], least: int
    ) -> None:
        """Publish from the front until `least` are left; what changed controls touch is redacted again."""
        batch: list[Ready] = []
        while len(waiting) > least and len(batch) < BATCH:
            stretch, terms, result = waiting.popleft()
            batch.append(Ready(stretch, self._settled(stretch, terms, result)))
        if not batch or self.stopped.is_set():
            return
        if self.comparison is not None:
            for ready in batch:
                self.comparison.take(self._names(ready.stretch), ready.redacted.outcome)
        fates = self.destination.put(partition, batch)
        with self.tally.lock:
            for ready, fate in zip(batch, fates, strict=True):
                self._count(ready, fate)
        now_s = time.monotonic()
        with self._erasures:
            self._lately.extend(
                _Sent(partition, now_s, r.redacted.outcome) for r in batch if r.redacted.outcome.trajectory
            )
        self._close_race(self.controls.current())

    def _settled(self, stretch: Stretch, terms: Terms, result: "Future[Redacted]") -> Redacted:
        redacted = result.result()
        while True:
            now = self.controls.current()
            if now.version == terms.controls.version or now.stamp(stretch) == terms.controls.stamp(stretch):
                return redacted
            terms = renewed(self.terms, now)
            redacted = self.pool.submit(stretch, terms).result()

    def _count(self, ready: Ready, fate: str) -> None:
        outcome = ready.redacted.outcome
        size = len(ready.stretch.entries) + sum(ready.stretch.counts.values())
        self.tally.fates[fate] += 1
        self.tally.dropped.update(outcome.dropped)
        if outcome.trajectory is not None:
            self.tally.published_events += size - sum(outcome.dropped.values())

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
                outcome = sent.outcome
                if wanted.meets(outcome.session, outcome.subject, outcome.first_ts_ms, outcome.last_ts_ms):
                    self.destination.delete(sent.partition, outcome.key)
