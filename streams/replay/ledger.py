"""What a replay has to remember of every stretch of its range: on disk, so that memory stays bounded.

A private database without a name, which SQLite deletes by itself. It holds hashes of pseudonyms,
ids, offsets and counts; never text.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Final

from streams.cli.failure import CommandFailed
from streams.progress import StretchName

_CACHE_KIB: Final = 8 * 1024
_SCHEMA: Final = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE done (name BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE named (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE left_behind (id TEXT PRIMARY KEY, name BLOB, at INTEGER) WITHOUT ROWID;
CREATE INDEX left_by_name ON left_behind (name);
CREATE TABLE old (id TEXT PRIMARY KEY, name BLOB, at INTEGER, kept BLOB) WITHOUT ROWID;
CREATE INDEX old_by_name ON old (name);
"""

_LEAVE: Final = "INSERT OR REPLACE INTO left_behind VALUES (?, ?, ?)"


def _hash(name: StretchName) -> bytes:
    session, first, last = name
    return hashlib.blake2b(f"{session}/{first}/{last}".encode(), digest_size=16).digest()


class Ledger:
    """Stretches by name; every call may come from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._db.close()

    def note_done(self, name: StretchName) -> None:
        """A stretch was dealt with before."""
        self._do("INSERT OR IGNORE INTO done VALUES (?)", _hash(name))

    def is_done(self, names: Iterable[StretchName]) -> bool:
        """Whether a stretch was dealt with before, under any of its names."""
        return any(self._one("SELECT 1 FROM done WHERE name = ?", _hash(name)) for name in names)

    def note_named(self, trajectory_id: str) -> None:
        """An audit record names a trajectory."""
        self._do("INSERT OR IGNORE INTO named VALUES (?)", trajectory_id)

    def note_left(self, trajectory_id: str, name: StretchName, offset: int) -> None:
        """A trajectory lies in its topic; it is remembered if no audit record names it."""
        if not self._one("SELECT 1 FROM named WHERE id = ?", trajectory_id):
            self._do(_LEAVE, trajectory_id, _hash(name), offset)

    def forget_left(self, trajectory_id: str) -> None:
        """A trajectory that nobody audited is gone, or is audited now."""
        self._do("DELETE FROM left_behind WHERE id = ?", trajectory_id)

    def left(self, names: Iterable[StretchName]) -> list[tuple[str, int]]:
        """Ids and offsets of what a crash left of a stretch without an audit record, oldest first."""
        found: list[tuple[str, int]] = []
        for name in names:
            found += self._all("SELECT id, at FROM left_behind WHERE name = ?", _hash(name))
        return sorted(found, key=lambda one: one[1])

    def note_old(self, trajectory_id: str, name: StretchName, at: int, kept: bytes) -> None:
        """What is kept of a published trajectory, to compare it."""
        self._do("INSERT OR REPLACE INTO old VALUES (?, ?, ?, ?)", trajectory_id, _hash(name), at, kept)

    def forget_old(self, trajectory_id: str) -> None:
        """A published trajectory was deleted."""
        self._do("DELETE FROM old WHERE id = ?", trajectory_id)

    def take_old(self, names: Iterable[StretchName]) -> tuple[str, bytes] | None:
        """Take out what is kept of a stretch's trajectory, of several the newest; None: there is none."""
        found: list[tuple[str, int, bytes]] = []
        for name in names:
            found += self._all("SELECT id, at, kept FROM old WHERE name = ?", _hash(name))
        for trajectory_id, _, _ in found:
            self.forget_old(trajectory_id)
        newest = max(found, key=lambda one: one[1], default=None)
        return None if newest is None else (newest[0], newest[2])

    def all_old(self) -> Iterator[tuple[str, bytes]]:
        """Ids of what was not taken out, and what is kept of each."""
        last = ""
        while True:
            some: list[tuple[str, bytes]] = self._all(
                "SELECT id, kept FROM old WHERE id > ? ORDER BY id LIMIT 1000", last
            )
            if not some:
                return
            yield from some
            last = some[-1][0]

    def _do(self, statement: str, *values: Any) -> None:
        self._all(statement, *values)

    def _one(self, statement: str, *values: Any) -> bool:
        return bool(self._all(statement, *values))

    def _all(self, statement: str, *values: Any) -> list[Any]:
        try:
            with self._lock:
                return self._db.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:
            raise CommandFailed(
                f"cannot note what was done ({error}); make room in the folder for temporary files (TMPDIR) "
                "and run the same command again",
                1,
            ) from None
