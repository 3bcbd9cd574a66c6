"""Progress: what audit records and trajectories say of how far a partition is."""

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.stretches import Progress
from schemas.audit import AuditRecord, Published
from schemas.trajectory import Source
from streams.progress import History, Tail, mark_in, progress_headers

RAW, CLEAN = "raw", "clean"


def audit(
    session: str = "s-1",
    seqs: tuple[int, int] = (0, 9),
    offsets: tuple[int, int] = (0, 3),
    *,
    made: str | None = "t-1",
    at: int | None = 0,
    topic: str = CLEAN,
    raw: str = RAW,
    replay: bool = False,
    cut: bool = False,
) -> bytes:
    record = AuditRecord(
        trajectory_id=made,
        published=Published(topic=topic, partition=0, offset=at),
        session=session,
        subject="u-1",
        from_=100,
        until=200,
        source=Source(
            topic=raw,
            partition=0,
            first_offset=offsets[0],
            last_offset=offsets[1],
            first_seq=seqs[0],
            last_seq=seqs[1],
        ),
        policy="sha256:x",
        cut=cut,
        replay=replay,
    )
    return msgspec.json.encode(record)


def trajectory(made: str, session: str = "s-1", seqs: tuple[int, int] = (0, 9), raw: str = RAW) -> bytes:
    steps = [{"redactions": [{"entity": "PERSON", "rule": "fake", "path": "x", "start": 0, "end": 1}] * 2}]
    source = {"topic": raw, "partition": 0, "first_offset": 0, "last_offset": 3}
    return orjson.dumps(
        {
            "trajectory_id": made,
            "session": session,
            "source": {**source, "first_seq": seqs[0], "last_seq": seqs[1]},
            "policy": {"digest": "sha256:old"},
            "quality": {"dropped": {"paused": 2}},
            "steps": steps,
        }
    )


def history(*records: bytes) -> History:
    made = History(RAW, CLEAN)
    for value in records:
        made.add(value, 1_000)
    return made


def tail(*records: tuple[str, bytes | None]) -> Tail:
    made = Tail(RAW, 0)
    for offset, (key, value) in enumerate(records, start=10):
        made.add(key, value, offset)
    return made


MERGES = [
    ("one record", [audit()], Progress(9, 3, False, 1_000)),
    ("the next one", [audit(), audit(seqs=(10, 19), offsets=(4, 7))], Progress(19, 7, False, 1_000)),
    ("twice the same", [audit(), audit()], Progress(9, 3, False, 1_000)),
    (
        "an older one again",
        [audit(), audit(seqs=(10, 19), offsets=(4, 7), cut=True), audit()],
        Progress(19, 7, True, 1_000),
    ),
    (
        "late events alone move offsets only",
        [audit(cut=True), audit(seqs=(-1, 9), offsets=(5, 5), made=None, at=None, cut=True)],
        Progress(9, 5, True, 1_000),
    ),
    (
        "a session that began anew",
        [audit(seqs=(500, 900), offsets=(0, 9)), audit(seqs=(0, 4), offsets=(100, 102))],
        Progress(4, 102, False, 1_000),
    ),
    ("a replay's", [audit(replay=True)], None),
    ("another topic's", [audit(topic="elsewhere")], None),
    ("another source's", [audit(raw="elsewhere")], None),
    ("one that cannot be read", [b"{"], None),
]


@pytest.mark.parametrize(("records", "expected"), [case[1:] for case in MERGES], ids=[c[0] for c in MERGES])
def test_progress_of_a_session(records: list[bytes], expected: Progress | None) -> None:
    assert history(*records).progress("s-1") == expected


def test_kafka_s_time_of_the_raw_message_counts_where_it_is_known() -> None:
    made = History(RAW, CLEAN)
    made.add(audit(), 5_000, progress_headers(1_234, None))
    assert made.progress("s-1") == Progress(9, 3, False, 1_234)


def test_the_tail_begins_behind_the_last_trajectory_or_at_what_is_left_before_it() -> None:
    made = History(RAW, CLEAN)
    assert made.look_from is None
    made.add(audit(made=None, at=None), 1)
    assert made.look_from is None
    made.add(audit(at=7), 1)
    assert made.look_from == 8
    made.add(audit(at=9), 1, progress_headers(1, 4))
    assert made.look_from == 4
    made.add(audit(at=11), 1)
    assert made.look_from == 12


def test_a_trajectory_that_nobody_audited_is_recognised_with_what_it_holds() -> None:
    (found,) = tail(("t-2", trajectory("t-2", seqs=(10, 19)))).unaudited(history(audit())).values()
    assert found.name == ("s-1", 10, 19)
    assert (found.entities, found.rules, found.dropped) == ({"PERSON": 2}, {"fake": 2}, {"paused": 2})
    assert found.policy == "sha256:old"


@pytest.mark.parametrize(
    ("records", "audits"),
    [
        ([("t-1", trajectory("t-1"))], [audit(made="t-1")]),
        ([("t-1", trajectory("t-1")), ("t-1", None)], []),
        ([("t-1", trajectory("t-1"))], [audit(made="t-1", replay=True)]),
        ([("t-1", trajectory("t-1", raw="elsewhere"))], []),
        ([("t-1", b"no json")], []),
    ],
    ids=["audited", "deleted", "replayed", "of another topic", "unreadable"],
)
def test_what_is_not_recognised(records: list, audits: list[bytes]) -> None:
    assert tail(*records).unaudited(history(*audits)) == {}


