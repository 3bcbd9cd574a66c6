"""The sets on disk: JSON lines of labelled texts, found by their form.

Owns file names and sampling. A sample is every n-th case, so that it is the same on every run.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pipelines.evaluation.cases import Case, Gold, read_cases
from pipelines.evaluation.screens import LabelledScreen, is_screen, read_screens

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A file of cases, or of whole labelled screens, by the name that reports use."""

    name: str
    path: Path
    whole_screens: bool = False


def find_sets(folders: Iterable[Path]) -> list[LabelledSet]:
    """Every JSON-lines file under the folders whose first record is a labelled text or screen."""
    found: dict[str, LabelledSet] = {}
    for folder in folders:
        paths = [folder] if folder.is_file() else sorted(folder.rglob("*.jsonl"))
        for path in paths:
            name = (
                path.stem if folder.is_file() else f"{folder.name}/{path.relative_to(folder).with_suffix('')}"
            )
            first = _first_record(path)
            if is_screen(first) or _fits(path, first):
                found.setdefault(name, LabelledSet(name, path, is_screen(first)))
    return list(found.values())


def read_set(labelled: LabelledSet, limit: int) -> list[Case]:
    """Cases of a set without repeated unlabelled texts; at most `limit` (0: all), evenly spread.

    Raises: ValueError naming the file and line that cannot be read.
    """
    with labelled.path.open(encoding="utf-8") as lines:
        try:
            cases = list(_secrets(lines) if labelled.path.name == "expected.jsonl" else read_cases(lines))
        except ValueError as error:
            raise ValueError(f"{labelled.path.name}: {error}") from None
    unlabelled = {case.text: case for case in reversed(cases) if not case.labelled}
    kept = [case for case in cases if case.labelled or unlabelled[case.text] is case]
    return _spread(kept, limit)


def read_screen_set(labelled: LabelledSet, limit: int) -> list[LabelledScreen]:
    """The screens of a set; at most `limit` (0: all), evenly spread.

    Raises: ValueError naming the file and line that cannot be read.
    """
    with labelled.path.open(encoding="utf-8") as lines:
        try:
            screens = list(read_screens(lines))
        except ValueError as error:
            raise ValueError(f"{labelled.path.name}: {error}") from None
    return _spread(screens, limit)


def _spread(items: list[Item], limit: int) -> list[Item]:
    if not limit or len(items) <= limit:
        return items
    return [items[at * len(items) // limit] for at in range(limit)]


def _first_record(path: Path) -> Any:
    with path.open(encoding="utf-8") as lines:
        try:
            return json.loads(next(lines, ""))
        except ValueError:
            return None


def _fits(path: Path, record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    is_text = isinstance(record.get("text"), str) and isinstance(record.get("spans"), list)
    is_screen = "screen_id" in record and isinstance(record.get("items"), list)
    is_secret = path.name == "expected.jsonl" and {"line", "value_start", "value_end"} <= record.keys()
    return is_text or is_screen or is_secret


def _secrets(lines: Iterable[str]) -> Iterator[Case]:
    """CredSweeper's findings: a line and where in it a secret stands."""
    for number, line in enumerate(lines, 1):
        record = json.loads(line)
        start, end = record["value_start"], record["value_end"]
        if 0 <= start < end <= len(record["line"]) <= 2000:
            yield Case(str(number), record["line"], (Gold(start, end, "SECRET"),))
