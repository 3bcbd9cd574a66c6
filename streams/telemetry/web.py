"""Metrics and health over HTTP: `/metrics`, `/health` (it runs), `/ready` (it can publish)."""

import sys
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import orjson

from streams.telemetry.log import log

METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class Web:
    """A small server in a thread of its own; `port` is where it listens."""

    def __init__(
        self,
        host: str,
        port: int,
        metrics: Callable[[], bytes],
        problems: Callable[[], Mapping[str, str]],
    ) -> None:
        self._server = _Server((host, port), _handler(metrics, problems))
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, name="web", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no longer."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """One line of our own in place of a traceback: mostly somebody has asked and gone away."""
        kind = sys.exc_info()[0]
        log.warning("page_failed", kind="unknown" if kind is None else kind.__name__)


def _handler(
    metrics: Callable[[], bytes], problems: Callable[[], Mapping[str, str]]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(HTTPStatus.OK, metrics(), METRICS_TYPE)
            elif self.path == "/health":
                self._answer(HTTPStatus.OK, b'{"running":true}')
            elif self.path == "/ready":
                found = dict(problems())
                status = HTTPStatus.SERVICE_UNAVAILABLE if found else HTTPStatus.OK
                self._answer(status, orjson.dumps({"ready": not found, "problems": found}))
            else:
                self._answer(HTTPStatus.NOT_FOUND, b'{"error":"no such page"}')

        def _answer(self, status: HTTPStatus, body: bytes, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are not logged."""

    return Handler
