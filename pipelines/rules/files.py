"""Files that a rules document names: people lists and Presidio recognizers, read from a folder.

Owns finding, hashing and reading them. A file that is missing, too big or other than its SHA-256
says makes the document broken. Errors name places in a file, never what stands there.
"""

import csv
import hashlib
import io
from pathlib import Path
from typing import Final

from pipelines.rules.problems import Findings, Problem
from schemas.rules import Person

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
PEOPLE_COLUMNS: Final[tuple[str, ...]] = ("name", "email", "alias")


class UnreadableFile(Exception):  # noqa: N818
    """A named file that cannot be had: what is wrong, and what to do."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


def read_named(folder: Path | None, name: str) -> bytes:
    """The bytes of a file beside the document.

    Raises: UnreadableFile.
    """
    if folder is None:
        raise UnreadableFile(
            "the document names a file, but no folder is given", "set the folder of rules files"
        )
    path = folder / name
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableFile(f"there is no file `{name}` beside the document", "put it there") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is not a file name"
        raise UnreadableFile(f"the file `{name}` cannot be read: {why}", "mend it or name another") from None
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFile(f"the file `{name}` is too big", f"at most {MAX_FILE_BYTES} bytes are read")
    return data


def hex_digest(data: bytes) -> str:
    """SHA-256 as it stands beside a file's name: 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def plain_digest(written: str) -> str:
    """A digest as somebody wrote it, in the form of `hex_digest`."""
    return written.strip().lower().removeprefix("sha256:")


def read_people(data: bytes, name: str, findings: Findings) -> tuple[Person, ...]:
    """The rows of a people file: a header line with `name`, and `email` and `alias` where they exist."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        findings.problems.append(Problem(name, line, "", "the text is not UTF-8", "save the file as UTF-8"))
        return ()
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Person] = []
    line = 1
    try:
        header = [cell.strip().casefold() for cell in next(rows, [])]
        if "name" not in header:
            cure = "begin with a line of column names, one of them `name`"
            findings.problems.append(Problem(name, 1, "name", "there is no column `name`", cure))
            return ()
        places = {column: header.index(column) for column in PEOPLE_COLUMNS if column in header}
        line = rows.line_num + 1
        for row in rows:
            person = _person(row, places, name, line, findings)
            if person is not None:
                found.append(person)
            line = rows.line_num + 1
    except csv.Error:
        cure = "check its quotes"
        findings.problems.append(Problem(name, line, "", "this row is not CSV", cure))
    return tuple(found)


def _person(
    row: list[str], places: dict[str, int], name: str, line: int, findings: Findings
) -> Person | None:
    cells = {column: row[at].strip() for column, at in places.items() if at < len(row)}
    if not any(cells.values()):
        return None
    if not cells.get("name"):
        findings.problems.append(
            Problem(name, line, "name", "this row has no name", "add it or remove the row")
        )
        return None
    return Person(name=cells["name"], email=cells.get("email") or None, alias=cells.get("alias") or None)
