"""A file as a replay's destination: it goes on where it was, and is there whole or not at all."""

from pathlib import Path

import orjson
import pytest

from pipelines.entries import Place, Stretch
from pipelines.outcome import Outcome
from streams.cli.failure import CommandFailed
from streams.pool import Redacted
from streams.replay.destination import Ready
from streams.replay.ledger import Ledger
from streams.replay.to_file import ToFile, begun, partial_of

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


ASKED = {"given": {"from": "-7d"}, "from_ms": 1}


def begin(folder: Path, *lines: bytes) -> Path:
    """A file that an interrupted replay left; the path that it would have had in the end."""
    path = folder / "out.jsonl"
    ToFile(path, ASKED, Ledger()).close(done=False)
    partial_of(path).write_bytes(b"".join(lines))
    return path


def test_an_interrupted_file_goes_on_behind_its_last_whole_line(tmp_path: Path) -> None:
    path = begin(tmp_path, line("s-1"), line("s-2")[:17])
    destination = ToFile(path, ASKED, Ledger())
    assert destination.has([("s-1", 1, 9)])
    assert not destination.has([("s-2", 1, 9)])
    assert destination.put(0, [ready("s-2")]) == ["published"]
    destination.close(done=False)
    assert not path.exists()
    again = ToFile(path, ASKED, Ledger())
    assert again.has([("s-2", 1, 9)])
    again.close(done=True)
    assert path.read_bytes() == line("s-1") + line("s-2")
    assert [one.name for one in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_file_that_was_begun_under_other_rules_is_refused(tmp_path: Path) -> None:
    destination = ToFile(begin(tmp_path, line("s-1", policy="old")), ASKED, Ledger())
    with pytest.raises(CommandFailed, match="other rules"):
        destination.expect("new")


def test_a_file_that_another_command_began_is_refused(tmp_path: Path) -> None:
    path = begin(tmp_path, line("s-1"))
    assert begun(path) == ASKED
    with pytest.raises(CommandFailed, match="begun by another command"):
        ToFile(path, {**ASKED, "from_ms": 2}, Ledger())
    assert partial_of(path).read_bytes() == line("s-1")


def test_a_file_takes_one_replay_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    first = ToFile(path, ASKED, Ledger())
    with pytest.raises(CommandFailed, match="another replay writes to it"):
        ToFile(path, ASKED, Ledger())
    first.close(done=True)
    assert path.exists()


def test_a_full_disk_ends_the_replay_and_not_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.jsonl"
    destination = ToFile(path, ASKED, Ledger())
    destination.put(0, [ready("s-1")])

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CommandFailed, match="No space left on device; make room") as failed:
        destination.put(0, [ready("s-2")])
    assert failed.value.status == 1
    destination.close(done=False)
    monkeypatch.undo()
    again = ToFile(path, ASKED, Ledger())
    assert again.has([("s-1", 1, 9)])


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_bytes(b"mine\n")
    with pytest.raises(CommandFailed, match="is there already"):
        ToFile(tmp_path / "out.jsonl", ASKED, Ledger())
    assert (tmp_path / "out.jsonl").read_bytes() == b"mine\n"
