"""An example producer: takes raw messages from the recorder in a page and feeds the raw topic.

    python docs/recorder/producer.py --brokers 127.0.0.1:9092
    python docs/recorder/producer.py --file messages.jsonl      # for `cleantrace run --input messages.jsonl`

Then open http://127.0.0.1:8765/page.html and type. It listens on this machine only.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
PAGES: Final = {"/page.html": "text/html; charset=utf-8", "/recorder.js": "text/javascript; charset=utf-8"}
MAX_BYTES: Final = 4 * 1024 * 1024
"""What a raw message may weigh; the topic's `max.message.bytes` leaves room for the envelope of Kafka."""

Sink = Callable[[str, bytes], None]
"""Takes a session's id and one raw message."""


def kafka_sink(brokers: str, topic: str) -> tuple[Sink, Callable[[], None]]:
    """Send messages to Kafka, in the order in which they come; returns how to send and how to stop."""
    from confluent_kafka import Producer

    producer = Producer(
        {
            "bootstrap.servers": brokers,
            # Without idempotence librdkafka keeps several requests in flight and repeats them one by one when
            # a broker is slow to answer, for instance while a new topic gets its leader: the messages of a
            # session then arrive swapped, and what comes too late is counted as `late` instead of used.
            # Idempotence also keeps a repeated request from being written twice.
            "enable.idempotence": True,
            # The partitioner of Java's client, so that all producers of a session agree on its partition.
            "partitioner": "murmur2_random",
            "compression.type": "zstd",
            "linger.ms": 50,
            "message.max.bytes": 5 * 1024 * 1024,
        }
    )

    def send(session_id: str, message: bytes) -> None:
        producer.produce(topic, key=session_id, value=message)
        producer.poll(0)

    return send, lambda: producer.flush(30)


def file_sink(path: Path) -> tuple[Sink, Callable[[], None]]:
    """Write messages as lines, for a file run."""
    lines = path.open("ab", buffering=0)

    def send(_: str, message: bytes) -> None:
        lines.write(message.replace(b"\n", b" ") + b"\n")

    return send, lines.close


def make_server(port: int, send: Sink) -> ThreadingHTTPServer:
    """A server for the example page and its recorder; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - named by http.server
            kind = PAGES.get(self.path)
            if kind is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            self._answer(HTTPStatus.OK, kind, (HERE / self.path[1:]).read_bytes())

        def do_POST(self) -> None:  # noqa: N802 - named by http.server
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/raw" or not 0 < length <= MAX_BYTES:
                self.send_error(HTTPStatus.BAD_REQUEST)
                return
            message = self.rfile.read(length)
            try:
                session_id = str(json.loads(message)["session_id"])
            except (ValueError, KeyError, TypeError):
                self.send_error(HTTPStatus.BAD_REQUEST)
                return
            send(session_id, message)
            self._answer(HTTPStatus.NO_CONTENT, "text/plain", b"")

        def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """A request's line is nobody's business."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Record typing in an example page as raw messages.")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--topic", default="interactions.raw")
    to = parser.add_mutually_exclusive_group(required=True)
    to.add_argument("--brokers", help="Kafka's bootstrap addresses")
    to.add_argument("--file", type=Path, help="write messages to this file, one a line")
    given = parser.parse_args(arguments)
    send, close = kafka_sink(given.brokers, given.topic) if given.brokers else file_sink(given.file)
    server = make_server(given.port, send)
    print(f"http://127.0.0.1:{server.server_address[1]}/page.html")  # noqa: T201
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        close()


if __name__ == "__main__":
    main()
