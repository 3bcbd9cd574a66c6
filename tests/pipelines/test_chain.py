"""The whole chain: a closed stretch in, a clean trajectory out."""

import json
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rules import AppRule, Apps, Fields, Rules
from schemas.trajectory import Trajectory
from tests.build import BODY, BROWSER, T0, Recorder, message
from tests.pipelines.driver import actions, outcomes, trajectories
from tests.words import WordDetector

VAULT = {"app": "com.1password.vault", "title": "Vault - Bank PIN", "bounds": [700, 0, 700, 900]}
MAIL = {**BROWSER, "bounds": [0, 0, 700, 900]}


def text_of(messages: list[dict[str, Any]], **given: Any) -> str:
    return json.dumps(trajectories(messages, **given))


def test_a_trajectory_has_the_form_of_the_contract() -> None:
    r = Recorder().screen("From: Priya Shah", "Reply").click().type("Hi Priya Shah,").end()
    (form,) = trajectories([message(r.take())])
    msgspec.convert(form, Trajectory, strict=True)
    assert list(form) == [
        "v", "trajectory_id", "session", "started_on", "duration_ms", "source", "policy", "quality", "steps",
    ]  # fmt: skip
    assert form["source"] == {
        "topic": "raw.jsonl",
        "partition": 0,
        "first_offset": 0,
        "last_offset": 0,
        "first_seq": 1,
        "last_seq": 32,
    }
    assert form["started_on"] == "2026-10-26"


def test_names_are_redacted_alike_on_screen_and_in_typed_text() -> None:
    r = Recorder().screen("From: Priya Shah", "Reply").click().type("Hi Priya Shah,").end()
    (form,) = trajectories([message(r.take())])
    typed = next(step for step in form["steps"] if step["action"]["type"] == "type")
    shown = form["steps"][0]["observation"]["screen"]["text"][0]["text"]
    name = shown.removeprefix("From: ")
    assert name.startswith("<PERSON_")
    assert typed["action"]["text"] == f"Hi {name},"
    assert typed["redactions"] == [
        {"path": "action.text", "entity": "PERSON", "start": 3, "end": 3 + len(name), "rule": "words"}
    ]
    assert form["steps"][0]["observation"]["screen"]["text"][1]["text"] == "Reply"


def test_every_redaction_points_at_what_was_put_there() -> None:
    r = Recorder().screen("Priya Shah and Marta Okafor", "4111 1111 1111 1111").click().type("Marta Okafor")
    for form in trajectories([message(r.take())]):
        for step in form["steps"]:
            for item in step["redactions"]:
                value: Any = step
                for part in item["path"].split("."):
                    value = value[int(part)] if part.isdigit() else value[part]
                assert value[item["start"] : item["end"]].startswith(f"<{item['entity']}")


def test_an_observation_equal_to_the_one_before_is_null() -> None:
    r = Recorder().screen("Reply").click().click(200, 200).screen("Reply").click(300, 300)
    (form,) = trajectories([message(r.take())])
    assert [step["observation"] is None for step in form["steps"] if step["action"]["type"] != "wait"][
        :3
    ] == [
        False,
        True,
        True,
    ]


def test_a_name_typed_with_a_slip_is_found() -> None:
    r = Recorder().type("Ask Pruy").key("Backspace").key("Backspace").type("iya Shah")
    (action,) = [a for a in actions([message(r.take())]) if a["type"] == "type"]
    assert action["text"].startswith("Ask <PERSON_")


def test_a_name_typed_in_two_visits_is_found() -> None:
    r = (
        Recorder()
        .type("Ask Priya Sh")
        .click(900, 10)
        .event("select", start=12, end=12, field=BODY)
        .type("ah")
    )
    assert "Priya" not in text_of([message(r.take())])


def test_an_excluded_window_leaves_no_trace() -> None:
    r = Recorder()
    ocr = [
        {"text": "Inbox", "box": [10, 10, 60, 20], "line": 0},
        {"text": "canary-vault-item", "box": [800, 10, 200, 20], "line": 1},
        {"text": "Vault - Bank PIN", "box": [10, 860, 200, 20], "line": 2},
    ]
    windows = [{"ctx": 1, "bounds": VAULT["bounds"]}, {"ctx": 0, "bounds": MAIL["bounds"]}]
    r.event("screen", width=1400, height=900, ocr=ocr, windows=windows)
    r.click().type("canary-typed", ctx=1).event("clipboard", action="copy", text="canary-copied", ctx=1)
    r.event("text", text="canary-copied", source="paste", field=BODY).click()
    (form,) = trajectories([message(r.take(), contexts=[MAIL, VAULT])])
    out = json.dumps(form)
    assert "canary" not in out
    assert "Bank PIN" not in out
    assert "Inbox" in out
    assert form["quality"]["dropped"] == {"app_excluded": 25}


