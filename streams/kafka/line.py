"""A line to the brokers that stays open: idempotent sends, each with a future for the brokers' word."""

import threading
from concurrent.futures import Future
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException, Message

from streams.kafka.clients import KafkaFailed, producer
from streams.kafka.framing import framing_of
from streams.kafka.records import Outgoing, Record, record_of
from streams.settings import Settings

_POLL_S: Final = 0.1
_LINGER_MS: Final = 2


class Line:
    """One producer for a whole process; sends keep their order within a partition."""

    def __init__(self, settings: Settings) -> None:
        self._framing = framing_of(settings)
        timeout_ms = int(settings.produce_timeout_s * 1000)
        self._producer = producer(settings, delivery_timeout_ms=timeout_ms, linger_ms=_LINGER_MS)
        self._stopped = threading.Event()
        self._poller = threading.Thread(target=self._poll, name="kafka-line", daemon=True)
        self._poller.start()

    def send(self, message: Outgoing) -> "Future[Record]":
        """Put a message on its way; the future has where it lies, or the KafkaFailed that it met.

        Raises: KafkaFailed, RegistryFailed, if it cannot be put on its way at all.
        """
        value = self._framing.written(message)
        arrival: Future[Record] = Future()
        # Whoever waits may give up: that must not end the thread that brings all others the brokers' word.
        arrival.set_running_or_notify_cancel()

        def note(error: KafkaError | None, sent: Message) -> None:
            if error is not None:
                arrival.set_exception(KafkaFailed(f"cannot write to {message.topic}", error))
            else:
                arrival.set_result(record_of(sent))

        place: dict[str, Any] = {} if message.partition is None else {"partition": message.partition}
        if message.at_ms is not None:
            place["timestamp"] = message.at_ms
        if message.headers:
            place["headers"] = list(message.headers)
        try:
            self._producer.produce(message.topic, key=message.key, value=value, on_delivery=note, **place)
        except (KafkaException, BufferError) as failure:
            cause = failure.args[0] if failure.args else failure
            raise KafkaFailed(f"cannot write to {message.topic}", cause) from None
        return arrival

    def close(self, timeout_s: float) -> None:
        """Wait for what is on its way, within a bound, and end."""
        self._producer.flush(timeout_s)
        self._stopped.set()
        self._poller.join(1.0)

    def _poll(self) -> None:
        while not self._stopped.is_set():
            self._producer.poll(_POLL_S)
