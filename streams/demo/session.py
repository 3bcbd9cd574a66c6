"""The shipped session: twenty minutes of a support agent's and a developer's day, and its key.

Owns putting the scenes together and the files under `data/`: the same script gives the same
bytes. `python -m streams.demo.session` writes them anew.
"""

import gzip
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import orjson

from streams.demo import cast, developer, support, support_apps
from streams.demo.recorder import Desk

DATA: Final = Path(str(files("streams.demo"))) / "data"
SESSION_FILE: Final = DATA / "session.jsonl.gz"
KEY_FILE: Final = DATA / "key.json"
CONTROLS_FILE: Final = DATA / "controls.jsonl"
RULES_FILE: Final = DATA / "rules.yaml"

MORNING_MS: Final = 1_773_738_300_000  # 2026-03-17T09:05:00Z
AFTERNOON_MS: Final = 1_773_752_700_000  # 2026-03-17T13:05:00Z
EVENING_MS: Final = 1_773_756_100_000  # 2026-03-17T14:01:40Z
COFFEE_MS: Final = 75_000
MAC_BAR: Final = ("Finder", "File", "Edit", "View", "Go", "Window", "Help")
LINUX_BAR: Final = ("Activities", "Files")


class Day:
    """All that was recorded: messages, the control that was asked for, and what was shown where."""

    def __init__(self) -> None:
        agent = {"user_id": "u-2041", "device_id": "mac-118", "role": "support", "region": "US-CA"}
        coder = {"user_id": "u-3377", "device_id": "ws-042", "role": "engineering", "region": "US-IL"}
        desks = (
            Desk({"session_id": "5b0c7e1a-am", **agent}, MORNING_MS, 11, (1440, 900), MAC_BAR),
            Desk({"session_id": "5b0c7e1a-pm", **agent}, AFTERNOON_MS, 12, (1440, 900), MAC_BAR),
            Desk({"session_id": "c41d90f2", **coder}, EVENING_MS, 13, (1440, 900), LINUX_BAR),
        )
        self.pause_ms = _morning(desks[0])
        support_apps.after_lunch(desks[1])
        _build(desks[2])
        for desk, reason in zip(desks, ("lock", "logout", "stop"), strict=True):
            desk.end(reason)
        self.messages = [message for desk in desks for message in desk.messages]
        self.surfaces = [surface for desk in desks for surface in desk.surfaces]
        self.duration_ms = sum(
            desk.messages[-1]["events"][-1]["ts"] - desk.messages[0]["events"][0]["ts"] for desk in desks
        )


def _morning(desk: Desk) -> tuple[int, int]:
    support.answer_mail(desk)
    support.edit_contact(desk)
    support.answer_second_mail(desk)
    desk.pause(COFFEE_MS)
    support_apps.ask_lead(desk)
    support_apps.sign_in(desk)
    support_apps.look_at_bank(desk)
    support.pay_out(desk)
    pause_ms = support_apps.write_private_note(desk)
    support_apps.fill_sheet(desk)
    return pause_ms


def _build(desk: Desk) -> None:
    developer.work_in_terminal(desk)
    developer.write_code(desk)
    developer.look_up(desk)
    developer.write_code(desk)
    developer.review(desk)
    developer.chat(desk)


def messages() -> list[dict[str, Any]]:
    """The raw messages, session by session, in the order in which a recorder sends them."""
    return Day().messages


def controls() -> list[dict[str, Any]]:
    """The controls of the day: one pause."""
    return _controls(Day())


def key() -> dict[str, Any]:
    """Every planted value with its entity and where it stands, and the phrases that must survive."""
    return _key(Day())


def _controls(day: Day) -> list[dict[str, Any]]:
    start_ms, until_ms = day.pause_ms
    value = {"v": 1, "kind": "pause", "user_id": "u-2041", "from": start_ms, "until": until_ms}
    return [{"key": "pause/u-2041/private-call", "value": value}]


def _key(day: Day) -> dict[str, Any]:
    shown = [(place, _squash(text)) for place, text in day.surfaces if text]
    planted = [
        {
            "entity": item.entity,
            "value": item.value,
            "parts": list(item.parts),
            "fate": item.fate,
            "places": _places(item, shown),
        }
        for item in cast.PLANTED
    ]
    return {
        "v": 1,
        "minutes": round(day.duration_ms / 60_000, 1),
        "planted": planted,
        "kept": list(cast.KEPT),
    }


def _places(item: cast.Planted, shown: Iterable[tuple[str, str]]) -> list[str]:
    wanted = _squash(item.value)
    return sorted({place for place, text in shown if wanted in text})


def _squash(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def session_bytes() -> bytes:
    """The session as the shipped file holds it: JSON lines."""
    return b"".join(orjson.dumps(message) + b"\n" for message in messages())


def shipped_session() -> bytes:
    """The shipped session, unpacked."""
    return gzip.decompress(SESSION_FILE.read_bytes())


def shipped_key() -> dict[str, Any]:
    """The shipped key."""
    form: dict[str, Any] = orjson.loads(KEY_FILE.read_bytes())
    return form


def write() -> None:
    """Write the shipped files anew."""
    day = Day()
    DATA.mkdir(exist_ok=True)
    lines = b"".join(orjson.dumps(message) + b"\n" for message in day.messages)
    SESSION_FILE.write_bytes(gzip.compress(lines, 9, mtime=0))
    KEY_FILE.write_bytes(orjson.dumps(_key(day), option=orjson.OPT_INDENT_2) + b"\n")
    CONTROLS_FILE.write_bytes(b"".join(orjson.dumps(item) + b"\n" for item in _controls(day)))


if __name__ == "__main__":
    write()
