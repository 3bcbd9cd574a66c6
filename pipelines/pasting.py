"""Copies, cuts and pastes as actions.

Owns what of their text is published, by the rules for the clipboard and for pastes, and the one
step that a hotkey and its event make.
"""

from typing import Final

from pipelines.actions import Deeds, around, shown_field
from pipelines.clipboard import Clipboard, Command
from pipelines.draft import Book, Forced, SlotRef, Surroundings
from pipelines.entries import Entry
from pipelines.keyboard import Keyboard, lines_of
from pipelines.runs import Reading
from pipelines.typed import Insertion
from schemas import raw
from schemas.rules import Fields

UNKNOWN: Final = Forced(0, 0, "CLIPBOARD", "clipboard")


class Pasting:
    """Reads clipboard and paste events that are not in secure fields."""

    def __init__(
        self, deeds: Deeds, book: Book, clipboard: Clipboard, keyboard: Keyboard, fields: Fields
    ) -> None:
        self._deeds = deeds
        self._book = book
        self._clipboard = clipboard
        self._keyboard = keyboard
        self._fields = fields

    def copy(self, event: raw.ClipboardEvent, entry: Entry, index: int) -> None:
        """A copy or cut: its text is known from here on."""
        text = lines_of(event.text)
        self._clipboard.copy(text)
        where = Surroundings(kind="clipboard", app=entry.context.app, title=entry.context.title or "")
        ref = self._book.add(text, where, empty=self._fields.clipboard == "drop")
        self._step(event.action, ref, event.ts, index)

    def paste(self, event: raw.TextEvent, reading: Reading, entry: Entry, index: int) -> None:
        """A paste: its text goes into the field, and is published if the rules allow it."""
        assert reading.place is not None
        where = around(entry.context, reading.field, "paste")
        insertion = Insertion(reading.place, reading.field, where)
        sheets = self._keyboard.sheets
        sheets.owners[insertion.typed] = insertion
        editor = sheets.editor(reading.place, reading.field)
        editor.begin()
        editor.type(insertion.typed, lines_of(event.text))
        insertion.settle(editor.changed())
        rule = self._fields.paste
        unknown = rule == "known" and not self._clipboard.knows(insertion.text)
        whole = UNKNOWN if unknown else None
        ref = self._book.add(insertion.text, where, whole=whole, empty=rule == "drop")
        insertion.slot = ref.slot
        self._keyboard.insertions.append(insertion)
        action = self._step("paste", ref, event.ts, index)
        shown = shown_field(self._book, entry.context, reading.field)
        if shown is not None:
            action["field"] = shown

    def _step(self, kind: Command, ref: SlotRef, ts: int, index: int) -> dict[str, object]:
        """A step of its own, or one with the hotkey that it follows."""
        deed = self._clipboard.hotkey_of(kind, ts, self._deeds.last) or self._deeds.begin(index)
        pressed = deed.action or {}
        keys = pressed.get("keys")
        if keys is None and "key" in pressed:
            mods = pressed.get("mods")
            keys = [*(mods if isinstance(mods, list) else []), pressed["key"]]
        deed.last = index
        deed.action = {"type": kind, "text": ref}
        if keys is not None:
            deed.action["keys"] = keys
        if "field" in pressed:
            deed.action["field"] = pressed["field"]
        return deed.action
