"""Dead letters that can be read by now: where they lie, and the stretches that they change.

A message that comes back may lengthen a stretch, cut it in two, or join two. Whatever was published
under its session and numbers is replaced, and everything that meets what is replaced is made anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from pipelines.entries import Stretch
from pipelines.keyring import Keyring
from schemas.audit import AuditRecord
from schemas.codec import BrokenMessage, decode_message
from schemas.deadletter import DeadLetter
from schemas.rules import TrajectoryLimits
from streams.kafka import Record, offsets_at, read_range, read_to_end
from streams.keymarks import refuse_strangers
from streams.progress import mark_in
from streams.replay.destination import Ready
from streams.replay.reading import Course, look_back_ms, plan
from streams.replay.to_topic import ToTopic
from streams.replay.window import Asked
from streams.settings import Settings

_LETTER: Final = msgspec.json.Decoder(DeadLetter)
_AUDIT: Final = msgspec.json.Decoder(AuditRecord)
_NEAR: Final = 1000
"""Dead letters that lie no further apart than this are read in one go."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that can be read by now: its place, Kafka's time, its session and numbers."""

    partition: int
    offset: int
    at_ms: int
    session_id: str
    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class Old:
    """What was published before: offsets and numbers are inclusive."""

    trajectory_id: str | None
    first_seq: int
    last_seq: int
    first_offset: int
    last_offset: int

    def meets(self, first_seq: int, last_seq: int) -> bool:
        """Whether it shares numbers with a span."""
        return self.first_seq <= last_seq and first_seq <= self.last_seq


def readable_again(settings: Settings) -> tuple[Letter, ...]:
    """Dead letters whose messages are still there and can be read now, by place."""
    named: dict[int, set[int]] = {}
    for record in read_to_end(settings, settings.deadletter_topic):
        try:
            letter = _LETTER.decode(record.value or b"")
        except msgspec.MsgspecError:
            continue
        if letter.topic == settings.raw_topic:
            named.setdefault(letter.partition, set()).add(letter.offset)
    return tuple(
        found
        for partition, offsets in sorted(named.items())
        for record in _messages(settings, partition, sorted(offsets))
        if (found := _letter_of(record)) is not None
    )


def _messages(settings: Settings, partition: int, offsets: Sequence[int]) -> Iterator[Record]:
    wanted = set(offsets)
    for first, end in _clusters(offsets):
        for record in read_range(settings, settings.raw_topic, partition, first, end):
            if record.offset in wanted:
                yield record


