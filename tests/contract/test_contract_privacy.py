"""SPEC sections 3, 4, 6 and 8 with the real detector: nothing personal or excluded comes out."""

import json
from typing import Any

import pytest

from tests.build import T0, Recorder, message, to_line
from tests.contract.world import World

pytestmark = pytest.mark.models

CRM = {"app": "com.acme.crm", "title": "CRM", "window_id": "1"}
VAULT = {"app": "com.1password.mac", "title": "Vault Hidden Falcon", "window_id": "2"}
BOX = {"id": "b", "role": "textbox", "name": "Search"}
AREA = {"id": "a", "role": "textarea", "name": "Note"}
PASSWORD = {"id": "p", "role": "textbox", "name": "Password"}
RULES = """
version: 1
name: contract
apps:
  exclude:
    - {app: "com.1password.*"}
    - {url: "*://*.bank.example/*"}
"""
WHO = "Katarzyna", "Nowakowska", "jane.doe", "northwind", "0132", "4111", "hunter", "zebra"


def said(ran: Any) -> str:
    """All that was published, in lower case."""
    assert ran.trajectories
    return json.dumps(ran.steps, ensure_ascii=False).lower()


def rec() -> Recorder:
    return Recorder()


def items(*words: str, x: int = 20, y: int = 40) -> list[dict[str, Any]]:
    placed = []
    for word in words:
        placed.append({"text": word, "box": [x, y, 9 * len(word), 18]})
        x += 9 * len(word) + 9
    return placed


def screen(*ocr: dict[str, Any], **fields: Any) -> Recorder:
    return rec().event("screen", width=1440, height=900, ocr=list(ocr), **fields).click()


SPLIT = {
    "corrections": rec()
    .type("Ask Katar zyn", field=BOX)
    .key("Backspace", "Control", field=BOX)
    .key("Backspace", field=BOX)
    .type("zyna Nowakowska", field=BOX),
    "an insertion": rec()
    .type("Ask Katarzna Nowakowska", field=AREA)
    .event("select", start=10, end=10, field=AREA)
    .type("y", field=AREA),
    "Enter": rec().type("Ask Katarzyna", field=BOX).key("Enter", field=BOX).type("Nowakowska now", field=BOX),
    "Enter in an address": rec()
    .type("jane.doe@north", field=BOX)
    .key("Enter", field=BOX)
    .type("wind.example", field=BOX),
    "Enter in a number": rec()
    .type("4111 1111 ", field=BOX)
    .key("Enter", field=BOX)
    .type("1111 1111", field=BOX),
    "two visits": rec()
    .type("Ask Katarzyna", field=AREA)
    .click()
    .event("focus", field=BOX)
    .type("q", field=BOX)
    .event("focus", field=AREA)
    .key("End", field=AREA)
    .type(" Nowakowska now", field=AREA),
    "two visits to an address": rec()
    .type("jane.doe@north", field=BOX)
    .key("Tab", field=BOX)
    .type("z", field=AREA)
    .event("focus", field=BOX)
    .key("End", field=BOX)
    .type("wind.example", field=BOX),
    "a hole": rec().type("4111 1111 ", field=BOX).skip().type("1111 1111", field=BOX),
    "a key that edits nothing": rec()
    .type("Katarzyna ", field=BOX)
    .key("Escape", field=BOX)
    .type("Nowakowska", field=BOX),
    "typed and pasted": rec()
    .event("clipboard", action="copy", text="northwind.example")
    .type("jane.doe@", field=BOX)
    .event("text", text="northwind.example", source="paste", field=BOX),
    "words": screen(*items("Call", "(Katarzyna", "Nowakowska)", "now")),
    "lines": screen(*items("Please", "contact", "Katarzyna"), *items("Nowakowska", "about", "it", y=62)),
    "an address over lines": screen(
        *items("write", "to", "jane.doe@"), *items("northwind.example", "today", y=62)
    ),
    "a number over lines": screen(*items("card", "4111", "1111"), *items("1111", "1111", "exp", y=62)),
    "a phone over lines": screen(*items("call", "+1", "415"), *items("555", "0132", "today", y=62)),
    "titles, names, values and URLs": rec()
    .type("Katarzyna Nowakowska", field=AREA)
    .click(target={"role": "link", "name": "Open K. Nowakowska", "value": "KATARZYNA NOWAKOWSKA"})
    .type("x", field={"id": "n", "role": "textbox", "name": "Reply to Katarzyna"})
    .screen("nowakowska, katarzyna", "katarzyna.nowakowska")
    .click(),
    "a screen with a half typed number": rec()
    .type("4111 1111 11", field=BOX)
    .screen("4111 1111 11")
    .type("11 1111", field=BOX)
    .click(),
    "a screen with a half typed password": rec()
    .type("hunter22!", field=PASSWORD)
    .screen("hunter22", "hunter22!!")
    .type("!", field=PASSWORD)
    .click(),
}


