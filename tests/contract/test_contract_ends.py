"""SPEC section 3, "Where a stretch ends": by events alone, wherever rules and controls would drop them."""

from typing import Any

import pytest

from tests.build import T0, message, to_line
from tests.contract.world import World

CELL = (T0 // 300_000 + 1) * 300_000
"""The first moment of a cell of the time grid."""
APP = {"app": "com.acme.one", "title": "One"}
BOX = {"id": "b", "role": "textbox", "name": "Search"}
AREA = {"id": "a", "role": "textarea", "name": "Note"}


def at(seq: int, ts: int, type: str = "focus", **fields: Any) -> dict[str, Any]:
    return {"seq": seq, "ts": ts, "ctx": 0, "type": type, **fields}


def press(seq: int, ts: int, action: str) -> dict[str, Any]:
    return at(seq, ts, "pointer", action=action, x=1, y=1, button="left")


def key(seq: int, ts: int, name: str = "a", field: dict[str, Any] = BOX) -> dict[str, Any]:
    return at(seq, ts, "key", key=name, action="down", field=field)


ENDS: dict[str, tuple[list[dict[str, Any]], list[tuple[int, int]]]] = {
    "not idle": ([at(1, T0), at(2, T0 + 59_999)], [(1, 2)]),
    "idle": ([at(1, T0), at(2, T0 + 60_000)], [(1, 1), (2, 2)]),
    "the clock steps back": ([at(1, T0), at(2, T0 - 90_000)], [(1, 2)]),
    "an end": ([at(1, T0), at(2, T0, "end", reason="lock"), at(3, T0)], [(1, 2), (3, 3)]),
    "an end for an unknown reason": ([at(1, T0, "end", reason="nap"), at(2, T0)], [(2, 2)]),
    "the time grid": ([at(1, CELL - 2), at(2, CELL - 1), at(3, CELL)], [(1, 2), (3, 3)]),
    "the number grid": ([at(4999, T0), at(5000, T0)], [(4999, 4999), (5000, 5000)]),
    "a new cell is entered once": (
        [at(1, CELL), at(2, CELL - 5), at(3, CELL + 5)],
        [(1, 3)],
    ),
    "a button is held": (
        [
            press(1, CELL - 9000, "down"),
            at(2, CELL),
            press(3, CELL + 10, "up"),
            at(4, CELL + 509),
            at(5, CELL + 510),
        ],
        [(1, 4), (5, 5)],
    ),
    "a copy rests": (
        [
            at(1, CELL - 9000, "clipboard", action="copy", text="x"),
            at(2, CELL + 20_999),
            at(3, CELL + 21_000),
        ],
        [(1, 2), (3, 3)],
    ),
    "a run is open": (
        [key(1, CELL - 1), key(2, CELL), key(3, CELL + 1, "Enter"), at(4, CELL + 2)],
        [(1, 3), (4, 4)],
    ),
    "a run's last key is a line break": (
        [key(1, CELL - 2, field=AREA), key(2, CELL - 1, "Enter", AREA), key(3, CELL, field=AREA)],
        [(1, 2), (3, 3)],
    ),
    "the twelfth cell by number": (
        [key(1, T0), key(59_999, T0), key(60_000, T0)],
        [(1, 59_999), (60_000, 60_000)],
    ),
    "out of order": ([at(5, T0), at(3, T0), at(4, T0, "end", reason="stop"), at(6, T0)], [(3, 6)]),
}


@pytest.mark.parametrize("case", ENDS)
def test_where_stretches_end(plain: World, case: str) -> None:
    events, ends = ENDS[case]
    assert plain.session(events, APP).ends == ends
    assert plain.lines([to_line(message([event], contexts=[APP])) for event in events]).ends == ends


def test_neither_rules_nor_controls_move_an_end(plain: World) -> None:
    halt = {"v": 1, "kind": "halt", "from": 0, "until": None}
    for case, (events, _) in ENDS.items():
        free, halted = plain.session(events, APP), plain.session(events, APP, controls=[halt])
        excluded = plain.session(events, APP | {"app": ""})
        for ran in (halted, excluded):
            assert not ran.trajectories
            assert [a["source"] for a in ran.audit] == [a["source"] for a in free.audit], case


def test_a_cut_hides_64_characters_on_either_side(plain: World) -> None:
    events = [key(n + 1, CELL + n * 10_000, "abcdefghij"[n % 10]) for n in range(440)]
    ran = plain.session(events, APP)
    assert [(a["source"]["last_seq"], a["cut"]) for a in ran.audit] == [(360, True), (440, False)]
    before, after = (action["text"] for action in ran.actions)
    assert before == "abcdefghij" * 29 + "abcdef<TEXT>"
    assert after == "<TEXT>efghijabcdefghij"


def test_a_long_pause_is_no_cut(plain: World) -> None:
    ran = plain.session([key(1, T0), key(2, T0 + 2 * 3_600_000)], APP)
    assert [(a["source"]["last_seq"], a["cut"]) for a in ran.audit] == [(1, False), (2, False)]
    assert [action["text"] for action in ran.actions] == ["a", "a"]


def test_a_cut_before_the_message_that_brings_more_than_32_mib(plain: World) -> None:
    def of_4_mib(seq: int) -> bytes:
        form = message([key(seq, T0)], contexts=[APP], pad="")
        return to_line(form | {"pad": "a" * (4 * 1024 * 1024 - len(to_line(form)))})

    assert plain.lines(of_4_mib(seq) for seq in range(1, 10)).ends == [(1, 8), (9, 9)]


def test_duplicates_and_late_events_are_counted_where_the_session_goes_on(plain: World) -> None:
    def lines(*groups: list[dict[str, Any]]) -> list[bytes]:
        return [to_line(message(group, contexts=[APP])) for group in groups]

    end = at(6, T0, "end", reason="stop")
    ran = plain.lines(lines([at(5, T0), at(5, T0 + 1), end], [at(3, T0)], [at(7, T0)], [at(6, T0)]))
    assert [a["dropped"] for a in ran.audit] == [{"duplicate": 1}, {"late": 2}]
    assert (ran.audit[1]["source"]["first_offset"], ran.audit[1]["source"]["last_offset"]) == (1, 3)
    alone = plain.lines(lines([at(5, T0), end], [at(3, T0)]))
    assert [(a["dropped"], a["trajectory_id"] is None) for a in alone.audit] == [
        ({}, False),
        ({"late": 1}, True),
    ]
