"""Strays: what somebody who is gone wrote beside the owner of a partition is found by its offset."""

import orjson
import pytest

from streams.kafka import Record
from streams.progress import Noted
from streams.strays import KEEP, Strays


def trajectory(key: str, offset: int, last: int = 9, session: str = "s-1") -> Record:
    source = {"topic": "raw", "partition": 0, "first_offset": 0, "last_offset": 3, "first_seq": 0}
    form = {
        "trajectory_id": key,
        "session": session,
        "source": {**source, "last_seq": last},
        "policy": {"digest": "sha256:x"},
        "quality": {"dropped": {}},
        "steps": [],
    }
    return Record("clean", 0, offset, 0, key.encode(), orjson.dumps(form))


@pytest.mark.parametrize(
    ("end", "offsets", "gaps"),
    [
        (0, [0, 1, 2], []),
        (5, [5, 7, 8], [(6, 7)]),
        (5, [8, 9, 12], [(5, 8), (10, 12)]),
        (None, [8, 9], []),
    ],
)
def test_what_lies_between_own_offsets_is_somebody_elses(
    end: int | None, offsets: list[int], gaps: list[tuple[int, int]]
) -> None:
    strays = Strays("raw", 0, end)
    for offset in offsets:
        strays.wrote(offset)
    assert strays.take_gaps() == gaps
    assert strays.take_gaps() == []


def test_another_trajectory_of_a_stretch_that_was_done_is_a_stray() -> None:
    noted = Noted("t-old", 3, ("s-1", 0, 4), 0, "u", 0, 1)
    strays = Strays("raw", 0, 0, [noted])
    strays.made(("s-1", 0, 9), "t-own")
    found = [
        trajectory("t-other", 4),
        trajectory("t-own", 5),
        trajectory("t-older", 6, last=4),
        trajectory("t-nobody", 7, last=99),
        Record("clean", 0, 8, 0, b"t-gone", None),
        Record("clean", 0, 9, 0, None, b"no trajectory"),
    ]
    assert strays.among(found) == ["t-older", "t-other"]


def test_a_stray_that_was_deleted_meanwhile_is_none() -> None:
    strays = Strays("raw", 0, 0)
    strays.made(("s-1", 0, 9), "t-own")
    gone = Record("clean", 0, 5, 0, b"t-other", None)
    assert strays.among([trajectory("t-other", 4), gone]) == []


def test_what_is_remembered_is_bounded() -> None:
    strays = Strays("raw", 0, 0)
    for n in range(KEEP + 1):
        strays.made(("s-1", 0, n), f"t-{n}")
    assert strays.among([trajectory("t-x", 1, last=0), trajectory("t-y", 2, last=1)]) == ["t-y"]
