"""Recorders choose how they compress: Faust's client must read every way that Kafka knows."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.kafka import TopicShape, create_topic, producer
from streams.settings import load_settings


@pytest.mark.kafka
@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_every_compression_is_read(apache_kafka: str, prefix: str, codec: str) -> None:
    settings = load_settings(brokers=apache_kafka)
    topic = f"{prefix}squeezed"
    create_topic(settings, TopicShape(topic, 1, 1, {}))
    value = b"the same words again and again " * 200
    line = producer(settings, compression_type=codec)
    line.produce(topic, value, b"k", 0)
    assert line.flush(30) == 0

    async def first() -> bytes | None:
        consumer = AIOKafkaConsumer(bootstrap_servers=apache_kafka, auto_offset_reset="earliest")
        await consumer.start()
        try:
            consumer.assign([TopicPartition(topic, 0)])
            record = await asyncio.wait_for(consumer.getone(), 30)
            return bytes(record.value) if record.value is not None else None
        finally:
            await consumer.stop()

    assert asyncio.run(first()) == value
