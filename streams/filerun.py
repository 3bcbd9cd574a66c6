"""A file run: raw messages (JSON lines) in, trajectories (JSON lines) out, with no broker.

A thin shell around the pipelines: lines are the partition's offsets, the file's base name its topic,
and the end of the file closes what is open. It holds one line and the open stretches in memory.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Final

import msgspec
import orjson

from pipelines.entries import Stretch
from pipelines.outcome import Outcome
from pipelines.stretches import Sessions
from schemas.codec import BrokenMessage, decode_message
from schemas.deadletter import Code, DeadLetter, Fault
from schemas.raw import MAX_MESSAGE_BYTES
from schemas.rules import TrajectoryLimits

_LINE_BYTES: Final = MAX_MESSAGE_BYTES + 2
"""A message and its line ending; a longer line is a message that is too large."""


@dataclass(slots=True)
class Report:
    """What a run did: counts that add up, and what was found."""

    messages: int = 0
    events: int = 0
    trajectories: int = 0
    published_events: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Sinks:
    """Where results go; the dead letters' and the audit's may be missing."""

    trajectories: IO[bytes]
    audit: IO[bytes] | None = None
    dead: IO[bytes] | None = None


Redact = Callable[[Iterable[Stretch]], Iterator[tuple[Stretch, Outcome]]]
"""Turns closed stretches into outcomes, in the order in which they closed."""


def run_file(lines: IO[bytes], topic: str, limits: TrajectoryLimits, redact: Redact, sinks: Sinks) -> Report:
    """Read all lines, write all trajectories, audit records and dead letters; say what was done."""
    report = Report()
    for stretch, outcome in redact(_closed(lines, topic, limits, sinks, report)):
        _write(stretch, outcome, sinks, report)
    return report


def read_bounded(lines: IO[bytes]) -> Iterator[bytes]:
    """Lines without their ends; one that is too long comes cut, but longer than a message may be."""
    while line := lines.readline(_LINE_BYTES):
        rest = line
        while not rest.endswith(b"\n") and len(rest) == _LINE_BYTES:
            rest = lines.readline(_LINE_BYTES)
        yield line.rstrip(b"\r\n")


def _closed(
    lines: IO[bytes], topic: str, limits: TrajectoryLimits, sinks: Sinks, report: Report
) -> Iterator[Stretch]:
    sessions = Sessions(topic, 0, lambda: limits)
    for offset, line in enumerate(read_bounded(lines)):
        report.messages += 1
        try:
            message = decode_message(line)
        except BrokenMessage as broken:
            _bury(broken.fault, topic, offset, sinks, report)
            continue
        report.events += len(message.events)
        yield from sessions.add(message, offset, None).closed
    yield from sessions.close_all()


def _bury(fault: Fault, topic: str, offset: int, sinks: Sinks, report: Report) -> None:
    report.dead[Code(fault.code).value] += 1
    if sinks.dead is not None:
        letter = DeadLetter(
            topic=topic, partition=0, offset=offset, code=fault.code, path=fault.path, at=None
        )
        sinks.dead.write(orjson.dumps(msgspec.to_builtins(letter)) + b"\n")


def _write(stretch: Stretch, outcome: Outcome, sinks: Sinks, report: Report) -> None:
    if outcome.trajectory is not None:
        sinks.trajectories.write(outcome.trajectory + b"\n")
        report.trajectories += 1
        strays = sum(stretch.counts.values())
        report.published_events += len(stretch.entries) + strays - sum(outcome.dropped.values())
    report.dropped.update(outcome.dropped)
    report.entities.update(outcome.entities)
    if sinks.audit is not None:
        sinks.audit.write(orjson.dumps(msgspec.to_builtins(outcome.audit(None))) + b"\n")
