"""Messages as they lie in Kafka, and as they are handed to it."""

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


@dataclass(frozen=True, slots=True)
class Bounds:
    """A partition's first offset, and the one that its next message will have."""

    first: int
    end: int


def record_of(message: Message) -> Record:
    """A record without the client's type around it."""
    kind, at_ms = message.timestamp()
    offset = message.offset()
    return Record(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=-1 if offset is None else offset,
        at_ms=None if kind == TIMESTAMP_NOT_AVAILABLE else at_ms,
        key=message.key(),
        value=message.value(),
        headers=tuple((name, _bytes(value)) for name, value in message.headers() or ()),
    )


def _bytes(value: str | bytes | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value
