"""Events in their place: what passes between the stretches, the gate and the steps.

Owns no logic. An entry is an event together with the envelope of the message that brought it.
"""

from dataclasses import dataclass, field

from schemas.raw import AnyEvent, Context


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who and where: everything of a raw message but its events."""

    session_id: str
    user_id: str
    role: str | None
    region: str | None
    contexts: tuple[Context, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place."""

    event: AnyEvent
    envelope: Envelope

    @property
    def context(self) -> Context:
        """The window that the event belongs to."""
        return self.envelope.contexts[self.event.ctx]


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a raw topic that a stretch came from; offsets are inclusive."""

    topic: str
    partition: int
    first_offset: int
    last_offset: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of one session, closed; entries stand in the order of `seq`.

    `cut_before` and `cut_after` say that the stretch's start or end cut a typed run (SPEC
    section 3, rule 4). A stretch without entries only counts duplicates and late events.
    `kafka_ms` is Kafka's time of its last raw message, None in a file run, where offsets are
    line numbers. `first_seq` is -1 where there are no entries.
    """

    session_id: str
    user_id: str
    entries: tuple[Entry, ...]
    place: Place
    first_seq: int
    last_seq: int
    counts: dict[str, int] = field(default_factory=dict)
    cut_before: bool = False
    cut_after: bool = False
    kafka_ms: int | None = None
    offsets: tuple[int, ...] = ()
    """Every offset that brought it an event, duplicates and late ones too; ascending."""
