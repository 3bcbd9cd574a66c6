"""Where stretches begin and end (SPEC section 3). Interface; being written."""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.entries import Stretch
from schemas.raw import RawMessage
from schemas.rules import TrajectoryLimits


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is, as its audit records say."""

    last_seq: int
    last_offset: int
    cut: bool
    kafka_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a message did.

    `closed` are the stretches that it ended; `holders` counts the stretches (closed now, or still
    open) that hold events of this message: 0 means that everything in it was done before.
    """

    closed: tuple[Stretch, ...]
    holders: int


class Sessions:
    """The sessions of one partition and their open stretches."""

    def __init__(
        self,
        topic: str,
        partition: int,
        limits: Callable[[], TrajectoryLimits],
        progress: Callable[[str], Progress | None] = lambda session_id: None,
    ) -> None: ...

    def add(self, message: RawMessage, offset: int, kafka_ms: int | None) -> Added: ...

    def close_idle(self, kafka_ms: int, margin_ms: int) -> tuple[Stretch, ...]:
        """Close what is `idle_gap_s` and the margin behind `kafka_ms`, a time that the partition has reached."""

    def close_all(self) -> tuple[Stretch, ...]:
        """Close everything: the end of a file."""
