"""Which text field an event belongs to, what kind it is, and whether it is secure.

Owns the identity of windows and fields and what their roles and names say. Knows nothing of
the text in them (`pipelines.editor`) nor of what ends a typed run (`pipelines.runs`).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from schemas.raw import Context, Field, Target

SECURE_WORDS: Final = frozenset({"password", "passcode", "pin", "cvv", "secret", "token"})
"""Source: SPEC section 2, `field`."""

_MORE_SECURE_WORDS: Final = frozenset({"passwords", "passphrase", "passwd", "pwd", "cvc"})
_LIST_ROLES: Final = frozenset(
    {"list", "listbox", "listitem", "option", "menu", "menubar", "menuitem", "menuitemcheckbox"}
    | {"menuitemradio", "tree", "treeitem", "treegrid", "grid", "gridcell", "table", "row", "cell"}
    | {"tablist", "tab", "radiogroup", "radio", "slider", "toolbar", "scrollbar", "outline", "browser"}
)
_CELL_ROLES: Final = frozenset({"cell", "gridcell"})
_PRESSED_ROLES: Final = frozenset(
    {"button", "checkbox", "radio", "switch", "link", "tab", "slider", "togglebutton"}
)
_MULTI_LINE_ROLES: Final = frozenset({"textarea", "document", "code", "multiline"})
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a label or identifier, in lower case: `newPassword_2` is new, password."""
    folded = unicodedata.normalize("NFKC", text)
    return tuple(word.casefold() for word in _WORD.findall(folded))


@lru_cache(maxsize=4096)
def names_secret(role: str, name: str) -> bool:
    """Whether a role or a name says that what stands in the element is secret."""
    if role and "secure" in words(role):
        return True
    return any(
        word in SECURE_WORDS or word in _MORE_SECURE_WORDS
        for text in (role, name)
        if text
        for word in words(text)
    )


@lru_cache(maxsize=4096)
def _squeezed(role: str) -> str:
    parts = words(role)
    return "".join(parts[1:] if parts[:1] == ("ax",) else parts)


def is_secure(element: Field | Target | None) -> bool:
    """Whether what stands in the element is secret, declared or by its role or name."""
    if element is None:
        return False
    if isinstance(element, Field) and element.secure:
        return True
    return names_secret(element.role or "", element.name or "")


def is_multi_line(field: Field | None) -> bool:
    """Whether Enter is a line break in the field: its role is one of a few, or it says so."""
    if field is None:
        return False
    role = words(field.role or "")
    if not _MULTI_LINE_ROLES.isdisjoint(role) or _has_pair(role, "text", "area"):
        return True
    name = words(field.name or "")
    return "multiline" in name or _has_pair(name, "multi", "line") or _has_pair(role, "multi", "line")


def _has_pair(parts: tuple[str, ...], first: str, second: str) -> bool:
    return any(pair == (first, second) for pair in zip(parts, parts[1:], strict=False))


def takes_caret(field: Field | None) -> bool:
    """Whether arrows and Home move a caret there: false in lists, menus, buttons and the like."""
    role = _squeezed((field and field.role) or "")
    return role not in _LIST_ROLES and role not in _PRESSED_ROLES


def takes_text(field: Field | None) -> bool:
    """Whether Backspace and Delete edit text there: where there is a caret, and in a table's cell."""
    return takes_caret(field) or _squeezed((field and field.role) or "") in _CELL_ROLES


def is_pressed_by_space(field: Field | None) -> bool:
    """Whether the space bar presses the element instead of typing into it."""
    return _squeezed((field and field.role) or "") in _PRESSED_ROLES


@dataclass(frozen=True, slots=True)
class Place:
    """A field in a window; without a known field, the window itself. Equal by identity alone."""

    window: str
    id: str


def window_of(context: Context) -> str:
    """The identity of a window; titles and URLs change while one types, so they are no part of it."""
    return f"{context.app}\x00{context.window_id or ''}"


def is_named(field: Field | None) -> bool:
    """Whether an event says anything of its field."""
    return field is not None and bool(field.id or field.role or field.name or field.secure)


def place_of(context: Context, field: Field | None) -> Place:
    """Where text goes: by the field's id, else its role and name, else the window."""
    if field is None or not is_named(field):
        return Place(window_of(context), "")
    if field.id:
        return Place(window_of(context), f"#{field.id}")
    return Place(window_of(context), f"{field.role or ''}\x00{field.name or ''}")


class FocusTracker:
    """Follows which field has the focus, for recorders that name it only when it changes.

    An event that names no field belongs to the one that was named last in the same window, until a
    pointer press, Tab or a `focus` event may have moved the focus.
    """

    def __init__(self) -> None:
        self.window: str | None = None
        self.field: Field | None = None

    def resolve(self, context: Context, field: Field | None) -> tuple[Place, Field | None]:
        """The place and the field of a key, text or select event."""
        window = window_of(context)
        if is_named(field):
            self.field = field
        elif window != self.window:
            self.field = None
        self.window = window
        return place_of(context, self.field), self.field

    def focus(self, context: Context, field: Field | None) -> tuple[Place, Field | None]:
        """A `focus` event says for sure which field has the focus, or that none has."""
        self.window = window_of(context)
        self.field = field if is_named(field) else None
        return place_of(context, self.field), self.field

    def lose(self, context: Context) -> None:
        """The focus may have moved within the window, or into it, and nothing has said where to.

        A secure field keeps it until an event names another one: what is typed there may be secret.
        """
        window = window_of(context)
        if window != self.window or not is_secure(self.field):
            self.field = None
        self.window = window

    def press(self, context: Context, target: Target | None) -> None:
        """A pointer press may have moved the focus; on a secure element it has."""
        self.lose(context)
        if is_secure(target):
            assert target is not None
            self.field = Field(role=target.role, name=target.name, secure=True)

    def behind_a_hole(self) -> "FocusTracker":
        """What is known on the other side of a hole: nothing, but that a secure field may have the focus."""
        behind = FocusTracker()
        if is_secure(self.field):
            behind.window, behind.field = self.window, self.field
        return behind