@pytest.mark.parametrize("case", SPLIT)
def test_what_is_split_is_found(world: World, case: str) -> None:
    published = said(world.session(list(SPLIT[case].events), CRM))
    assert not [word for word in WHO if word.lower() in published], published


@pytest.mark.parametrize(("first", "second"), [("Marta Kowalczyk", "ok"), ("ask Priya Shah", "fine")])
def test_what_is_typed_over_a_whole_name_stays(world: World, first: str, second: str) -> None:
    r = rec().type(first, field=BOX).key("a", "Control", field=BOX).type(second, field=BOX)
    texts = [a["text"] for a in world.session(r.take(), CRM).actions if a["type"] == "type"]
    assert ("<" in texts[0], texts[1]) == (True, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("export TOKEN=ghp_q7Zt2LmX9vRb4KcW8sYd1NfH6pJg3TaE5uQo", "psql claims"),
        ("thanks Priya", "will do"),
        ("mail jane.doe@northwind.example", "ok thanks"),
        ("call +1 415 555 0132", "10 minutes"),
        ("ask Priya Shah", "Grant her access"),
    ],
)
def test_what_is_sent_behind_a_value_stays(world: World, first: str, second: str) -> None:
    r = rec().type(first, field=BOX).key("Enter", field=BOX).type(second, field=BOX)
    texts = [a["text"] for a in world.session(r.take(), CRM).actions if a["type"] == "type"]
    assert ("<" in texts[0], texts[1]) == (True, second)


def test_fields_beside_a_name_stay(world: World) -> None:
    filled = {"First name": "Katarzyna", "Last name": "King", "Department": "Sales", "City": "London"}
    r = rec()
    for name, text in filled.items():
        r.type(text, field={"id": name, "role": "textbox", "name": name}).key("Tab", field={"id": name})
    texts = [a["text"] for a in world.session(r.take(), CRM).actions if a["type"] == "type"]
    assert [text[:8] for text in texts] == ["<PERSON_", "<PERSON_", "Sales", "London"]


def test_what_is_not_personal_stays(world: World) -> None:
    lines = [
        "Mark as read", "File  Edit  View  Help", "Visual Studio Code", "GitHub Actions", "v2.14.3",
        "def main(args: list[str]) -> int:", "npm install typescript@5.4.2", "London", "Monday, March 3",
        "Grant access", "https://www.python.org/", "Senior Software Engineer", "Save As…", "Q3 report",
    ]  # fmt: skip
    assert world.session(rec().screen(*lines).click().take(), CRM).lines() == lines


def test_a_name_is_the_same_in_a_session_and_another_in_the_next(world: World) -> None:
    def typed(session: str) -> list[str]:
        r = rec().type("Ask Priya Shah ", field=AREA).end().click().type("ask PRIYA  SHAH, ", field=BOX)
        ran = world.session(r.take(), CRM, session_id=session)
        return [a["text"].split("<")[1].split(">")[0] for a in ran.actions if a["type"] == "type"]

    one, two = typed("one"), typed("two")
    assert len(one) == 2
    assert one[0] == one[1]
    assert set(one).isdisjoint(two)


