"""The raw message: one flush of a recorder, an envelope with one or more events.

Owns the types of SPEC section 2. Reading bytes is `schemas.codec`'s work.
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

MAX_MESSAGE_BYTES: Final = 4 * 1024 * 1024
MAX_EVENTS: Final = 10_000
MAX_OCR_ITEMS: Final = 20_000
MAX_SEQ: Final = 2**53 - 1
MAX_PIXEL: Final = 2**31
MAX_TS_MS: Final = 253_402_300_799_999  # 9999-12-31T23:59:59.999Z, the last that a date can show

Id = Annotated[str, Meta(min_length=1, max_length=128)]
Seq = Annotated[int, Meta(ge=0, le=MAX_SEQ)]
TimestampMs = Annotated[int, Meta(ge=0, le=MAX_TS_MS)]
Index = Annotated[int, Meta(ge=0, le=MAX_EVENTS)]
Offset = Annotated[int, Meta(ge=0, le=MAX_SEQ)]
Pixel = (
    Annotated[int, Meta(ge=-MAX_PIXEL, le=MAX_PIXEL)] | Annotated[float, Meta(ge=-MAX_PIXEL, le=MAX_PIXEL)]
)
Size = Annotated[int, Meta(ge=0, le=MAX_PIXEL)] | Annotated[float, Meta(ge=0, le=MAX_PIXEL)]
Box = tuple[Pixel, Pixel, Size, Size]
"""`[x, y, width, height]` in screen pixels; places may be negative, sizes never are."""

MODIFIERS: Final = ("Control", "Alt", "Shift", "Meta")
"""In the order in which a hotkey names them. Source: W3C UI Events, modifier keys."""

KEY_ACTIONS: Final = frozenset({"down", "up"})
TEXT_SOURCES: Final = frozenset({"ime", "paste", "autofill", "dictation"})
POINTER_ACTIONS: Final = frozenset({"move", "down", "up"})
BUTTONS: Final = frozenset({"left", "middle", "right", "back", "forward"})
CLIPBOARD_ACTIONS: Final = frozenset({"copy", "cut"})
END_REASONS: Final = frozenset({"lock", "logout", "stop"})


class Value(Struct, frozen=True, gc=False):
    """A frozen value of the wire; fields that it does not name are ignored.

    It cannot refer to itself, so Python's garbage collector need not look at it. What goes to another
    process has fields with places, which makes that several times quicker than `kw_only`.
    """


class Context(Value, frozen=True):
    """A window that events refer to by index."""

    app: str
    app_name: str | None = None
    title: str | None = None
    url: str | None = None
    window_id: str | None = None
    bounds: Box | None = None


class Field(Value, frozen=True):
    """The focused element as the accessibility API reports it."""

    id: str | None = None
    role: str | None = None
    name: str | None = None
    secure: bool | None = None


class Target(Value, frozen=True):
    """The element under the pointer."""

    role: str | None = None
    name: str | None = None
    value: str | bool | int | float | None = None
    bounds: Box | None = None


class OcrItem(Value, frozen=True):
    """A word or a whole line that was read off a screen."""

    text: str
    box: Box
    line: int | str | None = None
    conf: float | None = None


class Window(Value, frozen=True):
    """A window's place on a screen; front first in the list that holds it."""

    ctx: Index
    bounds: Box


class Event(Value, frozen=True):
    """What every event has: its number, its time (ms since the epoch), its context's index."""

    seq: Seq
    ts: TimestampMs
    ctx: Index


class KeyEvent(Event, frozen=True, tag_field="type", tag="key"):
    key: Annotated[str, Meta(min_length=1)]
    action: Literal["down", "up"]
    mods: tuple[str, ...] = ()
    repeat: bool | None = None
    field: Field | None = None


class TextEvent(Event, frozen=True, tag_field="type", tag="text"):
    text: str
    source: Literal["ime", "paste", "autofill", "dictation"]
    field: Field | None = None


class SelectEvent(Event, frozen=True, tag_field="type", tag="select"):
    start: Offset
    end: Offset
    field: Field | None = None


