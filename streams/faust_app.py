"""The Faust side of a worker: the app, its agent, and how both are started and stopped.

The one place that imports Faust. What Faust does around rebalances is not to be relied on; this
module only hands its deliveries to the house, and acknowledges when the house says so.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from typing import Any, Final

os.environ.pop("DEVLOG", None)  # it makes mode log messages with their keys and values

import faust  # noqa: E402
from aiokafka.abc import AbstractTokenProvider  # noqa: E402
from faust.streams import _CStreamIterator  # noqa: E402
from faust.transport.drivers import aiokafka as driver  # noqa: E402
from mode import CrashingSupervisor  # noqa: E402
from yarl import URL  # noqa: E402

from streams.house import House  # noqa: E402
from streams.lane import Delivery  # noqa: E402
from streams.settings import Settings  # noqa: E402

FETCH_BYTES: Final = 6 * 1024 * 1024
"""Above the raw topic's `max.message.bytes`."""
FETCH_TOGETHER_BYTES: Final = 1024 * 1024
FETCH_WAIT_MS: Final = 200
"""Brokers answer with so many bytes, or with what has come after this time: to be handed each message by
itself costs more than everything else that this process does with it."""
METADATA_AGE_MS: Final = 30_000
"""How soon partitions that are new, or back, are noticed: until then a group may own nothing of them."""
BUFFERED_MESSAGES: Final = 64
COMMIT_EVERY_S: Final = 1.0
POLL_INTERVAL_S: Final = 7 * 86_400.0
"""A worker that waits for controls to be mended reads nothing and stays in its group; who hangs is the
watchdog's to find."""
_REQUEST_TIMEOUT_S: Final = 90.0
_NO_ENVIRONMENT: Final[dict[str, str]] = {}
"""Faust would put variables like BROKER_URL or CONSUMER_AUTO_OFFSET_RESET above what it is told."""