OPERATORS = {
    "pseudonym": "Hi <PERSON_",
    "placeholder": "Hi <PERSON>, ",
    "mask": "Hi ***** ****, ",
    "drop": "Hi , ",
    "keep": "Hi Priya Shah, ",
    "surrogate": "Hi ",
}


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators(world: World, operator: str) -> None:
    rules = f"version: 1\nname: t\ndetection:\n  entities:\n    PERSON: {{operator: {operator}}}\n"
    lines = [to_line(message(rec().type("Hi Priya Shah, ", field=AREA).take(), contexts=[CRM]))]
    [step] = world.lines(lines, rules).steps
    text = step["action"]["text"]
    assert text.startswith(OPERATORS[operator])
    assert ("Priya" in text) is (operator == "keep")
    if operator == "drop":
        [item] = step["redactions"]
        assert (item["path"], item["start"], item["end"]) == ("action.text", 3, 3)


def test_redacted_boxes_cover_the_items_of_a_finding(world: World) -> None:
    ran = world.session(screen(*items("Call", "(John", "Smith)", "now")).take(), CRM)
    seen = ran.steps[-1]["observation"]["screen"]
    [line] = seen["text"]
    [(x, y, width, height)] = seen["redacted_boxes"]
    assert line["text"].startswith("Call (<PERSON_")
    assert line["text"].endswith(">) now")
    assert (y, height) == (40, 18)
    assert 65 <= x <= 75
    assert 155 <= x + width <= 173


WINDOWS = [{"ctx": 1, "bounds": [600, 0, 700, 900]}, {"ctx": 0, "bounds": [0, 0, 700, 900]}]
REGIONS = [
    *items("left"),
    *items("zebra1", x=750),
    *items("zebra2", x=580, y=80),
    *items("desktop", x=1350, y=800),
    {"text": "zebra3", "box": [800, 100, 0, 0]},
]
EXCLUDED = {
    "its events": rec().click().type("zebra", ctx=1).click(),
    "its region": screen(*REGIONS, windows=WINDOWS),
    "its title on a screen": screen(*items("tab:", "Vault", "Hidden", "Falcon"), windows=WINDOWS[1:]),
    "its title cut short": screen({"text": "Vault Hidden Fal…", "box": [9, 9, 99, 18]}),
    "its title in a target": rec().click(target={"role": "tab", "name": "VAULT HIDDEN FALCON - 1P"}),
    "its title as another's": rec().event("focus", ctx=2).click(ctx=2),
    "text copied from it": rec()
    .event("clipboard", action="copy", text="zebra plan", ctx=1)
    .event("text", text="zebra plan", source="paste", field=BOX),
    "text copied from it, typed": rec()
    .event("clipboard", action="copy", text="zebra plan", ctx=1)
    .type("my zebra plan", field=BOX),
    "text copied from it, line by line": rec()
    .event("clipboard", action="copy", text="zebra plan\nthe zebra1", ctx=1)
    .screen("zebra plan", "the zebra1")
    .click(),
    "an app without a name": rec().click().type("zebra", ctx=3).click(),
    "a browser that does not say its URL": rec().click().type("zebra", ctx=4).click(),
    "a URL": rec().click().type("zebra", ctx=5).click(),
}


@pytest.mark.parametrize("case", EXCLUDED)
@pytest.mark.parametrize("paste", ["known", "keep"])
def test_an_excluded_window_is_excluded_everywhere(world: World, case: str, paste: str) -> None:
    others = [
        {"app": "com.acme.switcher", "title": VAULT["title"]},
        {"app": "Unknown"},
        {"app": "com.google.Chrome"},
        {"app": "com.google.Chrome", "url": "HTTPS://my.bank.example:8443/zebra"},
    ]
    rules = f"{RULES}fields: {{paste: {paste}}}\n"
    ran = world.session(list(EXCLUDED[case].events), CRM, VAULT, *others, rules=rules)
    assert "zebra" not in said(ran)
    assert "falcon" not in said(ran)