class PointerEvent(Event, frozen=True, tag_field="type", tag="pointer"):
    action: Literal["move", "down", "up"]
    x: Pixel
    y: Pixel
    button: Literal["left", "middle", "right", "back", "forward"] | None = None
    mods: tuple[str, ...] = ()
    target: Target | None = None


class ScrollEvent(Event, frozen=True, tag_field="type", tag="scroll"):
    x: Pixel
    y: Pixel
    dx: Pixel = 0
    dy: Pixel = 0
    target: Target | None = None


class FocusEvent(Event, frozen=True, tag_field="type", tag="focus"):
    field: Field | None = None


class ScreenEvent(Event, frozen=True, tag_field="type", tag="screen"):
    width: Size
    height: Size
    scale: float | int | None = None
    ocr: tuple[OcrItem, ...] = ()
    windows: tuple[Window, ...] | None = None
    image_ref: str | None = None
    image_sha256: str | None = None


class ClipboardEvent(Event, frozen=True, tag_field="type", tag="clipboard"):
    action: Literal["copy", "cut"]
    text: str = ""


class EndEvent(Event, frozen=True, tag_field="type", tag="end"):
    reason: Literal["lock", "logout", "stop"]


class UnknownEvent(Event, frozen=True):
    """An event that this version does not know, or with a value outside a list of the contract.

    It is counted as `unknown_type`; `ends` keeps that it was an `end`, which still ends a stretch.
    """

    ends: bool = False


KnownEvent = (
    KeyEvent
    | TextEvent
    | SelectEvent
    | PointerEvent
    | ScrollEvent
    | FocusEvent
    | ScreenEvent
    | ClipboardEvent
    | EndEvent
)
AnyEvent = KnownEvent | UnknownEvent

EVENT_TYPES: Final[dict[str, type[KnownEvent]]] = {
    "key": KeyEvent,
    "text": TextEvent,
    "select": SelectEvent,
    "pointer": PointerEvent,
    "scroll": ScrollEvent,
    "focus": FocusEvent,
    "screen": ScreenEvent,
    "clipboard": ClipboardEvent,
    "end": EndEvent,
}

LISTED_VALUES: Final[dict[str, tuple[tuple[str, frozenset[str]], ...]]] = {
    "key": (("action", KEY_ACTIONS),),
    "text": (("source", TEXT_SOURCES),),
    "pointer": (("action", POINTER_ACTIONS), ("button", BUTTONS)),
    "clipboard": (("action", CLIPBOARD_ACTIONS),),
    "end": (("reason", END_REASONS),),
}
"""For each event type the fields whose values are a list of the contract."""


class RawMessage(Value, frozen=True, kw_only=True):
    """One flush of a recorder; `size_bytes` is the length of its wire form."""

    session_id: str
    user_id: str
    contexts: tuple[Context, ...]
    events: Sequence[AnyEvent]
    """In their order; what `schemas.codec` reads holds moves packed (`schemas.moves.Events`)."""
    device_id: str | None = None
    role: str | None = None
    region: str | None = None
    size_bytes: int = 0


class RawMessageForm(Value, frozen=True, kw_only=True):
    """The wire form of a raw message, for the generated JSON Schema."""

    v: Literal[1]
    session_id: Id
    user_id: Id
    contexts: Annotated[tuple[Context, ...], Meta(min_length=1)]
    events: Annotated[tuple[KnownEvent, ...], Meta(min_length=1, max_length=MAX_EVENTS)]
    device_id: str | None = None
    role: str | None = None
    region: str | None = None


class Head(Value, frozen=True, kw_only=True):
    """The envelope without its events, as it is checked first."""

    session_id: Id
    user_id: Id
    contexts: Annotated[tuple[Context, ...], Meta(min_length=1)]
    device_id: str | None = None
    role: str | None = None
    region: str | None = None


def convert(value: object, kind: type) -> object:
    """Turn plain JSON values into a type of this page.

    Raises: msgspec.ValidationError, whose text names a path and types but never a value.
    """
    return msgspec.convert(value, kind, strict=True)
