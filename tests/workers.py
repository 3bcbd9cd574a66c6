"""Running real workers in tests: topics, input, processes, and reading what came out.

Owns nothing of the pipelines: what is compared is what lies in topics.
"""

import contextlib
import hashlib
import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.entries import Stretch
from pipelines.naming import Key, read_key
from pipelines.rules import complete, parse_rules
from pipelines.stretches import Sessions
from schemas.codec import BrokenMessage, decode_message
from streams.embedded import free_port
from streams.kafka import Outgoing, Record, read_to_end, send
from streams.redactor_process import DetectorFactory
from streams.settings import Settings, load_settings
from streams.topics import Layout, create_topics
from tests import fakes

HERE: Final = Path(__file__).parent
KEY: Final = bytes(range(100, 132)).hex()
FAKE_WORKER: Final = (str(HERE / "fake_worker.py"),)
REAL_WORKER: Final = ("-m", "streams.cli", "worker")
RULES: Final = b"version: 1\nname: tests\n"
T0: Final = 1_793_000_000_000
"""When the invented people of these tests work (ms)."""


def eventually(check: Callable[[], bool], what: str, timeout_s: float = 60.0) -> None:
    """Wait until something holds; fail with its name if it never does."""
    end_s = time.monotonic() + timeout_s
    while time.monotonic() < end_s:
        if check():
            return
        time.sleep(0.1)
    raise AssertionError(f"never: {what}")


def event(seq: int, ts: int, kind: str, **more: Any) -> dict[str, Any]:
    """An event as it stands in a raw message."""
    return {"seq": seq, "ts": ts, "ctx": 0, "type": kind, **more}


def typed(session: str, text: str, first_seq: int = 0, ts: int = T0) -> list[bytes]:
    """Raw messages of somebody who types a text into a field and stops: four keys in a message."""
    keys = [
        event(
            first_seq + n,
            ts + n * 100,
            "key",
            key=key,
            action="down",
            field={"id": "f", "role": "textbox", "name": "Note"},
        )
        for n, key in enumerate(text)
    ]
    keys.append(event(first_seq + len(text), ts + len(text) * 100, "end", reason="stop"))
    return [message(session, keys[n : n + 4]) for n in range(0, len(keys), 4)]


def message(session: str, events: Sequence[dict[str, Any]], user: str = "u-1", **more: Any) -> bytes:
    """A raw message."""
    return orjson.dumps(
        {
            "v": 1,
            "session_id": session,
            "user_id": user,
            "contexts": [{"app": "com.example.notes", "title": "Notes"}],
            "events": list(events),
            **more,
        }
    )


