"""Whatever a worker prints or shows under load holds nothing of what people wrote, or who they are.

Every string of the raw messages, their keys and headers holds a canary; faults of all kinds are made while
the worker works: broken messages, redactions that fail, rules that cannot be read, a broker that is gone.
"""

import itertools
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.control import Erase, Pause
from schemas.deadletter import Code
from streams.controls import write_control
from streams.kafka import Outgoing, send
from tests.brokers import ApacheKafka
from tests.workers import FAKE_WORKER, T0, Stand, event, eventually, stand, typed

CANARY = re.compile(rb"(?i)zq\d|poison")
LOUD = {
    "CLEANTRACE_LOG_LEVEL": "INFO",
    "CLEANTRACE_REDACTION_TIMEOUT_S": "3",
    "PYTHONASYNCIODEBUG": "1",
    "DEVLOG": "1",
    "FAUST_LOGLEVEL": "DEBUG",
    "FAUST_DEBUG": "1",
}
"""All that makes Python, asyncio, mode and Faust talk."""
LONG_S = 180.0
number = itertools.count(100_000)


def canary() -> str:
    return f"zq{next(number)}"


def full(session: str, seq: int, ts: int) -> dict[str, Any]:
    """A message with a canary in every string but the app, which comes out; in unknown fields too."""
    field = {"id": canary(), "role": f"textbox {canary()}", "name": canary(), "secure": False, "x": canary()}
    target = {"role": canary(), "name": canary(), "value": canary(), "bounds": [0, 0, 9, 9]}
    ocr = [{"text": f"{canary()} and {canary()}", "box": [0, 0, 90, 9], "line": 0, "conf": 0.9}]
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("focus", {"field": field}),
        ("text", {"text": canary(), "source": "paste", "field": field}),
        ("text", {"text": canary(), "source": canary(), "field": field}),
        ("key", {"key": canary(), "action": "down", "field": field, "mods": [canary()]}),
        ("pointer", {"action": "down", "x": 1, "y": 1, "button": "left", "target": target}),
        ("screen", {"width": 9, "height": 9, "scale": 1, "ocr": ocr, "image_ref": canary()}),
        ("clipboard", {"text": canary(), "action": "copy"}),
        (canary(), {"text": canary()}),
    ]
    return {
        "v": 1,
        "session_id": session,
        "user_id": canary(),
        "device_id": canary(),
        "role": canary(),
        "region": "DE",
        "extra": canary(),
        "contexts": [
            {
                "app": "com.example.notes",
                "app_name": canary(),
                "title": canary(),
                "url": f"https://{canary()}.example/",
            }
        ],
        "events": [event(seq + n, ts + n, kind, **more) for n, (kind, more) in enumerate(kinds)],
    }


def broken() -> Iterator[bytes | None]:
    """A message for each way of breaking the contract, with canaries at the place where it breaks."""
    good = full(canary(), 0, T0)
    yield None
    yield b" " * (4 * 1024 * 1024) + canary().encode()
    yield b'{"v": 1, "session_id": "' + canary().encode()
    yield orjson.dumps([canary()])
    yield orjson.dumps({**good, "v": canary()})
    yield orjson.dumps({name: value for name, value in good.items() if name != "user_id"})
    yield orjson.dumps({**good, "events": canary()})
    yield orjson.dumps({**good, "session_id": canary() * 40})
    yield orjson.dumps({**good, "events": [event(n, T0, canary()) for n in range(10_001)]})
    many = [{"text": canary(), "box": [0, 0, 1, 1]} for _ in range(20_001)]
    yield orjson.dumps({**good, "events": [event(0, T0, "screen", width=1, height=1, ocr=many)]})
    yield orjson.dumps({**good, "events": [{**event(0, T0, canary()), "ctx": 7}]})
    yield b"\xff\xfe" + canary().encode()
    yield b"\x01\x00" + canary().encode() + orjson.dumps(good)
    yield b"\x00\x00" + canary().encode() + orjson.dumps(good)


def watch(made: Stand, seen: list[bytes], done: threading.Event) -> None:
    """Read all pages of all workers, again and again."""
    while not done.wait(0.3):
        for worker in range(len(made.processes)):
            seen.extend(made.page(worker, path)[1] for path in ("/metrics", "/ready", "/health", "/zq1"))


