"""What a replay changes against what was published before: how a new set of rules is approved.

Holds ids, counts and hashes; never text.
"""

import hashlib
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from pipelines.outcome import Outcome
from streams.kafka import offsets_at, read_to_end
from streams.progress import StretchName
from streams.replay.ledger import Ledger
from streams.replay.reading import Course
from streams.replay.window import Window
from streams.settings import Settings


class _Redaction(msgspec.Struct, frozen=True):
    entity: str
    rule: str


class _Step(msgspec.Struct, frozen=True):
    redactions: tuple[_Redaction, ...]


class _Steps(msgspec.Struct, frozen=True):
    steps: tuple[_Step, ...]


class _Source(msgspec.Struct, frozen=True):
    topic: str
    partition: int
    first_offset: int
    first_seq: int
    last_seq: int


class _Policy(msgspec.Struct, frozen=True):
    key_id: str


class _Head(msgspec.Struct, frozen=True):
    session: str
    source: _Source
    policy: _Policy
    steps: msgspec.Raw


_DAY_MS: Final = 24 * 60 * 60 * 1000
_HEAD: Final = msgspec.json.Decoder(_Head)
_PSEUDONYM: Final = re.compile(rb"<([A-Z][A-Z_]*)_([0-9a-f]{6})>")
_STEPS: Final = msgspec.json.Decoder(_Steps)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a trajectory to compare it: its place, a hash of its steps, its redactions.

    `unkeyed` is the hash with pseudonyms numbered, for comparing with what another key has named.
    """

    partition: int
    first_offset: int
    key_id: str
    steps: bytes
    unkeyed: bytes
    redactions: dict[tuple[str, str], int]

    def equals(self, other: "Kept") -> bool:
        """Whether the steps are the same, whatever a key has called the values in them."""
        return self.steps == other.steps if self.key_id == other.key_id else self.unkeyed == other.unkeyed


def kept_of(trajectory: bytes) -> tuple[StretchName, Kept, str]:
    """Name, what is kept, and raw topic of a trajectory. Raises: msgspec.MsgspecError."""
    head = _HEAD.decode(trajectory)
    found = _STEPS.decode(trajectory)
    counts = Counter((item.entity, item.rule) for step in found.steps for item in step.redactions)
    steps = bytes(head.steps)
    name = (head.session, head.source.first_seq, head.source.last_seq)
    return (
        name,
        Kept(
            head.source.partition,
            head.source.first_offset,
            head.policy.key_id,
            hashlib.sha256(steps).digest(),
            hashlib.sha256(_numbered(steps)).digest(),
            dict(counts),
        ),
        head.source.topic,
    )


def _numbered(steps: bytes) -> bytes:
    """Steps with pseudonyms that are as long as before, and numbered as they come."""
    numbers: dict[bytes, int] = {}

    def number(found: re.Match[bytes]) -> bytes:
        return b"<%s_%06d>" % (found[1], numbers.setdefault(found[0], len(numbers)))

    return _PSEUDONYM.sub(number, steps)


_EXAMPLES: Final = 10


@dataclass(slots=True)
class Comparison:
    """Trajectories added, removed, changed and equal, and redactions gained and lost.

    `apart` counts stretches that were left alone, and so are not compared.
    """

    ledger: Ledger
    counts: Counter[str] = field(default_factory=Counter)
    gained: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, str | None]]] = field(default_factory=dict)
    apart: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self, settings: Settings, topic: str, course: Course) -> None:
        """Read what a topic holds of a partition's range; what is no trajectory is passed over."""
        if course.look_ms is None:
            return
        since_ms = max(0, course.look_ms - _DAY_MS // 24) // _DAY_MS * _DAY_MS
        begin = offsets_at(settings, topic, {course.partition: since_ms})[course.partition]
        if begin is None:
            return
        for record in read_to_end(settings, topic, {course.partition: begin}):
            trajectory_id = (record.key or b"").decode("utf-8", "replace")
            self.ledger.forget_old(trajectory_id)
            try:
                name, kept, raw_topic = kept_of(record.value or b"")
            except msgspec.MsgspecError:
                continue
            if raw_topic == settings.raw_topic and course.look_from <= kept.first_offset < course.log_end:
                self.ledger.note_old(trajectory_id, name, record.offset, _pack(kept))

    def take(self, names: Sequence[StretchName], outcome: Outcome) -> None:
        """Compare what became of a stretch now with what was published of it, under any of its names."""
        new = None if outcome.trajectory is None else kept_of(outcome.trajectory)[1]
        found = self.ledger.take_old(names)
        old = None if found is None else _unpack(found[1])
        if new is None and old is None:
            return
        if old is None or new is None:
            kind = "added" if old is None else "removed"
        else:
            kind = "equal" if old.equals(new) else "changed"
        before = Counter(old.redactions if old else {})
        after = Counter(new.redactions if new else {})
        with self._lock:
            self.counts[kind] += 1
            self.gained.update(after - before)
            self.lost.update(before - after)
            self._show(kind, found[0] if found else None, outcome.key if new else None)

    def leave_out(self, names: Sequence[StretchName]) -> None:
        """A stretch is left alone: neither it nor what was published of it is compared."""
        self.ledger.take_old(names)
        with self._lock:
            self.apart += 1

    def finish(self, windows: dict[int, Window]) -> None:
        """Count as removed what was published in the range and was not made again."""
        for trajectory_id, packed in self.ledger.all_old():
            kept = _unpack(packed)
            window = windows.get(kept.partition)
            if window is not None and window.holds(kept.first_offset):
                self.counts["removed"] += 1
                self.lost.update(kept.redactions)
                self._show("removed", trajectory_id, None)

    def _show(self, kind: str, old: str | None, new: str | None) -> None:
        some = self.examples.setdefault(kind, [])
        if kind != "equal" and len(some) < _EXAMPLES:
            some.append({"old": old, "new": new})

    def as_json(self) -> dict[str, Any]:
        """The comparison for machines."""

        def rows(found: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
            ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
            return [{"entity": entity, "rule": rule, "count": n} for (entity, rule), n in ordered]

        names = ("equal", "changed", "added", "removed")
        return {
            "trajectories": {name: self.counts[name] for name in names},
            "not_compared": self.apart,
            "redactions_gained": rows(self.gained),
            "redactions_lost": rows(self.lost),
            "examples": {name: self.examples.get(name, []) for name in names[1:]},
        }


_PACKED: Final = msgspec.msgpack.Decoder(tuple[int, int, str, bytes, bytes, tuple[tuple[str, str, int], ...]])


def _pack(kept: Kept) -> bytes:
    counts = tuple((entity, rule, n) for (entity, rule), n in kept.redactions.items())
    form = (kept.partition, kept.first_offset, kept.key_id, kept.steps, kept.unkeyed, counts)
    return msgspec.msgpack.encode(form)


def _unpack(packed: bytes) -> Kept:
    partition, first_offset, key_id, steps, unkeyed, counts = _PACKED.decode(packed)
    redactions = {(entity, rule): n for entity, rule, n in counts}
    return Kept(partition, first_offset, key_id, steps, unkeyed, redactions)
