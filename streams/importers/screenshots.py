"""Which screenshot shows what was visible before which event.

A recording's plan lists the actions that its annotators kept, as pyautogui calls with places as parts
of the screen, each with its screenshot: in their order they are found again among the events.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_CALL: Final = re.compile(r"pyautogui\.(\w+)\(")
_PLACE: Final = re.compile(r"x=(-?[\d.]+), y=(-?[\d.]+)")
_PRESSES: Final = frozenset({"click", "rightClick", "middleClick", "doubleClick", "tripleClick", "moveTo"})
NEAR_PX: Final = 2


@dataclass(frozen=True, slots=True)
class Shot:
    """A screenshot's file."""

    image: Path


def match_shots(
    events: Sequence[Mapping[str, Any]],
    plan: Sequence[Mapping[str, Any]],
    images: Path,
    screen: tuple[int, int],
) -> dict[int, Shot]:
    """The screenshot for each event that an action of the plan was made from, by the event's index."""
    shots: dict[int, Shot] = {}
    start = 0
    for action in (item for task in plan for item in task.get("traj") or ()):
        code, image = str((action.get("value") or {}).get("code", "")), action.get("image")
        place = _PLACE.search(code)
        call = _CALL.search(code)
        if not isinstance(image, str) or place is None or call is None or call[1] not in _PRESSES:
            continue
        x, y = float(place[1]) * screen[0], float(place[2]) * screen[1]
        index = next((n for n in range(start, len(events)) if _acts_at(events[n], x, y)), None)
        if index is not None:
            shots[index] = Shot(images / Path(image).name)
            start = index + 1
    return shots


def _acts_at(event: Mapping[str, Any], x: float, y: float) -> bool:
    if event.get("action") not in ("click", "scroll") or event.get("pressed") is False:
        return False
    try:
        return bool(abs(event["x"] - x) <= NEAR_PX and abs(event["y"] - y) <= NEAR_PX)
    except (KeyError, TypeError):
        return False
