"""The keyboard in one segment: typed runs, keys and hotkeys as actions.

Owns the run that is open and the fields that were typed into.
"""

from typing import Final

from pipelines import evidence
from pipelines.actions import Deed, Deeds, around, shown_field, with_field
from pipelines.buffer import text_of
from pipelines.clipboard import Clipboard, command_of
from pipelines.commands import apply_command
from pipelines.draft import Book, Forced
from pipelines.entries import Entry
from pipelines.keys import Stroke
from pipelines.runs import Reading
from pipelines.typed import GLANCE, Insertion, Sheets, Writing, publish
from schemas import raw

CUT_CHARACTERS: Final = 64
REPEAT_MS: Final = 1000
"""A key that comes down again within this time, and was not seen to come up, repeats by itself."""


class Keyboard:
    """Reads keys and text that are not in secure fields."""

    def __init__(self, deeds: Deeds, book: Book, clipboard: Clipboard, *, cut_before: bool) -> None:
        self.sheets = Sheets()
        self.insertions: list[Insertion] = []
        """Typed runs and pastes, in the order in which they ended."""
        self._deeds = deeds
        self._book = book
        self._clipboard = clipboard
        self._cut_before = cut_before
        self._open: _OpenRun | None = None
        self._down: dict[str, int] = {}

    def repeats(self, event: raw.KeyEvent) -> bool:
        """Whether a key press repeats the one before; takes releases too."""
        if event.action == "up":
            self._down.pop(event.key, None)
            return False
        before = self._down.get(event.key)
        self._down[event.key] = event.ts
        return bool(event.repeat) or (before is not None and 0 <= event.ts - before <= REPEAT_MS)

    def edit(self, reading: Reading, entry: Entry, index: int, *, repeats: bool) -> None:
        """A key that types or edits."""
        writing = self._writing(reading, entry, index)
        if reading.stroke.kind == "edit":
            writing.press(reading.stroke, index, repeats=repeats)
        else:
            writing.write(reading.stroke.text)

    def insert(self, event: raw.TextEvent, reading: Reading, entry: Entry, index: int) -> None:
        """Text that arrives whole and counts as typed."""
        text = lines_of(event.text)
        if text:
            writing = self._writing(reading, entry, index)
            writing.write(text, replace=event.source == "autofill" and writing.editor.is_start_of(text))

    def select(self, event: raw.SelectEvent, reading: Reading) -> None:
        """The caret or selection was moved by pointer or script."""
        assert reading.place is not None
        self.sheets.editor(reading.place, reading.field).select(event.start, event.end)
        if self._open is not None:
            self._open.writing.jump()

    def press(
        self, event: raw.KeyEvent, reading: Reading, entry: Entry, index: int, *, repeats: bool
    ) -> None:
        """A key or hotkey that is an action of its own."""
        stroke, place = reading.stroke, reading.place
        assert place is not None
        deed = self._deeds.last
        if deed is None or not (repeats and _counts_again(deed, stroke, index)):
            deed = self._deeds.begin(index)
            deed.action = with_field(
                _action_of(stroke), shown_field(self._book, entry.context, reading.field)
            )
        if stroke.kind == "hotkey" or command_of(stroke):
            self._clipboard.expect(stroke, deed, event.ts)
        apply_command(self.sheets.editor(place, reading.field), stroke)
        if stroke.key == "Tab":
            self.sheets.unsettle(place.window)
        if stroke.key == "Enter" and self.insertions and self.insertions[-1].place == place:
            self.insertions[-1].entered = True

    def close_run(self, *, cut_after: bool = False) -> None:
        """The open run, if there is one, is over; `cut_after`: the stretch's end cuts it."""
        run, self._open = self._open, None
        if run is None:
            return
        writing, insertion = run.writing, run.writing.insertion
        beside = writing.close()
        shown = shown_field(self._book, run.entry.context, insertion.field)
        if writing.only_moved:
            run.deed.parts = self._moves(writing, shown)
            return
        forced = _cuts(insertion, before=run.cut_before, after=cut_after)
        ref = publish(self._book, insertion, forced)
        action: dict[str, object] = {"type": "type", "text": ref}
        if insertion.typed.deleted:
            action["deleted"] = insertion.typed.deleted
        run.deed.action = with_field(action, shown)
        self.insertions.append(insertion)
        self._clipboard.write(insertion.text)
        self._clipboard.write(self._typed_beside(writing))
        guess = writing.editor.approximate
        evidence.look_at_run(self._book, insertion, beside, self.sheets.owners, approximate=guess)

    def _typed_beside(self, writing: Writing) -> str:
        """The field's text around the caret, without what was pasted."""
        owners = self.sheets.owners
        near = writing.editor.buffer.around(GLANCE)
        typed = (part[0] is not None and owners[part[0]].where.kind == "typed" for part in near)
        return "".join(text_of(part) if own else "\x00" for part, own in zip(near, typed, strict=True))

    def no_longer_cut(self) -> None:
        """What comes from here on is not the run that the stretch's start cut."""
        self._cut_before = False

    def _writing(self, reading: Reading, entry: Entry, index: int) -> Writing:
        """The open run, or a new one."""
        if self._open is None:
            assert reading.place is not None
            insertion = Insertion(reading.place, reading.field, around(entry.context, reading.field, "typed"))
            self.sheets.owners[insertion.typed] = insertion
            writing = Writing(insertion, self.sheets.editor(reading.place, reading.field))
            self._open = _OpenRun(writing, self._deeds.begin(index), entry, self._cut_before)
        self._open.deed.last = index
        return self._open.writing

    def _moves(self, writing: Writing, shown: dict[str, object] | None) -> list[Deed]:
        """A run that only moved the caret is the keys that did so."""
        found: list[Deed] = []
        for stroke, index, repeats in writing.moves:
            if not (repeats and found and _counts_again(found[-1], stroke, index)):
                found.append(Deed(self._deeds.segment, index, index, with_field(_action_of(stroke), shown)))
        return found


