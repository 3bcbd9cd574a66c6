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
from streams.kafka import read_to_end
from streams.progress import StretchName
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


@dataclass(slots=True)
class Comparison:
    """Trajectories added, removed, changed and equal, and redactions gained and lost."""

    old: dict[StretchName, Kept] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    gained: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self, settings: Settings, topic: str, partition: int) -> None:
        """Read what a topic holds of a partition; what cannot be read as a trajectory is passed over."""
        latest: dict[bytes, tuple[StretchName, Kept]] = {}
        for record in read_to_end(settings, topic, {partition: 0}):
            latest.pop(record.key or b"", None)
            if not record.value:
                continue
            try:
                name, kept, raw_topic = kept_of(record.value)
            except msgspec.MsgspecError:
                continue
            if raw_topic == settings.raw_topic:
                latest[record.key or b""] = (name, kept)
        with self._lock:
            self.old.update(dict(latest.values()))

    def take(self, names: Sequence[StretchName], outcome: Outcome) -> None:
        """Compare what became of a stretch now with what was published of it, under any of its names."""
        new = None if outcome.trajectory is None else kept_of(outcome.trajectory)[1]
        with self._lock:
            told = [self.old.pop(name, None) for name in names]
            old = next((one for one in told if one is not None), None)
            if new is None and old is None:
                return
            if old is None or new is None:
                self.counts["added" if old is None else "removed"] += 1
            else:
                self.counts["equal" if old.equals(new) else "changed"] += 1
            before = Counter(old.redactions if old else {})
            after = Counter(new.redactions if new else {})
            self.gained.update(after - before)
            self.lost.update(before - after)

    def finish(self, windows: dict[int, Window]) -> None:
        """Count as removed what was published in the range and was not made again."""
        for kept in self.old.values():
            window = windows.get(kept.partition)
            if window is not None and window.holds(kept.first_offset):
                self.counts["removed"] += 1
                self.lost.update(kept.redactions)

    def as_json(self) -> dict[str, Any]:
        """The comparison for machines."""

        def rows(found: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
            ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
            return [{"entity": entity, "rule": rule, "count": n} for (entity, rule), n in ordered]

        names = ("equal", "changed", "added", "removed")
        return {
            "trajectories": {name: self.counts[name] for name in names},
            "redactions_gained": rows(self.gained),
            "redactions_lost": rows(self.lost),
        }
