"""Visits to secure fields: whatever happens in one is a single step that says nothing.

Owns where a visit ends and what value was typed in it, which is kept only to be found elsewhere.
"""

from collections.abc import Collection
from typing import Final

from pipelines.actions import Deed, around
from pipelines.buffer import text_of
from pipelines.commands import apply_command
from pipelines.editor import Editor
from pipelines.fields import Place, is_secure, window_of
from pipelines.keyboard import lines_of
from pipelines.runs import Reading
from pipelines.typed import Insertion, Writing
from schemas import raw

MIN_PASSING: Final = 4
"""Shorter texts that stood in a secure field only for a moment are not looked for elsewhere."""


def is_secret(place: Place, field: raw.Field | None, secure: Collection[tuple[Place, str]]) -> bool:
    """Whether a field is secure; `secure` are those that any event of the stretch calls so."""
    if field is None:
        return False
    return is_secure(field) or (place, field.name or "") in secure


class Visit:
    """One visit to a secure field, from the first event that names it."""

    def __init__(
        self, place: Place, field: raw.Field | None, context: raw.Context, deed: Deed, editor: Editor
    ) -> None:
        self.place = place
        self.field = field
        self.context = context
        self.deed = deed
        self.acted = False
        """Something was pressed, typed or pasted in it."""
        self.focused = False
        """It holds a `focus` event."""
        self._editor = editor
        self._insertion = Insertion(place, field, around(context, field, "typed"))
        self._writing = Writing(self._insertion, editor)

    def stays(self, event: raw.AnyEvent, reading: Reading, context: raw.Context) -> bool:
        """Whether an event belongs to the visit."""
        if reading.place is not None:
            return reading.place == self.place
        match event:
            case raw.PointerEvent():
                return event.action != "down"
            case raw.ClipboardEvent():
                return window_of(context) == self.place.window
            case raw.EndEvent():
                return False
            case _:
                return True

    def take(self, event: raw.AnyEvent, reading: Reading, index: int) -> None:
        """Take an event that belongs to the visit."""
        match event:
            case raw.FocusEvent():
                self.focused = True
            case raw.SelectEvent():
                self._editor.select(event.start, event.end)
            case raw.TextEvent():
                self.acted = True
                self._writing.write(lines_of(event.text))
            case raw.KeyEvent() if reading.effect != "none":
                self.acted = True
                self._press(reading, index)
            case raw.ScrollEvent() | raw.ClipboardEvent():
                self.acted = True
            case _:
                return

    def _press(self, reading: Reading, index: int) -> None:
        stroke = reading.stroke
        if stroke.kind == "edit":
            self._writing.press(stroke, index)
        elif stroke.kind in ("text", "break"):
            self._writing.write(stroke.text)
        else:
            apply_command(self._editor, stroke)

    @property
    def text(self) -> str:
        """What this visit put into the field and left there, once its values were taken."""
        return self._insertion.text

    def values(self) -> list[str]:
        """What was typed: the field's text at the end, this visit's share of it, and earlier texts."""
        self._writing.close()
        whole = self._editor.text
        passing = [
            "".join(text_of(part) for part in parts if part[0] is not None)
            for parts in self._insertion.glances
        ]
        found = [self._insertion.text, whole, *(text for text in passing if len(text) >= MIN_PASSING)]
        return list(dict.fromkeys(text for text in found if text))
