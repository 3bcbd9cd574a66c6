"""What open stretches weigh in a worker's memory, against the raw bytes that they came in.

    PYTHONPATH=benchmarks:. python benchmarks/open_sessions.py [PEOPLE] [SECONDS]

People work at the same time for less than a stretch may last, so that all of it stays open.
"""

import gc
import os
import sys
from pathlib import Path

import orjson

from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.rules import TrajectoryLimits
from streams.generator.people import generate

_PAGE_KIB = os.sysconf("SC_PAGESIZE") / 1024


def resident_kib() -> float:
    """Memory of this process."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_KIB


def main() -> None:
    """Take messages as a worker does, and print what each person's open stretch weighs."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 120.0
    limits = TrajectoryLimits(max_duration_s=3600, max_events=1_000_000)
    sessions = Sessions("raw", 0, lambda: limits)
    before = resident_kib()
    raw = closed = 0
    for offset, form in enumerate(generate(people, seconds, 1, 1_793_000_000_000)):
        value = orjson.dumps(form)
        raw += len(value)
        closed += len(sessions.add(decode_message(value), offset, None).closed)
    grown = resident_kib() - before
    sys.stdout.write(
        f"{people} people, {seconds:g} s: {sessions.open_stretches} stretches open, {closed} closed\n"
        f"raw {raw / 1024 / people:.0f} KiB a person, in memory {grown / people:.0f} KiB a person, "
        f"{grown * 1024 / raw:.1f} times the raw bytes\n"
    )


if __name__ == "__main__":
    main()
