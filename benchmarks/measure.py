"""What every contender measures alike: CPU time without start-up, peak memory, lines new and repeated."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson


def read_messages(path: str) -> Iterator[bytes]:
    """The raw messages of a file."""
    with Path(path).open("rb") as file:
        yield from file


def count_input(path: str) -> dict[str, float]:
    """Events, OCR lines, and lines whose text was not seen before."""
    events = lines = 0
    seen: set[str] = set()
    for data in read_messages(path):
        for event in orjson.loads(data)["events"]:
            events += 1
            for item in event.get("ocr", ()):
                lines += 1
                seen.add(item["text"])
    return {"events": events, "lines": lines, "new_lines": len(seen)}


def report(work: Callable[[], dict[str, Any]]) -> None:
    """Run a contender's work and print what it took, as JSON on standard output."""
    start_s, wall_s = time.process_time(), time.monotonic()
    more = work()
    figures = {
        "cpu_s": time.process_time() - start_s,
        "wall_s": time.monotonic() - wall_s,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **more,
    }
    sys.stdout.write(orjson.dumps(figures).decode() + "\n")
