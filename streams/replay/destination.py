"""What a replay's destination must do, and the one that keeps nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.entries import Stretch
from pipelines.keyring import Keyring
from pipelines.outcome import Outcome
from streams.pool import Redacted
from streams.progress import StretchName
from streams.replay.reading import Course


@dataclass(frozen=True, slots=True)
class Ready:
    """A redacted stretch that may be published."""

    stretch: Stretch
    redacted: Redacted


def names_of(keys: Keyring, stretch: Stretch) -> tuple[StretchName, ...]:
    """A stretch's names, under each key."""
    names = keys.session_names(stretch.session_id)
    return tuple((name, stretch.first_seq, stretch.last_seq) for name in names)


class Destination(Protocol):
    """Takes trajectories; what `put` returned from is there for good."""

    def open(self, course: Course) -> None:
        """Learn what is there already of a partition. Raises: CommandFailed."""

    def expect(self, policy: str) -> None:
        """Refuse to go on under another policy than what is there. Raises: CommandFailed."""

    def has(self, names: Sequence[StretchName]) -> bool:
        """Whether a stretch was dealt with before, under any of its names."""

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Publish a batch in its order; says what became of each."""

    def settle(self) -> None:
        """A last look when everything was put. Raises: CommandFailed."""

    def close(self, *, done: bool) -> None:
        """Give it back; `done` says that the whole replay went well."""


def fate_of(outcome: Outcome) -> str:
    """What becomes of a stretch, in a word."""
    if outcome.trajectory is not None:
        return "published"
    return "failed" if outcome.dropped.get("failed") else "unpublished"


class Nowhere:
    """Takes everything and keeps nothing: for comparisons."""

    def open(self, course: Course) -> None:
        """Nothing is there."""

    def expect(self, policy: str) -> None:
        """Any policy will do."""

    def has(self, names: Sequence[StretchName]) -> bool:
        """Nothing was done."""
        return False

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """What would become of each."""
        return [fate_of(ready.redacted.outcome) for ready in batch]

    def settle(self) -> None:
        """Nothing is there."""

    def close(self, *, done: bool) -> None:
        """Nothing is held."""
