"""Scripts of typing, with slips and their corrections, as keys.

Owns the signs that stand for editing keys, and a field's text as it stands after each of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

EDITING: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "⌫": ("Backspace", ()),
    "⌦": ("Delete", ()),
    "←": ("ArrowLeft", ()),
    "→": ("ArrowRight", ()),
    "⇤": ("Home", ()),
    "⇥": ("End", ()),
    "«": ("ArrowLeft", ("Shift",)),
    "»": ("ArrowRight", ("Shift",)),
    "⇱": ("Home", ("Shift",)),
    "↵": ("Enter", ()),
}
"""Sign in a script: the key and its modifiers."""

SHIFTED: Final = frozenset('ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()_+{}|:"<>?~')
"""Characters that an American keyboard gives with Shift."""


@dataclass(frozen=True, slots=True)
class Stroke:
    key: str
    mods: tuple[str, ...]


def strokes_of(script: str) -> Iterator[Stroke]:
    """The keys of a script, one after another."""
    for char in script:
        if char in EDITING:
            yield Stroke(*EDITING[char])
        else:
            yield Stroke(char, ("Shift",) if char in SHIFTED else ())


class Draft:
    """A field's text, with its caret and the other end of its selection."""

    def __init__(self) -> None:
        self.text = ""
        self._caret = 0
        self._anchor = 0

    def select(self, start: int, end: int) -> None:
        """Select from `start` to `end` (code points)."""
        self._anchor, self._caret = start, end

    def insert(self, text: str) -> None:
        """Put text where the selection is."""
        first, last = sorted((self._anchor, self._caret))
        self.text = self.text[:first] + text + self.text[last:]
        self._caret = self._anchor = first + len(text)

    def apply(self, stroke: Stroke) -> None:
        """Do what a key does."""
        if len(stroke.key) == 1:
            self.insert(stroke.key)
        elif stroke.key == "Enter":
            self.insert("\n")
        elif stroke.key in ("Backspace", "Delete"):
            self._remove(stroke.key)
        else:
            self._move(stroke.key, "Shift" in stroke.mods)

    def _remove(self, key: str) -> None:
        if self._anchor == self._caret:
            reach = self._caret + (-1 if key == "Backspace" else 1)
            self._anchor = min(max(reach, 0), len(self.text))
        self.insert("")

    def _move(self, key: str, extend: bool) -> None:
        first, last = sorted((self._anchor, self._caret))
        if key in ("ArrowLeft", "ArrowRight") and first != last and not extend:
            self._caret = first if key == "ArrowLeft" else last
        elif key == "ArrowLeft":
            self._caret = max(0, self._caret - 1)
        elif key == "ArrowRight":
            self._caret = min(len(self.text), self._caret + 1)
        elif key == "Home":
            self._caret = self.text.rfind("\n", 0, self._caret) + 1
        else:
            end = self.text.find("\n", self._caret)
            self._caret = len(self.text) if end < 0 else end
        if not extend:
            self._anchor = self._caret