def _clusters(offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = last = offsets[0]
    for offset in offsets[1:]:
        if offset - last > _NEAR:
            yield start, last + 1
            start = offset
        last = offset
    yield start, last + 1


def _letter_of(record: Record) -> Letter | None:
    try:
        message = decode_message(record.value)
    except BrokenMessage:
        return None
    numbers = [event.seq for event in message.events]
    return Letter(
        record.partition,
        record.offset,
        record.at_ms or 0,
        message.session_id,
        min(numbers, default=-1),
        max(numbers, default=-1),
    )


def courses_of(settings: Settings, letters: Sequence[Letter], limits: TrajectoryLimits) -> list[Course]:
    """Where to read, so that the whole stretches around some dead letters are found."""
    first: dict[int, int] = {}
    for letter in letters:
        first[letter.partition] = min(letter.offset, first.get(letter.partition, letter.offset))
    to_ms = around(letters, limits).to_ms
    return [plan(settings, n, Asked(None, to_ms, offset), limits) for n, offset in sorted(first.items())]


def around(letters: Sequence[Letter], limits: TrajectoryLimits) -> Asked:
    """The range in which stretches begin that dead letters can change."""
    last_ms = max((letter.at_ms for letter in letters), default=0)
    return Asked(from_offset=0, to_ms=last_ms + look_back_ms(limits))


@dataclass(slots=True)
class Affected:
    """Which stretches dead letters change, and what was published that these replace."""

    letters: tuple[Letter, ...]
    old: dict[str, list[Old]] = field(default_factory=dict)
    """By session id: what was published before."""
    _replaced: dict[str, set[Old]] = field(default_factory=dict)
    _offsets: dict[int, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for letter in self.letters:
            there = self._offsets.get(letter.partition, frozenset())
            self._offsets[letter.partition] = there | {letter.offset}
            for old in self.old.get(letter.session_id, ()):
                holds = old.first_offset <= letter.offset <= old.last_offset
                if holds or old.meets(letter.first_seq, letter.last_seq):
                    self._replaced.setdefault(letter.session_id, set()).add(old)

    def takes(self, stretch: Stretch) -> bool:
        """Whether a stretch holds a dead letter, or meets what is replaced; what it meets is replaced too."""
        offsets = self._offsets.get(stretch.place.partition, frozenset())
        replaced = self._replaced.setdefault(stretch.session_id, set())
        meets = any(old.meets(stretch.first_seq, stretch.last_seq) for old in replaced)
        if not meets and offsets.isdisjoint(stretch.offsets):
            return False
        replaced.update(self._met(stretch))
        return True

    def replaced_by(self, stretch: Stretch) -> list[str]:
        """Ids of what stood under the same session and numbers."""
        return [old.trajectory_id for old in self._met(stretch) if old.trajectory_id is not None]

    def _met(self, stretch: Stretch) -> list[Old]:
        known = self.old.get(stretch.session_id, ())
        return [old for old in known if old.meets(stretch.first_seq, stretch.last_seq)]


def affected(
    settings: Settings,
    keys: Keyring,
    letters: Sequence[Letter],
    topic: str,
    limits: TrajectoryLimits,
) -> Affected:
    """What dead letters change of a trajectory topic, as its audit records say. Raises: UnknownKeys."""
    sessions = {
        name: session
        for session in {one.session_id for one in letters}
        for name in keys.session_names(session)
    }
    earliest: dict[int, int] = {}
    for letter in letters:
        at_ms = max(0, letter.at_ms - look_back_ms(limits))
        earliest[letter.partition] = min(at_ms, earliest.get(letter.partition, at_ms))
    begins = offsets_at(settings, settings.audit_topic, earliest)
    start = {number: offset for number, offset in begins.items() if offset is not None}
    found: dict[str, dict[str, Old]] = {}
    marks: set[str] = set()
    for record in read_to_end(settings, settings.audit_topic, start) if start else ():
        audit = _audit_of(record)
        if audit is None or audit.published is None or audit.published.topic != topic:
            continue
        mark = mark_in(record.headers)
        marks |= set() if mark is None else {mark}
        session = sessions.get(audit.session)
        if session is not None and audit.source.topic == settings.raw_topic:
            source = audit.source
            numbers = (source.first_seq, source.last_seq, source.first_offset, source.last_offset)
            key = (record.key or b"").decode("utf-8", "replace")
            found.setdefault(session, {})[key] = Old(audit.trajectory_id, *numbers)
    refuse_strangers(keys, marks, topic)
    return Affected(tuple(letters), {session: list(old.values()) for session, old in found.items()})


def _audit_of(record: Record) -> AuditRecord | None:
    try:
        return _AUDIT.decode(record.value or b"")
    except msgspec.MsgspecError:
        return None


@dataclass(slots=True)
class Replacing(ToTopic):
    """Writes to a trajectory topic and deletes what stood there under the same session and numbers.

    Made again, the same stretch has the same id and bytes: nothing is doubled.
    """

    affected: Affected = field(default_factory=lambda: Affected(()))

    def open(self, course: Course) -> None:
        """What stands there is known: it is what the dead letters change."""

    def expect(self, policy: str) -> None:
        """What is replaced may have been made under any rules."""

    def settle(self) -> None:
        """Nobody else is looked for."""

    def has(self, names: object) -> bool:
        """Everything that was chosen is made anew."""
        return False

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Publish the batch, then delete what it replaces."""
        fates = ToTopic.put(self, partition, batch)
        for ready in batch:
            outcome = ready.redacted.outcome
            stands = None if outcome.trajectory is None else outcome.key
            for trajectory_id in self.affected.replaced_by(ready.stretch):
                if trajectory_id != stands:
                    self.delete(partition, trajectory_id)
        return fates
