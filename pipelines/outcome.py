"""What becomes of one closed stretch: a trajectory or none, and what the audit says of it."""

from dataclasses import dataclass, field

from pipelines.entries import Place
from schemas.audit import AuditRecord, Published
from schemas.trajectory import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for a stretch; `key` is the id that its trajectory has or would have had.

    `trajectory` is None where nothing is to be published. `first_ts_ms` and `last_ts_ms` span all of
    the stretch's events, dropped ones too. `day` is the timestamp (ms) that the trajectory's message gets.
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
