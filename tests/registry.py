"""A schema registry for tests: Confluent's REST interface over HTTP on loopback, kept in memory.

Only what the client asks for: registering, looking up, ids, compatibility, basic auth.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

_SUBJECT_GONE = (404, {"error_code": 40401, "message": "Subject not found."})
_SCHEMA_GONE = (404, {"error_code": 40403, "message": "Schema not found"})
_REFUSED = (401, {"error_code": 401, "message": "Unauthorized"})
Answer = tuple[int, Any]


@dataclass
class FakeRegistry:
    """What is registered; `login` of `user:password` is asked for, `takes` says whether schemas are taken."""

    login: str | None = None
    takes: bool = True
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    schemas: dict[int, dict[str, str]] = field(default_factory=dict)
    subjects: dict[str, list[int]] = field(default_factory=dict)

    def register(self, subject: str, schema: str, kind: str = "JSON") -> int:
        """Take a schema; the same one has the same id everywhere."""
        wanted = {"schema": schema, "schemaType": kind}
        known = next((n for n, one in self.schemas.items() if one == wanted), None)
        number = known if known is not None else 100_000 + len(self.schemas)
        self.schemas[number] = wanted
        ids = self.subjects.setdefault(subject, [])
        if number not in ids:
            ids.append(number)
        return number

    def answer(self, method: str, path: str, form: dict[str, Any]) -> Answer:
        """The answer to a request."""
        routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("GET", r"/schemas/ids/(\d+)", self._by_id),
            ("POST", r"/subjects/([^/]+)/versions", self._register),
            ("POST", r"/subjects/([^/]+)", self._look_up),
            ("POST", r"/compatibility/subjects/([^/]+)/versions/latest", self._compare),
        ]
        for wanted, form_of_path, handle in routes:
            found = re.fullmatch(form_of_path, path)
            if found and wanted == method:
                return handle(unquote(found[1]), form)
        return 404, {"error_code": 404, "message": "HTTP 404 Not Found"}

    def _by_id(self, number: str, _form: dict[str, Any]) -> Answer:
        found = self.schemas.get(int(number))
        return _SCHEMA_GONE if found is None else (200, found)

    def _register(self, subject: str, form: dict[str, Any]) -> Answer:
        if not self.takes:
            return 409, {"error_code": 409, "message": "Schema being registered is incompatible"}
        return 200, {"id": self.register(subject, form["schema"], form.get("schemaType", "AVRO"))}

    def _look_up(self, subject: str, form: dict[str, Any]) -> Answer:
        ids = self.subjects.get(subject)
        if ids is None:
            return _SUBJECT_GONE
        for version, number in enumerate(ids, start=1):
            if self.schemas[number]["schema"] == form["schema"]:
                return 200, {"subject": subject, "id": number, "version": version, **self.schemas[number]}
        return _SCHEMA_GONE

    def _compare(self, subject: str, _form: dict[str, Any]) -> Answer:
        return _SUBJECT_GONE if subject not in self.subjects else (200, {"is_compatible": self.takes})

    def lets_in(self, header: str | None) -> bool:
        """Whether a request comes with the login that is asked for."""
        wanted = None if self.login is None else "Basic " + base64.b64encode(self.login.encode()).decode()
        return wanted is None or header == wanted


@contextmanager
def registry(**how: Any) -> Iterator[FakeRegistry]:
    """A registry that answers as long as the block runs."""
    fake = FakeRegistry(**how)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


def _handler(fake: FakeRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            self._answer(json.loads(self.rfile.read(size) or b"{}"))

        def _answer(self, form: dict[str, Any]) -> None:
            path = urlsplit(self.path).path
            fake.asked.append((self.command, path))
            if fake.lets_in(self.headers.get("Authorization")):
                status, body = fake.answer(self.command, path, form)
            else:
                status, body = _REFUSED
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are kept, not printed."""

    return Handler
