"""Traces for OpenTelemetry: when a stretch was read, closed, redacted, sent and audited; off by default.

Owns what may be in a span: names and counts of closed lists. No text, no title, no id or pseudonym of a
person, session or trajectory, no offset: nothing that leads from a trace to somebody's work. The library
is an extra (`cleantrace[otel]`); without an endpoint it is not even imported, and nothing is sent.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Protocol

from streams.settings import PREFIX, Settings, SettingsError
from streams.telemetry.log import log

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

STANDARD: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""What OpenTelemetry itself reads; the first one is whole, the second one lacks its path."""
_PATH: Final = "/v1/traces"
_FLUSH_MS: Final = 3_000

Counts = Mapping[str, int | str]
Part = tuple[str, int, int]
"""A part of a stretch's way: its name, and when it began and ended (ns since the Unix epoch)."""


class Traces(Protocol):
    """Takes the ways of stretches."""

    @property
    def is_on(self) -> bool:
        """Whether times are worth keeping."""

    def send(self, parts: list[Part], counts: Counts) -> None:
        """Put one stretch's way on its way: a span that spans all parts, and one for each."""

    def close(self) -> None:
        """Send what is left, within a bound."""


class NoTraces:
    """Nothing is kept, nothing is sent."""

    is_on = False

    def send(self, parts: list[Part], counts: Counts) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class OtelTraces:
    """Sends spans to a collector, in batches and in a thread of its own; what it cannot send is dropped."""

    is_on = True

    def __init__(self, provider: "TracerProvider") -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("cleantrace")

    def send(self, parts: list[Part], counts: Counts) -> None:
        """Put one stretch's way on its way."""
        from opentelemetry import context, trace

        named = {f"cleantrace.{name}": value for name, value in counts.items()}
        start, end = min(part[1] for part in parts), max(part[2] for part in parts)
        whole = self._tracer.start_span("stretch", context.Context(), attributes=named, start_time=start)
        inside = trace.set_span_in_context(whole, context.Context())
        for name, began, ended in parts:
            self._tracer.start_span(name, inside, start_time=began).end(max(began, ended))
        whole.end(end)

    def close(self) -> None:
        """Send what is left, within a bound."""
        self._provider.force_flush(_FLUSH_MS)
        self._provider.shutdown()


def traces_of(settings: Settings) -> Traces:
    """The traces that the settings ask for. Raises: SettingsError, where the library is not installed."""
    endpoint = endpoint_of(settings, os.environ)
    if endpoint is None:
        return NoTraces()
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        if settings.otel_endpoint is None:
            log.warning("traces_off", why="an OTEL variable names an endpoint; install cleantrace[otel]")
            return NoTraces()
        raise SettingsError(
            f"{PREFIX}OTEL_ENDPOINT: the library for traces is not installed; install cleantrace[otel]"
        ) from None
    return traces_to(OTLPSpanExporter(endpoint=endpoint))


def traces_to(exporter: "SpanExporter") -> OtelTraces:
    """Traces that an exporter is given, batch by batch."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # Not the global provider: what other libraries would trace, nobody has looked at.
    provider = TracerProvider(
        resource=Resource.create({"service.name": "cleantrace"}), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return OtelTraces(provider)


def endpoint_of(settings: Settings, environment: Mapping[str, str]) -> str | None:
    """Where spans go (OTLP over HTTP), or None: nowhere."""
    if settings.otel_endpoint is not None:
        return _with_path(settings.otel_endpoint)
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    whole, base = (environment.get(name) or None for name in STANDARD)
    return whole or (None if base is None else _with_path(base))


def _with_path(base: str) -> str:
    return base if base.rstrip("/").endswith(_PATH) else base.rstrip("/") + _PATH
