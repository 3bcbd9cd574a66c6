"""What open sessions weigh: real messages of many people, decoded and held as a worker holds them.

Prints the highest memory above an empty process, the raw bytes that were open then, and both for each
person. One process; the models are in others.
"""

import argparse
import gc
import sys
from pathlib import Path

import orjson

from pipelines.rules import load_rules
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from streams.generator.people import generate

START_MS = 1_793_000_000_000
EVERY = 500


def resident_bytes() -> int:
    """Memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def main() -> None:
    """Read, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=160)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--never-quiet", action="store_true", help="everybody holds a button down all the time"
    )
    given = parser.parse_args()
    rules = load_rules(None)
    sessions = Sessions("load", 0, lambda: rules.trajectory)
    gc.collect()
    before = resident_bytes()
    open_bytes = resident = people = 0
    for offset, form in enumerate(generate(given.people, given.seconds, given.seed, START_MS)):
        if given.never_quiet:
            form["events"] = [event for event in form["events"] if event.get("action") != "up"]
        sessions.add(decode_message(orjson.dumps(form)), offset, None)
        if offset % EVERY == 0 and sessions.open_bytes > open_bytes:
            open_bytes, resident, people = sessions.open_bytes, resident_bytes(), sessions.open_stretches
    held = resident - before
    figures = {
        "open_sessions": people,
        "open_raw_mb": open_bytes / 1e6,
        "held_mb": held / 1e6,
        "held_to_raw": held / max(1, open_bytes),
        "held_kb_a_session": held / max(1, people) / 1e3,
    }
    sys.stdout.write(orjson.dumps(figures).decode() + "\n")


if __name__ == "__main__":
    main()
