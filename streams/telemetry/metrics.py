"""Metrics of a worker, for Prometheus: counts, ages and sizes; labels come from closed lists or rules.

A count by a label from a closed list begins at 0 for each of it: Prometheus sees no increase in a series
that begins with its first fault, and an alert on it would miss the first one.
"""

from collections.abc import Iterable
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from pipelines.outcome import Outcome
from schemas.audit import DROP_REASONS
from schemas.deadletter import Code
from streams.detection_costs import Costs

RESULTS: Final = ("published", "recognised", "unpublished", "failed")
_FAULTS: Final = ("error", "died", "hung")
_DELETED: Final = ("erased", "double")
_SECONDS: Final = (0.01, 0.03, 0.1, 0.3, 1, 2, 5, 10, 30, 60, 120, 300)


class Metrics:
    """All metrics of one worker, in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each counter
        self.registry = CollectorRegistry()
        self.messages = self._count("messages", "Raw messages taken")
        self.raw_bytes = self._count("raw_bytes", "Bytes of raw messages taken")
        self.events = self._count("events", "Events of closed stretches")
        self.repeated = self._count("messages_repeated", "Messages that were handed out again")
        self.holes = self._count("holes", "Holes in delivery, read from the log")
        self.filled = self._count("messages_filled", "Messages skipped by delivery and read from the log")
        self.absent = self._count("offsets_absent", "Offsets that the log does not hold any more")
        self.dropped = self._count("events_dropped", "Events not published", ["reason"], DROP_REASONS)
        self.entities = self._count("redactions", "Redactions by entity", ["entity"])
        self.rules = self._count("redactions_by_rule", "Redactions by what found them", ["rule"])
        self.deadletters = self._count("deadletters", "Messages that break the contract", ["code"], Code)
        self.stretches = self._count("stretches", "Stretches done", ["result"], RESULTS)
        self.redone = self._count("stretches_redone", "Stretches redacted again, since terms changed")
        self.faults = self._count("redaction_faults", "Redactions that failed once", ["kind"], _FAULTS)
        self.tombstones = self._count("tombstones", "Trajectories deleted", ["why"], _DELETED)
        self.texts = self._count("texts", "Texts that detection was asked about")
        self.new_texts = self._count("texts_new", "Texts that detection did not remember, and read")
        self.detection_seconds = self._count("detection_seconds", "Seconds that detection took")
        self.rebalances = self._count("rebalances", "Assignments of partitions")
        self.open_stretches = self._gauge("stretches_open", "Stretches that still grow")
        self.open_bytes = self._gauge("raw_bytes_open", "Raw bytes that are not done")
        self.waiting = self._gauge("stretches_waiting", "Closed stretches that are not done")
        self.lag = self._gauge("lag", "Messages behind the end of a partition", ["partition"])
        self.publishing = self._gauge("publishing", "1 if stretches may be published now")
        self.fresh_age = self._gauge("controls_age_seconds", "Age of what is known of controls and rules")
        self.started = self._gauge("started_seconds", "When this worker started, seconds of the Unix epoch")
        self.build = self._gauge("build", "1; the version of cleantrace that runs", ["version"])
        self.redaction_seconds = self._times("redaction_seconds", "Time to redact a stretch")
        self.publish_seconds = self._times("publish_seconds", "Time from a stretch's end to its publication")

    def page(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self.registry)

    def collectors(self) -> list[Counter | Gauge | Histogram]:
        """All metrics, in the order in which they are made."""
        return [one for one in vars(self).values() if isinstance(one, Counter | Gauge | Histogram)]

    def count_outcome(self, outcome: Outcome, events: int, result: str) -> None:
        """Count what became of a stretch."""
        self.stretches.labels(result).inc()
        self.events.inc(events)
        for reason, number in outcome.dropped.items():
            self.dropped.labels(reason).inc(number)
        for entity, number in outcome.entities.items():
            self.entities.labels(entity).inc(number)
        for rule, number in outcome.rules.items():
            self.rules.labels(rule).inc(number)

    def note_start(self, version: str, at_s: float) -> None:
        """Say which version runs, and since when."""
        self.build.labels(version).set(1)
        self.started.set(at_s)

    def count_redaction(self, ms: int, costs: Costs) -> None:
        """Count what redacting a stretch took."""
        self.redaction_seconds.observe(ms / 1000)
        self.texts.inc(costs.texts)
        self.new_texts.inc(costs.new_texts)
        self.detection_seconds.inc(costs.seconds)

    def _count(
        self, name: str, text: str, labels: list[str] | None = None, known: Iterable[str] = ()
    ) -> Counter:
        made = Counter(f"cleantrace_{name}", text, labels or [], registry=self.registry)
        for value in known:
            made.labels(str(value))
        return made

    def _gauge(self, name: str, text: str, labels: list[str] | None = None) -> Gauge:
        return Gauge(f"cleantrace_{name}", text, labels or [], registry=self.registry)

    def _times(self, name: str, text: str) -> Histogram:
        return Histogram(f"cleantrace_{name}", text, buckets=_SECONDS, registry=self.registry)
