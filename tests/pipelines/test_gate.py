"""The gate: reasons, holes, gaps, and what must not be seen elsewhere."""

from typing import Any

import orjson
import pytest

from pipelines.apps import AppFilter
from pipelines.consent import ControlSet
from pipelines.gate import Gated, pass_gate
from pipelines.stretches import Sessions
from schemas.rules import AppRule, Apps, TrajectoryLimits
from tests.build import BROWSER, T0, Recorder, decoded, message

VAULT = {"app": "com.1password.vault", "title": "Vault - Bank PIN"}
APPS = AppFilter(Apps(exclude=(AppRule(app="com.1password.*"),)))


def gate(
    events: list[dict[str, Any]],
    controls: dict[str, dict[str, Any]] | None = None,
    *,
    contexts: list[dict[str, Any]] | None = None,
    apps: AppFilter = APPS,
) -> Gated:
    sessions = Sessions("raw", 0, TrajectoryLimits)
    form = message(events, contexts=contexts or [BROWSER, VAULT], role="support", region="US-CA")
    closed = sessions.add(decoded(form), 0, None).closed
    (stretch,) = (*closed, *sessions.close_all())
    records = {key: orjson.dumps(value) for key, value in (controls or {}).items()}
    return pass_gate(stretch, ControlSet.from_records(records), apps)


def seqs(gated: Gated) -> list[list[int]]:
    return [[entry.event.seq for entry in segment] for segment in gated.segments]


def test_an_excluded_app_makes_a_hole() -> None:
    gated = gate(Recorder().key("a").key("b", ctx=1).key("c").take())
    assert seqs(gated) == [[1, 2], [5, 6]]
    assert gated.dropped == {"app_excluded": 2}


def test_a_dropped_pointer_move_makes_no_hole() -> None:
    gated = gate(Recorder().key("a").move(ctx=1).key("c").take())
    assert seqs(gated) == [[1, 2, 4, 5]]


def test_an_unknown_type_divides_nothing() -> None:
    gated = gate(Recorder().key("a").event("telepathy").key("c").take())
    assert seqs(gated) == [[1, 2, 4, 5]]
    assert gated.dropped == {"unknown_type": 1}


def test_a_gap_in_seq_is_a_hole_and_is_counted() -> None:
    gated = gate(Recorder().key("a").skip(3).key("c").take())
    assert seqs(gated) == [[1, 2], [6, 7]]
    assert gated.seq_gaps == 3


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("pause/u-1/1", {"kind": "pause", "user_id": "u-1"}, "paused"),
        ("exempt/role/support/1", {"kind": "exempt", "role": "support"}, "exempt"),
        ("exempt/region/US/1", {"kind": "exempt", "region": "US"}, "exempt"),
        ("halt/1", {"kind": "halt"}, "halted"),
    ],
)
def test_controls_drop_events_in_their_span(key: str, value: dict[str, Any], reason: str) -> None:
    span = {"v": 1, "from": T0 + 200, "until": T0 + 300}
    gated = gate(Recorder().key("a").key("b").key("c").take(), {key: {**value, **span}})
    assert gated.dropped == {reason: 2}
    assert seqs(gated) == [[1, 2], [5, 6]]


def test_an_erased_stretch_is_erased_whole() -> None:
    erase = {"v": 1, "kind": "erase", "user_id": "u-1", "from": T0 + 100, "until": T0 + 101}
    gated = gate(Recorder().key("a").key("b").take(), {"erase/1": erase})
    assert gated.segments == ()
    assert gated.dropped == {"erased": 4}


def test_titles_and_copied_texts_of_excluded_windows_are_told() -> None:
    r = Recorder().key("a").event("clipboard", action="copy", text="4711-PIN", ctx=1).key("c")
    gated = gate(r.take())
    assert gated.hidden_titles == {"Vault - Bank PIN"}
    assert gated.hidden_texts == {"4711-PIN"}


def test_each_line_of_what_was_copied_in_an_excluded_window_is_told_but_words_alone() -> None:
    text = "Save\nQuarterly zebra plan\nhunter2"
    gated = gate(Recorder().event("clipboard", action="copy", text=text, ctx=1).key("c").take())
    assert gated.hidden_texts == {text, "Quarterly zebra plan", "hunter2"}


@pytest.mark.parametrize(
    ("app", "hidden"), [("com.acme.switcher", {"Vault - Bank PIN"}), (VAULT["app"], set())]
)
def test_a_title_of_an_excluded_window_is_told_although_a_window_of_another_app_has_it(
    app: str, hidden: set[str]
) -> None:
    by_url = AppFilter(Apps(exclude=(AppRule(url="*vault*"),)))
    contexts = [{**VAULT, "url": "https://vault.example/"}, {"app": app, "title": VAULT["title"]}]
    gated = gate(Recorder().key("a", ctx=1).take(), contexts=contexts, apps=by_url)
    assert gated.hidden_titles == hidden


def test_kept_dropped_and_missing_add_up() -> None:
    r = Recorder().key("a").key("b", ctx=1).event("telepathy").skip(2).click()
    events = r.take()
    gated = gate(events)
    kept = sum(len(segment) for segment in gated.segments)
    assert kept + sum(gated.dropped.values()) == len(events)
