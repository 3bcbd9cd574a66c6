"""The clipboard as far as kept windows of one segment tell: copies, cuts and pastes.

Owns whether a pasted text is known, and which hotkey a clipboard or paste event belongs to.
"""

from typing import Final, Literal

from pipelines.actions import Deed
from pipelines.keys import Stroke

HOTKEY_MS: Final = 500
MAX_SEARCHES: Final = 1000
"""Pastes of one segment that are looked for in what was typed; further ones count as unknown."""

Command = Literal["copy", "cut", "paste"]

_COMMANDS: Final[dict[str, Command]] = {"c": "copy", "insert": "copy", "x": "cut", "v": "paste"}


def command_of(stroke: Stroke) -> Command | None:
    """What a hotkey does to the clipboard, by the common bindings."""
    if stroke.key == "Insert" and stroke.mods == ("Shift",):
        return "paste"
    if "Alt" in stroke.mods or not ("Control" in stroke.mods or "Meta" in stroke.mods):
        return None
    return _COMMANDS.get(stroke.key.casefold())


def plain(text: str) -> str:
    """A text with its white space collapsed."""
    return " ".join(text.split())


class Clipboard:
    """What is known to have been on the clipboard, and which hotkeys wait for their event."""

    def __init__(self) -> None:
        self._copied: set[str] = set()
        self._typed: list[str] = []
        self._new: list[str] = []
        self._searches = 0
        self._waiting: dict[Command, tuple[Deed, int]] = {}
        self._other: tuple[Deed, int] | None = None

    def copy(self, text: str) -> None:
        """A text was copied or cut in a kept window."""
        self._copied.add(plain(text))

    def write(self, text: str) -> None:
        """A text stood in a field of a kept window, as it was typed."""
        if text:
            self._new.append(plain(text))

    def knows(self, text: str) -> bool:
        """Whether a text was copied, or stood in what was typed, in a kept window."""
        short = plain(text)
        if not short or short in self._copied:
            return True
        self._searches += 1
        if self._searches > MAX_SEARCHES:
            return False
        if self._new:
            self._typed = ["\x00".join([*self._typed, *self._new])]
            self._new = []
        return any(short in typed for typed in self._typed)

    def expect(self, stroke: Stroke, deed: Deed, ts: int) -> None:
        """A hotkey was pressed that may be followed by its clipboard or paste event."""
        command = command_of(stroke)
        if command is not None:
            self._waiting[command] = (deed, ts)
            self._other = None
        else:
            self._other = (deed, ts)

    def hotkey_of(self, event: Command, ts: int, last: Deed | None) -> Deed | None:
        """The hotkey that an event is one step with; it is given out once."""
        commands: tuple[Command, ...] = ("paste",) if event == "paste" else ("copy", "cut")
        waiting = [(self._waiting[name][1], name) for name in commands if name in self._waiting]
        for when, name in sorted(waiting, reverse=True):
            deed, _ = self._waiting.pop(name)
            if 0 <= ts - when <= HOTKEY_MS:
                return deed
        if self._other is not None and self._other[0] is last and 0 <= ts - self._other[1] <= HOTKEY_MS:
            deed, self._other = self._other[0], None
            return deed
        return None
