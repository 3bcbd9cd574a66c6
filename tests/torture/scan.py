"""Looking for canaries where none may be: values, keys, headers, logs, pages, files.

A place is told, and never what was found there.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from streams.kafka import Record

_CANARY: Final = re.compile(
    rb"(?i)zq ?[0-9sv]"  # the Latin ones, whole or their beginning
    rb"|\xe1[\x8e\x8f][\xa0-\xbf]|\xe1\x8f[\x80-\x9f]"  # one Cherokee letter, in UTF-8
    rb"|\\u13[a-f][0-9a-f]|\\xe1\\x8[ef]"  # and as JSON or Python write it
)
_WHOLE: Final = re.compile(rb"(?i)zq[0-9]{6}|(?:\xe1[\x8e\x8f][\x80-\xbf]){3}")
"""In files of brokers, where any two bytes stand somewhere: whole canaries only."""
_CHUNK: Final = 1 << 22


def has_canary(data: bytes | None) -> bool:
    """Whether a piece of a canary is in there."""
    return data is not None and _CANARY.search(data) is not None


def in_records(records: Iterable[Record]) -> Iterator[str]:
    """Where canaries are among records: in values, keys or headers."""
    for record in records:
        parts = [("value", record.value), ("key", record.key)]
        parts += [(f"header {name}", value) for name, value in record.headers]
        for part, data in parts:
            if has_canary(data):
                yield f"{record.topic}/{record.partition}/{record.offset} {part}"


def in_files(folder: Path, leave_out: frozenset[str] = frozenset()) -> Iterator[str]:
    """Files below a folder with a canary in them or in their names, and core files, whatever they hold."""
    for path in sorted(folder.rglob("*")):
        if path.name in leave_out or not path.is_file():
            continue
        if path.name.startswith("core"):
            yield f"{path.relative_to(folder)} is a core file"
        elif has_canary(path.name.encode()) or _file_has(path, _CANARY):
            yield str(path.relative_to(folder))


def in_brokers(cluster: Path, raw_topic: str) -> Iterator[str]:
    """Brokers' files with a whole canary in them: of a run's topics, and of the brokers themselves.

    Raw topics are left out, and those of controls, which name people by their nature.
    """
    for data in sorted(cluster.glob("node-*/data")):
        yield from _in_broker(data, raw_topic)


def _in_broker(data: Path, raw_topic: str) -> Iterator[str]:
    prefix = raw_topic.removesuffix("raw_topic")
    for folder in sorted(data.iterdir()) if data.is_dir() else []:
        own = folder.name.startswith((prefix, "__"))
        apart = folder.name.startswith((raw_topic, f"{prefix}controls"))
        if folder.is_dir() and own and not apart:
            for path in sorted(folder.glob("*.log")):
                if _file_has(path, _WHOLE):
                    yield str(path.relative_to(data))


def written_by(pid: int, folder: Path) -> Iterator[str]:
    """Regular files outside of a folder that a process holds open for writing."""
    for entry in Path(f"/proc/{pid}/fd").glob("*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            path = entry.readlink()
            if path.is_relative_to(folder) or not path.is_file() or path.is_relative_to("/proc"):
                continue
            flags = Path(f"/proc/{pid}/fdinfo/{entry.name}").read_text().split("flags:")[1].split()[0]
            if int(flags, 8) & os.O_ACCMODE != os.O_RDONLY:
                yield str(path)


def _file_has(path: Path, wanted: "re.Pattern[bytes]") -> bool:
    before = b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if wanted.search(before + chunk):
                    return True
                before = chunk[-32:]
    except FileNotFoundError:
        return False
    return False