def test_of_two_for_one_stretch_the_older_or_the_one_without_audit_record_is_deleted() -> None:
    both = tail(("t-a", trajectory("t-a")), ("t-b", trajectory("t-b")))
    assert both.doubles(history()) == ["t-a"]
    assert [found.trajectory_id for found in both.unaudited(history()).values()] == ["t-b"]
    late = tail(("t-b", trajectory("t-b")))
    assert late.doubles(history(audit(made="t-a", at=3))) == ["t-b"]
    assert late.unaudited(history(audit(made="t-a", at=3))) == {}
    assert late.doubles(history(audit(made="t-b", at=0), audit(made="t-a", at=3))) == ["t-b"]
    assert tail(("t-a", trajectory("t-a")), ("t-a", trajectory("t-a"))).doubles(history()) == []
    erased = tail(("t-b", trajectory("t-b")), ("t-a", None))
    assert erased.doubles(history(audit(made="t-a", at=3))) == ["t-b"]


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 5), st.integers(1, 3), st.booleans()), max_size=12
    ),
    st.data(),
)
def test_records_that_come_twice_or_again_later_change_nothing(parts: list, data: st.DataObject) -> None:
    records, seq, offset = [], {"a": 0, "b": 0}, 0
    for session, events, messages, cut in parts:
        first, first_offset = seq[session], offset
        seq[session] += events
        offset += messages
        records.append(
            audit(session, (first, seq[session] - 1), (first_offset, offset - 1), cut=cut, made=f"t{offset}")
        )
    again = data.draw(st.lists(st.sampled_from(records), max_size=5)) if records else []
    once, more = history(*records), history(*records, *again)
    for session in "ab":
        assert once.progress(session) == more.progress(session)
        if once.progress(session) is not None:
            assert once.progress(session).last_seq == seq[session] - 1  # type: ignore[union-attr]


TWO_KEYS = [
    ("the old key's, then the new one's", [audit("o"), audit("n", (10, 19), (4, 7))], (19, 7)),
    ("the new key's, then the old one's", [audit("n"), audit("o", (10, 19), (4, 7))], (19, 7)),
    ("to and fro", [audit("o"), audit("n", (10, 19), (4, 7)), audit("o", (20, 29), (8, 9))], (29, 9)),
    (
        "one again, late",
        [audit("o"), audit("n", (10, 19), (4, 7)), audit("o")],
        (19, 7),
    ),
    (
        "late events alone under the new key",
        [audit("o"), audit("n", (-1, 9), (5, 5), made=None, at=None)],
        (9, 5),
    ),
    (
        "late events alone, then a stretch that begins in their message",
        [audit("o"), audit("n", (-1, 9), (5, 5), made=None, at=None), audit("n", (10, 19), (5, 8))],
        (19, 8),
    ),
    (
        "begun anew under the new key",
        [audit("o", (500, 900), (0, 9)), audit("n", (0, 4), (100, 102))],
        (4, 102),
    ),
    (
        "begun anew under the old key",
        [audit("n", (500, 900), (0, 9)), audit("o", (0, 4), (100, 102))],
        (4, 102),
    ),
    ("in one message", [audit("o", (0, 9), (0, 4)), audit("n", (10, 19), (4, 7))], (19, 7)),
]


@pytest.mark.parametrize(("records", "expected"), [c[1:] for c in TWO_KEYS], ids=[c[0] for c in TWO_KEYS])
def test_progress_of_a_session_that_two_keys_have_named(
    records: list[bytes], expected: tuple[int, int]
) -> None:
    told = history(*records).progress("n", "o")
    assert told is not None
    assert (told.last_seq, told.last_offset) == expected
    assert history(*records).progress("o", "n") == told


def test_a_trajectory_that_arrives_after_its_stretch_was_done_without_one_is_deleted() -> None:
    """An exemption came in between, and the worker that knew nothing of it was cut off."""
    late, done = tail(("t-b", trajectory("t-b"))), audit(made=None, at=None)
    assert late.doubles(history(done)) == ["t-b"]
    assert late.unaudited(history(done)) == {}
    assert late.doubles(history(done, audit(made="t-b", replay=True))) == []
    assert late.doubles(history(audit(seqs=(20, 29), offsets=(7, 9)))) == ["t-b"]
    assert tail(("t-b", trajectory("t-b", seqs=(10, 19)))).doubles(history(done)) == []


def test_of_two_for_one_stretch_under_two_keys_the_older_is_deleted() -> None:
    both = tail(("t-o", trajectory("t-o", session="o")), ("t-n", trajectory("t-n", session="n")))
    assert both.doubles(history()) == ["t-o"]
    newer = tail(("t-n", trajectory("t-n", session="n")))
    assert newer.doubles(history(audit("o", made="t-o", at=3))) == ["t-n"]
    other = tail(("t-n", trajectory("t-n", session="n", seqs=(0, 8))))
    assert other.doubles(history(audit("o", made="t-o", at=3))) == []


def test_marks_of_keys_are_kept_from_a_time_on() -> None:
    made = History(RAW, CLEAN, since_ms=100)
    made.add(audit(), 99, progress_headers(None, None, "k0:aa"))
    made.add(audit(), 100, progress_headers(1, 2, "k1:bb"))
    made.add(audit(), 101)
    made.add(audit(topic="elsewhere"), 102, progress_headers(None, None, "k2:cc"))
    assert made.marks == {"k1:bb"}
    assert mark_in(progress_headers(1, 2, "k1:bb")) == "k1:bb"
