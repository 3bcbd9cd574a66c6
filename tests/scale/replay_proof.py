"""A replay beside the live worker, on Apache Kafka: same ids and bytes, whatever kills it, at what cost.

    python -m tests.scale.replay_proof --people 50 --seconds 3600 --kills 10
    python -m tests.scale.replay_proof --people 10 --seconds 300 --detector shipped

Generated work (`cleantrace generate`) is fed as fast as the brokers take it; a live worker publishes it;
then `cleantrace replay`, as a command of its own, makes it again: once undisturbed, once a quarter of it,
once with kills at random moments (kill -9 of the replay or of a redaction process, Ctrl-C, a restart of the
broker), each answered by the same command. It ends with 1 if an id or a byte differs, if something was
published twice, or if the live group or its topic was touched.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from streams.generator.people import generate
from streams.kafka import Outgoing, bounds, partitions, read_to_end
from streams.kafka.groups import Asker
from streams.kafka.line import Line
from streams.kafka.shapes import TopicShape, create_topic
from streams.topics import Layout, configuration
from tests.brokers import ApacheKafka
from tests.scale.processes import metered, redaction_processes
from tests.workers import REAL_WORKER, T0, Stand, event, message, stand

HERE: Final = Path(__file__).parent
COMMANDS: Final = {
    "light": ((str(HERE / "light_worker.py"),), (str(HERE / "light_replay.py"),)),
    "shipped": (REAL_WORKER, ("-m", "streams.cli")),
}
ACTS: Final = ("kill", "broker", "interrupt", "child", "kill")
"""What is done to a replay, in a random order; all but `interrupt` end it with kill -9."""
BROKEN_EVERY: Final = 1009
"""One message in so many cannot be read."""
_IN_FLIGHT: Final = 2000


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


def feed(made: Stand, people: int, seconds: float, seed: int) -> dict[str, int]:
    """Write everybody's messages, each person's to one partition; an `end` closes each session."""
    line = Line(made.settings)
    raw, count = made.settings.raw_topic, len(partitions(made.settings, made.settings.raw_topic))
    last: dict[str, tuple[int, int, str]] = {}
    waiting: list[Any] = []
    events = size = 0

    def send(session: str, value: bytes) -> None:
        nonlocal size
        size += len(value)
        number = int(session.rpartition("-")[2]) % count
        waiting.append(line.send(Outgoing(raw, session.encode(), value, number)))
        while len(waiting) > _IN_FLIGHT:
            waiting.pop(0).result(120)

    for n, form in enumerate(generate(people, seconds, seed, T0)):
        session = form["session_id"]
        events += len(form["events"])
        newest = form["events"][-1] if form["events"] else None
        if newest is not None:
            last[session] = (newest["seq"], newest["ts"], form["user_id"])
        send(session, orjson.dumps(form))
        if n % BROKEN_EVERY == 7:
            send(session, b'{"v": 1, "session_id": ')
    for session, (seq, ts, user) in last.items():
        send(session, message(session, [event(seq + 1, ts + 1, "end", reason="stop")], user))
    for one in waiting:
        one.result(120)
    line.close(60)
    return {"events": events + len(last), "bytes": size, "people": people}


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


def live(proof: Proof, patience_s: float) -> None:
    """Let a live worker publish everything; what it cost without its start.

    A worker that leaves (a machine under load looks frozen to it) is started anew, as an orchestrator would.
    """
    made = proof.made
    wanted = ends(made, made.settings.raw_topic)
    took_s = spent_s = 0.0
    peak, starts, status = 0, 0, 1
    end_s = time.monotonic() + patience_s
    while status != 0 and time.monotonic() < end_s:
        starts += 1
        number = made.start(
            wait=False,
            command=COMMANDS[proof.detector][0],
            CLEANTRACE_POOL_SIZE=str(proof.jobs),
            CLEANTRACE_PROFILE="production",
            CLEANTRACE_SESSION_TIMEOUT_S="120",
        )
        process = made.processes[number]
        with metered(process.pid) as meter:
            wait_for(lambda: has_left(made) or made.is_ready(len(made.processes) - 1), end_s)
            started_s, start_cpu_s = time.monotonic(), meter.cpu_s
            wait_for(lambda: has_left(made) or committed(made) == wanted, end_s)
            took_s += time.monotonic() - started_s
            spent_s += meter.cpu_s - start_cpu_s
            peak = max(peak, meter.peak_bytes)
        status = made.stop(number) if process.poll() is None else process.returncode
    proof.expect(status == 0 and committed(made) == wanted, "the live worker publishes everything")
    proof.numbers["live"] = {**cost(proof, took_s, spent_s, peak), "starts": starts}
    trajectories, times = contents(made, made.settings.clean_topic)
    proof.numbers["stretches"] = len(trajectories)
    proof.numbers["trajectory_bytes"] = sum(len(value) for value in trajectories.values())
    proof.expect(set(times.values()) == {1}, "the worker publishes everything once")


def has_left(made: Stand) -> bool:
    """Whether the worker that was started last is gone."""
    return made.processes[-1].poll() is not None


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


def start(proof: Proof, log: Path, *flags: str) -> "subprocess.Popen[bytes]":
    """Start the command."""
    made = proof.made
    environment = {**_clean_environment(), **made.environment(0)}
    command = [sys.executable, *COMMANDS[proof.detector][1], "replay", "--jobs", str(proof.jobs), *flags]
    with log.open("ab") as out:
        return subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=made.folder)


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CLEANTRACE_")}


def undisturbed(proof: Proof, name: str, *flags: str) -> tuple[float, float, int]:
    """One replay from beginning to end: seconds, processor seconds, peak bytes of all its processes."""
    log = proof.made.folder / f"{name}.log"
    started_s = time.monotonic()
    process = start(proof, log, *flags)
    with metered(process.pid) as meter:
        status = process.wait()
        took_s = time.monotonic() - started_s
    proof.expect(status == 0, f"{name} ends with 0, not {status}: {log.read_text()[-600:]}")
    return took_s, meter.cpu_s, meter.peak_bytes


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


def plain(proof: Proof) -> None:
    """A replay that nothing disturbs; its cost without its start, and its memory at 1x and 4x the range."""
    made = proof.made
    start_s, start_cpu_s, _ = undisturbed(
        proof, "start", "--from-offset", "0", "--to-offset", "1", "--output", str(made.folder / "start.jsonl")
    )
    topic = new_topic(proof, "plain")
    took_s, spent_s, peak = undisturbed(proof, "plain", "--from-offset", "0", "--topic", topic)
    proof.numbers["replay"] = cost(proof, took_s - start_s, spent_s - start_cpu_s, peak)
    same(proof, topic, "undisturbed")
    quarter = max(ends(made, made.settings.raw_topic).values()) // 4
    _, _, quarter_peak = undisturbed(
        proof,
        "quarter",
        "--from-offset",
        "0",
        "--to-offset",
        str(quarter),
        "--topic",
        new_topic(proof, "quarter"),
    )
    proof.numbers["memory"] = {"1x_mb": round(quarter_peak / 1e6), "4x_mb": round(peak / 1e6)}


def killed(proof: Proof, kills: int) -> None:
    """A replay that is killed at random moments, and goes on by the same command.

    One kill in four comes at any time after the start, the others when it has gone on by some stretches. One
    that was done too early is followed by another, into another topic.
    """
    made, chance = proof.made, proof.chance
    log = made.folder / "killed.log"
    to_come = [ACTS[n % len(ACTS)] for n in range(kills)]
    chance.shuffle(to_come)
    acts: Counter[str] = Counter()
    topics = 1
    topic = new_topic(proof, "killed-1")
    while acts.total() < kills:
        process = start(proof, log, "--from-offset", "0", "--topic", topic)
        step = max(1, round(2 * proof.numbers["stretches"] / kills))
        if chance.random() < 0.25:
            wait_a_while(process, chance.uniform(0.2, 10))
        else:
            wait_for_stretches(proof, process, chance.randint(1, step))
            wait_a_while(process, chance.uniform(0, 0.5))
        if process.poll() is None:
            act = to_come[acts.total()]
            acts[act] += 1
            disturb(proof, process, act)
            continue
        proof.expect(process.returncode == 0, f"a killed replay ends with {process.returncode}")
        same(proof, topic, f"killed {acts.total()} times so far")
        topics += 1
        topic = new_topic(proof, f"killed-{topics}")
    status = start(proof, log, "--from-offset", "0", "--topic", topic).wait()
    proof.expect(status == 0, f"the killed replay ends with 0, not {status}: {log.read_text()[-600:]}")
    proof.numbers["killed"] = {"kills": acts.total(), "topics": topics, **acts}
    same(proof, topic, f"killed {acts.total()} times")


def wait_a_while(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Wait for some time, or until a process has ended."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def wait_for_stretches(proof: Proof, process: "subprocess.Popen[bytes]", count: int) -> None:
    """Wait until a replay has audited some more stretches, or has ended."""
    audit = proof.made.settings.audit_topic
    wanted = sum(ends(proof.made, audit).values()) + count
    while process.poll() is None and sum(ends(proof.made, audit).values()) < wanted:
        time.sleep(0.1)


def disturb(proof: Proof, process: "subprocess.Popen[bytes]", act: str) -> None:
    """Do one thing to a replay at work, and end it."""
    say(f"{act} after {done(proof)}")
    if act == "child":
        for child in redaction_processes(process.pid)[:1]:
            with_pid(child, signal.SIGKILL)
        time.sleep(proof.chance.uniform(0.2, 3))
    if act == "broker":
        node = proof.kafka.nodes[0]
        proof.chance.choice((node.kill, node.stop))()
        time.sleep(proof.chance.uniform(0, 5))
        node.launch()
        node.wait()
        time.sleep(proof.chance.uniform(0, 5))
    process.send_signal(signal.SIGINT if act == "interrupt" else signal.SIGKILL)
    status = process.wait(300)
    if act == "interrupt":
        proof.expect(status in (0, 1), f"Ctrl-C ends a replay with {status}")


def with_pid(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def done(proof: Proof) -> str:
    """How much all replays have audited so far."""
    return f"{sum(record['replay'] for record in proof.made.audits())} audit records"


def carry_out(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Show everything, in order; the numbers, and what was wrong."""
    with (
        ApacheKafka(folder / "kafka", heap_mb=768) as kafka,
        stand(kafka.bootstrap, "proof.", folder, partitions=given.partitions) as made,
    ):
        proof = Proof(made, kafka, random.Random(given.seed), given.detector, given.jobs)
        say("feeding")
        proof.numbers["input"] = feed(made, given.people, given.seconds, given.seed)
        say(f"fed {proof.numbers['input']}")
        live(proof, given.patience)
        say(f"live {proof.numbers['live']}")
        before = committed(made), ends(made, made.settings.clean_topic)
        plain(proof)
        say(f"replay {proof.numbers['replay']}, memory {proof.numbers['memory']}")
        killed(proof, given.kills)
        now = committed(made), ends(made, made.settings.clean_topic)
        proof.expect(before == now, "the live group and the live topic are as they were")
        one, other = proof.numbers["live"], proof.numbers["replay"]
        proof.numbers["ratio"] = {
            name: round(other[name] / one[name], 2) if one[name] else None
            for name in ("events_per_s", "cpu_s_per_1000_events")
        }
        return {"asked": vars(given), **proof.numbers, "wrong": proof.wrong}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(
        prog="replay-proof", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=3600, help="of work of each person")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--partitions", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=1, help="redaction processes, live and in the replay")
    parser.add_argument("--detector", choices=sorted(COMMANDS), default="light")
    parser.add_argument("--patience", type=float, default=14_400, help="seconds for the live worker")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="cleantrace-proof-") as folder:
        numbers = carry_out(given, Path(folder))
    print(json.dumps(numbers, indent=2))  # noqa: T201
    return 1 if numbers["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
