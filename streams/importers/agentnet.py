"""Recordings of the AgentNet/DuckTrack kind, turned into raw messages.

Owns that format: `events.jsonl` (pointer, wheel, keys by pynput), `metadata.json` (screen, clock),
and, where they are there, `element.jsonl` (UI Automation elements under the presses) and
screenshots named by `raw_example.jsonl`. The recording does not say which window an event belongs to.
Source: https://github.com/xlang-ai/OpenCUA, https://github.com/TheDuckAI/DuckTrack.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from streams.importers.accessibility import Tree, box_of, read_texts, target_of
from streams.importers.ocr import Reader
from streams.importers.pynput_keys import key_value
from streams.importers.screenshots import Shot, match_shots

MESSAGE_MS: Final = 1_000
MESSAGE_EVENTS: Final = 500
NOTCH_PX: Final = 100
"""What browsers report for one notch of a wheel; down is positive. Source: W3C UI Events, WheelEvent."""
_MODIFIERS: Final = ("Control", "Alt", "Shift", "Meta")


class BrokenRecording(ValueError):  # noqa: N818
    """A recording that cannot be read; says which file and what is wrong, never what is in it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a folder holds; trees and shots are keyed by the index of the event they belong to."""

    events: tuple[Mapping[str, Any], ...]
    trees: Mapping[int, Tree]
    shots: Mapping[int, Shot]
    screen: tuple[int, int]
    start_ms: float
    """Milliseconds since the epoch at time stamp 0 of the recording's own clock."""
    name: str


@dataclass(slots=True)
class _Keyboard:
    held: set[str] = field(default_factory=set)
    mods: list[str] = field(default_factory=list)

    def press(self, key: str) -> bool:
        """Hold a key down; says whether it was down already."""
        repeat = key in self.held
        self.held.add(key)
        if key in _MODIFIERS and key not in self.mods:
            self.mods.append(key)
        return repeat

    def release(self, key: str) -> None:
        self.held.discard(key)
        if key in self.mods:
            self.mods.remove(key)