def test_nothing_is_published_of_an_excluded_stretch_but_it_is_accounted_for() -> None:
    (outcome,) = outcomes([message(Recorder().type("abc").take(), contexts=[VAULT])])
    assert outcome.trajectory is None
    assert outcome.dropped == {"app_excluded": 6}
    record = outcome.audit(None)
    assert record.trajectory_id is None


def test_erasure_and_pause_at_publication() -> None:
    events = Recorder().type("hello").take()
    erase = {"erase/1": {"v": 1, "kind": "erase", "user_id": "u-1", "from": T0, "until": T0 + 200}}
    assert trajectories([message(events)], controls=erase) == []
    pause = {"pause/u-1/1": {"v": 1, "kind": "pause", "user_id": "u-1", "from": T0, "until": T0 + 250}}
    (form,) = trajectories([message(events)], controls=pause)
    assert form["quality"]["dropped"] == {"paused": 4}
    assert form["steps"][-1]["action"]["text"] == "llo"


def test_ids_follow_session_numbers_policy_and_key_alone() -> None:
    events = Recorder().type("hello").end().take()
    (one,) = trajectories([message(events)])
    (split, *_) = trajectories([message(events[:3]), message(events[3:])])
    (other,) = trajectories([message(events)], rules=Rules(name="test", rules_digest="sha256:x"))
    assert one["trajectory_id"] == split["trajectory_id"]
    assert one["trajectory_id"] != other["trajectory_id"]
    assert one["steps"] == split["steps"]


def test_a_url_is_cut_to_its_host() -> None:
    context = {**BROWSER, "url": "https://u:pw@crm.acme.example:8443/p/42?t=abc"}
    (form,) = trajectories([message(Recorder().click().take(), contexts=[context])])
    assert form["steps"][0]["observation"]["url"] == "https://crm.acme.example:8443"


def test_include_mode_keeps_only_what_it_lists() -> None:
    rules = Rules(name="t", apps=Apps(mode="include", include=(AppRule(app="com.google.*"),)))
    contexts = [BROWSER, {"app": "org.other"}]
    (form,) = trajectories(
        [message(Recorder().click().click(ctx=1).click().take(), contexts=contexts)], rules=rules
    )
    assert form["quality"]["dropped"] == {"app_excluded": 2}


@pytest.mark.parametrize("name", ["user_id", "device_id", "role", "region", "session_id", "window_id"])
def test_nothing_that_names_a_person_comes_out(name: str) -> None:
    canary = "canary-7731"
    contexts = [{**BROWSER, **({name: canary} if name == "window_id" else {})}]
    form = message(Recorder().click().type("hello").take(), contexts=contexts)
    if name != "window_id":
        form[name] = canary
    (outcome,) = outcomes([form])
    assert outcome.trajectory is not None
    assert canary not in outcome.trajectory.decode()
    assert canary not in orjson.dumps(msgspec.to_builtins(outcome.audit(None))).decode()


KEYS = st.sampled_from([*"abc XY", "Enter", "Tab", "Backspace", "ArrowLeft", "Home", "Escape", "F5"])


@st.composite
def recordings(draw: st.DrawFn) -> list[dict[str, Any]]:
    r = Recorder()
    for _ in range(draw(st.integers(1, 25))):
        ctx = draw(st.integers(0, 1))
        match draw(
            st.sampled_from(["key", "click", "screen", "text", "wait", "clip", "select", "scroll", "focus"])
        ):
            case "key":
                r.key(draw(KEYS), *draw(st.sampled_from([(), ("Shift",), ("Control",), ("Meta",)])), ctx=ctx)
            case "click":
                r.click(draw(st.integers(0, 50)), 5, ctx=ctx, after=draw(st.sampled_from([80, 700])))
            case "screen":
                r.screen("File", draw(st.sampled_from(["Priya Shah", "Open", "Marta Okafor"])), ctx=ctx)
            case "text":
                source = draw(st.sampled_from(["ime", "paste", "autofill", "dictation"]))
                r.event("text", text="Priya Shah", source=source, field=BODY, ctx=ctx)
            case "wait":
                r.wait(draw(st.sampled_from([2_500, 70_000, -4_000])))
            case "clip":
                r.event("clipboard", action="copy", text="Priya Shah", ctx=ctx)
            case "select":
                r.event("select", start=0, end=draw(st.integers(0, 5)), field=BODY, ctx=ctx)
            case "scroll":
                r.event("scroll", x=1, y=1, dx=0, dy=draw(st.sampled_from([-40, 40])), ctx=ctx)
            case "focus":
                r.event("focus", field=draw(st.sampled_from([None, BODY])), ctx=ctx)
    return r.move(ctx=0).take()


