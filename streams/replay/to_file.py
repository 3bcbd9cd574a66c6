"""A file as a replay's destination: JSON lines that take their place when the replay is done.

Until then they have the ending `.partial`; beside them lies what was asked for (`.partial.order`), so
that another command does not go on with them. Neither holds raw text.
"""

import fcntl
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import orjson

from streams.cli.failure import CommandFailed
from streams.progress import StretchName
from streams.replay.destination import Ready, fate_of
from streams.replay.ledger import Ledger
from streams.replay.reading import Course


class _Head(msgspec.Struct, frozen=True):
    class Source(msgspec.Struct, frozen=True):
        first_seq: int
        last_seq: int

    class Policy(msgspec.Struct, frozen=True):
        digest: str

    session: str
    source: Source
    policy: Policy


def partial_of(path: Path) -> Path:
    """Where the lines are until all is done."""
    return path.with_name(f"{path.name}.partial")


def order_of(path: Path) -> Path:
    """Where it stands what was asked for."""
    return path.with_name(f"{path.name}.partial.order")


def begun(path: Path) -> dict[str, Any] | None:
    """What an interrupted replay into this file was asked for; None: there is none."""
    if not partial_of(path).exists() or not order_of(path).exists():
        return None
    try:
        found = orjson.loads(order_of(path).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return found if isinstance(found, dict) else None


class ToFile:
    """Writes JSON lines; `asked` is what the replay was asked for, for whoever goes on.

    Raises: CommandFailed, where the file is there already, or something else was begun in it.
    """

    def __init__(self, path: Path, asked: Mapping[str, Any], ledger: Ledger) -> None:
        if path.exists():
            raise CommandFailed(f"{path}: is there already; name another file")
        self._path = path
        self._partial = partial_of(path)
        self._ledger = ledger
        self._policies: set[str] = set()
        try:
            self._file = os.fdopen(os.open(self._partial, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
            self._continue(dict(asked))
        except (OSError, msgspec.MsgspecError) as error:
            why = error.strerror if isinstance(error, OSError) else "a line is no trajectory"
            raise CommandFailed(f"{self._partial}: cannot be written or continued: {why}", 1) from None

    def _continue(self, asked: dict[str, Any]) -> None:
        file = self._file
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandFailed(f"{self._partial}: another replay writes to it", 1) from None
        if os.fstat(file.fileno()).st_size == 0:
            order_of(self._path).write_bytes(orjson.dumps(asked))
        elif begun(self._path) != asked:
            raise CommandFailed(
                f"{self._partial}: was begun by another command, or other flags; "
                "give the same, name another file, or remove it"
            )
        whole = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            head = msgspec.json.decode(line, type=_Head)
            self._ledger.note_done((head.session, head.source.first_seq, head.source.last_seq))
            self._policies.add(head.policy.digest)
            whole += len(line)
        file.seek(whole)
        file.truncate()

    def open(self, course: Course) -> None:
        """All partitions were learned at once."""

    def expect(self, policy: str) -> None:
        """Refuse what was begun under other rules. Raises: CommandFailed."""
        if self._policies - {policy}:
            raise CommandFailed(
                f"{self._partial}: was begun under other rules; remove it or name another file"
            )

    def has(self, names: Sequence[StretchName]) -> bool:
        """Whether a line of the file holds it."""
        return self._ledger.is_done(names)

    def put(self, partition: int, batch: Sequence[Ready]) -> list[str]:
        """Append the trajectories of a batch, and have the disk's word on them."""
        try:
            self._file.write(b"".join(_lines(batch)))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise CommandFailed(
                f"{self._partial}: cannot be written: {error.strerror}; make room, and run the same command "
                "again: it goes on where it was",
                1,
            ) from None
        return [fate_of(ready.redacted.outcome) for ready in batch]

    def settle(self) -> None:
        """Nobody else can have written to it."""

    def close(self, *, done: bool) -> None:
        """Put the file in its place, if the replay is done."""
        try:
            self._file.close()
        except OSError:
            if done:
                raise
        if done:
            self._partial.replace(self._path)
            order_of(self._path).unlink(missing_ok=True)


def _lines(batch: Iterable[Ready]) -> list[bytes]:
    found = (ready.redacted.outcome.trajectory for ready in batch)
    return [trajectory + b"\n" for trajectory in found if trajectory is not None]