def test_text_outside_all_windows_is_kept_in_exclude_mode_only(world: World) -> None:
    def lines(rules: str, **fields: Any) -> list[str]:
        return world.session(screen(*REGIONS, **fields).take(), CRM, VAULT, rules=rules).lines()

    include = RULES.replace("apps:", 'apps:\n  mode: include\n  include: [{app: "com.acme.*"}]')
    assert lines(RULES, windows=WINDOWS) == ["left", "desktop"]
    assert lines(include, windows=WINDOWS) == ["left"]
    assert lines(include) == []


URL = "https://user:pw@mail.acme.example:8443/people/priya.shah/x?token=Zx81kQpqL0abc#Priya"


@pytest.mark.parametrize(("keep", "gone"), [("host", "people"), ("path", "shah"), ("full", "zx81")])
def test_the_part_of_a_url_that_is_kept(world: World, keep: str, gone: str) -> None:
    rules = f"version: 1\nname: t\nfields: {{url: {{keep: {keep}}}}}\n"
    ran = world.session(rec().click().take(), CRM | {"url": URL}, rules=rules)
    url = ran.steps[0]["observation"]["url"].lower()
    assert keep != "host" or url == "https://mail.acme.example:8443"
    assert not [word for word in ("user", "pw@", "priya", gone) if word in url]


def span(kind: str, **fields: Any) -> dict[str, Any]:
    return {"v": 1, "kind": kind, "from": 0, "until": None, **fields}


@pytest.mark.parametrize(
    ("control", "envelope", "reason"),
    [
        (span("pause", user_id="u-1", **{"from": T0, "until": T0 + 60_000}), {}, "paused"),
        (span("exempt", user_id="u-1"), {}, "exempt"),
        (span("exempt", role="nurse"), {}, "exempt"),
        (span("exempt", role="nurse"), {"role": "support"}, None),
        (span("exempt", region="US"), {"region": "US-CA"}, "exempt"),
        (span("exempt", region="US-CA"), {"region": "US"}, None),
        (span("exempt", region="DE"), {}, "exempt"),
        (span("halt"), {}, "halted"),
        (span("erase", user_id="u-1", until=T0 + 800), {}, "erased"),
        (span("erase", session_id="session-1", until=T0 + 601), {}, "erased"),
        (span("erase", session_id="session-1", until=T0 + 600), {}, None),
    ],
)
def test_controls(
    world: World, control: dict[str, Any], envelope: dict[str, Any], reason: str | None
) -> None:
    ran = world.session(rec().click().take(), CRM, controls=[control], **envelope)
    [record] = ran.audit
    assert record["dropped"] == ({reason: 2} if reason else {})
    assert (record["trajectory_id"] is None) is bool(reason)
    assert len(ran.trajectories) == (0 if reason else 1)


def test_the_split_into_messages_and_other_sessions_change_nothing(world: World) -> None:
    r = rec().screen("Customer Priya Shah").type("hi Priya", field=AREA).click(ctx=1).type("bye", field=BOX)
    events = (
        r.event("clipboard", action="copy", text="bye").end().click().type("Priya Shah", field=AREA).take()
    )
    whole = world.lines([to_line(message(events, contexts=[CRM, VAULT]))], RULES)
    lines = []
    for event in events:
        lines.append(to_line(message([event | {"ctx": 1 - event["ctx"]}], contexts=[VAULT, CRM])))
        lines.append(to_line(message([event], contexts=[CRM, VAULT], session_id="other", user_id="u-2")))
    parts = world.lines(lines, RULES)
    own = [t for t in parts.trajectories if t["session"] == whole.trajectories[0]["session"]]
    assert len(own) == len(whole.trajectories) == 2
    for one, other in zip(own, whole.trajectories, strict=True):
        assert {**one, "source": None} == {**other, "source": None}
    again = world.lines([to_line(message(events, contexts=[CRM, VAULT]))], RULES)
    assert again.raw == whole.raw