@dataclass(slots=True)
class Stand:
    """Topics with a prefix on a broker, the workers on them, and what they wrote."""

    bootstrap: str
    prefix: str
    folder: Path
    settings: Settings
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def publish_rules(self, document: bytes = RULES) -> str:
        """Put a rules document in force; its digest."""
        document = complete(document, None)
        digest = "sha256:" + hashlib.sha256(document).hexdigest()
        topic = self.settings.rules_topic
        send(
            self.settings,
            [Outgoing(topic, digest.encode(), document), Outgoing(topic, b"active", digest.encode())],
        )
        return digest

    def feed(self, values: Sequence[bytes | None], partition: int = 0, key: bytes | None = b"s") -> None:
        """Write raw messages to one partition, in order."""
        send(self.settings, [Outgoing(self.settings.raw_topic, key, value, partition) for value in values])

    def start(self, wait: bool = True, command: Sequence[str] = FAKE_WORKER, **more: str) -> int:
        """Start a worker; its number."""
        port = free_port()
        environment = {name: v for name, v in os.environ.items() if not name.startswith("CLEANTRACE_")}
        environment |= self.environment(port) | more
        number = len(self.processes)
        with (self.folder / f"worker-{number}.log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, *command], env=environment, stdout=out, stderr=out, cwd=self.folder
            )
        self.processes.append(process)
        self.ports.append(port)
        if wait:
            eventually(lambda: self.is_ready(number), f"worker {number} is ready:\n{self.log(number)}")
        return number

    def environment(self, port: int) -> dict[str, str]:
        """The settings of a worker."""
        return {
            "CLEANTRACE_BROKERS": self.bootstrap,
            "CLEANTRACE_KEY": KEY,
            "CLEANTRACE_PROFILE": "embedded",
            "CLEANTRACE_POOL_SIZE": "1",
            "CLEANTRACE_WEB_PORT": str(port),
            **{
                f"CLEANTRACE_{name.upper()}": str(getattr(self.settings, name))
                for name in (
                    "raw_topic",
                    "clean_topic",
                    "deadletter_topic",
                    "audit_topic",
                    "controls_topic",
                    "rules_topic",
                    "group",
                )
            },
        }

    def page(self, number: int, path: str) -> tuple[int, bytes]:
        """A page of a worker: status and body; status 0 where it does not answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[number]}{path}", timeout=2) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (OSError, http.client.HTTPException):
            return 0, b""

    def is_ready(self, number: int) -> bool:
        """Whether a worker says that it can publish; it must still run."""
        assert self.processes[number].poll() is None, self.log(number)
        return self.page(number, "/ready")[0] == 200

    def problems(self, number: int) -> dict[str, str]:
        """Why a worker says that it cannot publish."""
        status, body = self.page(number, "/ready")
        return orjson.loads(body)["problems"] if status else {"worker": "no answer"}

    def log(self, number: int) -> str:
        """What a worker printed."""
        return (self.folder / f"worker-{number}.log").read_text()

    def stop(self, number: int) -> int:
        """Stop a worker in good order; its exit status."""
        self.processes[number].send_signal(signal.SIGTERM)
        return self.processes[number].wait(40)

    def kill(self, number: int) -> None:
        """End a worker as a power cut would."""
        self.processes[number].kill()
        self.processes[number].wait()

    def records(self, topic: str) -> list[Record]:
        """All records of a topic."""
        return list(read_to_end(self.settings, topic))

    def audits(self) -> list[dict[str, Any]]:
        """All audit records."""
        return [orjson.loads(record.value or b"") for record in self.records(self.settings.audit_topic)]

    def trajectories(self) -> dict[str, bytes]:
        """Trajectories by id, as a compacted topic shows them."""
        found: dict[str, bytes] = {}
        for record in self.records(self.settings.clean_topic):
            key = (record.key or b"").decode()
            if record.value is None:
                found.pop(key, None)
            else:
                assert found.get(key, record.value) == record.value, "one id, two contents"
                found[key] = record.value
        return found

    def close(self) -> None:
        """End all workers."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


@contextlib.contextmanager
def stand(
    bootstrap: str, prefix: str, folder: Path, partitions: int = 1, replication: int = 1
) -> Iterator[Stand]:
    """Topics of one's own on a broker, with rules in force; workers end with it."""
    names = {
        name: f"{prefix}{name}"
        for name in (
            "raw_topic",
            "clean_topic",
            "deadletter_topic",
            "audit_topic",
            "controls_topic",
            "rules_topic",
            "group",
        )
    }
    settings = load_settings(brokers=bootstrap, key_text=KEY, profile="embedded", **names)
    create_topics(settings, Layout(partitions=partitions, replication=replication))
    made = Stand(bootstrap, prefix, folder, settings)
    made.publish_rules()
    try:
        yield made
    finally:
        made.close()


def contents(trajectories: dict[str, bytes]) -> dict[str, bytes]:
    """Trajectories without where they came from: what a file run must give too."""
    return {
        key: orjson.dumps({name: v for name, v in orjson.loads(value).items() if name != "source"})
        for key, value in trajectories.items()
    }


def undisturbed(
    settings: Settings,
    messages: Sequence[bytes],
    document: bytes = RULES,
    detector: DetectorFactory = fakes.load,
    key: Key | None = None,
) -> dict[str, bytes]:
    """What a partition's messages must come to: trajectories by id, as the pipelines alone give them."""
    rules = parse_rules(complete(document, None), None, "test")
    redactor = Redactor(rules, detector(rules), key or read_key(KEY))
    sessions = Sessions(settings.raw_topic, 0, lambda: rules.trajectory)
    closed: list[Stretch] = []
    for offset, value in enumerate(messages):
        with contextlib.suppress(BrokenMessage):
            closed.extend(sessions.add(decode_message(value), offset, None).closed)
    closed.extend(sessions.close_all())
    outcomes = [redactor.process(stretch, ControlSet.empty()) for stretch in closed]
    return {o.key: o.trajectory for o in outcomes if o.trajectory is not None}
