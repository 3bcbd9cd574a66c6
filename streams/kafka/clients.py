"""How settings become librdkafka's clients, and how an error of the brokers becomes one line."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient

from streams.cli.failure import CommandFailed
from streams.settings import Settings

MAX_CLIENT_BYTES: Final = 34 * 1024 * 1024
"""What a client sends or fetches at most: a trajectory topic's `max.message.bytes` and room to spare."""
REQUEST_TIMEOUT_S: Final = 15.0
_FETCH_WAIT_MS: Final = 50
"""How long brokers hold a fetch that finds nothing: an end is told only then."""
_SILENT: Final = logging.Logger("cleantrace.librdkafka", logging.CRITICAL)
_SILENT.addHandler(logging.NullHandler())

_ADVICE: Final[dict[int, str]] = {
    KafkaError._TRANSPORT: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._ALL_BROKERS_DOWN: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._TIMED_OUT: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._MSG_TIMED_OUT: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._RESOLVE: "check the host names in CLEANTRACE_BROKERS",
    KafkaError._SSL: "check CLEANTRACE_SSL_CA_FILE and that the brokers' port speaks TLS",
    KafkaError._AUTHENTICATION: "check CLEANTRACE_SASL_USERNAME, its password and CLEANTRACE_SASL_MECHANISM",
    KafkaError.UNKNOWN_TOPIC_OR_PART: "make the topics with: cleantrace topics create",
    KafkaError._UNKNOWN_TOPIC: "make the topics with: cleantrace topics create",
    KafkaError._UNKNOWN_PARTITION: "make the topics with: cleantrace topics create",
    KafkaError.TOPIC_AUTHORIZATION_FAILED: "give this user the right on the topic",
    KafkaError.GROUP_AUTHORIZATION_FAILED: "give this user the right on the group",
    KafkaError.CLUSTER_AUTHORIZATION_FAILED: "give this user the right on the cluster",
}


class KafkaFailed(CommandFailed):
    """The brokers refused or did not answer: one line with what was tried, and what to do."""

    def __init__(self, what: str, error: object) -> None:
        known = error if isinstance(error, KafkaError) else None
        said = known.str() if known is not None else str(error)
        advice = _ADVICE.get(known.code(), "") if known is not None else ""
        super().__init__(f"{what}: {said}{'; ' + advice if advice else ''}", status=1)
        self.code = known.name() if known is not None else "LOCAL"


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn an error of the brokers into one line that begins with `what`."""
    try:
        yield
    except KafkaException as failure:
        raise KafkaFailed(what, failure.args[0] if failure.args else failure) from None


def client_config(settings: Settings, **more: Any) -> dict[str, Any]:
    """What every librdkafka client is given: addresses, security, sizes; `more` comes last."""
    config: dict[str, Any] = {
        "bootstrap.servers": settings.brokers,
        "client.id": "cleantrace",
        "security.protocol": settings.security_protocol,
        "message.max.bytes": MAX_CLIENT_BYTES,
        "socket.timeout.ms": int(REQUEST_TIMEOUT_S * 1000),
        "allow.auto.create.topics": False,
        "logger": _SILENT,
    }
    if settings.security_protocol.startswith("sasl"):
        config["sasl.mechanism"] = settings.sasl_mechanism
        config["sasl.username"] = settings.sasl_username
        config["sasl.password"] = settings.password() or ""
    if settings.security_protocol.endswith("ssl"):
        config["ssl.endpoint.identification.algorithm"] = "https" if settings.ssl_check_hostname else "none"
        if settings.ssl_ca_file is not None:
            config["ssl.ca.location"] = str(settings.ssl_ca_file)
        if settings.ssl_certificate_file is not None:
            config["ssl.certificate.location"] = str(settings.ssl_certificate_file)
            config["ssl.key.location"] = str(settings.ssl_key_file)
        if settings.ssl_key_password is not None:
            config["ssl.key.password"] = settings.ssl_key_password.get_secret_value()
    return {**config, **{name.replace("_", "."): value for name, value in more.items()}}


def admin(settings: Settings) -> AdminClient:
    """A client that makes and describes topics."""
    config = client_config(settings)
    del config["allow.auto.create.topics"]
    with told(f"cannot set up a client for Kafka at {settings.brokers}"):
        return AdminClient(config)


def producer(settings: Settings, **more: Any) -> Producer:
    """An idempotent producer that chooses partitions as Java clients and aiokafka do."""
    config = client_config(settings, enable_idempotence=True, partitioner="murmur2_random", **more)
    del config["allow.auto.create.topics"]
    with told(f"cannot set up a client for Kafka at {settings.brokers}"):
        return Producer(config)


@contextmanager
def reader(settings: Settings, *, committed: bool = True) -> Iterator[Consumer]:
    """A consumer of no group's that commits nothing and reports the end of each partition."""
    config = client_config(
        settings,
        group_id=f"cleantrace-reader-{uuid.uuid4().hex}",
        enable_auto_commit=False,
        enable_partition_eof=True,
        auto_offset_reset="earliest",
        isolation_level="read_committed" if committed else "read_uncommitted",
        max_partition_fetch_bytes=MAX_CLIENT_BYTES,
        fetch_wait_max_ms=_FETCH_WAIT_MS,
    )
    with told(f"cannot set up a client for Kafka at {settings.brokers}"):
        consumer = Consumer(config)
    try:
        yield consumer
    finally:
        consumer.close()
