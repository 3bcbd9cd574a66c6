"""What a proof knows, and what it reads from topics: ends, commits, trajectories, audit records.

Owns the comparison of two topics, and what a pass over all events cost.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from streams.kafka import bounds, partitions, read_to_end
from streams.kafka.groups import Asker
from streams.kafka.shapes import TopicShape, create_topic
from streams.topics import Layout, configuration
from tests.brokers import ApacheKafka
from tests.workers import REAL_WORKER, Stand

HERE: Final = Path(__file__).parent
COMMANDS: Final = {
    "light": ((str(HERE / "light_worker.py"),), (str(HERE / "light_replay.py"),)),
    "shipped": (REAL_WORKER, ("-m", "streams.cli")),
}


@dataclass
class Proof:
    """One run: what it was asked for, and what it has shown so far."""

    made: Stand
    kafka: ApacheKafka
    chance: random.Random
    detector: str
    jobs: int
    numbers: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def expect(self, holds: bool, what: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(what)
            say(f"WRONG: {what}")


def say(text: str) -> None:
    """Tell whoever watches."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)  # noqa: T201


def ends(made: Stand, topic: str) -> dict[int, int]:
    """Where the partitions of a topic end."""
    return {number: found.end for number, found in bounds(made.settings, topic).items()}


def committed(made: Stand) -> dict[int, int | None]:
    """What the live group has committed."""
    asker = Asker(made.settings, made.settings.raw_topic)
    try:
        return {n: asker.committed(n) for n in partitions(made.settings, made.settings.raw_topic)}
    finally:
        asker.close()


def contents(made: Stand, topic: str) -> tuple[dict[str, bytes], Counter[str]]:
    """Trajectories by id, and how many messages each id has in the log."""
    found: dict[str, bytes] = {}
    times: Counter[str] = Counter()
    for record in read_to_end(made.settings, topic):
        key = (record.key or b"").decode()
        times[key] += 1
        if record.value is None:
            found.pop(key, None)
        else:
            found[key] = record.value
    return found, times


def wait_for(check: Callable[[], bool], end_s: float) -> None:
    """Wait until something holds, without taking much of the machine."""
    while not check():
        if time.monotonic() > end_s:
            raise TimeoutError("the worker did not come to an end in time: give it more (--patience)")
        time.sleep(2)


def cost(proof: Proof, took_s: float, spent_s: float, peak_bytes: int) -> dict[str, float]:
    """What a pass over all events cost."""
    events = proof.numbers["input"]["events"]
    return {
        "seconds": round(took_s, 1),
        "events_per_s": round(events / took_s),
        "cpu_s": round(spent_s, 1),
        "cpu_s_per_1000_events": round(spent_s / events * 1000, 4),
        "peak_mb": round(peak_bytes / 1e6),
    }


def new_topic(proof: Proof, name: str) -> str:
    """A trajectory topic for a replay."""
    count = len(partitions(proof.made.settings, proof.made.settings.raw_topic))
    topic = f"{proof.made.prefix}{name}"
    create_topic(proof.made.settings, TopicShape(topic, count, 1, configuration("clean", Layout())))
    return topic


def same(proof: Proof, topic: str, what: str) -> None:
    """The topic holds what the live worker published, each once, byte for byte."""
    wanted, _ = contents(proof.made, proof.made.settings.clean_topic)
    found, times = contents(proof.made, topic)
    proof.expect(found.keys() == wanted.keys(), f"{what}: {len(found.keys() ^ wanted.keys())} ids differ")
    differ = sum(found[key] != wanted[key] for key in found.keys() & wanted.keys())
    proof.expect(differ == 0, f"{what}: the bytes of {differ} trajectories differ")
    twice = sum(count > 1 for count in times.values())
    proof.expect(twice == 0, f"{what}: {twice} trajectories were sent twice")
    audited = Counter(
        record["trajectory_id"]
        for record in proof.made.audits()
        if record["replay"] and (record["published"] or {}).get("topic") == topic
    )
    proof.expect(audited.keys() >= wanted.keys(), f"{what}: every trajectory has its audit record")
    say(f"{what}: {len(found)} trajectories, {len(wanted)} live; audited {sum(audited.values())}")
