"""An AgentNet/DuckTrack recording becomes raw messages that keep the contract."""

import os
from collections import Counter
from pathlib import Path

import orjson
import pytest

from schemas import raw
from schemas.codec import decode_message
from streams.importers.accessibility import read_texts, target_of
from streams.importers.agentnet import BrokenRecording, convert, read_recording
from streams.importers.pynput_keys import key_value

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CLEANTRACE_SHARED", ROOT.parent / "shared"))
REAL = SHARED / "data" / "opencua_example"
METADATA = {
    "screen_width": 1000,
    "screen_height": 500,
    "start_time": "2026-03-17 09:00:00",
    "video_start_timestamp": 100.0,
}


def element(name: str, control: str, left: int, top: int, right: int, bottom: int, *children: dict) -> dict:
    box = {"left": left, "top": top, "right": right, "bottom": bottom}
    return {"Name": name, "ControlType": control, "BoundingRectangle": box, "Children": list(children)}


TREE = element(
    "",
    "PaneControl",
    0,
    0,
    900,
    400,
    element("Display", "TextControl", 10, 10, 90, 30),
    element("Night light", "ButtonControl", 100, 100, 200, 140),
    element("Hidden", "TextControl", 0, 0, 0, 0),
)


def write(folder: Path, events: list[dict], elements: list[dict] = (), plan: dict | None = None) -> Path:  # type: ignore[assignment]
    files = {"events.jsonl": events, "element.jsonl": elements, "metadata.json": [METADATA]}
    if plan is not None:
        files["raw_example.jsonl"] = [plan]
    for name, rows in files.items():
        (folder / name).write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return folder


def events_of(folder: Path, **options: object) -> list[dict]:
    messages = list(convert(read_recording(folder), "desktop.recording", "agentnet", **options))  # type: ignore[arg-type]
    for message in messages:
        decode_message(orjson.dumps(message))
    return [event for message in messages for event in message["events"]]


def click(at: float, x: int, y: int, pressed: bool) -> dict:
    return {"time_stamp": at, "action": "click", "x": x, "y": y, "button": "left", "pressed": pressed}


@pytest.mark.parametrize(
    ("name", "pynput_key", "shift", "expected"),
    [
        ("ctrl_l", "Key.ctrl_l", False, "Control"),
        ("alt_gr", "Key.alt_gr", False, "AltGraph"),
        ("cmd", "Key.cmd", False, "Meta"),
        ("space", "Key.space", False, " "),
        ("page_up", "Key.page_up", False, "PageUp"),
        ("f11", "Key.f11", False, "F11"),
        ("T", "<84>", False, "t"),
        ("T", "<84>", True, "T"),
        ("T", "'T'", True, "T"),
        ("a", "'a'", False, "a"),
        ("é", "'é'", False, "é"),
        ("@", "'@'", False, "@"),
        ("", "<255>", False, "Unidentified"),
    ],
)
def test_keys_get_their_w3c_values(name: str, pynput_key: str, shift: bool, expected: str) -> None:
    assert key_value(name, pynput_key, shift) == expected


def test_the_smallest_named_element_under_the_pointer_is_the_target() -> None:
    assert target_of(TREE, 150, 120) == {
        "role": "button",
        "name": "Night light",
        "bounds": [100, 100, 100, 40],
    }
    assert target_of(TREE, 500, 300) == {"role": "pane", "name": "", "bounds": [0, 0, 900, 400]}


def test_elements_are_read_as_a_screen_without_those_that_have_no_place() -> None:
    assert [item["text"] for item in read_texts(TREE)] == ["Display", "Night light"]


