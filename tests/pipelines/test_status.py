"""What a person is told who asks whether they are being recorded."""

import orjson
import pytest

from pipelines.consent import ControlSet
from pipelines.controls import key_of
from pipelines.status import status
from schemas.control import Control, Erase, Exempt, Halt, Pause


def asked(*controls: Control, role: str | None = None, region: str | None = None, now_ms: int = 150):
    keyed = {key_of(control, str(n)): control for n, control in enumerate(controls)}
    return status(ControlSet(keyed), "u-1", role, region, now_ms)


@pytest.mark.parametrize(
    ("control", "role", "recorded"),
    [
        (Pause(v=1, user_id="u-1", from_=100, until=200), None, "no"),
        (Pause(v=1, user_id="u-1", from_=100, until=150), None, "yes"),
        (Pause(v=1, user_id="u-2", from_=100, until=200), None, "yes"),
        (Halt(v=1, from_=100), None, "no"),
        (Exempt(v=1, user_id="u-1", from_=100), "support", "no"),
        (Exempt(v=1, role="support", from_=100), "support", "no"),
        (Exempt(v=1, role="support", from_=100), "sales", "yes"),
        (Exempt(v=1, role="support", from_=100), None, "if told"),
        (Exempt(v=1, region="US", from_=100), "support", "if told"),
        (Erase(v=1, user_id="u-1", from_=100, until=200), None, "yes"),
    ],
)
def test_whether_a_person_is_recorded(control, role, recorded):
    assert asked(control, role=role).recorded == recorded


def test_the_answer_says_what_holds_and_what_comes():
    report = asked(
        Pause(v=1, user_id="u-1", from_=0, until=3_600_000),
        Exempt(v=1, region="US", from_=86_400_000),
        Erase(v=1, user_id="u-1", from_=0, until=60_000),
        region="US-CA",
    )
    assert report.words().splitlines() == [
        "You are not being recorded.",
        "In force: a pause of yours from 1970-01-01 00:00:00 UTC until 1970-01-01 01:00:00 UTC,"
        " which is longer than the 30 minutes of a pause.",
        "To come: an exemption of region US from 1970-01-02 00:00:00 UTC with no end.",
        "Erased: work from 1970-01-01 00:00:00 UTC until 1970-01-01 00:01:00 UTC,"
        " with all that was published of it.",
    ]
    form = orjson.loads(orjson.dumps(report.json()))
    assert form["recorded"] == "no"
    assert [said["kind"] for said in form["in_force"]] == ["pause"]
    assert form["to_come"][0]["until_ms"] is None


def test_an_exemption_of_others_is_told_as_such():
    report = asked(Exempt(v=1, region="DE", from_=0), Halt(v=1, from_=900, until=900))
    assert report.words().splitlines()[1:] == [
        "In force: an exemption of region DE (yours too, unless your recorder sends another one)"
        " from 1970-01-01 00:00:00 UTC with no end."
    ]
