"""Made-up work: the same for the same seed, in the contract's form, in the mix that it promises."""

from collections import Counter

import orjson

from schemas.codec import decode_message
from schemas.raw import UnknownEvent
from streams.generator.people import generate

START = 1_793_000_000_000


def test_the_same_seed_gives_the_same_messages() -> None:
    one, two = (list(generate(3, 20, seed, START)) for seed in (7, 7))
    assert one == two
    assert one != list(generate(3, 20, 8, START))


def test_every_message_keeps_the_contract_and_sessions_count_up() -> None:
    last: dict[str, int] = {}
    for form in generate(4, 30, 1, START):
        message = decode_message(orjson.dumps(form))
        for event in message.events:
            assert event.seq == last.get(message.session_id, event.seq - 1) + 1
            assert not isinstance(event, UnknownEvent)
            last[message.session_id] = event.seq
    assert len(last) == len(set(last.values())) == 4


def test_most_events_are_pointer_moves_and_most_lines_repeat() -> None:
    kinds: Counter[str] = Counter()
    lines: list[str] = []
    for form in generate(30, 60, 1, START):
        for event in form["events"]:
            kinds[event["type"]] += 1
            lines.extend(item["text"] for item in event.get("ocr", ()))
    total = sum(kinds.values())
    assert 25 < total / 1800 < 40
    assert kinds["pointer"] / total > 0.9
    assert min(kinds[kind] for kind in ("key", "focus", "scroll", "clipboard", "text", "screen")) > 0
    assert len(set(lines)) < len(lines) / 5
