"""What a consumer group has committed, and how far a topic reaches: asked, without joining."""

from collections.abc import Iterable

from confluent_kafka import Consumer, TopicPartition

from streams.kafka.clients import REQUEST_TIMEOUT_S, KafkaFailed, client_config, told
from streams.settings import Settings


class Asker:
    """A client of the workers' group that never joins it: answers about one topic's partitions."""

    def __init__(self, settings: Settings, topic: str) -> None:
        self._topic = topic
        config = client_config(settings, group_id=settings.group, enable_auto_commit=False)
        with told(f"cannot set up a client for Kafka at {settings.brokers}"):
            self._consumer = Consumer(config)

    def committed(self, partition: int) -> int | None:
        """The offset that the group reads next; None: it has committed none. Raises: KafkaFailed."""
        with told(f"cannot ask what was committed of {self._topic}"):
            (answer,) = self._consumer.committed(
                [TopicPartition(self._topic, partition)], timeout=REQUEST_TIMEOUT_S
            )
        if answer.error is not None:
            raise KafkaFailed(f"cannot ask what was committed of {self._topic}", answer.error)
        return answer.offset if answer.offset >= 0 else None

    def ends(self, numbers: Iterable[int], timeout_s: float = REQUEST_TIMEOUT_S) -> dict[int, int]:
        """About where partitions end: never above the truth, and below it on the embedded broker.

        Raises: KafkaFailed.
        """
        with told(f"cannot read {self._topic}"):
            return {
                number: self._consumer.get_watermark_offsets(
                    TopicPartition(self._topic, number), timeout=timeout_s, cached=False
                )[1]
                for number in numbers
            }

    def close(self) -> None:
        """Give the client's connections back."""
        self._consumer.close()