def read_recording(folder: Path) -> Recording:
    """Read a recording's folder.

    Raises: BrokenRecording.
    """
    events = _lines(folder / "events.jsonl")
    metadata = _one(folder / "metadata.json")
    try:
        screen = (int(metadata["screen_width"]), int(metadata["screen_height"]))
        started = datetime.strptime(metadata["start_time"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        start_ms = started.timestamp() * 1000 - float(metadata["video_start_timestamp"]) * 1000
        stamps = [float(event["time_stamp"]) for event in events]
    except (KeyError, TypeError, ValueError):
        raise BrokenRecording(
            f"{folder}: metadata.json must hold screen_width, screen_height, start_time and "
            "video_start_timestamp, and every event a time_stamp"
        ) from None
    elements = folder / "element.jsonl"
    trees = _match_trees(events, stamps, _lines(elements)) if elements.exists() else {}
    plan = folder / "raw_example.jsonl"
    shots = match_shots(events, _lines(plan), folder / "images", screen) if plan.exists() else {}
    digest = hashlib.sha256((folder / "events.jsonl").read_bytes()).hexdigest()[:16]
    return Recording(tuple(events), trees, shots, screen, start_ms, f"agentnet-{digest}")


def convert(
    recording: Recording, app: str, user: str, read: Reader | None = None
) -> Iterator[dict[str, Any]]:
    """Raw messages of a recording; with a reader its screenshots are read, else the elements' texts."""
    context = {"app": app, "bounds": [0, 0, *recording.screen]}
    envelope = {"v": 1, "session_id": recording.name, "user_id": user, "contexts": [context]}
    batch: list[dict[str, Any]] = []
    for seq, event in enumerate(_events(recording, read)):
        if batch and (len(batch) >= MESSAGE_EVENTS or event["ts"] - batch[0]["ts"] >= MESSAGE_MS):
            yield {**envelope, "events": batch}
            batch = []
        batch.append({"seq": seq, **event, "ctx": 0})
    if batch:
        yield {**envelope, "events": batch}


def kinds(recording: Recording) -> Counter[str]:
    """How many events of each kind the recording holds."""
    return Counter(str(event.get("action")) for event in recording.events)


def _events(recording: Recording, read: Reader | None) -> Iterator[dict[str, Any]]:
    """Raw events without `seq`: a focus, the recording, an end."""
    keyboard = _Keyboard()
    ts = 0
    for index, event in enumerate(recording.events):
        before, ts = ts, round(recording.start_ms + float(event["time_stamp"]) * 1000)
        if index == 0:
            yield {"ts": ts, "type": "focus"}
        screen = _screen(recording, index, read)
        if screen is not None:
            yield {"ts": max(before, ts - 1), **screen}
        yield {"ts": ts, **_event(recording, index, event, keyboard)}
    if recording.events:
        yield {"ts": ts, "type": "end", "reason": "stop"}


def _event(recording: Recording, index: int, event: Mapping[str, Any], keyboard: _Keyboard) -> dict[str, Any]:
    convert_one = _CONVERSIONS.get(str(event.get("action")))
    if convert_one is None:
        return {"type": f"agentnet.{event.get('action')}"}
    try:
        return convert_one(recording, index, event, keyboard)
    except (KeyError, TypeError, ValueError):
        raise BrokenRecording(
            f"events.jsonl line {index + 1}: a field is missing or of a wrong type"
        ) from None


def _move(_: Recording, __: int, event: Mapping[str, Any], ___: _Keyboard) -> dict[str, Any]:
    return {"type": "pointer", "action": "move", "x": int(event["x"]), "y": int(event["y"])}


def _click(recording: Recording, index: int, event: Mapping[str, Any], keyboard: _Keyboard) -> dict[str, Any]:
    x, y = int(event["x"]), int(event["y"])
    form: dict[str, Any] = {
        "type": "pointer",
        "action": "down" if event["pressed"] else "up",
        "x": x,
        "y": y,
        "button": str(event["button"]),
        "mods": list(keyboard.mods),
    }
    tree = recording.trees.get(index)
    return form if tree is None else {**form, "target": target_of(tree, x, y)}


def _scroll(_: Recording, __: int, event: Mapping[str, Any], ___: _Keyboard) -> dict[str, Any]:
    across, up = int(event["dx"]), int(event["dy"])
    place = {"x": int(event["x"]), "y": int(event["y"])}
    return {"type": "scroll", **place, "dx": across * NOTCH_PX, "dy": -up * NOTCH_PX}


def _key(_: Recording, __: int, event: Mapping[str, Any], keyboard: _Keyboard) -> dict[str, Any]:
    key = key_value(str(event["name"]), str(event.get("pynput_key", "")), "Shift" in keyboard.mods)
    if event["action"] == "release":
        keyboard.release(key)
        return {"type": "key", "key": key, "action": "up", "mods": list(keyboard.mods)}
    repeat = keyboard.press(key)
    form = {"type": "key", "key": key, "action": "down", "mods": list(keyboard.mods)}
    return {**form, "repeat": True} if repeat else form


_CONVERSIONS: Final[dict[str, Callable[[Recording, int, Mapping[str, Any], _Keyboard], dict[str, Any]]]] = {
    "move": _move,
    "click": _click,
    "scroll": _scroll,
    "press": _key,
    "release": _key,
}


def _screen(recording: Recording, index: int, read: Reader | None) -> dict[str, Any] | None:
    """What was on the screen right before an event, where the recording knows."""
    width, height = recording.screen
    if read is not None:
        shot = recording.shots.get(index)
        items = read(shot.image, width, height) if shot is not None and shot.image.exists() else None
    else:
        tree = recording.trees.get(index)
        items = read_texts(tree) if tree is not None else None
        root = box_of(tree) if tree is not None else None
        width, height = max(width, *_reach(root, 0)), max(height, *_reach(root, 1))
    if items is None:
        return None
    return {"type": "screen", "width": width, "height": height, "scale": 1, "ocr": items}


def _reach(box: Sequence[int] | None, axis: int) -> tuple[int, int]:
    """How far an element reaches along an axis (pixels), twice for `max`."""
    far = 0 if box is None else box[axis] + box[axis + 2]
    return far, far


def _match_trees(
    events: Sequence[Mapping[str, Any]], stamps: Sequence[float], rows: Sequence[Mapping[str, Any]]
) -> dict[int, Tree]:
    """An element belongs to the first press at or after its time that has none yet."""
    presses = [n for n, event in enumerate(events) if event.get("action") == "click" and event.get("pressed")]
    trees: dict[int, Tree] = {}
    for row in rows:
        tree, stamp = row.get("a11y_tree"), row.get("time_stamp")
        if not isinstance(tree, Mapping) or not isinstance(stamp, int | float):
            continue
        index = next((n for n in presses if stamps[n] >= stamp - 0.05 and n not in trees), None)
        if index is not None:
            trees[index] = tree
    return trees


def _lines(path: Path) -> list[dict[str, Any]]:
    rows = []
    for number, line in enumerate(_bytes(path).splitlines(), 1):
        if line.strip():
            rows.append(_loaded(line, f"{path} line {number}"))
    return rows


def _one(path: Path) -> dict[str, Any]:
    return _loaded(_bytes(path), str(path))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenRecording(f"{path}: cannot be read: {error.strerror}") from None


def _loaded(data: bytes, where: str) -> dict[str, Any]:
    try:
        form = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise BrokenRecording(f"{where}: must be JSON") from None
    if not isinstance(form, dict):
        raise BrokenRecording(f"{where}: must be a JSON object")
    return form
