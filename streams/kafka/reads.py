"""Reads that end: bounds of a topic, a range of a partition, a topic up to its end."""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from streams.kafka.clients import REQUEST_TIMEOUT_S, KafkaFailed, cluster, reader, told
from streams.kafka.framing import framing_of
from streams.kafka.records import Bounds, Record, record_of
from streams.settings import Settings

READ_TIMEOUT_S: Final = 60.0
_POLL_S: Final = 0.5


def partitions(settings: Settings, topic: str) -> tuple[int, ...]:
    """The partitions of a topic.

    Raises: KafkaFailed, also where there is no such topic.
    """
    found = cluster(settings)[1].topics.get(topic)
    if found is None:
        raise KafkaFailed(f"cannot read {topic}", KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART))
    if found.error is not None:
        raise KafkaFailed(f"cannot read {topic}", found.error)
    return tuple(sorted(found.partitions))


def bounds(settings: Settings, topic: str, numbers: Iterable[int] | None = None) -> dict[int, Bounds]:
    """The first and the end offset of each partition of a topic, as committed readers see them.

    The end is found by reading up to it: the embedded broker, asked for it, names the offset
    after the first message of its last batch. Raises: KafkaFailed.
    """
    chosen = tuple(numbers) if numbers is not None else partitions(settings, topic)
    with reader(settings) as consumer, told(f"cannot read {topic}"):
        marks = {
            number: consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=REQUEST_TIMEOUT_S)
            for number in chosen
        }
        ends = {number: end for number, (_, end) in marks.items()}
        places = [TopicPartition(topic, n, end - 1) for n, (first, end) in marks.items() if end > first]
        if places:
            consumer.assign(places)
            waiting = {place.partition for place in places}
            for message in _polled(consumer, topic, READ_TIMEOUT_S):
                number = message.partition() or 0
                ends[number] = max(ends[number], message.offset() or 0)
                if message.error() is not None:
                    waiting.discard(number)
                if not waiting:
                    break
    return {number: Bounds(first, ends[number]) for number, (first, _) in marks.items()}


def offsets_at(settings: Settings, topic: str, times_ms: Mapping[int, int]) -> dict[int, int | None]:
    """For each partition the first offset at or after a time; None: nothing is that late.

    The embedded broker answers 0 always: what reads from there must be right when that is too early.
    """
    asked = [TopicPartition(topic, number, at_ms) for number, at_ms in times_ms.items()]
    with reader(settings) as consumer, told(f"cannot look up times in {topic}"):
        answers = consumer.offsets_for_times(asked, timeout=REQUEST_TIMEOUT_S)
    for answer in answers:
        if answer.error is not None:
            raise KafkaFailed(f"cannot look up times in {topic}", answer.error)
    return {answer.partition: answer.offset if answer.offset >= 0 else None for answer in answers}


def read_to_end(
    settings: Settings,
    topic: str,
    start: Mapping[int, int] | None = None,
    *,
    committed: bool = True,
    timeout_s: float = READ_TIMEOUT_S,
) -> Iterator[Record]:
    """All records of a topic up to its end, as it is when a partition's end is reached.

    `start` gives partitions and their first offsets; without it, the whole topic is read.
    `timeout_s` bounds the time without any record. Raises: KafkaFailed.
    """
    chosen = dict.fromkeys(partitions(settings, topic), 0) if start is None else start
    framing = framing_of(settings)
    with reader(settings, committed=committed) as consumer, told(f"cannot read {topic}"):
        places = [
            TopicPartition(topic, number, max(offset, _first(consumer, topic, number)))
            for number, offset in chosen.items()
        ]
        consumer.assign(places)
        open_ends = set(chosen)
        for message in _polled(consumer, topic, timeout_s):
            if message.error() is not None:
                open_ends.discard(message.partition())
                if not open_ends:
                    return
            elif message.partition() in open_ends:
                yield record_of(message, framing.read)


def read_range(
    settings: Settings,
    topic: str,
    partition: int,
    from_offset: int,
    to_offset: int,
    *,
    committed: bool = True,
    timeout_s: float = READ_TIMEOUT_S,
) -> Iterator[Record]:
    """The records of a partition from `from_offset` on and before `to_offset`, as far as there are any.

    Offsets that do not exist (expired, compacted, markers of transactions) are passed over.
    Raises: KafkaFailed.
    """
    if to_offset <= from_offset:
        return
    framing = framing_of(settings)
    with reader(settings, committed=committed) as consumer, told(f"cannot read {topic}"):
        first = _first(consumer, topic, partition)
        if first >= to_offset:
            return
        consumer.assign([TopicPartition(topic, partition, max(first, from_offset))])
        for message in _polled(consumer, topic, timeout_s):
            if message.error() is not None or (message.offset() or 0) >= to_offset:
                return
            yield record_of(message, framing.read)


def read_compacted(settings: Settings, topic: str, timeout_s: float = READ_TIMEOUT_S) -> dict[str, bytes]:
    """The last value of each key of a topic; a tombstone removes its key.

    Bytes of a key that are not UTF-8 are shown as escapes. Raises: KafkaFailed.
    """
    latest: dict[str, bytes] = {}
    for record in read_to_end(settings, topic, timeout_s=timeout_s):
        name = (record.key or b"").decode("utf-8", "backslashreplace")
        if record.value:
            latest[name] = record.value
        else:
            latest.pop(name, None)
    return latest


def _first(consumer: Consumer, topic: str, number: int) -> int:
    """The first offset of a partition; asking is quicker than to assign `OFFSET_BEGINNING`."""
    first: int = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=REQUEST_TIMEOUT_S)[0]
    return first


def _polled(consumer: Consumer, topic: str, timeout_s: float) -> Iterator[Message]:
    """Messages and the ends of partitions, until nothing came for `timeout_s`."""
    last_s = time.monotonic()
    while True:
        message: Message | None = consumer.poll(_POLL_S)
        if message is None:
            if time.monotonic() - last_s > timeout_s:
                raise KafkaFailed(f"cannot read {topic}", f"nothing came for {timeout_s:.0f} s")
            continue
        error = message.error()
        if error is not None and error.code() != KafkaError._PARTITION_EOF:
            raise KafkaFailed(f"cannot read {topic}", error)
        yield message
        last_s = time.monotonic()
