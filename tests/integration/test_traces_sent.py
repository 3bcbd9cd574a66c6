"""A worker that traces: spans arrive at a collector, and nothing raw, no id and no pseudonym is in them."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.workers import FAKE_WORKER, T0, Stand, eventually, stand, typed

pytest.importorskip("opentelemetry.sdk", reason="the extra cleantrace[otel] is not here")


@pytest.fixture
def traced(embedded_broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(embedded_broker, prefix, tmp_path) as made:
        yield made


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector of OTLP over HTTP on loopback: its address, and what it was sent."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            packed = self.headers.get("Content-Encoding") == "gzip"
            bodies.append(gzip.decompress(body) if packed else body)
            assert self.path == "/v1/traces"
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Requests are kept, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", bodies
    finally:
        server.shutdown()
        server.server_close()


def spans_of(bodies: list[bytes]) -> list[Any]:
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    found: list[Any] = []
    for body in bodies:
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            found.extend(span for scope in resource.scope_spans for span in scope.spans)
    return found


def test_what_a_worker_sends_holds_times_and_counts_alone(traced: Stand) -> None:
    for n in range(3):
        traced.feed(typed(f"session-{n}", f"secret words of zq{n}", ts=T0 + n))
    with collector() as (url, bodies):
        worker = traced.start(True, FAKE_WORKER, CLEANTRACE_OTEL_ENDPOINT=url)
        eventually(lambda: len(traced.audits()) == 3, "all are audited")
        assert traced.stop(worker) == 0
        spans = spans_of(bodies)
    assert sorted(span.name for span in spans) == sorted(
        3 * ["stretch", "read", "close", "wait", "redact", "send", "audit"]
    )
    keys = {attribute.key for span in spans for attribute in span.attributes}
    assert keys == {
        f"cleantrace.{name}"
        for name in ("partition", "messages", "events", "redactions", "dropped", "tries", "result")
    }
    sent = b"".join(bodies)
    records = traced.audits()
    never = ["secret", "words", "zq", "session-", "u-1", "Notes", "com.example", "Note"]
    for record in records:
        never += [record["session"], record["subject"], record["trajectory_id"], record["policy"]]
    for text in never:
        assert text.encode() not in sent, text
    assert all(orjson.dumps(text) not in sent for text in never)


def test_a_collector_that_is_not_there_holds_nothing_up(traced: Stand) -> None:
    traced.feed(typed("s1", "secret zq1"))
    with collector() as (url, _):
        gone = url
    worker = traced.start(True, FAKE_WORKER, OTEL_EXPORTER_OTLP_ENDPOINT=gone)
    eventually(lambda: len(traced.audits()) == 1, "it is audited all the same")
    assert traced.stop(worker) == 0
    assert "zq1" not in traced.log(worker)
