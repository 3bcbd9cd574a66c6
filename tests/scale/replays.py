"""Replays of a proof, as commands of their own: undisturbed, or killed again and again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from tests.scale.processes import metered, redaction_processes
from tests.scale.proof import COMMANDS, Proof, cost, ends, new_topic, same, say

ACTS: Final = ("kill", "broker", "interrupt", "child", "kill")
"""What is done to a replay, in a random order; all but `interrupt` end it with kill -9."""


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
