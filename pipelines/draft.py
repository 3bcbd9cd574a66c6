"""A trajectory before redaction: steps whose texts are references into a book of texts.

Owns the book: *slots* are texts that will be published, each exactly once; *views* are texts
that are only looked at (a field as it stood, several visits joined, two screen lines read
as one), every character of which may come from a slot. What detection finds in a view is
redacted in the slots that it came from. Nothing here is ever published as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

SlotKind = Literal["typed", "paste", "clipboard", "title", "url", "app", "screen", "name", "value", "key"]


class Surroundings(Struct, frozen=True, gc=False):
    """Where a text stands: what a person sees around it. Empty strings are unknown."""

    kind: SlotKind = "screen"
    app: str = ""
    title: str = ""
    role: str = ""
    name: str = ""
    """Role and name of the field or target that holds the text."""
    label: str = ""
    """The text left of it in its row, or right above it."""
    header: str = ""
    """The head of its column, where it stands in a table."""


class Forced(Struct, frozen=True, gc=False):
    """A part of a slot that is replaced whatever detection says (code points, half open)."""

    start: int
    end: int
    entity: Literal["SECRET", "CLIPBOARD", "TEXT"]
    rule: Literal["secure", "clipboard", "cut", "excluded"]


class Slot(Struct, frozen=True, gc=False):
    """A text that will be published. `whole` replaces all of it, an empty text too."""

    id: int
    text: str
    where: Surroundings
    forced: tuple[Forced, ...] = ()
    whole: Forced | None = None
    empty: bool = False
    """The published text is the empty string (the text of a copy under `clipboard: drop`)."""


class SlotRef(Struct, frozen=True, gc=False):
    """Stands in an action or observation where the published text of a slot will be."""

    slot: int


class Piece(Struct, frozen=True, gc=False):
    """A run of a view's characters: from `start` on in a slot, or from none."""

    text: str
    slot: int | None = None
    start: int = 0
    border: Literal["", "line", "field"] = ""
    """It may be over at its end, or go on: Enter was pressed there, or another field comes next."""


class View(Struct, frozen=True, gc=False):
    pieces: tuple[Piece, ...]
    where: Surroundings
    crossing: bool = False
    """Only findings that reach over a border between pieces count."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Book:
    """All texts of one stretch, in the order in which they were met."""

    slots: list[Slot] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    """Values typed into secure fields: redacted as SECRET wherever else they stand."""

    def add(
        self,
        text: str,
        where: Surroundings,
        *,
        forced: Sequence[Forced] = (),
        whole: Forced | None = None,
        empty: bool = False,
    ) -> SlotRef:
        """Take a text that will be published and return the reference that stands for it."""
        slot = Slot(len(self.slots), text, where, tuple(forced), whole, empty)
        self.slots.append(slot)
        return SlotRef(slot.id)

    def look(self, pieces: Sequence[Piece], where: Surroundings, *, crossing: bool = False) -> None:
        """Take a text that is only looked at."""
        if any(piece.text for piece in pieces):
            self.views.append(View(tuple(pieces), where, crossing))

    def keep_secret(self, value: str) -> None:
        """Remember what was typed into a secure field."""
        if value:
            self.secrets.append(value)


@dataclass(frozen=True, slots=True)
class Scene:
    """What was visible: indexes of entries in their segment, None where unknown.

    `context` is the entry whose window was in front, `screen` the entry of the last screen event.
    """

    segment: int
    context: int | None
    screen: int | None


@dataclass(frozen=True, slots=True)
class DraftStep:
    """One step; `action` is JSON-like, with `SlotRef` where texts will be."""

    t_ms: int
    scene: Scene
    action: dict[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """The steps of one stretch; `duration_ms` is rounded and without the time of holes."""

    steps: tuple[DraftStep, ...]
    duration_ms: int
