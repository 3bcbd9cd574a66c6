"""Single sends: a few messages, each waited for."""

import time
from collections.abc import Iterable
from typing import Any, Final

from confluent_kafka import KafkaError, Message, Producer

from streams.kafka.clients import Heard, KafkaFailed, producer, told
from streams.kafka.framing import framing_of
from streams.kafka.records import Outgoing, Record, record_of
from streams.settings import Settings

SEND_TIMEOUT_S: Final = 60.0
_POLL_S: Final = 0.5


def send(settings: Settings, messages: Iterable[Outgoing], timeout_s: float = SEND_TIMEOUT_S) -> list[Record]:
    """Send messages in order, wait for the brokers' word, and give where they lie, in order of arrival.

    Raises: KafkaFailed, if one did not arrive.
    """
    arrived: list[Record] = []
    failed: list[KafkaError] = []

    def note(error: KafkaError | None, message: Message) -> None:
        if error is not None:
            failed.append(error)
        else:
            arrived.append(record_of(message))

    framing = framing_of(settings)
    heard = Heard()
    line = producer(settings, heard, delivery_timeout_ms=int(timeout_s * 1000))
    topic = ""
    for message in messages:
        topic = message.topic
        with told(f"cannot write to {topic}"):
            _enqueue(line, message, framing.written(message), note)
    end_s = time.monotonic() + timeout_s + 5
    with told(f"cannot write to {topic}"):
        while line.flush(_POLL_S) and time.monotonic() < end_s:
            if heard.refusal is not None:
                raise KafkaFailed(f"cannot write to {topic}", heard.refusal)
    if failed:
        raise KafkaFailed(f"cannot write to {topic}", failed[0])
    return arrived


def _enqueue(line: Producer, message: Outgoing, value: bytes | None, note: Any) -> None:
    place = {} if message.partition is None else {"partition": message.partition}
    moment = {} if message.at_ms is None else {"timestamp": message.at_ms}
    while True:
        try:
            line.produce(message.topic, key=message.key, value=value, on_delivery=note, **place, **moment)
        except BufferError:
            line.poll(_POLL_S)
        else:
            line.poll(0)
            return
