"""One segment: the events between two holes, read in order into actions.

Owns the dispatch of events, and that fields, buttons, clipboard and screen are unknown at the start.
"""

from collections.abc import Collection, Sequence

from pipelines import evidence
from pipelines.actions import Deeds, shown_field, with_field
from pipelines.clipboard import Clipboard
from pipelines.draft import Book, Forced, Surroundings
from pipelines.editor import Editor
from pipelines.entries import Entry, Moves, parts_of
from pipelines.fields import FocusTracker, Place, window_of
from pipelines.keyboard import Keyboard
from pipelines.pasting import Pasting
from pipelines.pointer import Pointer, Scroller
from pipelines.runs import Reading, Typist
from pipelines.sight import Sight
from pipelines.typed import Insertion, Sheets
from pipelines.visits import Visit, is_secret
from schemas import raw
from schemas.rules import Fields


class Segment:
    """Reads one segment; afterwards its deeds, texts and spans of standing time can be taken."""

    def __init__(
        self,
        number: int,
        entries: Sequence[Entry],
        book: Book,
        fields: Fields,
        secure: Collection[tuple[Place, str]],
        *,
        cut_before: bool,
        focus: FocusTracker | None = None,
    ) -> None:
        self.number = number
        self.deeds = Deeds(number)
        self.sight = Sight(number)
        self.secrets: list[tuple[Place, str]] = []
        """What was typed in each visit to a secure field."""
        self.still: list[tuple[int, int]] = []
        """Spans of indexes, ends included, within which no time passes: visits to secure fields."""
        self._entries = entries
        self._book = book
        self._secure = secure
        self._typist = Typist(focus)
        self._pointer = Pointer(book)
        self._scroller = Scroller(book)
        clipboard = Clipboard()
        self._keyboard = Keyboard(self.deeds, book, clipboard, cut_before=cut_before)
        self._pasting = Pasting(self.deeds, book, clipboard, self._keyboard, fields)
        self._secret_sheets = Sheets()
        self._visit: Visit | None = None
        self._focused: Place | None = None

    @property
    def focus_behind(self) -> FocusTracker:
        """What the next segment, behind the hole, knows of the focus."""
        return self._typist.focus.behind_a_hole()

    @property
    def insertions(self) -> list[Insertion]:
        """Typed runs and pastes, in the order in which they ended."""
        return self._keyboard.insertions

    @property
    def editors(self) -> list[tuple[Place, Editor]]:
        """The fields that are not secure, as they are after the events that were read."""
        return self._keyboard.sheets.editors()

    def read(self, *, cut_after: bool) -> None:
        """Read all events; `cut_after` says that the stretch's end cuts the run that is open there."""
        index = 0
        for part in parts_of(self._entries):
            if isinstance(part, Moves):
                self._pointer.follow(part.run)
                index += len(part.run)
            else:
                self._read_entry(part, index)
                index += 1
        self._leave(len(self._entries) - 1)
        self._keyboard.close_run(cut_after=cut_after)
        evidence.look_at_fields(self._book, self._keyboard.sheets)

    def _read_entry(self, entry: Entry, index: int) -> None:
        event, context = entry.event, entry.context
        self.sight.see(event, context, index)
        reading = self._typist.read(event, context)
        repeats = isinstance(event, raw.KeyEvent) and self._keyboard.repeats(event)
        self._follow_pointer(event, context, index)
        if reading.effect != "none" and not isinstance(event, raw.PointerEvent):
            self._pointer.interrupt()
        if self._visit is not None and not self._visit.stays(event, reading, context):
            self._leave(index)
        if reading.breaks:
            self._keyboard.close_run()
        if self._visit is None and is_secret_place(reading, self._secure):
            self._enter(reading, context, index)
        if self._visit is not None:
            self._visit.take(event, reading, index)
        else:
            self._act(entry, reading, index, repeats=repeats)
        if isinstance(event, (raw.KeyEvent, raw.TextEvent, raw.FocusEvent)) and reading.place is not None:
            self._focused = reading.place
        if reading.effect != "none":
            self._keyboard.no_longer_cut()

    def _act(self, entry: Entry, reading: Reading, index: int, *, repeats: bool) -> None:
        match event := entry.event:
            case raw.KeyEvent() if reading.effect == "types":
                self._keyboard.edit(reading, entry, index, repeats=repeats)
            case raw.KeyEvent() if reading.effect == "ends":
                self._keyboard.press(event, reading, entry, index, repeats=repeats)
            case raw.TextEvent() if event.source == "paste":
                self._pasting.paste(event, reading, entry, index)
            case raw.TextEvent():
                self._keyboard.insert(event, reading, entry, index)
            case raw.SelectEvent():
                self._keyboard.select(event, reading)
            case raw.PointerEvent() if event.action == "down":
                self._pointer.press(event, entry.context, self.deeds.begin(index))
            case raw.ScrollEvent():
                self._scroll(event, entry.context, index)
            case raw.FocusEvent():
                self._focus(reading, entry.context, index)
            case raw.ClipboardEvent():
                self._copy(event, entry, index)
            case raw.EndEvent():
                self.deeds.begin(index).action = {"type": "end", "reason": event.reason}
            case _:
                return

    def _follow_pointer(self, event: raw.AnyEvent, context: raw.Context, index: int) -> None:
        if not isinstance(event, raw.PointerEvent):
            return
        if event.action == "move":
            self._pointer.move(event)
        elif event.action == "up":
            self._pointer.release(event, index)
        else:
            self._keyboard.sheets.unsettle(window_of(context))
            self._secret_sheets.unsettle(window_of(context))

    def _scroll(self, event: raw.ScrollEvent, context: raw.Context, index: int) -> None:
        if not (event.dx or event.dy):
            return
        if self._scroller.continues(event, context, self.deeds.last):
            self._scroller.add(event, index)
        else:
            self._scroller.start(event, context, self.deeds.begin(index))

    def _copy(self, event: raw.ClipboardEvent, entry: Entry, index: int) -> None:
        self._pasting.copy(event, entry, index)
        focus = self._typist.focus
        if event.action == "cut" and focus.window == window_of(entry.context):
            place, field = focus.resolve(entry.context, None)
            self._keyboard.sheets.editor(place, field).cut()

    def _focus(self, reading: Reading, context: raw.Context, index: int) -> None:
        """A focus event is an action unless it only repeats what is known."""
        if reading.place != self._focused:
            self.deeds.begin(index).action = self._focus_action(reading.field, context)

    def _focus_action(self, field: raw.Field | None, context: raw.Context) -> dict[str, object]:
        app = self._book.add(context.app, Surroundings(kind="app", app=context.app))
        return with_field({"type": "focus", "app": app}, shown_field(self._book, context, field))

    def _enter(self, reading: Reading, context: raw.Context, index: int) -> None:
        assert reading.place is not None
        editor = self._secret_sheets.editor(reading.place, reading.field)
        self._visit = Visit(reading.place, reading.field, context, self.deeds.begin(index), editor)

    def _leave(self, index: int) -> None:
        """The visit that is open, if there is one, ends before or with an entry."""
        visit, self._visit = self._visit, None
        if visit is None:
            return
        self.still.append((visit.deed.first, index))
        if not visit.acted:
            if visit.focused:
                visit.deed.action = self._focus_action(visit.field, visit.context)
            return
        for value in visit.values():
            self._book.keep_secret(value)
        self.secrets.append((visit.place, visit.text))
        where = Surroundings(kind="typed", app=visit.context.app)
        text = self._book.add("", where, whole=Forced(0, 0, "SECRET", "secure"))
        shown = shown_field(self._book, visit.context, visit.field)
        visit.deed.action = with_field({"type": "type", "text": text}, shown)


def is_secret_place(reading: Reading, secure: Collection[tuple[Place, str]]) -> bool:
    """Whether an event goes to a secure field."""
    return reading.place is not None and is_secret(reading.place, reading.field, secure)
