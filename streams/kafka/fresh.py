"""The first message that comes in while one listens, and when: a look at the brokers' clock."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from confluent_kafka import TIMESTAMP_LOG_APPEND_TIME, TopicPartition

from streams.kafka.clients import KafkaFailed, reader
from streams.kafka.reads import bounds
from streams.settings import Settings

_POLL_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Fresh:
    """When brokers stamped a message, and our clock before it was there and after it had come (ms)."""

    at_ms: int
    asked_ms: int
    received_ms: int


def first_fresh(settings: Settings, topics: Sequence[str], patience_s: float) -> Fresh | None:
    """The first message of some topics that the brokers stamp with their own time, written from now on.

    Topics that may not be read are passed over. None: nothing came in time.
    """
    asked_ms = int(time.time() * 1000)
    places: list[TopicPartition] = []
    for topic in topics:
        try:
            ends = bounds(settings, topic)
        except KafkaFailed:
            continue
        places.extend(TopicPartition(topic, number, found.end) for number, found in ends.items())
    if not places:
        return None
    with reader(settings, committed=False) as consumer:
        consumer.assign(places)
        end_s = time.monotonic() + patience_s
        while time.monotonic() < end_s:
            message = consumer.poll(_POLL_S)
            if message is None or message.error() is not None:
                continue
            kind, at_ms = message.timestamp()
            if kind == TIMESTAMP_LOG_APPEND_TIME:
                return Fresh(at_ms, asked_ms, int(time.time() * 1000))
    return None
