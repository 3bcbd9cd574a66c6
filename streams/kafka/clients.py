"""How settings become librdkafka's clients, and how an error of the brokers becomes one line."""

import base64
import binascii
import json
import logging
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient, ClusterMetadata

from streams.cli.failure import CommandFailed
from streams.settings import Settings, SettingsError

MAX_CLIENT_BYTES: Final = 34 * 1024 * 1024
"""What a client sends or fetches at most: a trajectory topic's `max.message.bytes` and room to spare."""
REQUEST_TIMEOUT_S: Final = 15.0
READER_GROUPS: Final = "cleantrace-reader-"
"""How the group of a reader begins: librdkafka asks for one, though nothing is committed."""
_ASK_S: Final = 2.0
"""How often a client that waits for brokers looks whether they have turned it away."""
_TOKEN_LIFE_S: Final = 300.0
"""How long a token is used that does not say when it expires."""
_FETCH_WAIT_MS: Final = 50
"""How long brokers hold a fetch that finds nothing: an end is told only then."""
_SILENT: Final = logging.Logger("cleantrace.librdkafka", logging.CRITICAL)
_SILENT.addHandler(logging.NullHandler())

_NO_TOPIC: Final = "make the topics with: cleantrace topics create, or give this user the right on the topic"
_ADVICE: Final[dict[int, str]] = {
    KafkaError._TRANSPORT: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._ALL_BROKERS_DOWN: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._TIMED_OUT: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._MSG_TIMED_OUT: "check CLEANTRACE_BROKERS and that the brokers are up",
    KafkaError._RESOLVE: "check the host names in CLEANTRACE_BROKERS",
    KafkaError._SSL: "check CLEANTRACE_SSL_CA_FILE, the client's certificate, and that the port speaks TLS",
    KafkaError._AUTHENTICATION: "check CLEANTRACE_SASL_USERNAME, its password and CLEANTRACE_SASL_MECHANISM",
    KafkaError.UNKNOWN_TOPIC_OR_PART: _NO_TOPIC,
    KafkaError._UNKNOWN_TOPIC: _NO_TOPIC,
    KafkaError._UNKNOWN_PARTITION: _NO_TOPIC,
    KafkaError.TOPIC_AUTHORIZATION_FAILED: "give this user the right on the topic",
    KafkaError.GROUP_AUTHORIZATION_FAILED: "give this user the right on the group",
    KafkaError.CLUSTER_AUTHORIZATION_FAILED: "this user may not do that, or may write to no topic",
}


_NO_ANSWER: Final = "the brokers did not answer in time; check that they are up"
_Answer = TypeVar("_Answer")
_TLS_ALERT: Final = "SSL routines::"
_TURNED_AWAY: Final = frozenset({KafkaError._SSL, KafkaError._AUTHENTICATION})


class KafkaFailed(CommandFailed):
    """The brokers refused or did not answer: one line with what was tried, and what to do."""

    def __init__(self, what: str, error: object) -> None:
        known = error if isinstance(error, KafkaError) else None
        said = known.str() if known is not None else str(error)
        advice = _ADVICE.get(known.code(), "") if known is not None else ""
        super().__init__(f"{what}: {said}{'; ' + advice if advice else ''}", status=1)
        self.code = known.name() if known is not None else "LOCAL"
        self.is_turned_away = known is not None and known.code() in _TURNED_AWAY
        """Whether TLS or the login failed: to ask again will not help."""


class Heard:
    """What a client's threads report; librdkafka itself would go on trying for ever."""

    def __init__(self) -> None:
        self.refusal: KafkaError | None = None

    def note(self, error: KafkaError) -> None:
        """Keep an error that says that this client is turned away."""
        if error.code() in _TURNED_AWAY:
            self.refusal = error
        elif _TLS_ALERT in error.str():  # in TLS 1.3 brokers refuse a certificate after the handshake
            self.refusal = KafkaError(KafkaError._SSL, error.str())


@contextmanager
def told(what: str) -> Iterator[None]:
    """Turn an error of the brokers into one line that begins with `what`."""
    try:
        yield
    except KafkaException as failure:
        raise KafkaFailed(what, failure.args[0] if failure.args else failure) from None
    except TimeoutError:
        raise KafkaFailed(what, _NO_ANSWER) from None


def answered(answer: "Future[_Answer]", what: str) -> _Answer:
    """What the brokers answer to a question. Raises: KafkaException; KafkaFailed, where they do not."""
    try:
        return answer.result(REQUEST_TIMEOUT_S)
    except TimeoutError:
        raise KafkaFailed(what, _NO_ANSWER) from None


def client_config(settings: Settings, heard: Heard | None = None, **more: Any) -> dict[str, Any]:
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
    if heard is not None:
        config["error_cb"] = heard.note
    if settings.security_protocol.startswith("sasl"):
        config |= _login(settings)
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


def _login(settings: Settings) -> dict[str, Any]:
    if settings.sasl_mechanism != "OAUTHBEARER":
        return {
            "sasl.mechanism": settings.sasl_mechanism,
            "sasl.username": settings.sasl_username,
            "sasl.password": settings.password() or "",
        }
    settings.token()  # librdkafka says nothing of what its callback raises

    def renew(_config: str) -> tuple[str, float]:
        try:
            token = settings.token()
        except SettingsError as error:
            raise KafkaException(KafkaError(KafkaError._AUTHENTICATION, str(error))) from None
        return token, expiry_s(token, time.time())

    return {"sasl.mechanism": "OAUTHBEARER", "oauth_cb": renew}


def expiry_s(token: str, now_s: float) -> float:
    """When a token expires (seconds since the epoch), as it says itself; else some minutes from now."""
    try:
        body = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["exp"]
        return float(told)
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return now_s + _TOKEN_LIFE_S


def cluster(settings: Settings) -> tuple[AdminClient, ClusterMetadata]:
    """A client of the brokers, and what they tell it of themselves and of all topics.

    Raises: KafkaFailed; at once where TLS or the login fails.
    """
    heard = Heard()
    client = admin(settings, heard)
    what = f"cannot reach Kafka at {settings.brokers}"
    end_s = time.monotonic() + REQUEST_TIMEOUT_S
    while True:
        left_s = end_s - time.monotonic()
        try:
            # Asking for one topic by name would make it on the embedded broker.
            return client, client.list_topics(timeout=max(0.1, min(_ASK_S, left_s)))
        except KafkaException as failure:
            client.poll(0)
            if heard.refusal is not None:
                raise KafkaFailed(what, heard.refusal) from None
            if left_s <= _ASK_S:
                raise KafkaFailed(what, failure.args[0] if failure.args else failure) from None


def admin(settings: Settings, heard: Heard | None = None) -> AdminClient:
    """A client that makes and describes topics."""
    config = client_config(settings, heard)
    del config["allow.auto.create.topics"]
    with told(f"cannot set up a client for Kafka at {settings.brokers}"):
        return AdminClient(config)


def producer(settings: Settings, heard: Heard | None = None, **more: Any) -> Producer:
    """An idempotent producer that chooses partitions as Java clients and aiokafka do."""
    config = client_config(settings, heard, enable_idempotence=True, partitioner="murmur2_random", **more)
    del config["allow.auto.create.topics"]
    with told(f"cannot set up a client for Kafka at {settings.brokers}"):
        return Producer(config)


@contextmanager
def reader(settings: Settings, *, committed: bool = True) -> Iterator[Consumer]:
    """A consumer of no group's that commits nothing and reports the end of each partition."""
    config = client_config(
        settings,
        group_id=f"{READER_GROUPS}{uuid.uuid4().hex}",
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
