"""What every contender measures alike: CPU time without start-up, and peak memory.

The second half of the input is measured by itself too: by then a cache knows what everybody shows.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson


class Meter:
    """Counts events that are done, from the start and from the middle of the input on."""

    def __init__(self) -> None:
        self._start_s = self._middle_s = time.process_time()
        self.events = self._middle_events = 0
        self._end_s: float | None = None

    def middle(self) -> None:
        """Half of the input was read."""
        self._middle_s, self._middle_events = time.process_time(), self.events

    def end(self) -> None:
        """The input was read to its end: what is done after it counts for the whole only."""
        self._end_s, self._end_events = time.process_time(), self.events

    def figures(self) -> dict[str, float]:
        """CPU seconds and events of the whole, and of the second half (`late_`)."""
        now_s = time.process_time()
        late_s = (self._end_s or now_s) - self._middle_s
        late_events = (self._end_events if self._end_s else self.events) - self._middle_events
        return {
            "cpu_s": now_s - self._start_s,
            "events": self.events,
            "late_cpu_s": late_s,
            "late_events": late_events,
        }


Work = Callable[[Meter], dict[str, Any]]


def read_messages(path: str) -> Iterator[bytes]:
    """The raw messages of a file."""
    with Path(path).open("rb") as file:
        yield from file


def read_part(path: str, most: int, meter: Meter) -> Iterator[bytes]:
    """The first messages of a file, with the meter told of their middle and end."""
    total = min(most, sum(1 for _ in read_messages(path)))
    for number, data in zip(range(total), read_messages(path), strict=False):
        if number == total // 2:
            meter.middle()
        yield data
    meter.end()


def count_input(path: str) -> dict[str, float]:
    """People, their seconds, events, OCR lines, lines not seen before; counts of the second half too."""
    total = sum(1 for _ in read_messages(path))
    found = {"events": 0, "lines": 0, "new_lines": 0, "late_events": 0, "late_lines": 0, "late_new_lines": 0}
    seen: set[str] = set()
    sessions: set[str] = set()
    times: list[int] = []
    for number, data in enumerate(read_messages(path)):
        form = orjson.loads(data)
        sessions.add(form["session_id"])
        texts = [item["text"] for event in form["events"] for item in event.get("ocr", ())]
        counts = {"events": len(form["events"]), "lines": len(texts), "new_lines": len(set(texts) - seen)}
        seen.update(texts)
        times.append(form["events"][0]["ts"])
        for name, count in counts.items():
            found[name] += count
            if number >= total // 2:
                found[f"late_{name}"] += count
    return {**found, "people": len(sessions), "span_s": (max(times) - min(times)) / 1000 + 2}


def report(work: Work) -> None:
    """Run a contender's work and print what it took, as JSON on standard output."""
    wall_s, meter = time.monotonic(), Meter()
    more = work(meter)
    figures = {
        **meter.figures(),
        "wall_s": time.monotonic() - wall_s,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **more,
    }
    sys.stdout.write(orjson.dumps(figures).decode() + "\n")
