"""What actions look like: their parts that name elements, windows and places on the screen.

Owns the draft of one action while it may still change, and how roles, names and values of
elements become texts of the book.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.draft import Book, Forced, SlotKind, SlotRef, Surroundings
from pipelines.fields import is_secure, words
from schemas import raw
from schemas.raw import Context, Field, Target

_ROLE_WORDS: Final = frozenset(
    """
    alert alertdialog application area article ax banner bar blockquote body box browser button
    buttons calendar canvas caption cell chart check checkbox checked code column columnheader combo
    combobox complementary container content contenteditable contentinfo control custom data
    datagrid date definition deletion desktop dialog directory disclosure doc document drawer
    dropdown edit editable editbar editor element email entry feed field figure file footer form
    frame generic grid gridcell group grouping header heading hyperlink icon image img incrementor
    indicator input insertion item label landmark layer layout level line link list listbox listitem
    log main mark marquee math menu menubar menuitem menuitemcheckbox menuitemradio meter multi
    multiline navigation node none note number numeric option outline page pane panel paragraph
    password picker pop popup presentation progress progressbar push radio radiogroup region
    relevance rich root row rowgroup rowheader ruler scroll scrollbar search searchbox section
    secure segmented select semantic separator sheet slider spin spinbutton spinner split splitter
    static status step stepper strip sub subscript suggestion superscript switch system tab table
    tablist tabpanel tel term terminal text textarea textbox textfield thumb time timer title toggle
    togglebutton tool toolbar tooltip tree treegrid treeitem type ui unknown up url value view
    viewer viewport web widget window
    """.split()
)
"""Words that roles of accessibility APIs are made of: a role that has others may hold a text."""


@dataclass(slots=True)
class Deed:
    """An action in the making; indexes of its first and last event in its segment.

    `action` stays None until it is known, and for what turns out to be no action.
    """

    segment: int
    first: int
    last: int
    action: dict[str, object] | None = None
    parts: list["Deed"] | None = None
    """What it turned out to be instead, where that is several actions."""


class Deeds:
    """The actions of one segment, in the order in which they began."""

    def __init__(self, segment: int) -> None:
        self.segment = segment
        self.all: list[Deed] = []

    @property
    def last(self) -> Deed | None:
        return self.all[-1] if self.all else None

    def begin(self, index: int) -> Deed:
        """A new action that begins with an entry."""
        deed = Deed(self.segment, index, index)
        self.all.append(deed)
        return deed

    def settled(self) -> list[Deed]:
        """What turned out to be actions, in order."""
        flat = [part for deed in self.all for part in (deed.parts if deed.parts is not None else [deed])]
        return sorted((deed for deed in flat if deed.action is not None), key=lambda deed: deed.first)


@lru_cache(maxsize=4096)
def _is_plain_role(role: str) -> bool:
    if not role.isascii() or len(role) > 40:
        return False
    parts = words(role)
    return bool(parts) and not any(c.isdigit() for c in role) and all(part in _ROLE_WORDS for part in parts)


def around(context: Context, element: Field | Target | None, kind: SlotKind) -> Surroundings:
    """Where a text of an element stands."""
    return Surroundings(
        kind=kind,
        app=context.app,
        title=context.title or "",
        role=(element and element.role) or "",
        name=(element and element.name) or "",
    )


def shown_field(book: Book, context: Context, field: Field | None) -> dict[str, object] | None:
    """A field as a trajectory shows it, None where nothing is known of it."""
    if field is None or not (field.role or field.name):
        return None
    return _shown_head(book, context, field)


def _shown_head(book: Book, context: Context, element: Field | Target) -> dict[str, object]:
    head: dict[str, object] = {}
    if element.role:
        plain = _is_plain_role(element.role)
        head["role"] = element.role if plain else _name(book, context, element.role, "")
    if element.name:
        head["name"] = _name(book, context, element.name, element.role or "")
    return head


def _name(book: Book, context: Context, text: str, role: str) -> SlotRef:
    return book.add(text, Surroundings(kind="name", app=context.app, title=context.title or "", role=role))


def shown_target(book: Book, context: Context, target: Target | None) -> dict[str, object] | None:
    """An element under the pointer as a trajectory shows it; what a secure one holds is secret."""
    if target is None:
        return None
    shown = _shown_head(book, context, target)
    if target.value is not None and target.value != "":
        shown["value"] = _value(book, context, target)
    if target.bounds is not None:
        shown["bounds"] = [round(side) for side in target.bounds]
    return shown


def _value(book: Book, context: Context, target: Target) -> object:
    value = target.value
    if is_secure(target):
        if isinstance(value, str):
            book.keep_secret(value)
        return book.add("", around(context, target, "value"), whole=Forced(0, 0, "SECRET", "secure"))
    if isinstance(value, bool):
        return "true" if value else "false"
    return book.add(str(value), around(context, target, "value"))


def with_field(action: dict[str, object], shown: dict[str, object] | None) -> dict[str, object]:
    """The action, with its field where one is known."""
    if shown is not None:
        action["field"] = shown
    return action


def modifiers(names: tuple[str, ...]) -> list[str]:
    """Modifiers that the contract knows, in their fixed order."""
    return [name for name in raw.MODIFIERS if name in names]
