"""The ways of one partition's stretches, from their first message to their audit record, for traces.

Keeps times only, and only where traces are on. A stretch whose times were forgotten begins when it closed.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from pipelines.entries import Stretch
from streams.publisher import Sent
from streams.telemetry.traces import Part, Traces

MAX_OFFSETS: Final = 50_000
"""Of how many messages the time of reading is kept."""


@dataclass(slots=True)
class _Way:
    read_ns: int
    last_read_ns: int
    closed_ns: int
    redact_ns: int = 0
    redacted_ns: int = 0
    tries: int = 0


class Journeys:
    """Notes when things happen to stretches, and hands each whole way to the traces."""

    def __init__(self, traces: Traces, partition: int) -> None:
        self._traces = traces
        self._partition = partition
        self._read_ns: OrderedDict[int, int] = OrderedDict()
        self._ways: dict[int, _Way] = {}

    def read(self, offset: int) -> None:
        """A message was taken."""
        if self._traces.is_on:
            self._read_ns[offset] = time.time_ns()
            if len(self._read_ns) > MAX_OFFSETS:
                self._read_ns.popitem(last=False)

    def closed(self, stretch: Stretch) -> None:
        """A stretch was closed, and waits for redaction."""
        if self._traces.is_on:
            now_ns = time.time_ns()
            read_ns = [self._read_ns[offset] for offset in stretch.offsets if offset in self._read_ns]
            first, last = min(read_ns, default=now_ns), max(read_ns, default=now_ns)
            self._ways[id(stretch)] = _Way(first, last, now_ns)

    def redacting(self, stretch: Stretch) -> None:
        """Redaction begins, or begins again."""
        way = self._ways.get(id(stretch))
        if way is not None:
            way.redact_ns, way.tries = time.time_ns(), way.tries + 1

    def redacted(self, stretch: Stretch) -> None:
        """Redaction is done."""
        way = self._ways.get(id(stretch))
        if way is not None:
            way.redacted_ns = time.time_ns()

    def done(self, sent: Sent) -> None:
        """The brokers have the audit record."""
        way = self._ways.pop(id(sent.stretch), None)
        if way is None:
            return
        outcome, stretch = sent.outcome, sent.stretch
        counts: dict[str, int | str] = {
            "partition": self._partition,
            "messages": len(stretch.offsets),
            "events": len(stretch.entries),
            "redactions": sum(outcome.entities.values()),
            "dropped": sum(outcome.dropped.values()),
            "tries": way.tries,
            "result": sent.result,
        }
        self._traces.send(_parts(way, sent), counts)


def _parts(way: _Way, sent: Sent) -> list[Part]:
    start_ns, arrived_ns, audited_ns = sent.times_ns
    return [
        ("read", way.read_ns, way.last_read_ns),
        ("close", way.last_read_ns, way.closed_ns),
        ("wait", way.closed_ns, way.redact_ns),
        ("redact", way.redact_ns, way.redacted_ns),
        ("send", start_ns, arrived_ns),
        ("audit", arrived_ns, audited_ns),
    ]
