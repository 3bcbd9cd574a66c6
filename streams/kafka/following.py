"""Following whole topics: everything from their beginning, and whatever comes after."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, TopicPartition

from streams.kafka.clients import KafkaFailed, reader, told
from streams.kafka.framing import framing_of
from streams.kafka.reads import partitions
from streams.kafka.records import Record, record_of
from streams.settings import Settings

_POLL_S: Final = 0.2
_ALIVE_EVERY_S: Final = 5.0
_ALIVE_TIMEOUT_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """All partitions were read to their ends, and the brokers answered for each."""


def follow(
    settings: Settings, topics: Sequence[str], stopped: threading.Event
) -> Iterator[Record | CaughtUp]:
    """Records of some topics as they come, and a CaughtUp whenever there is nothing left.

    While nothing comes, the brokers are asked every few seconds whether they still answer.
    Raises: KafkaFailed, also when a topic got other partitions: begin again then.
    """
    framing = framing_of(settings)
    shape = {topic: partitions(settings, topic) for topic in topics}
    places = [TopicPartition(t, n, OFFSET_BEGINNING) for t, numbers in shape.items() for n in numbers]
    with reader(settings) as consumer, told(f"cannot follow {', '.join(topics)}"):
        consumer.assign(places)
        behind = {(place.topic, place.partition) for place in places}
        asked_s = time.monotonic()
        while not stopped.is_set():
            message = consumer.poll(_POLL_S)
            if message is not None:
                error = message.error()
                if error is None:
                    behind.add((message.topic() or "", message.partition() or 0))
                    yield record_of(message, framing.read)
                elif error.code() == KafkaError._PARTITION_EOF:
                    behind.discard((message.topic() or "", message.partition() or 0))
                    if not behind:
                        yield CaughtUp()
                else:
                    raise KafkaFailed(f"cannot follow {message.topic()}", error)
            if not behind and time.monotonic() - asked_s > _ALIVE_EVERY_S:
                _ask(consumer, places)
                asked_s = time.monotonic()
                if {topic: partitions(settings, topic) for topic in topics} != shape:
                    raise KafkaFailed(f"cannot follow {', '.join(topics)}", "their partitions have changed")
                yield CaughtUp()


def follow_from(
    settings: Settings, topic: str, start: Mapping[int, int], stopped: threading.Event
) -> Iterator[Record]:
    """Records of some partitions of a topic from given offsets on, as they come, until `stopped`.

    Raises: KafkaFailed.
    """
    framing = framing_of(settings)
    with reader(settings) as consumer, told(f"cannot follow {topic}"):
        consumer.assign([TopicPartition(topic, number, offset) for number, offset in start.items()])
        while not stopped.is_set():
            message = consumer.poll(_POLL_S)
            if message is None:
                continue
            error = message.error()
            if error is None:
                yield record_of(message, framing.read)
            elif error.code() != KafkaError._PARTITION_EOF:
                raise KafkaFailed(f"cannot follow {topic}", error)


def _ask(consumer: Consumer, places: Sequence[TopicPartition]) -> None:
    for place in places:
        consumer.get_watermark_offsets(
            TopicPartition(place.topic, place.partition), timeout=_ALIVE_TIMEOUT_S, cached=False
        )
