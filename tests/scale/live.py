"""The live side of a proof: the input, and the worker that publishes it."""

import time
from typing import Any, Final

import orjson

from streams.generator.people import generate
from streams.kafka import Outgoing, partitions
from streams.kafka.line import Line
from tests.scale.processes import metered
from tests.scale.proof import COMMANDS, Proof, committed, contents, cost, ends, wait_for
from tests.workers import T0, Stand, event, message

BROKEN_EVERY: Final = 1009
"""One message in so many cannot be read."""
_IN_FLIGHT: Final = 2000


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
