"""Whole labelled screens: what the chain leaves of what is personal, and what it changes besides.

Owns the form of a labelled screen and the definitions. A value is leaked if it still stands anywhere
on the published screen, as a whole word; a line is damaged if nothing in it is personal and it does
not come out as it was. In a score of screens the personal cases are values, the clean ones lines.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipelines.evaluation.cases import Case, Gold
from pipelines.evaluation.scores import Miss, Score, Tally

_TS_MS: Final = 1_793_000_000_000


@dataclass(frozen=True, slots=True)
class Value:
    """A personal value of a screen, in the text of one of its items."""

    item: int
    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True)
class LabelledScreen:
    """A screen's window, size, items as raw messages hold them, values, and numbers of clean lines."""

    id: str
    app: str
    title: str
    size: tuple[int, int]
    items: tuple[Mapping[str, Any], ...]
    values: tuple[Value, ...]
    clean: tuple[int, ...]

    def text_of(self, value: Value) -> str:
        return str(self.items[value.item]["text"])[value.start : value.end]

    def clean_lines(self) -> Iterator[str]:
        """The texts of the lines that have to come out as they are."""
        for number in self.clean:
            yield " ".join(str(item["text"]) for item in self.items if item["line"] == number)


def is_screen(record: object) -> bool:
    """Whether a record is a labelled screen."""
    return isinstance(record, dict) and {"ocr", "spans", "lines_clean"} <= record.keys()


def read_screens(lines: Iterable[str | bytes]) -> Iterator[LabelledScreen]:
    """Screens from JSON lines, as `tests/data/lines/README.md` tells their form.

    Raises: ValueError naming the line that is not of this form.
    """
    for number, line in enumerate(lines, 1):
        try:
            yield _screen(json.loads(line))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise ValueError(f"line {number} is not a labelled screen: {type(error).__name__}") from None


def _screen(record: Mapping[str, Any]) -> LabelledScreen:
    values = tuple(Value(s["item"], s["start"], s["end"], s["label"]) for s in record["spans"])
    size = record["width"], record["height"]
    screen = LabelledScreen(
        str(record["id"]),
        record["app"],
        record["title"],
        size,
        tuple(record["ocr"]),
        values,
        tuple(record["lines_clean"]),
    )
    if not all(screen.text_of(value) for value in values):
        raise ValueError
    return screen


def raw_message(screen: LabelledScreen) -> dict[str, Any]:
    """The raw message of somebody who sees the screen and clicks once."""
    width, height = screen.size
    shown = {"type": "screen", "width": width, "height": height, "scale": 1, "ocr": list(screen.items)}
    press = {"type": "pointer", "x": 1, "y": 1, "button": "left", "mods": []}
    events = [shown, {**press, "action": "down"}, {**press, "action": "up"}]
    return {
        "v": 1,
        "session_id": screen.id,
        "user_id": "evaluation",
        "contexts": [{"app": screen.app, "title": screen.title}],
        "events": [
            {"seq": seq, "ts": _TS_MS + 100 * seq, "ctx": 0, **event} for seq, event in enumerate(events, 1)
        ],
    }


def scored_screens(screens: Sequence[LabelledScreen], published: Sequence[Sequence[str]]) -> Score:
    """The score of screens, each with its lines as they were published."""
    misses: list[Miss] = []
    values = lines = leaked = damaged = 0
    by_entity: dict[str, list[int]] = {}
    for screen, texts in zip(screens, published, strict=True):
        everything = "\n".join(texts)
        for value in screen.values:
            text = screen.text_of(value)
            left = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", everything) is not None
            values += 1
            leaked += left
            tally = by_entity.setdefault(value.entity, [0, 0])
            tally[left] += sum(map(str.isalnum, text))
            if left:
                misses.append(_left(screen, value))
        for line in screen.clean_lines():
            lines += 1
            if line not in texts:
                damaged += 1
                misses.append(Miss(Case(screen.id, line, ()), (), ()))
    tallies = {name: Tally(right=found, missed=left) for name, (found, left) in sorted(by_entity.items())}
    return Score(
        cases=len(screens),
        personal_cases=values,
        zero_leak_cases=values - leaked,
        clean_cases=lines,
        damaged_cases=damaged,
        words=0,
        alarms=0,
        overall=Tally(
            right=sum(t.right for t in tallies.values()), missed=sum(t.missed for t in tallies.values())
        ),
        by_entity=tallies,
        misses=tuple(misses),
    )


def _left(screen: LabelledScreen, value: Value) -> Miss:
    gold = Gold(value.start, value.end, value.entity)
    return Miss(Case(screen.id, str(screen.items[value.item]["text"]), (gold,)), (), (gold,))