class _OpenRun:
    def __init__(self, writing: Writing, deed: Deed, entry: Entry, cut_before: bool) -> None:
        self.writing = writing
        self.deed = deed
        self.entry = entry
        self.cut_before = cut_before


def lines_of(text: str) -> str:
    """A text that arrived whole, with line breaks as fields hold them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _action_of(stroke: Stroke) -> dict[str, object]:
    if stroke.kind == "hotkey":
        return {"type": "hotkey", "keys": list(stroke.keys)}
    action: dict[str, object] = {"type": "key", "key": stroke.key}
    if stroke.mods:
        action["mods"] = list(stroke.mods)
    return action


def _counts_again(deed: Deed, stroke: Stroke, index: int) -> bool:
    """Count one more press of the same key, if it is the same."""
    if deed.action is None:
        return False
    again = _action_of(stroke)
    if any(deed.action.get(name) != again.get(name) for name in ("type", "key", "keys", "mods")):
        return False
    count = deed.action.get("count", 1)
    deed.action["count"] = count + 1 if isinstance(count, int) else 2
    deed.last = index
    return True


def _cuts(insertion: Insertion, *, before: bool, after: bool) -> tuple[Forced, ...]:
    """The characters next to where the stretch's ends cut the run: in the field, and as typed."""
    length = len(insertion.text)
    hidden: set[int] = set()
    if before:
        hidden.update(range(min(CUT_CHARACTERS, length)))
        hidden.update(insertion.positions[:CUT_CHARACTERS])
    if after:
        hidden.update(range(max(0, length - CUT_CHARACTERS), length))
        hidden.update(insertion.positions[-CUT_CHARACTERS:])
    forced: list[Forced] = []
    for at in sorted(hidden - {-1}):
        if forced and forced[-1].end == at:
            forced[-1] = Forced(forced[-1].start, at + 1, "TEXT", "cut")
        else:
            forced.append(Forced(at, at + 1, "TEXT", "cut"))
    return tuple(forced)
