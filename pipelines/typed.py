"""Typed runs as they grow, and the fields of one segment that they grow in.

Owns what a run puts into its field, what stands of it at its end, and which texts have to be
looked at on the way. Which event belongs to which run is decided by `pipelines.runs`.
"""

import dataclasses
from dataclasses import dataclass
from typing import Final

from pipelines.buffer import Part, Typed, text_of
from pipelines.draft import Book, Forced, Piece, SlotRef, Surroundings
from pipelines.editor import Editor
from pipelines.fields import Place, is_multi_line
from pipelines.keys import Stroke
from schemas import raw

GLANCE: Final = 64
"""Characters on either side of the caret that are looked at before something is deleted."""

EDGE: Final = 48
"""Characters of a long text that may belong to the text next to it."""

_GLANCES_PER_CHARACTER: Final = 8
_FREE_GLANCES: Final = 4096


@dataclass(slots=True, eq=False)
class Insertion:
    """A run or a paste: what it put into a field, and where that stands in its slot."""

    place: Place
    field: raw.Field | None
    where: Surroundings
    typed: Typed = dataclasses.field(default_factory=Typed)
    text: str = ""
    slot: int | None = None
    positions: list[int] = dataclasses.field(default_factory=list)
    """For each typed character its place in the slot's text, -1 where it did not stay."""
    jumps: list[int] = dataclasses.field(default_factory=list)
    """Numbers of the typed characters before which the caret was moved."""
    glances: list[list[Part]] = dataclasses.field(default_factory=list)
    """Texts as they stood before something was deleted."""
    glanced: int = 0
    overlooked: bool = False
    """There were too many deletions to look at each."""
    entered: bool = False
    """Enter was pressed behind it in a field of one line: what follows is another line."""

    def settle(self, changed: list[Part]) -> None:
        """It is over: what of it stands in the field is its text."""
        own = [part for part in changed if part[0] is self.typed]
        self.text = "".join(map(text_of, own))
        self.positions = [-1] * len(self.typed.chars)
        at = 0
        for _, start, end in own:
            self.positions[start:end] = range(at, at + end - start)
            at += end - start


@dataclass(slots=True)
class Sheet:
    """A field's editor, and how often the focus of its window had moved when its caret was known."""

    editor: Editor
    moved: int


class Sheets:
    """All fields of one segment that were typed into."""

    def __init__(self) -> None:
        self._sheets: dict[Place, Sheet] = {}
        self._moved: dict[str, int] = {}
        self.owners: dict[Typed, Insertion] = {}

    def editor(self, place: Place, field: raw.Field | None) -> Editor:
        """The editor of a field, its caret lost if the focus may have moved since."""
        moved = self._moved.get(place.window, 0)
        sheet = self._sheets.get(place)
        if sheet is None:
            sheet = self._sheets[place] = Sheet(Editor(multi_line=is_multi_line(field)), moved)
        if sheet.moved != moved:
            sheet.editor.lose_caret()
            sheet.moved = moved
        return sheet.editor

    def unsettle(self, window: str) -> None:
        """A press or Tab: carets may have moved in any field of the window."""
        self._moved[window] = self._moved.get(window, 0) + 1

    def editors(self) -> list[tuple[Place, Editor]]:
        """All fields, in the order in which they were met."""
        return [(place, sheet.editor) for place, sheet in self._sheets.items()]


