"""Erasing what was published: which trajectories an erasure reaches, and their tombstones.

Audit records say which stretches are a person's or a session's, and from when to when. They do
not say when each event was: what is published is erased when the span of its stretch meets the
erasure, which takes at most a stretch more than its events ask for, never one less.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from pipelines.keyring import Keyring, id_in
from schemas.audit import AuditRecord
from schemas.control import Control, Erase
from streams.kafka import Outgoing, read_to_end, send
from streams.progress import mark_in
from streams.settings import Settings

_DAY_MS: Final = 24 * 60 * 60 * 1000
_AUDIT: Final = msgspec.json.Decoder(AuditRecord)


@dataclass(frozen=True, slots=True)
class Doomed:
    """A published trajectory that an erasure reaches; times are ms, of its first and last event."""

    topic: str
    partition: int
    trajectory_id: str
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Erasures by pseudonym: the spans (ms, half open) that are erased of a person or a session."""

    spans: dict[str, tuple[tuple[int, int], ...]]

    def meets(self, session: str, subject: str, from_ms: int, until_ms: int) -> bool:
        """Whether a stretch from its first to its last event (ms, inclusive) meets an erasure."""
        return any(
            from_ms < end and until_ms >= start
            for name in (session, subject)
            for start, end in self.spans.get(name, ())
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """What erasures reach; `unknown_keys` are ids of keys that audit records were written under.

    What such a record is about cannot be told: it may be the person's.
    """

    doomed: tuple[Doomed, ...]
    unknown_keys: tuple[str, ...] = ()


def reach(keys: Keyring, controls: Iterable[Control]) -> Reach:
    """What the erasures among some controls reach, whichever of the keys it was named under."""
    spans: dict[str, tuple[tuple[int, int], ...]] = {}
    for control in controls:
        if not isinstance(control, Erase) or control.until is None:
            continue
        if control.user_id is not None:
            names = keys.subject_names(control.user_id)
        else:
            names = keys.session_names(control.session_id or "")
        for name in names:
            spans[name] = (*spans.get(name, ()), (control.from_, control.until))
    return Reach(spans)


def tombstone(topic: str, partition: int, trajectory_id: str) -> Outgoing:
    """The message that deletes a trajectory; its time is the day on which it is written."""
    day_ms = int(time.time() * 1000) // _DAY_MS * _DAY_MS
    return Outgoing(topic, trajectory_id.encode(), None, partition, day_ms)


def find_published(
    settings: Settings, keys: Keyring, controls: Iterable[Control], partitions: Iterable[int] | None = None
) -> Reached:
    """All published trajectories, replayed ones too, that erasures reach, as the audit topic names them.

    `partitions` of None are all. Blocks; raises: KafkaFailed.
    """
    wanted = reach(keys, controls)
    if not wanted.spans:
        return Reached(())
    start = None if partitions is None else dict.fromkeys(partitions, 0)
    found: dict[tuple[str, str], Doomed] = {}
    marks: set[str] = set()
    for mark, record in _records(settings, start):
        published = record.published
        if record.trajectory_id is None or published is None or published.offset is None:
            continue
        if mark is not None:
            marks.add(mark)
        if wanted.meets(record.session, record.subject, record.from_, record.until):
            found[published.topic, record.trajectory_id] = Doomed(
                published.topic, published.partition, record.trajectory_id, record.from_, record.until
            )
    strange = dict.fromkeys(id_in(mark) for mark in keys.unknown(marks))
    return Reached(tuple(found.values()), tuple(strange))


def delete_published(settings: Settings, doomed: Iterable[Doomed]) -> int:
    """Write a tombstone for each, wait for the brokers' word, and say how many. Raises: KafkaFailed."""
    return len(send(settings, [tombstone(one.topic, one.partition, one.trajectory_id) for one in doomed]))


def _records(settings: Settings, start: dict[int, int] | None) -> Iterator[tuple[str | None, AuditRecord]]:
    for record in read_to_end(settings, settings.audit_topic, start):
        try:
            yield mark_in(record.headers), _AUDIT.decode(record.value or b"")
        except msgspec.MsgspecError:
            continue
