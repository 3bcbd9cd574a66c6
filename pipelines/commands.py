"""What hotkeys and other keys that type nothing do to the field they are pressed in.

Owns the common bindings. What a key does that is not known here leaves the caret unknown.
"""

from typing import Final

from pipelines.buffer import Typed
from pipelines.editor import Editor
from pipelines.keys import Stroke

_HARMLESS: Final = frozenset("bcfinopstuvw")
"""Letters of hotkeys that leave text and caret where they are, until an event tells otherwise."""

_MOVES: Final = frozenset({"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"})
_UNMOVED: Final = frozenset({"Escape", "Enter", "Tab", "Insert", "ContextMenu", "PrintScreen"})


def apply_command(editor: Editor, stroke: Stroke) -> None:
    """Change the field as the key does, or say that it is unknown what it did."""
    key = stroke.key.casefold() if len(stroke.key) == 1 else stroke.key
    if stroke.kind == "key":
        if key in ("PageUp", "PageDown", "Clear"):
            editor.lose_caret()
        return
    command = "Alt" not in stroke.mods
    if command and key == "a":
        editor.select_all()
    elif command and key == "x":
        editor.cut()
    elif command and key in ("z", "y", "Undo", "Redo"):
        editor.forget()
    elif key in _MOVES or key in ("Backspace", "Delete"):
        _apply_line_key(editor, stroke)
    elif not (key in _HARMLESS or key in _UNMOVED or (key[0] == "F" and key[1:].isdigit())):
        editor.lose_caret()


def _apply_line_key(editor: Editor, stroke: Stroke) -> None:
    """Meta with an editing key: to the line's or the text's edge, as on macOS."""
    if stroke.key in ("Backspace", "Delete"):
        editor.erase(Typed(), stroke.key, by_line=True)
        return
    select = "Shift" in stroke.mods
    if stroke.key in ("ArrowUp", "ArrowDown"):
        editor.move("Home" if stroke.key == "ArrowUp" else "End", select=select, by_word=True)
    else:
        editor.move(stroke.key, select=select, by_line=True)
