"""Kafka through librdkafka: clients, single sends, and reads that end.

The one corner that imports confluent-kafka. It knows topics by name only, and nothing of what
is in a message, but for the header that a schema registry has before it.
"""

from streams.kafka.clients import (
    MAX_CLIENT_BYTES,
    REQUEST_TIMEOUT_S,
    KafkaFailed,
    admin,
    client_config,
    cluster,
    producer,
    reader,
    told,
)
from streams.kafka.reads import (
    READ_TIMEOUT_S,
    bounds,
    offsets_at,
    partitions,
    read_compacted,
    read_range,
    read_to_end,
)
from streams.kafka.records import Bounds, Outgoing, Record, record_of
from streams.kafka.sends import send
from streams.kafka.shapes import Cluster, TopicShape, create_topic, delete_topic, describe

__all__ = [
    "Bounds",
    "Cluster",
    "KafkaFailed",
    "MAX_CLIENT_BYTES",
    "Outgoing",
    "READ_TIMEOUT_S",
    "REQUEST_TIMEOUT_S",
    "Record",
    "TopicShape",
    "admin",
    "bounds",
    "client_config",
    "cluster",
    "create_topic",
    "delete_topic",
    "describe",
    "offsets_at",
    "partitions",
    "producer",
    "read_compacted",
    "read_range",
    "read_to_end",
    "reader",
    "record_of",
    "send",
    "told",
]
