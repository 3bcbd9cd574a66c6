"""Messages as they lie in Kafka, and as they are handed to it."""

from collections.abc import Callable
from dataclasses import dataclass

from confluent_kafka import TIMESTAMP_NOT_AVAILABLE, Message

Headers = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One message as it lies in Kafka; `at_ms` is Kafka's time of it."""

    topic: str
    partition: int
    offset: int
    at_ms: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send; a `partition` of None follows from the key, an `at_ms` of None is now."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    at_ms: int | None = None
    headers: Headers = ()
    document: str | None = None
    """What the value is, by its name in `schemas.generate`: where a schema registry is configured, the value
    goes out with the header of its schema."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A partition's first offset, and the one that its next message will have."""

    first: int
    end: int


Unframe = Callable[[str, bytes | None], bytes | None]
"""Takes a schema registry's header off a topic's value."""


def record_of(message: Message, unframe: Unframe = lambda topic, value: value) -> Record:
    """A record without the client's type around it."""
    topic = message.topic() or ""
    kind, at_ms = message.timestamp()
    offset = message.offset()
    return Record(
        topic=topic,
        partition=message.partition() or 0,
        offset=-1 if offset is None else offset,
        at_ms=None if kind == TIMESTAMP_NOT_AVAILABLE else at_ms,
        key=message.key(),
        value=unframe(topic, message.value()),
        headers=tuple((name, _bytes(value)) for name, value in message.headers() or ()),
    )


def _bytes(value: str | bytes | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value
