"""The law of consent and excluded windows: what may not be used contributes nothing to any output.

Every event carries a character and a coordinate that no other event has; a window that is excluded
carries one in its title. None of a forbidden event may stand anywhere in what is published.
"""

from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.controls import key_of, value_of
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.control import Control, Exempt, Halt, Pause
from schemas.rules import AppRule, Apps, Fields, Rules, TrajectoryLimits, UrlRule
from tests.words import WordDetector

START_MS = 1_793_000_000_000
STEP_MS = 1_000
EXCLUDED = 2
KEY = Key(b"k" * 16 + b"0123456789abcdef", "k1")
BANK_CHAR = chr(0x4DFF)
CONTEXTS: list[dict[str, Any]] = [
    {"app": "com.acme.mail", "title": "Mail", "url": None, "bounds": [0, 0, 700, 900]},
    {"app": "com.google.Chrome", "title": "Wiki", "url": "https://wiki.example/", "bounds": [0, 0, 700, 900]},
    {
        "app": "com.google.Chrome",
        "title": f"B{BANK_CHAR}",
        "url": "https://bank.example/x",
        "bounds": [700, 0, 700, 900],
    },
]
RULES = Rules(
    name="law",
    apps=Apps(exclude=(AppRule(url="*://*.bank.example/*"),)),
    fields=Fields(clipboard="keep", url=UrlRule(keep="full")),
    trajectory=TrajectoryLimits(max_duration_s=60),
)


def char_of(n: int) -> str:
    return chr(0x4E00 + n)


def place_of(n: int) -> int:
    return 700_000 + n


def event_of(n: int, kind: str, ctx: int, copied: int | None) -> dict[str, Any]:
    char, field = char_of(n), {"id": f"f{n % 3}", "role": "textbox", "name": f"Field {char_of(n)}"}
    base = {"seq": n, "ts": START_MS + n * STEP_MS, "ctx": ctx}
    match kind:
        case "key":
            return {**base, "type": "key", "key": char, "action": "down", "field": field}
        case "text":
            return {**base, "type": "text", "text": char, "source": "ime", "field": field}
        case "paste":
            text = char if copied is None else char_of(copied)
            return {**base, "type": "text", "text": text, "source": "paste", "field": {"id": "p"}}
        case "copy":
            return {**base, "type": "clipboard", "text": char, "action": "copy"}
        case "screen":
            return {**base, "type": "screen", **screen_of(n, ctx)}
        case "down" | "up" | "move":
            where = {"x": place_of(n), "y": 1, "button": "left", "target": {"name": char}}
            return {**base, "type": "pointer", "action": kind, **where}
        case "scroll":
            return {**base, "type": "scroll", "x": place_of(n), "y": 1, "dy": 3, "target": {"name": char}}
    return {**base, "type": "focus", "field": field}


def screen_of(n: int, ctx: int) -> dict[str, Any]:
    """Both halves of a screen: the left one shows the event's own text, the right one the bank's."""
    own = {"text": f"{char_of(n)} own", "box": [10, 10, 90, 18], "line": 1}
    bank = {"text": f"{BANK_CHAR} balance", "box": [710, 10, 90, 18], "line": 2}
    listed = {"text": CONTEXTS[EXCLUDED]["title"], "box": [10, 880, 90, 18], "line": 3}
    windows = [{"ctx": w, "bounds": CONTEXTS[w]["bounds"]} for w in (EXCLUDED, 0)]
    return {"width": 1400, "height": 900, "ocr": [own, bank, listed], "windows": windows}


KINDS = st.sampled_from("key key key text paste copy screen down up move scroll focus".split())
PARTS = st.lists(st.tuples(KINDS, st.integers(0, EXCLUDED)), min_size=1, max_size=25)
SPANS = st.tuples(st.integers(0, 26), st.integers(0, 26)).map(sorted)
WHO = st.sampled_from(["pause", "user", "role", "region", "halt"])


def control_of(kind: str, span: list[int], open_end: bool) -> Control:
    start, end = (START_MS + at * STEP_MS for at in span)
    until = None if open_end else end
    match kind:
        case "pause":
            return Pause(v=1, user_id="u-1", from_=start, until=end)
        case "user":
            return Exempt(v=1, user_id="u-1", from_=start, until=until)
        case "role":
            return Exempt(v=1, role="support", from_=start, until=until)
        case "region":
            return Exempt(v=1, region="US", from_=start, until=until)
    return Halt(v=1, from_=start, until=until)


def forbidden(event: dict[str, Any], controls: list[Control]) -> bool:
    at = event["ts"]
    held = any(c.from_ <= at and (c.until is None or at < c.until) for c in controls)
    return held or event["ctx"] == EXCLUDED


def published(events: list[dict[str, Any]], controls: list[Control], size: int) -> str:
    records = {key_of(c, str(n)): value_of(c) for n, c in enumerate(controls)}
    redactor = Redactor(RULES, WordDetector(), KEY)
    sessions = Sessions("raw", 0, lambda: RULES.trajectory)
    stretches: list[Stretch] = []
    for offset, at in enumerate(range(0, len(events), size)):
        message = {"v": 1, "session_id": "s", "user_id": "u-1", "role": "support", "region": "US-CA"}
        data = orjson.dumps({**message, "contexts": CONTEXTS, "events": events[at : at + size]})
        stretches += sessions.add(decode_message(data), offset, None).closed
    stretches += sessions.close_all()
    outcomes = [redactor.process(stretch, ControlSet.from_records(records)) for stretch in stretches]
    return "\n".join((outcome.trajectory or b"").decode() for outcome in outcomes)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PARTS, st.lists(st.tuples(WHO, SPANS, st.booleans()), max_size=3), st.integers(1, 30))
def test_no_character_and_no_coordinate_of_a_forbidden_event_comes_out(parts, said, size):
    copied: int | None = None
    events = []
    for n, (kind, ctx) in enumerate(parts):
        events.append(event_of(n, kind, ctx, copied))
        copied = n if kind == "copy" else copied
    controls = [control_of(*one) for one in said]
    output = published(events, controls, size)
    assert BANK_CHAR not in output
    for event in events:
        if forbidden(event, controls):
            assert char_of(event["seq"]) not in output
            assert str(place_of(event["seq"])) not in output