class _Reading(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
    """Faust's reader, which asks for messages together; no setting of Faust's says so."""

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_min_bytes = FETCH_TOGETHER_BYTES
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer


class _Consumer(driver.Consumer):  # type: ignore[misc]
    def _new_consumer_thread(self) -> _Reading:
        return _Reading(self, loop=self.loop, beacon=self.beacon)


class _Transport(driver.Transport):  # type: ignore[misc]
    Consumer = _Consumer


class WorkerApp(faust.App):  # type: ignore[misc]
    """An app that finishes what is closed before its consumer stops."""

    house: House

    def _new_transport(self) -> _Transport:
        return _Transport(self.conf.broker_consumer, self)

    def _create_directories(self) -> None:
        """None are needed: there are no tables, and nothing is kept on disk."""

    async def on_start(self) -> None:
        """Begin the house's work in this loop."""
        self.house.start(lambda: int(self.consumer_generation_id))
        await super().on_start()

    async def on_stop(self) -> None:
        """Take nothing more and finish what is closed; then stop as Faust does."""
        await self.house.drain()
        await super().on_stop()


class WorkerProcess(faust.Worker):  # type: ignore[misc]
    """Faust's worker without its debugger and stack printer: they show what is in memory."""

    def install_signal_handlers(self) -> None:
        """Stop in good order on SIGINT and SIGTERM."""
        import signal

        self.loop.add_signal_handler(signal.SIGINT, self._on_sigterm)
        self.loop.add_signal_handler(signal.SIGTERM, self._on_sigterm)


def build_app(settings: Settings, house: House) -> WorkerApp:
    """The app of a worker: one agent that hands every message to the house."""
    if _CStreamIterator is None:
        raise RuntimeError("Faust's compiled stream iterator is missing; the plain one loses messages")
    app = WorkerApp(settings.group, **_options(settings))
    app.house = house
    topic = app.topic(
        settings.raw_topic, key_serializer="raw", value_serializer="raw", key_type=bytes, value_type=bytes
    )

    @app.agent(topic, name="cleantrace", concurrency=1, supervisor_strategy=CrashingSupervisor)  # type: ignore[untyped-decorator]
    async def take(stream: Any) -> None:
        async for event in _events(stream):
            await house.take(_delivery(event))

    @app.on_partitions_revoked.connect  # type: ignore[untyped-decorator]
    async def on_revoked(sender: Any, revoked: Any, **_: Any) -> None:
        await house.revoked({tp.partition for tp in revoked if tp.topic == settings.raw_topic})

    @app.on_partitions_assigned.connect  # type: ignore[untyped-decorator]
    async def on_assigned(sender: Any, assigned: Any, **_: Any) -> None:
        house.assigned({tp.partition for tp in assigned if tp.topic == settings.raw_topic})

    return app


def run_app(app: WorkerApp) -> int:
    """Run until told to stop; the exit status."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    process = WorkerProcess(
        app, loop=loop, override_logging=False, redirect_stdouts=False, quiet=True, loglevel="INFO"
    )
    process.spinner = None
    try:
        process.execute_from_commandline()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0 if done.code is None else 1
    return 0


def _events(stream: Any) -> AsyncIterator[Any]:
    events: AsyncIterator[Any] = stream.noack().events()
    return events


def _delivery(event: Any) -> Delivery:
    """The message as the house takes it; what Faust keeps until it is acknowledged is without content."""
    message = event.message
    value = message.value
    message.value = message.key = event.value = event.key = None
    at_ms = None if message.timestamp is None else round(message.timestamp * 1000)
    return Delivery(
        partition=message.partition,
        generation=int(message.generation_id),
        offset=message.offset,
        at_ms=at_ms if at_ms is None or at_ms >= 0 else None,
        value=value,
        ack=event.ack,
    )


def _options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "env": _NO_ENVIRONMENT,
        "broker": [URL(f"kafka://{address.strip()}") for address in settings.brokers.split(",")],
        "broker_credentials": _credentials(settings),
        "processing_guarantee": "at_least_once",
        "autodiscover": False,
        "store": "memory://",
        "web_enabled": False,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "stream_wait_empty": False,
        "stream_buffer_maxsize": BUFFERED_MESSAGES,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": FETCH_BYTES,
        "consumer_metadata_max_age_ms": METADATA_AGE_MS,
        "broker_session_timeout": settings.session_timeout_s,
        "broker_heartbeat_interval": settings.heartbeat_s,
        "broker_rebalance_timeout": settings.rebalance_timeout_s,
        "broker_request_timeout": max(_REQUEST_TIMEOUT_S, settings.session_timeout_s + 5),
        "broker_commit_interval": COMMIT_EVERY_S,
        "broker_max_poll_interval": POLL_INTERVAL_S,
        "worker_redirect_stdouts": False,
    }
    return options


def _credentials(settings: Settings) -> Any:
    if settings.security_protocol == "plaintext":
        return None
    context = _tls(settings) if settings.security_protocol.endswith("ssl") else None
    if not settings.security_protocol.startswith("sasl"):
        return faust.SSLCredentials(context=context)
    if settings.sasl_mechanism == "OAUTHBEARER":
        return faust.OAuthCredentials(oauth_cb=_TokenProvider(settings), ssl_context=context)
    return faust.SASLCredentials(
        username=settings.sasl_username,
        password=settings.password() or "",
        ssl_context=context,
        mechanism=settings.sasl_mechanism,
    )


class _TokenProvider(AbstractTokenProvider):  # type: ignore[misc]
    """Hands aiokafka the token that the file holds when a connection is made."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def token(self) -> str:
        """The token."""
        return await asyncio.to_thread(self._settings.token)


def _tls(settings: Settings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=settings.ssl_ca_file)
    context.check_hostname = settings.ssl_check_hostname
    if settings.ssl_certificate_file is not None:
        secret = settings.ssl_key_password
        context.load_cert_chain(
            settings.ssl_certificate_file,
            settings.ssl_key_file,
            None if secret is None else secret.get_secret_value(),
        )
    return context


__all__ = ["WorkerApp", "build_app", "run_app"]
