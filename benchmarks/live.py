"""Real workers on a real broker: how long a stretch takes from its end to its publication, and what it costs.

People of the generator are recorded in real time; workers are processes of their own, with the shipped
models. A stretch's end is Kafka's time of the message that showed it, its publication Kafka's time of
its audit record. The first part of the time warms caches up and is not counted. In the middle of the rest
lies one end of the grid on which stretches end, so that everybody's ends once at about the same time. What
counts should be as long as a cell of the grid (300 s): less holds more of that burst than a day does.
"""

import argparse
import contextlib
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from confluent_kafka import Producer
from processes import Watched, watch

from pipelines.naming import read_key, session_name
from schemas.rules import TrajectoryLimits
from streams.embedded import EmbeddedBroker
from streams.generator.people import generate
from tests.brokers import ApacheKafka
from tests.workers import KEY, REAL_WORKER, Stand, eventually, stand


@dataclass(slots=True)
class Sent:
    """What was sent of one session: the last number and Kafka's time of each message, in order."""

    last_seqs: list[int] = field(default_factory=list)
    at_ms: list[int] = field(default_factory=list)

    def shown_at(self, last_seq: int) -> int | None:
        """Kafka's time of the message that brought what followed an event."""
        for seq, at_ms in zip(self.last_seqs, self.at_ms, strict=True):
            if seq > last_seq:
                return at_ms
        return None


def main() -> None:
    """Measure, and print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=370)
    parser.add_argument("--warm-up", type=float, default=70, help="seconds at the start that do not count")
    parser.add_argument("--partitions", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1, help="redaction processes of each worker")
    parser.add_argument("--broker", choices=("kafka", "embedded"), default="kafka")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.stdout.write(orjson.dumps(measure(given)).decode() + "\n")


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Run once."""
    with tempfile.TemporaryDirectory() as name, _broker(given.broker, Path(name)) as bootstrap:
        folder = Path(name) / "stand"
        folder.mkdir()
        with stand(bootstrap, "bench.", folder, given.partitions) as made:
            began_s = time.monotonic()
            for _ in range(given.workers):
                made.start(
                    command=REAL_WORKER,
                    wait=False,
                    CLEANTRACE_POOL_SIZE=str(given.processes),
                    CLEANTRACE_PROFILE="production",
                )
            _until_ready(made)
            ready_s = time.monotonic() - began_s
            with watch([process.pid for process in made.processes]) as watched:
                sent, span_s = _record(made, given, watched)
            return {
                "people": given.people,
                "partitions": given.partitions,
                "workers": given.workers,
                "processes": given.processes,
                "broker": given.broker,
                "ready_s": ready_s,
                "cores_used": watched.cpu_s / span_s,
                "cpu_ms_a_person_second": watched.cpu_s / span_s / given.people * 1000,
                "loop_share": watched.own_cpu_s / max(watched.cpu_s, 0.001),
                "memory_mb": watched.peak_mb,
                "lag_ms": _latencies(made, sent, given.warm_up),
            }


@contextlib.contextmanager
def _broker(kind: str, folder: Path) -> Iterator[str]:
    if kind == "kafka":
        with ApacheKafka(folder / "kafka") as kafka:
            yield kafka.bootstrap
    else:
        with EmbeddedBroker() as broker:
            yield broker.bootstrap


def _until_ready(made: Stand) -> None:
    numbers = range(len(made.processes))
    eventually(lambda: all(made.is_ready(number) for number in numbers), "workers are ready", 300)


def _record(made: Stand, given: argparse.Namespace, watched: Watched) -> tuple[dict[str, Sent], float]:
    """Send what people do, when they do it; what was sent, and the seconds that count."""
    producer = Producer({"bootstrap.servers": made.bootstrap, "enable.idempotence": True, "linger.ms": 5})
    sent: dict[str, Sent] = {}
    lock = threading.Lock()

    def note(session: str, last_seq: int) -> Any:
        def delivered(error: Any, message: Any) -> None:
            if error is not None:
                raise RuntimeError(str(error))
            with lock:
                kept = sent.setdefault(session, Sent())
                kept.last_seqs.append(last_seq)
                kept.at_ms.append(message.timestamp()[1])

        return delivered

    start_ms = _start_ms(given)
    began_s = time.time()
    counted_s: float | None = None
    for form in generate(given.people, given.seconds, given.seed, start_ms):
        due_ms = form["events"][-1]["ts"]
        while (left_s := began_s + (due_ms - start_ms) / 1000 - time.time()) > 0:
            producer.poll(min(left_s, 0.05))
        if counted_s is None and due_ms - start_ms >= given.warm_up * 1000:
            watched.begin()
            counted_s = time.monotonic()
        session = form["session_id"]
        number = int(session.rsplit("-", 1)[1]) % given.partitions
        producer.produce(
            made.settings.raw_topic,
            orjson.dumps(form),
            session.encode(),
            number,
            on_delivery=note(session, form["events"][-1]["seq"]),
        )
        producer.poll(0)
    producer.flush(30)
    _until_quiet(made)
    watched.end()
    return sent, time.monotonic() - (counted_s or time.monotonic())


def _start_ms(given: argparse.Namespace) -> int:
    """When people say that they begin: so long before an end of the grid that it lies amid what counts."""
    cell_ms = TrajectoryLimits().max_duration_s * 1000
    middle_ms = int((given.warm_up + given.seconds) / 2 * 1000)
    return (int(time.time() * 1000) // cell_ms + 1) * cell_ms - middle_ms


def _until_quiet(made: Stand) -> None:
    """Wait until no stretch was published for a while; every worker must still run."""
    for number in range(len(made.processes)):
        made.is_ready(number)
    seen, since_s, end_s = -1, time.monotonic(), time.monotonic() + 120
    while time.monotonic() < min(since_s + 5, end_s):
        now = len(made.audits())
        if now != seen:
            seen, since_s = now, time.monotonic()
        time.sleep(0.5)


def _latencies(made: Stand, sent: dict[str, Sent], warm_up_s: float) -> dict[str, float]:
    key = read_key(KEY)
    by_name = {session_name(key, session): record for session, record in sent.items()}
    first_ms = min(record.at_ms[0] for record in sent.values()) + warm_up_s * 1000
    found: list[int] = []
    for record in made.records(made.settings.audit_topic):
        audit = orjson.loads(record.value or b"")
        shown_ms = by_name[audit["session"]].shown_at(audit["source"]["last_seq"])
        if shown_ms is not None and shown_ms >= first_ms and record.at_ms is not None:
            found.append(record.at_ms - shown_ms)
    found.sort()
    at = [found[min(len(found) - 1, int(len(found) * part))] if found else -1 for part in (0.5, 0.9, 0.99)]
    return {"stretches": len(found), "median": at[0], "p90": at[1], "p99": at[2]}


if __name__ == "__main__":
    main()
