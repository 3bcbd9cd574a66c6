"""The shipped session: it can be made anew, keeps the contract, and holds what its key says."""

from collections import Counter

import orjson
import pytest

from schemas import raw
from schemas.codec import decode_message
from streams.demo import cast, session


@pytest.fixture(scope="module")
def messages() -> list[dict]:
    return [orjson.loads(line) for line in session.shipped_session().splitlines()]


def test_the_script_gives_the_shipped_bytes() -> None:
    assert session.session_bytes() == session.shipped_session()


def test_the_script_gives_the_shipped_key_and_controls() -> None:
    assert session.key() == session.shipped_key()
    lines = session.CONTROLS_FILE.read_bytes().splitlines()
    assert [orjson.loads(line) for line in lines] == session.controls()


def test_every_message_keeps_the_contract(messages: list[dict]) -> None:
    for message in messages:
        decoded = decode_message(orjson.dumps(message))
        assert not any(isinstance(event, raw.UnknownEvent) for event in decoded.events)


def test_events_are_numbered_without_gaps_and_go_forward(messages: list[dict]) -> None:
    last: dict[str, tuple[int, int]] = {}
    for message in messages:
        for event in message["events"]:
            seq, ts = last.get(message["session_id"], (-1, 0))
            assert event["seq"] == seq + 1
            assert event["ts"] >= ts
            last[message["session_id"]] = (event["seq"], event["ts"])
    assert len(last) == 3


def test_it_shows_about_twenty_minutes_of_varied_work(messages: list[dict]) -> None:
    kinds = Counter(event["type"] for message in messages for event in message["events"])
    assert set(kinds) == set(raw.EVENT_TYPES)
    assert 18 <= session.shipped_key()["minutes"] <= 24
    assert session.SESSION_FILE.stat().st_size < 1_500_000


def test_every_focus_is_followed_by_a_screen_with_its_windows(messages: list[dict]) -> None:
    by_session: dict[str, list[dict]] = {}
    for message in messages:
        by_session.setdefault(message["session_id"], []).extend(message["events"])
    for events in by_session.values():
        for before, after in zip(events, events[1:], strict=False):
            if before["type"] == "focus":
                assert after["type"] == "screen"
                assert after["windows"]


def test_every_planted_value_is_planted() -> None:
    key = session.shipped_key()
    assert [item["value"] for item in key["planted"] if not item["places"]] == []
    assert len({item["entity"] for item in key["planted"]}) >= 14
    assert len(key["planted"]) == len(cast.PLANTED)


def test_every_phrase_that_must_survive_is_shown() -> None:
    shown = "\n".join(text for _, text in session.Day().surfaces)
    assert [phrase for phrase in cast.KEPT if phrase not in shown] == []