@settings(max_examples=120, deadline=None)
@given(recordings(), st.integers(1, 9))
def test_no_recording_breaks_the_chain_and_any_split_gives_the_same(
    events: list[dict[str, Any]], each: int
) -> None:
    contexts = [MAIL, {**VAULT, "app": "org.editor", "title": "notes"}]
    whole = outcomes([message(events, contexts=contexts)])
    parts = [message(events[n : n + each], contexts=contexts) for n in range(0, len(events), each)]
    split = outcomes(parts)
    assert [o.key for o in whole] == [o.key for o in split]
    for one, two in zip(whole, split, strict=True):
        assert one.trajectory is not None
        assert two.trajectory is not None
        assert orjson.loads(one.trajectory)["steps"] == orjson.loads(two.trajectory)["steps"]
        for name in ("Priya", "Shah", "Okafor"):
            assert name not in one.trajectory.decode()
        msgspec.convert(orjson.loads(one.trajectory), Trajectory, strict=True)


@settings(max_examples=80, deadline=None)
@given(recordings())
def test_kept_and_dropped_add_up(events: list[dict[str, Any]]) -> None:
    contexts = [MAIL, VAULT]
    done = outcomes([message(events, contexts=contexts)])
    dropped = sum(sum(o.dropped.values()) for o in done)
    excluded = sum(event["ctx"] == 1 for event in events)
    assert dropped == excluded
    assert all("canary" not in (o.trajectory or b"").decode() for o in done)


def test_the_dots_of_a_password_field_do_not_show_its_length() -> None:
    r = Recorder().screen("Password", "••••••••", "********", "5 * 3", "**** 1234").click()
    (form,) = trajectories([message(r.take())])
    shown = [line["text"] for line in form["steps"][0]["observation"]["screen"]["text"]]
    assert shown == ["Password", "<SECRET>", "<SECRET>", "5 * 3", "<SECRET> 1234"]


def test_a_number_corrected_in_a_table_cell_is_one_text() -> None:
    cell = {"id": "c", "role": "cell", "name": "B7"}
    r = Recorder().type("4111 1118", field=cell).key("Backspace", field=cell).type("1 1111 1111", field=cell)
    assert [a["type"] for a in actions([message(r.take())])] == ["type"]


def test_paste_rules() -> None:
    events = Recorder().event("text", text="from elsewhere", source="paste", field=BODY).take()
    assert actions([message(events)])[0]["text"] == "<CLIPBOARD>"
    keep = Rules(name="t", fields=Fields(paste="keep"))
    assert actions([message(events)], rules=keep)[0]["text"] == "from elsewhere"


@pytest.mark.parametrize(
    "lines", [("Please call Priya", "Shah about it"), ("mail priya.shah@", "acme.example now")]
)
def test_a_value_wrapped_over_two_lines_is_found(lines: tuple[str, str]) -> None:
    detector = WordDetector({"Priya\nShah": "PERSON", "priya.shah@acme.example": "EMAIL_ADDRESS"})
    (form,) = trajectories([message(Recorder().screen(*lines).click().take())], detector=detector)
    shown = json.dumps(form["steps"][0]["observation"]["screen"]["text"]).lower()
    assert "shah" not in shown
    assert "acme" not in shown


def test_lines_of_a_menu_are_not_read_together() -> None:
    asked: list[str] = []

    class Listening(WordDetector):
        def detect(self, queries: Any) -> Any:
            asked.extend(query.text for query in queries)
            return super().detect(queries)

    trajectories(
        [message(Recorder().screen("Open file", "Save as", "Close").click().take())], detector=Listening()
    )
    assert not any("\n" in text for text in asked)


PASSWORD = {"id": "p", "role": "textbox", "name": "Password", "secure": True}


@pytest.mark.parametrize("way", ["press", "hole", "target", "autofill"])
def test_what_is_typed_where_a_password_may_have_the_focus_is_secret(way: str) -> None:
    r = Recorder()
    if way == "target":
        r.click(target={"role": "textbox", "name": "Password"})
    else:
        r.event("focus", field=PASSWORD)
    if way == "press":
        r.click()
    if way == "hole":
        r.type("hun", field=PASSWORD).skip(2)
    if way == "autofill":
        r.click().event("text", text="hunter22", source="autofill")
    r.type("ter22", field=None)
    assert "ter22" not in text_of([message(r.take())])


def test_a_field_that_is_named_ends_the_doubt() -> None:
    r = Recorder().event("focus", field=PASSWORD).type("x", field=PASSWORD).click().type("hello")
    assert "hello" in text_of([message(r.take())])
