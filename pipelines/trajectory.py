"""The finished trajectory: drafts with their texts filled in, as canonical JSON.

Owns the form of the output: which redactions are listed under which path, equal observations as
null, and the bytes themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from pipelines.draft import DraftStep, SlotRef
from pipelines.redaction.book import Mark, Published
from pipelines.scenes import DraftScene, DraftScreen
from pipelines.screen import whole_pixels


@dataclass(frozen=True, slots=True)
class Filled:
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


def observation(scene: DraftScene, published: Sequence[Published]) -> Filled:
    """An observation as it is published, with the marks of its texts."""
    head = fill({"app": scene.app, "title": scene.title, "url": scene.url}, published, "observation")
    screen = _screen(scene.screen, published) if scene.screen is not None else Filled(None, ())
    return Filled({**head.value, "screen": screen.value}, head.marks + screen.marks)


def _screen(screen: DraftScreen, published: Sequence[Published]) -> Filled:
    lines: list[dict[str, Any]] = []
    boxes: list[Any] = []
    marks: list[tuple[str, Mark]] = []
    for line, ref in screen.lines:
        text = published[ref.slot]
        for mark in text.marks:
            marks.append((f"observation.screen.text.{len(lines)}.text", mark))
            box = line.boxes_of(mark.raw_start, mark.raw_end)
            if box is not None:
                boxes.append(whole_pixels(box))
        lines.append({"text": text.text, "box": whole_pixels(line.box)})
    value = {
        "width": whole(screen.width),
        "height": whole(screen.height),
        "text": lines,
        "image_ref": None,
        "redacted_boxes": boxes,
    }
    return Filled(value, tuple(marks))


def whole(number: float) -> int:
    """A size or place in whole pixels."""
    return round(number)


def steps_json(
    drafts: Sequence[DraftStep], scenes: Sequence[DraftScene], published: Sequence[Published]
) -> list[dict[str, Any]]:
    """The steps as they are published, each with its redactions."""
    steps: list[dict[str, Any]] = []
    drawn: dict[tuple[object, ...], Filled] = {}
    previous: Any = None
    for i, (draft, scene) in enumerate(zip(drafts, scenes, strict=True)):
        window = (scene.app, scene.title, scene.url, id(scene.screen))
        seen = drawn.get(window)
        if seen is None:
            seen = drawn[window] = observation(scene, published)
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
