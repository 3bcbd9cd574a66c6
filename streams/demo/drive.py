"""Runs the shipped session through the real thing: broker, topics, rules, worker; or as a file run.

Owns the order of things and the processes that it starts, which it ends by their ids. It uses the
command line's own parts, never the settings of whoever calls it: their brokers are not for demos.
"""

import base64
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from pipelines.naming import Key, read_key, session_name
from streams.cli.failure import CommandFailed
from streams.demo import session

PREFIX: Final = "CLEANTRACE_"
COMMAND: Final = (sys.executable, "-m", "streams.cli")
PARTITIONS: Final = 3
READY_TIMEOUT_S: Final = 120.0
DONE_TIMEOUT_S: Final = 300.0
RESTARTS: Final = 3
_POLL_S: Final = 0.4

Tell = Callable[[str], None]
"""Takes what is being done now, a few words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: trajectories and audit records, and how long the work took (seconds)."""

    trajectories: list[dict[str, Any]]
    audit: list[dict[str, Any]]
    seconds: float
    where: str


Hold = Callable[[str, Outcome], None]
"""Called with the broker's address when all is done and everything still runs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the demo works: its folder and the key made for it alone."""

    folder: Path
    secret: str

    def key(self) -> Key:
        """The key as the pipeline takes it."""
        return read_key(self.secret, "demo")

    def surroundings(self, **more: str) -> dict[str, str]:
        """The environment of what the demo starts: the caller's, without its settings."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        named = {f"{PREFIX}{name}": value for name, value in more.items()}
        return {**own, f"{PREFIX}KEY": self.secret, f"{PREFIX}KEY_ID": "demo", **named}


def make_place(folder: Path) -> Place:
    """A place with a new key."""
    return Place(folder, base64.b64encode(secrets.token_bytes(32)).decode())


def run_as_file(place: Place, tell: Tell) -> Outcome:
    """The shipped session through `cleantrace run`, with no broker."""
    raw, clean, audit = (
        place.folder / name for name in ("session.jsonl", "trajectories.jsonl", "audit.jsonl")
    )
    tell("redacting (the models load first)")
    raw.write_bytes(session.shipped_session())
    command = [*COMMAND, "run", "--input", str(raw), "--output", str(clean), "--audit", str(audit)]
    command += ["--rules", str(session.RULES_FILE), "--controls", str(session.CONTROLS_FILE)]
    started = time.monotonic()
    try:
        done = subprocess.run(
            command,
            env=place.surroundings(),
            capture_output=True,
            text=True,
            check=False,
            timeout=DONE_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired:
        raise CommandFailed(f"the run did not end within {DONE_TIMEOUT_S:.0f} s", 1) from None
    finally:
        raw.unlink()
    if done.returncode != 0:
        raise CommandFailed(_last_line(done.stderr) or f"the run ended with {done.returncode}", 1)
    seconds = time.monotonic() - started
    return Outcome(_read_lines(clean), _read_lines(audit), seconds, "a file run, models loaded anew")


def run_on_broker(place: Place, tell: Tell, hold: Hold | None = None) -> Outcome:
    """The shipped session through a worker on an embedded broker. Raises: CommandFailed."""
    from streams.embedded import EmbeddedBroker, EmbeddedBrokerError

    tell("starting a broker")
    try:
        broker = EmbeddedBroker(place.folder / "broker.log")
        address = broker.start()
    except EmbeddedBrokerError as error:
        raise CommandFailed(f"{error}; or try: cleantrace demo --no-broker", 1) from None
    try:
        outcome = _work(place, address, tell, hold)
    finally:
        broker.stop()
    _write_lines(place.folder / "trajectories.jsonl", outcome.trajectories)
    _write_lines(place.folder / "audit.jsonl", outcome.audit)
    return outcome


def _work(place: Place, address: str, tell: Tell, hold: Hold | None) -> Outcome:
    from streams import topics
    from streams.embedded import free_port
    from streams.settings import load_settings

    web_port = free_port()
    settings = load_settings(brokers=address, profile="embedded", key_text=place.secret, key_id="demo")
    tell("making topics")
    topics.create_topics(settings, topics.Layout(partitions=PARTITIONS, replication=1))
    tell("publishing rules and the pause that was asked for")
    named = {"BROKERS": address, "PROFILE": "embedded", "WEB_PORT": str(web_port)}
    surroundings = place.surroundings(**named, POOL_SIZE=str(min(2, os.cpu_count() or 1)))
    _call(["rules", "publish", str(session.RULES_FILE)], surroundings)
    _send_controls(settings)
    with _worker(place, surroundings) as watch:
        tell("starting a worker (the models load first)")
        _wait_ready(web_port, watch)
        tell("producing the recorded day, waiting for its trajectories")
        started = time.monotonic()
        last_seqs = _produce(settings)
        audit = _wait_done(settings, place.key(), last_seqs, watch)
        seconds = time.monotonic() - started
        outcome = Outcome(_read_clean(settings), audit, seconds, "a worker on the embedded broker")
        if hold is not None:
            hold(address, outcome)
    return outcome


def _send_controls(settings: Any) -> None:
    from streams.kafka import Outgoing, send

    lines = [orjson.loads(line) for line in session.CONTROLS_FILE.read_bytes().splitlines()]
    messages = [
        Outgoing(settings.controls_topic, line["key"].encode(), orjson.dumps(line["value"])) for line in lines
    ]
    send(settings, messages)


def _produce(settings: Any) -> dict[str, int]:
    """Send the session keyed by `session_id`, idempotently; the last `seq` of each session."""
    from streams.kafka import Outgoing, send

    last: dict[str, int] = {}
    messages = []
    for line in session.shipped_session().splitlines():
        form = orjson.loads(line)
        last[form["session_id"]] = form["events"][-1]["seq"]
        messages.append(Outgoing(settings.raw_topic, form["session_id"].encode(), line))
    send(settings, messages)
    return last


def _wait_ready(port: int, watch: Callable[[], None]) -> None:
    end_s = time.monotonic() + READY_TIMEOUT_S
    while not _answers(port):
        watch()
        if time.monotonic() > end_s:
            raise CommandFailed("the worker was not ready in time; see worker.log in the demo's folder", 1)
        time.sleep(_POLL_S)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _wait_done(
    settings: Any, key: Key, last_seqs: dict[str, int], watch: Callable[[], None]
) -> list[dict[str, Any]]:
    """Wait until audit records cover every event; give them, the last one of each stretch."""
    from streams.kafka import read_to_end

    wanted = {session_name(key, name): seq for name, seq in last_seqs.items()}
    end_s = time.monotonic() + DONE_TIMEOUT_S
    while time.monotonic() < end_s:
        watch()
        latest: dict[bytes | None, dict[str, Any]] = {}
        for record in read_to_end(settings, settings.audit_topic):
            if record.value:
                latest[record.key] = orjson.loads(record.value)
        done = dict.fromkeys(wanted, 0)
        for form in latest.values():
            done[form["session"]] = max(done.get(form["session"], 0), form["source"]["last_seq"])
        if all(done[name] >= seq for name, seq in wanted.items()):
            return list(latest.values())
        time.sleep(_POLL_S)
    raise CommandFailed("not everything was published in time; see worker.log in the demo's folder", 1)


def _read_clean(settings: Any) -> list[dict[str, Any]]:
    from streams.kafka import read_compacted

    forms = [orjson.loads(value) for value in read_compacted(settings, settings.clean_topic).values()]
    return sorted(forms, key=lambda form: (form["session"], form["source"]["first_seq"]))


@contextmanager
def _worker(place: Place, surroundings: dict[str, str]) -> Iterator[Callable[[], None]]:
    """A worker process; the given function starts it again where it has left, a few times."""
    from streams.embedded import end_process, end_with_parent

    running: list[subprocess.Popen[bytes]] = []
    watchers: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        with (place.folder / "worker.log").open("ab") as log:
            running.append(
                subprocess.Popen(
                    [*COMMAND, "worker"], env=surroundings, stdout=log, stderr=log, stdin=subprocess.DEVNULL
                )
            )
        watchers.append(end_with_parent(running[-1]))

    def watch() -> None:
        status = running[-1].poll()
        if status is None:
            return
        if status == 2 or len(running) > RESTARTS:
            raise CommandFailed(f"the worker left with status {status}; see {place.folder / 'worker.log'}", 1)
        start()

    start()
    try:
        yield watch
    finally:
        end_process(running[-1], patience_s=25.0)
        for watcher in watchers:
            watcher.kill()
            watcher.wait()


def _call(arguments: list[str], surroundings: dict[str, str]) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], env=surroundings, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommandFailed(
            _last_line(done.stderr) or f"cleantrace {arguments[0]} ended with {done.returncode}", 1
        )


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].removeprefix("cleantrace: ") if lines else ""


def _read_lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def _write_lines(path: Path, forms: list[dict[str, Any]]) -> None:
    path.write_bytes(b"".join(orjson.dumps(form) + b"\n" for form in forms))
