"""What one event and one line cost: a file goes through the chain twice, the second time with texts known.

Prints microseconds of processor time. Only the relation between them holds on another machine.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
from measure import read_messages
from rich.console import Console
from rich.table import Table

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.detection.engine import UnionDetector, load_detector
from pipelines.detection.spans import Query
from pipelines.entries import Entries, Entry, Stretch, parts_of
from pipelines.naming import Key
from pipelines.rules import load_rules
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.raw import ScreenEvent

DIGITS = str.maketrans("123456789", "234567891")


def main() -> None:
    """Measure a file of raw messages."""
    rules = load_rules(None)
    detector = load_detector(rules)
    redactor = Redactor(rules, detector, Key(bytes(range(32))))
    data = list(read_messages(sys.argv[1]))
    messages, decode_s = timed(lambda: [decode_message(one) for one in data])
    events = sum(len(message.events) for message in messages)
    stretches, order_s = timed(lambda: stretched(messages, redactor))
    outcomes, new_s = timed(lambda: [redactor.process(one, ControlSet.empty()) for one in stretches])
    _, again_s = timed(lambda: [redactor.process(one, ControlSet.empty()) for one in stretches])
    bare = [without_screens(one) for one in stretches]
    _, bare_s = timed(lambda: [redactor.process(one, ControlSet.empty()) for one in bare])
    shown = sum(lines_of(one.trajectory) for one in outcomes if one.trajectory)
    texts, per_text_s = new_texts(detector, data)
    table = Table("what", "how many", "microseconds each")
    for name, count, seconds in (
        ("an event: decoding", events, decode_s),
        ("an event: order, ends, sharing", events, order_s),
        ("an event: gate, steps, clock, JSON (screens left out)", events, bare_s),
        ("a line that is published, when its text is remembered", shown, again_s - bare_s),
        ("a new text: structure, models, judge, surroundings", texts, per_text_s["new"]),
        ("a new text of a known shape (other digits)", texts, per_text_s["shape"]),
        ("a remembered text", texts, per_text_s["known"]),
    ):
        table.add_row(name, f"{count:,}", f"{seconds / max(count, 1) * 1e6:,.1f}")
    Console().print(table)
    Console().print(f"The whole: {decode_s + order_s + new_s:.1f} CPU s, {len(stretches)} stretches.")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What work gives, and its seconds of processor time."""
    start_s = time.process_time()
    done = work()
    return done, time.process_time() - start_s


def stretched(messages: list[Any], redactor: Redactor) -> list[Stretch]:
    """All stretches of a file's messages."""
    sessions = Sessions("load", 0, lambda: load_rules(None).trajectory)
    closed = [s for n, message in enumerate(messages) for s in sessions.add(message, n, None).closed]
    return [*closed, *sessions.close_all()]


def without_screens(stretch: Stretch) -> Stretch:
    """A stretch as if nobody had looked at the screen."""
    kept = (
        part
        for part in parts_of(stretch.entries)
        if not (isinstance(part, Entry) and isinstance(part.event, ScreenEvent))
    )
    return replace(stretch, entries=Entries(kept))


def lines_of(trajectory: bytes) -> int:
    """Lines of screens that a trajectory shows."""
    steps = orjson.loads(trajectory)["steps"]
    screens = [step["observation"]["screen"] for step in steps if step["observation"]]
    return sum(len(screen["text"]) for screen in screens if screen)


def new_texts(detector: UnionDetector, data: list[bytes]) -> tuple[int, dict[str, float]]:
    """Distinct lines of screens that no detector has seen, and what they cost: new, of known shape, known."""
    found = {
        f"{item['text']} "
        for one in data
        for event in orjson.loads(one)["events"]
        if event["type"] == "screen"
        for item in event["ocr"]
    }
    texts = sorted(found)[:5_000]
    fresh = load_detector(load_rules(None))
    costs = {}
    for name, asked in (
        ("new", texts),
        ("shape", [text.translate(DIGITS) for text in texts if any(map(str.isdigit, text))]),
        ("known", texts),
    ):
        queries = [Query(text) for text in asked]
        _, costs[name] = timed(lambda queries=queries: fresh.detect(queries))
        costs[name] *= len(texts) / max(1, len(asked))
    return len(texts), costs


if __name__ == "__main__":
    main()
