"""Reading ahead: lines of open stretches are looked at early, and nothing ever depends on it."""

from collections.abc import Iterator

import pytest

from pipelines.apps import AppFilter
from pipelines.consent import ControlSet
from pipelines.rules import parse_rules
from pipelines.sharing import Fresh
from pipelines.stretches import Sessions
from schemas.control import Halt
from schemas.rules import TrajectoryLimits
from streams import pending
from streams.ahead import Choice
from streams.follower import InForce
from streams.pool import Pool
from tests.build import Recorder, decoded, message
from tests.streams.test_pool import SETUP, TERMS, redact, stretch
from tests.workers import eventually

EXCLUDING = b"version: 1\nname: some\napps:\n  exclude:\n    - {app: 'bank.*'}\n"


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(pending, "PATIENCE_S", 0.0)
    return []


@pytest.fixture
def pool(faults: list[str]) -> Iterator[Pool]:
    made = Pool(SETUP, 1, 3.0, lambda kind, detail: faults.append(kind))
    yield made
    made.close()


def fresh_of(recorder: Recorder, app: str = "mail") -> list[Fresh]:
    sessions = Sessions("raw", 0, TrajectoryLimits)
    form = message(recorder.type("x").take(), contexts=[{"app": app}])
    return list(sessions.add(decoded(form), 0, None).fresh)


def in_force(document: bytes, controls: ControlSet) -> InForce:
    return InForce(controls, parse_rules(document, None, "test"), "sha256:0", document)


def test_lines_are_new_once_in_a_stretch() -> None:
    recorder = Recorder().screen("Inbox", "Ask Priya").type("x").screen("Inbox", "Sent to Priya").type("y")
    assert [one.texts for one in fresh_of(recorder)] == [("Inbox", "Ask Priya"), ("Sent to Priya",)]


def test_of_screens_before_anything_is_done_only_the_last_is_read() -> None:
    recorder = Recorder().screen("Inbox", "Opening").screen("Inbox", "Ask Priya").screen("Inbox", "Ask Priya")
    assert [one.texts for one in fresh_of(recorder)] == [("Inbox", "Ask Priya")]


def test_a_screen_goes_with_its_own_window() -> None:
    sessions = Sessions("raw", 0, TrajectoryLimits)
    events = Recorder().screen("Inbox").key("x", ctx=1).take()
    added = sessions.add(decoded(message(events, contexts=[{"app": "mail"}, {"app": "bank"}])), 0, None)
    assert [(one.context.app, one.texts) for one in added.fresh] == [("mail", ("Inbox",))]


def test_words_are_read_as_their_line() -> None:
    words = [
        {"text": "Shah", "box": [60, 10, 40, 10], "line": 1},
        {"text": "Priya", "box": [10, 10, 40, 10], "line": 1},
        {"text": "alone", "box": [10, 60, 40, 10]},
    ]
    (one,) = fresh_of(Recorder().event("screen", width=9, height=9, ocr=words))
    assert one.texts == ("Priya Shah", "alone")


def test_what_is_excluded_is_not_read_ahead() -> None:
    mail, bank = (fresh_of(Recorder().screen("Inbox"), app) for app in ("mail", "bank.app"))
    halted = ControlSet({"halt/1": Halt(v=1, from_=0, until=None)})
    choice = Choice()
    assert choice.of([*mail, *bank], in_force(EXCLUDING, ControlSet.empty())) == ["Inbox"]
    assert choice.of([*mail, *bank], in_force(EXCLUDING, halted)) == []
    assert AppFilter(parse_rules(EXCLUDING, None, "test").apps).excluded(bank[0].context)


def test_a_stretch_comes_out_the_same_and_its_lines_were_looked_at_before(pool: Pool) -> None:
    (before,) = redact(pool, stretch("hi zq1"))
    pool.read_ahead("s", ["Ask zq7", "hi zq1"], TERMS)
    (after,) = redact(pool, stretch("hi zq1"))
    assert after.outcome == before.outcome


@pytest.mark.parametrize("text", ["poisonraise", "poisondie", "poisonhang"])
def test_a_text_that_breaks_a_process_takes_no_stretch_along(
    pool: Pool, faults: list[str], text: str
) -> None:
    redact(pool, stretch("hi zq1"))
    pool.read_ahead("s", [text], TERMS)
    if text != "poisonraise":
        eventually(lambda: bool(faults), "the fault is noted")
    (done,) = redact(pool, stretch("hi zq1"))
    assert done.faults == ()
    assert done.outcome.trajectory is not None


def test_no_more_lines_wait_than_there_is_room_for() -> None:
    waiting = pending.Pending()
    assert waiting.wait_s() is None
    waiting.add(f"line {n}" for n in range(pending.MAX_LINES + 5))
    assert waiting.wait_s() == 0
    taken = 0
    while texts := waiting.take():
        assert len(texts) <= pending.BATCH
        taken += len(texts)
    assert taken == pending.MAX_LINES


def test_only_lines_that_change_when_a_batch_is_due_wake_anybody_up() -> None:
    waiting = pending.Pending()
    assert not waiting.add([])
    assert waiting.add(["first"])
    assert not waiting.add(["first"])
    assert not waiting.add(["second", "third"])
    assert waiting.add(str(n) for n in range(pending.BATCH))
    assert waiting.wait_s() == 0
    assert not waiting.add(["one more"])
    waiting.take()
    assert not waiting.add(["and another"])
    assert waiting.add(str(n) for n in range(pending.BATCH))
