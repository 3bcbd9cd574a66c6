"""The report is one file, shows raw and published side by side, and treats all text as text."""

import re
import secrets

import orjson

from pipelines.consent import ControlSet
from pipelines.naming import Key, session_name
from pipelines.rules import load_rules
from schemas.codec import decode_message
from streams.report.content import Side, close_stretches, pair_trajectories
from streams.report.page import render
from streams.report.real import real_content

KEY = Key(secrets.token_bytes(32), "k1")
EVIL = "</script><img src=x onerror=alert(1)>"


def message() -> bytes:
    context = {"app": "mail", "app_name": "Mail", "title": f"To Marisol {EVIL}", "bounds": [0, 0, 800, 600]}
    words = [
        {"text": "From:", "box": [10, 10, 40, 15], "line": 0},
        {"text": "Marisol", "box": [60, 10, 56, 15], "line": 0},
    ]
    where = {"ts": 1_773_738_000_000, "ctx": 0}
    field = {"id": "f", "role": "textbox", "name": "Body"}
    events = [
        {"seq": 0, **where, "type": "focus"},
        {"seq": 1, **where, "type": "screen", "width": 800, "height": 600, "ocr": words},
        *(
            {"seq": n, **where, "type": "key", "key": key, "action": "down", "field": field}
            for n, key in enumerate("Hi", 2)
        ),
        {"seq": 4, **where, "type": "end", "reason": "stop"},
    ]
    return orjson.dumps(
        {"v": 1, "session_id": "s1", "user_id": "u1", "contexts": [context], "events": events}
    )


def published() -> dict:
    """The trajectory of that message, with one name replaced."""
    name = "<PERSON_7f3a19>"
    screen = {
        "width": 800,
        "height": 600,
        "text": [{"text": f"From: {name}", "box": [10, 10, 106, 15]}],
        "image_ref": None,
        "redacted_boxes": [[60, 10, 56, 15]],
    }
    bare = {"app": None, "title": None, "url": None, "screen": None}
    seen = {"app": "mail", "title": f"To {name} {EVIL}", "url": None, "screen": screen}
    marks = [
        {"path": "observation.title", "entity": "PERSON", "start": 3, "end": 18, "rule": "x"},
        {"path": "observation.screen.text.0.text", "entity": "PERSON", "start": 6, "end": 21, "rule": "x"},
    ]
    steps = [
        {"i": 0, "t_ms": 0, "observation": bare, "action": {"type": "focus"}, "redactions": []},
        {
            "i": 1,
            "t_ms": 0,
            "observation": seen,
            "action": {"type": "type", "text": "Hi"},
            "redactions": marks,
        },
        {
            "i": 2,
            "t_ms": 0,
            "observation": None,
            "action": {"type": "end", "reason": "stop"},
            "redactions": [],
        },
    ]
    return {
        "trajectory_id": "t-1",
        "session": session_name(KEY, "s1"),
        "started_on": "2026-03-17",
        "duration_ms": 0,
        "source": {"first_seq": 0, "last_seq": 4},
        "quality": {"seq_gaps": 0, "dropped": {"paused": 2}},
        "steps": steps,
    }


def side() -> Side:
    rules = load_rules(None)
    stretches = close_stretches([(0, decode_message(message()))], rules)
    return Side(stretches, ControlSet.empty(), rules, KEY)


def test_a_trajectory_stands_beside_its_raw_steps() -> None:
    (paired,) = pair_trajectories([published()], side())
    step = paired["steps"][1]
    assert step["title"]["before"][:2] == [["To "], ["Marisol", "PERSON"]]
    assert step["title"]["after"][1] == ["<PERSON_7f3a19>", "PERSON"]
    screen = paired["screens"][step["screen"]]
    assert ["Marisol", 60, 10, 56, 15, "PERSON"] in screen["before"]
    assert ["<PERSON_7f3a19>", 60, 10, 56, 15, "PERSON"] in screen["after"]
    assert all("Marisol" not in item[0] for item in screen["after"])


def test_a_trajectory_of_another_key_is_shown_alone() -> None:
    other = Side(side().stretches, ControlSet.empty(), load_rules(None), Key(secrets.token_bytes(32), "k2"))
    (paired,) = pair_trajectories([published()], other)
    assert paired["raw_session"] == ""
    assert "Marisol" not in orjson.dumps(paired).decode()


def test_the_page_fetches_nothing_and_escapes_everything() -> None:
    page = render(real_content([published()], side(), 5))
    assert EVIL not in page
    assert "default-src 'none'" in page
    assert page.count("</script>") == 2
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?!#)[a-z]+:""", page)
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert orjson.loads(data[1])["real"] is True


def test_a_report_on_real_recordings_says_that_it_holds_raw_text() -> None:
    content = real_content([published()], side(), 5)
    assert "RAW TEXT" in content["notice"]
    assert content["dropped"] == {"paused": 2}
    assert content["planted"] is None
