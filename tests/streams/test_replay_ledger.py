"""What a replay remembers of stretches, and what a comparison makes of it."""

from collections import Counter
from pathlib import Path

import orjson

from pipelines.entries import Place
from pipelines.outcome import Outcome
from streams.replay.comparison import Comparison, _pack, kept_of
from streams.replay.ledger import Ledger
from streams.replay.window import Asked, Window

NAME = ("s-1", 1, 9)
OLDER = ("s-old", 1, 9)


def trajectory(text: str, *entities: str, first_offset: int = 3, session: str = "s-1") -> bytes:
    redactions = [{"entity": entity, "rule": "light"} for entity in entities]
    source = {"topic": "raw", "partition": 0, "first_offset": first_offset, "first_seq": 1, "last_seq": 9}
    steps = [{"action": {"text": text}, "redactions": redactions}]
    return orjson.dumps({"session": session, "source": source, "policy": {"key_id": "k1"}, "steps": steps})


def outcome(made: bytes | None) -> Outcome:
    return Outcome("t-new", made, "s-1", "u-1", 0, 1, Place("raw", 0, 3, 5), 1, 9, "p")


def compared(old: bytes, new: bytes | None) -> Comparison:
    comparison = Comparison(Ledger())
    name, kept, _ = kept_of(old)
    comparison.ledger.note_old("t-old", name, 7, _pack(kept))
    comparison.take([("s-2", 1, 9), NAME], outcome(new))
    return comparison


def test_what_was_left_and_what_was_named() -> None:
    ledger = Ledger()
    ledger.note_done(NAME)
    assert ledger.is_done([OLDER, NAME])
    assert not ledger.is_done([("s-1", 1, 8), OLDER])
    ledger.note_named("t-1")
    for number, trajectory_id in enumerate(["t-1", "t-2", "t-3"]):
        ledger.note_left(trajectory_id, NAME, number)
    assert ledger.left([OLDER, NAME]) == [("t-2", 1), ("t-3", 2)]
    ledger.forget_left("t-2")
    assert ledger.left([NAME]) == [("t-3", 2)]


def test_equal_changed_removed_and_added() -> None:
    same = trajectory("a", "PERSON")
    assert compared(same, same).counts == Counter(equal=1)
    changed = compared(trajectory("a", "PERSON", "ID"), trajectory("b", "PERSON", "DATE"))
    assert changed.counts == Counter(changed=1)
    assert (changed.gained, changed.lost) == (Counter({("DATE", "light"): 1}), Counter({("ID", "light"): 1}))
    assert changed.as_json()["examples"]["changed"] == [{"old": "t-old", "new": "t-new"}]
    assert compared(same, None).counts == Counter(removed=1)
    added = Comparison(Ledger())
    added.take([NAME], outcome(same))
    assert added.counts == Counter(added=1)


def test_what_is_left_alone_is_neither_removed_nor_compared() -> None:
    comparison = Comparison(Ledger())
    for number, session in enumerate(["s-1", "s-2", "s-3"]):
        name, kept, _ = kept_of(trajectory("a", "PERSON", first_offset=number, session=session))
        comparison.ledger.note_old(f"t-{number}", name, number, _pack(kept))
    comparison.leave_out([NAME])
    window = Window(Asked(from_offset=0, to_offset=2))
    for offset in range(4):
        window.meet(offset, None)
    comparison.finish({0: window})
    form = comparison.as_json()
    assert form["trajectories"] == {"equal": 0, "changed": 0, "added": 0, "removed": 1}
    assert form["not_compared"] == 1
    assert form["examples"]["removed"] == [{"old": "t-1", "new": None}]


def test_nothing_of_it_lies_in_a_folder(tmp_path: Path) -> None:
    ledger = Ledger()
    for number in range(2000):
        ledger.note_done(("s", number, number))
    assert list(tmp_path.iterdir()) == []
    ledger.close()