class Writing:
    """A typed run in the making."""

    def __init__(self, insertion: Insertion, editor: Editor) -> None:
        self.insertion = insertion
        self.editor = editor
        self.moves: list[tuple[Stroke, int, bool]] = []
        """Caret moves while there was nothing else: each with its event's index, and if it repeats."""
        self._only_moves = True
        self._fresh = False
        self._jumped = False
        self._glanced_at = (0, 0)
        editor.begin()

    @property
    def only_moved(self) -> bool:
        """Nothing was typed or deleted: the caret was moved, at most."""
        return self._only_moves

    def write(self, text: str, *, replace: bool = False) -> None:
        """Take text that a key made, or that arrived whole."""
        if not text:
            return
        self._only_moves = False
        if replace:
            self.editor.select_all()
        self._glance_at_selection()
        insertion = self.insertion
        if self._jumped and insertion.typed.chars:
            insertion.jumps.append(len(insertion.typed.chars))
        self._jumped = False
        self.editor.type(insertion.typed, text)
        self._fresh = True

    def press(self, stroke: Stroke, index: int, *, repeats: bool = False) -> None:
        """Take an editing key."""
        by_word = "Control" in stroke.mods or "Alt" in stroke.mods
        if stroke.key in ("Backspace", "Delete"):
            self._only_moves = False
            if self.editor.has_selection:
                self._glance_at_selection()
            else:
                self._glance()
            self.editor.erase(self.insertion.typed, stroke.key, by_word=by_word)
            return
        if self._only_moves:
            self.moves.append((stroke, index, repeats))
        self.jump()
        select = "Shift" in stroke.mods
        if stroke.key in ("ArrowUp", "ArrowDown") and self.insertion.field is None:
            self.editor.lose_caret()
        else:
            self.editor.move(stroke.key, select=select, by_word=by_word)

    def jump(self) -> None:
        """The caret was moved."""
        self._jumped = self._fresh = True

    def _glance(self) -> None:
        """Look at the text around the caret before it loses something that was not looked at yet."""
        buffer = self.editor.buffer
        left, right = self._glanced_at
        half = GLANCE // 2
        if not self._fresh and buffer.left_length > left - half and buffer.right_length > right - half:
            return
        self._fresh = False
        self._glanced_at = (buffer.left_length, buffer.right_length)
        self._keep(buffer.around(GLANCE))

    def _glance_at_selection(self) -> None:
        """Look at what is selected, since it is about to be overwritten."""
        if self.editor.has_selection:
            self._keep(self.editor.selected(GLANCE))

    def _keep(self, parts: list[Part]) -> None:
        insertion = self.insertion
        allowed = _FREE_GLANCES + _GLANCES_PER_CHARACTER * len(insertion.typed.chars)
        length = sum(end - start for typed, start, end in parts if typed is not None)
        if insertion.glanced + length > allowed:
            insertion.overlooked = True
            return
        insertion.glanced += length
        insertion.glances.append(parts)

    def close(self) -> list[Part]:
        """End the run; returns the field's text around it, as it stands."""
        self.insertion.settle(self.editor.changed())
        return self.editor.buffer.around_changes(GLANCE)


def publish(book: Book, insertion: Insertion, forced: tuple[Forced, ...] = ()) -> SlotRef:
    """Give a settled insertion its slot."""
    ref = book.add(insertion.text, insertion.where, forced=forced)
    insertion.slot = ref.slot
    return ref


def trace(parts: list[Part], owners: dict[Typed, Insertion], *, edges: bool = False) -> list[list[Piece]]:
    """The pieces of a text of some moment, each with its slot; unknown text divides it.

    `edges` takes only those of what was typed in one go and still stands: its slot holds all of it.
    """
    texts: list[list[Piece]] = [[]]
    for typed, start, end in parts:
        if typed is None:
            texts.append([])
            continue
        owner = owners[typed]
        if not edges or end - start <= 2 * EDGE:
            texts[-1].extend(pieces_of(owner, start, end))
        else:
            texts[-1].extend(pieces_of(owner, start, start + EDGE))
            texts.append(pieces_of(owner, end - EDGE, end))
    return [text for text in texts if text]


def pieces_of(owner: Insertion, start: int, end: int) -> list[Piece]:
    """Characters that were typed one after the other, traced to where they stand in their slot."""
    pieces: list[Piece] = []
    positions, chars = owner.positions, owner.typed.chars
    n = start
    while n < end:
        first, at = n, positions[n]
        n += 1
        while n < end and positions[n] == (-1 if at < 0 else at + n - first):
            n += 1
        text = "".join(chars[first:n])
        pieces.append(Piece(text) if at < 0 else Piece(text, owner.slot, at))
    return pieces
