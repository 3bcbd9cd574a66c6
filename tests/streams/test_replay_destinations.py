"""A file as a replay's destination: it goes on where it was, and is there whole or not at all."""

from pathlib import Path

import orjson
import pytest

from pipelines.entries import Place, Stretch
from pipelines.outcome import Outcome
from streams.cli.failure import CommandFailed
from streams.pool import Redacted
from streams.replay.destinations import Ready, ToFile

PLACE = Place("raw", 0, 0, 9)


def line(session: str, policy: str = "p") -> bytes:
    source = {"first_seq": 1, "last_seq": 9}
    return orjson.dumps({"session": session, "source": source, "policy": {"digest": policy}}) + b"\n"


def ready(session: str, policy: str = "p") -> Ready:
    outcome = Outcome(
        key=f"t-{session}",
        trajectory=line(session, policy).rstrip(b"\n"),
        session=session,
        subject="u-1",
        first_ts_ms=0,
        last_ts_ms=1,
        place=PLACE,
        first_seq=1,
        last_seq=9,
        policy=policy,
    )
    return Ready(Stretch("raw id", "u", (), PLACE, 1, 9), Redacted(outcome, 0))


def test_an_interrupted_file_goes_on_behind_its_last_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    (tmp_path / "out.jsonl.partial").write_bytes(line("s-1") + line("s-2")[:17])
    destination = ToFile(path)
    assert destination.has(("s-1", 1, 9))
    assert not destination.has(("s-2", 1, 9))
    assert destination.put(0, [ready("s-2")]) == ["published"]
    destination.close(done=False)
    assert not path.exists()
    again = ToFile(path)
    assert again.has(("s-2", 1, 9))
    again.close(done=True)
    assert path.read_bytes() == line("s-1") + line("s-2")
    assert not (tmp_path / "out.jsonl.partial").exists()


def test_a_file_that_was_begun_under_other_rules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl.partial").write_bytes(line("s-1", policy="old"))
    destination = ToFile(tmp_path / "out.jsonl")
    with pytest.raises(CommandFailed, match="other rules"):
        destination.put(0, [ready("s-2", policy="new")])


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_bytes(b"mine\n")
    with pytest.raises(CommandFailed, match="is there already"):
        ToFile(tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == b"mine\n"
