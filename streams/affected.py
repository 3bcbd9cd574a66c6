"""What an erasure would touch, counted from audit records: it needs the key, and no raw text.

Owns the count alone. Whoever publishes carries an erasure out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from pipelines.naming import Key, session_name, subject_name
from schemas.audit import AuditRecord
from schemas.control import Erase
from streams.kafka import Record, read_to_end
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Affected:
    """Stretches that may have an event in the span, their sessions, and trajectories by topic."""

    stretches: int
    sessions: int
    trajectories: Mapping[str, int] = field(default_factory=dict)
    unreadable: int = 0


def count_affected(settings: Settings, control: Erase) -> Affected:
    """Read all audit records and count what an erasure would touch.

    Raises: CommandFailed, also without a key: people are found by their keyed pseudonyms.
    """
    return count(read_to_end(settings, settings.audit_topic), control, settings.key())


def count(records: Iterable[Record], control: Erase, key: Key) -> Affected:
    """Count over audit records; for one stretch and one destination the last one counts."""
    wanted = _wanted(control, key)
    latest: dict[tuple[str, int, int, str], AuditRecord] = {}
    unreadable = 0
    for record in records:
        try:
            audit = msgspec.json.decode(record.value or b"", type=AuditRecord)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            unreadable += 1
            continue
        if wanted not in (audit.subject, audit.session) or not _overlaps(audit, control):
            continue
        topic = audit.published.topic if audit.published is not None else ""
        latest[audit.session, audit.source.first_seq, audit.source.last_seq, topic] = audit
    trajectories = Counter(
        topic
        for (*_, topic), audit in latest.items()
        if audit.published is not None and audit.published.offset is not None
    )
    return Affected(
        stretches=len({stretch[:3] for stretch in latest}),
        sessions=len({stretch[0] for stretch in latest}),
        trajectories=dict(trajectories),
        unreadable=unreadable,
    )


def _wanted(control: Erase, key: Key) -> str:
    if control.user_id is not None:
        return subject_name(key, control.user_id)
    return session_name(key, control.session_id or "")


def _overlaps(audit: AuditRecord, control: Erase) -> bool:
    return audit.until >= control.from_ and (control.until is None or audit.from_ < control.until)
