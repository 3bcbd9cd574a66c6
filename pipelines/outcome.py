"""What becomes of one closed stretch: a trajectory or none, and what the audit says of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from pipelines import naming
from pipelines.entries import Place, Stretch, times_of
from pipelines.naming import Key
from schemas.audit import AuditRecord, Published
from schemas.trajectory import Source

_DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for a stretch; `key` is the id that its trajectory has or would have had.

    `trajectory` is None where nothing is to be published. `first_ts_ms` and `last_ts_ms` span all of
    the stretch's events, dropped ones too; where it only counts duplicates and late events they are
    Kafka's time of its last message. `day_ms` is the timestamp (ms) that the trajectory's message gets.
    """

    key: str
    trajectory: bytes | None
    session: str
    subject: str
    first_ts_ms: int
    last_ts_ms: int
    place: Place
    first_seq: int
    last_seq: int
    policy: str
    entities: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    cut: bool = False
    day_ms: int | None = None

    def audit(self, published: Published | None, *, replay: bool = False, ms: int = 0) -> AuditRecord:
        """The audit record, once it is known where the trajectory went."""
        return AuditRecord(
            trajectory_id=self.key if self.trajectory is not None else None,
            published=published,
            session=self.session,
            subject=self.subject,
            from_=self.first_ts_ms,
            until=self.last_ts_ms,
            source=Source(
                topic=self.place.topic,
                partition=self.place.partition,
                first_offset=self.place.first_offset,
                last_offset=self.place.last_offset,
                first_seq=self.first_seq,
                last_seq=self.last_seq,
            ),
            policy=self.policy,
            entities=self.entities,
            rules=self.rules,
            dropped=self.dropped,
            cut=self.cut,
            replay=replay,
            ms=ms,
        )


def id_of(stretch: Stretch, key: Key, policy: str) -> str:
    """The id that a stretch's trajectory has or would have had under a policy."""
    return naming.trajectory_id(key, stretch.session_id, stretch.first_seq, stretch.last_seq, policy)


def outcome_of(
    stretch: Stretch,
    key: Key,
    policy: str,
    dropped: dict[str, int],
    *,
    trajectory: bytes | None = None,
    entities: dict[str, int] | None = None,
    rules: dict[str, int] | None = None,
) -> Outcome:
    """What became of a stretch under a policy; without a trajectory, nothing of it is published."""
    times = list(times_of(stretch.entries)) or [stretch.kafka_ms or 0]
    place = stretch.place
    if stretch.offsets:
        place = Place(place.topic, place.partition, stretch.offsets[0], stretch.offsets[-1])
    return Outcome(
        key=id_of(stretch, key, policy),
        trajectory=trajectory,
        session=naming.session_name(key, stretch.session_id),
        subject=naming.subject_name(key, stretch.user_id),
        first_ts_ms=min(times),
        last_ts_ms=max(times),
        place=place,
        first_seq=stretch.first_seq,
        last_seq=stretch.last_seq,
        policy=policy,
        entities=dict(sorted((entities or {}).items())),
        rules=dict(sorted((rules or {}).items())),
        dropped=dict(sorted(dropped.items())),
        cut=stretch.cut_after,
        day_ms=None if stretch.kafka_ms is None else stretch.kafka_ms // _DAY_MS * _DAY_MS,
    )


def failed_outcome(stretch: Stretch, key: Key, policy: str) -> Outcome:
    """Nothing is published of a stretch whose redaction failed; its events count as `failed`."""
    dropped = Counter(stretch.counts)
    if stretch.entries:
        dropped["failed"] += len(stretch.entries)
    return outcome_of(stretch, key, policy, dropped)