def test_a_press_gets_its_element_and_a_screen_before_it(tmp_path: Path) -> None:
    rows = [
        {"time_stamp": 101.0, "action": "move", "x": 1, "y": 2},
        click(102.0, 150, 120, True),
        click(102.2, 150, 120, False),
        {"time_stamp": 103.0, "action": "scroll", "x": 5, "y": 6, "dx": 0, "dy": -1},
    ]
    found = events_of(write(tmp_path, rows, [{"time_stamp": 101.99, "a11y_tree": TREE}]))
    assert [event["type"] for event in found] == [
        "focus",
        "pointer",
        "screen",
        "pointer",
        "pointer",
        "scroll",
        "end",
    ]
    assert [event["seq"] for event in found] == list(range(7))
    assert found[0]["ts"] == 1_773_738_001_000
    assert found[3]["target"]["name"] == "Night light"
    assert found[5]["dy"] == 100


def test_held_modifiers_and_repeats_are_told(tmp_path: Path) -> None:
    keys = [
        ("press", "ctrl_l", "Key.ctrl_l"),
        ("press", "C", "<67>"),
        ("press", "C", "<67>"),
        ("release", "C", "<67>"),
    ]
    rows = [
        {"time_stamp": 101.0 + n, "action": action, "name": name, "pynput_key": code}
        for n, (action, name, code) in enumerate(keys)
    ]
    found = [event for event in events_of(write(tmp_path, rows)) if event["type"] == "key"]
    assert [(e["key"], e["action"], e["mods"], e.get("repeat", False)) for e in found] == [
        ("Control", "down", ["Control"], False),
        ("c", "down", ["Control"], False),
        ("c", "down", ["Control"], True),
        ("c", "up", ["Control"], False),
    ]


def test_an_action_of_an_unknown_kind_is_left_for_the_gate_to_count(tmp_path: Path) -> None:
    rows = [{"time_stamp": 101.0, "action": "gamepad"}]
    messages = list(convert(read_recording(write(tmp_path, rows)), "a", "u"))
    decoded = decode_message(orjson.dumps(messages[0]))
    assert isinstance(decoded.events[1], raw.UnknownEvent)


def test_screenshots_are_read_in_screen_pixels_before_their_actions(tmp_path: Path) -> None:
    rows = [click(102.0, 150, 120, True), click(103.0, 500, 250, True)]
    plan = {"traj": [{"image": "0.png", "value": {"code": "pyautogui.click(x=0.5, y=0.5)"}}]}
    write(tmp_path, rows, plan=plan)
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "0.png").write_bytes(b"not looked at here")
    item = {"text": "Display", "box": [1, 2, 3, 4], "conf": 1.0}
    found = events_of(tmp_path, read=lambda image, width, height: [item])
    assert [event["type"] for event in found] == ["focus", "pointer", "screen", "pointer", "end"]
    assert found[2]["ocr"] == [item]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("events.jsonl", b"{not json\n", "must be JSON"),
        ("events.jsonl", b"[1]\n", "must be a JSON object"),
        ("events.jsonl", b'{"action":"move"}\n', "time_stamp"),
        ("metadata.json", b"{}", "screen_width"),
    ],
)
def test_a_broken_recording_says_what_must_hold(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    write(tmp_path, [{"time_stamp": 101.0, "action": "move", "x": 1, "y": 1}])
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BrokenRecording, match=message):
        read_recording(tmp_path)


def test_a_folder_without_a_recording_says_so(tmp_path: Path) -> None:
    with pytest.raises(BrokenRecording, match="cannot be read"):
        read_recording(tmp_path)


def test_the_real_recording_comes_over_whole() -> None:
    if not REAL.exists():
        pytest.skip(f"the real recording is not there: {REAL} (CLEANTRACE_SHARED names its folder)")
    found = events_of(REAL)
    kinds = Counter((event["type"], event.get("action")) for event in found)
    assert kinds["pointer", "move"] == 4034
    assert kinds["pointer", "down"] == kinds["pointer", "up"] == 21
    assert kinds["scroll", None] == 19
    assert kinds["screen", None] == 21
    assert all(
        "target" in event for event in found if event.get("action") == "down" and event["type"] == "pointer"
    )
    shots = read_recording(REAL).shots
    assert [shot.image.name for shot in shots.values()] == [f"{n}.png" for n in range(14)]
    assert list(shots) == sorted(shots)