def feed(made: Stand, values: list[bytes | None]) -> None:
    topic = made.settings.raw_topic
    headers = ((canary(), canary().encode()),)
    send(
        made.settings,
        [
            Outgoing(topic, canary().encode(), v, partition=n % 2, headers=headers)
            for n, v in enumerate(values)
        ],
    )


@pytest.fixture
def kafka(kafka_possible: None, tmp_path: Path) -> Iterator[ApacheKafka]:
    with ApacheKafka(tmp_path / "kafka") as made:
        yield made


@pytest.mark.kafka
@pytest.mark.slow
def test_nothing_that_a_worker_prints_or_shows_holds_raw_text(kafka: ApacheKafka, tmp_path: Path) -> None:
    folder, seen, done = tmp_path / "workers", list[bytes](), threading.Event()
    folder.mkdir()
    with stand(kafka.bootstrap, "load.", folder, partitions=2) as made:
        made.start(True, FAKE_WORKER, **LOUD)
        watcher = threading.Thread(target=watch, args=(made, seen, done))
        watcher.start()
        try:
            _trouble(made, kafka)
        finally:
            done.set()
            watcher.join()
        assert made.stop(1) == 0
        pages, logs = b"\n".join(seen), "".join(made.log(n) for n in range(2))
        _is_silent(pages, logs, folder)
        records = [r for topic in _public(made) for r in made.records(topic)]
        assert len(records) > 20 and not [
            r for r in records if CANARY.search((r.value or b"") + (r.key or b""))
        ]


def _trouble(made: Stand, kafka: ApacheKafka) -> None:
    people = [canary() for _ in range(12)]
    load = [orjson.dumps(full(one, n * 10, T0 + n)) for n in range(5) for one in people]
    write_control(made.settings, Pause(v=1, user_id=canary(), from_=T0, until=T0 + 60_000), canary())
    feed(made, [*load, *broken()])
    for poison in ("poisonraise", "poisondie", "poisonhang"):
        made.feed(typed(canary(), f"{poison} {canary()}"))
    eventually(lambda: _all_codes(made), "a dead letter of each code", LONG_S)
    eventually(lambda: made.log(0).count("redaction_failed") >= 3, "redactions fail", LONG_S)
    made.publish_rules(b"version: 1\nname: tests\ntrajectory: {max_duration_s: 60}\n")
    write_control(made.settings, Erase(v=1, session_id=people[0], from_=T0, until=T0 + 60_000), canary())
    kafka.nodes[0].stop()
    eventually(lambda: "follower_failed" in made.log(0), "the worker misses its brokers", LONG_S)
    kafka.nodes[0].launch()
    kafka.nodes[0].wait()
    made.kill(0)
    made.start(True, FAKE_WORKER, **LOUD)
    feed(made, [orjson.dumps(full(one, 50, T0 + 400_000)) for one in people])
    feed(made, [orjson.dumps(full(one, 50, T0 + 500_000)) for one in people])
    eventually(lambda: len(made.trajectories()) >= len(people), "trajectories", LONG_S)


def _all_codes(made: Stand) -> bool:
    found = re.findall(rb'deadletters_total{code="(\w+)"} [1-9]', made.page(0, "/metrics")[1])
    return {code.decode() for code in found} == {code.value for code in Code}


def _public(made: Stand) -> list[str]:
    settings = made.settings
    return [settings.clean_topic, settings.audit_topic, settings.deadletter_topic]


def _is_silent(pages: bytes, logs: str, folder: Path) -> None:
    assert pages.count(b"cleantrace_messages_total") > 5
    assert CANARY.search(pages) is None
    found = [line for line in logs.splitlines() if CANARY.search(line.encode())]
    assert not found, len(found)
    events = {orjson.loads(line)["event"] for line in logs.splitlines()}
    assert {"dead_letter", "redaction_failed", "redaction_fault", "follower_failed", "library"} <= events
    assert not [path for path in folder.iterdir() if not re.fullmatch(r"worker-\d\.log", path.name)]
