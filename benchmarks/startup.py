"""How long commands take to answer: help, and one small message through `run`.

A worker's readiness is `live.py`'s. Each command is run several
times; the fastest and the median wall time and the CPU time are printed. The
machine's other work shows in the wall time.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import orjson

MESSAGE = {
    "v": 1,
    "session_id": "s",
    "user_id": "u",
    "contexts": [{"app": "com.example.notes"}],
    "events": [
        {"seq": 1, "ts": 1_793_000_000_000, "ctx": 0, "type": "text", "text": "hello", "source": "ime"}
    ],
}


def timed(command: list[str], times: int) -> dict[str, Any]:
    """Wall and CPU seconds of a command."""
    environment = {**os.environ, "CLEANTRACE_KEY": "ab" * 32}
    walls, cpus = [], []
    for _ in range(times):
        before, start_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        walls.append(time.monotonic() - start_s)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return {"fastest_s": min(walls), "median_s": statistics.median(walls), "cpu_s": statistics.median(cpus)}


def main() -> None:
    """Measure and print as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    command = [sys.executable, "-m", "streams.cli"]
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "one.jsonl"
        source.write_bytes(orjson.dumps(MESSAGE) + b"\n")
        run = [*command, "run", "--input", str(source), "--output", str(Path(name) / "out.jsonl")]
        figures = {
            "--help": timed([*command, "--help"], given.times),
            "run, one message": timed(run, max(1, given.times // 2)),
        }
    sys.stdout.write(orjson.dumps(figures).decode() + "\n")


if __name__ == "__main__":
    main()
