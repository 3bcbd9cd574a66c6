"""The finished trajectory: drafts with their texts filled in, as canonical JSON.

Owns the form of the output: which redactions are listed under which path, equal observations as
null, and the bytes themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from msgspec import Struct

from pipelines.boxes import whole_pixels
from pipelines.draft import DraftStep, SlotRef
from pipelines.redaction.book import Mark, Published
from pipelines.scenes import DraftScene, DraftScreen
from pipelines.screen import ScreenLine


class Filled(Struct, frozen=True, gc=False):
    """A JSON value with its texts, and the marks of those texts by path below it."""

    value: Any
    marks: tuple[tuple[str, Mark], ...]


def fill(value: object, published: Sequence[Published], path: str) -> Filled:
    """Replace every `SlotRef` in a JSON-like value by its published text."""
    marks: list[tuple[str, Mark]] = []

    def walk(node: object, at: str) -> object:
        if isinstance(node, SlotRef):
            text = published[node.slot]
            marks.extend((at, mark) for mark in text.marks)
            return text.text
        if isinstance(node, Mapping):
            return {name: walk(child, f"{at}.{name}") for name, child in node.items()}
        if isinstance(node, (list, tuple)):
            return [walk(child, f"{at}.{n}") for n, child in enumerate(node)]
        return node

    return Filled(walk(value, path), tuple(marks))


class _ShownLine(Struct, frozen=True, gc=False):
    """A line of a screen as it is published, with its marks and the boxes that they cover."""

    value: dict[str, Any]
    marks: tuple[Mark, ...]
    boxes: tuple[list[int], ...]


class Observations:
    """Observations of one stretch as they are published; what comes again in them is made once."""

    def __init__(self, published: Sequence[Published]) -> None:
        self._published = published
        self._scenes: dict[tuple[object, ...], Filled] = {}
        self._lines: dict[tuple[ScreenLine, int], _ShownLine] = {}

    def of(self, scene: DraftScene) -> Filled:
        """An observation with the marks of its texts."""
        place = (scene.app, scene.title, scene.url, id(scene.screen))
        seen = self._scenes.get(place)
        if seen is None:
            texts = {"app": scene.app, "title": scene.title, "url": scene.url}
            head = fill(texts, self._published, "observation")
            screen = self._screen(scene.screen) if scene.screen is not None else Filled(None, ())
            value = {**head.value, "screen": screen.value}
            seen = self._scenes[place] = Filled(value, head.marks + screen.marks)
        return seen

    def _screen(self, screen: DraftScreen) -> Filled:
        known = self._lines
        lines = [known.get((line, ref.slot)) or self._line(line, ref.slot) for line, ref in screen.lines]
        changed = [(n, line) for n, line in enumerate(lines) if line.marks]
        value = {
            "width": whole(screen.width),
            "height": whole(screen.height),
            "text": [line.value for line in lines],
            "image_ref": None,
            "redacted_boxes": [box for _, line in changed for box in line.boxes],
        }
        paths = ((f"observation.screen.text.{n}.text", line) for n, line in changed)
        return Filled(value, tuple((path, mark) for path, line in paths for mark in line.marks))

    def _line(self, line: ScreenLine, slot: int) -> _ShownLine:
        text = self._published[slot]
        boxes = (line.boxes_of(mark.raw_start, mark.raw_end) for mark in text.marks)
        covered = tuple(whole_pixels(box) for box in boxes if box is not None)
        value = {"text": text.text, "box": whole_pixels(line.box)}
        shown = self._lines[line, slot] = _ShownLine(value, text.marks, covered)
        return shown


def whole(number: float) -> int:
    """A size or place in whole pixels."""
    return round(number)


def steps_json(
    drafts: Sequence[DraftStep], scenes: Sequence[DraftScene], published: Sequence[Published]
) -> list[dict[str, Any]]:
    """The steps as they are published, each with its redactions."""
    steps: list[dict[str, Any]] = []
    observations = Observations(published)
    previous: Any = None
    for i, (draft, scene) in enumerate(zip(drafts, scenes, strict=True)):
        seen = observations.of(scene)
        action = fill(draft.action, published, "action")
        same = i > 0 and seen.value == previous
        previous = seen.value
        marks = action.marks if same else (*seen.marks, *action.marks)
        steps.append(
            {
                "i": i,
                "t_ms": draft.t_ms,
                "observation": None if same else seen.value,
                "action": action.value,
                "redactions": [_redaction(path, mark) for path, mark in marks],
            }
        )
    return steps


def _redaction(path: str, mark: Mark) -> dict[str, object]:
    return {"path": path, "entity": mark.entity, "start": mark.start, "end": mark.end, "rule": mark.rule}


def redactions_of(steps: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Entity and rule of every redaction in steps."""
    for step in steps:
        for item in step["redactions"]:
            yield item["entity"], item["rule"]


def to_bytes(trajectory: Mapping[str, Any]) -> bytes:
    """The one wire form of a trajectory: JSON in the order of SPEC section 3, UTF-8, no spaces."""
    return orjson.dumps(trajectory)
