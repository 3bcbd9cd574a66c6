"""Equal parts of a stretch's events held once: screens repeat most of their lines from frame to frame.

Owns which parts are shared, and so which lines of a screen are new. An event is the same as before to
whoever reads it; a stretch needs a fraction of the memory, and less is sent to the process that redacts it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from msgspec import structs

from pipelines.entries import Entry, Envelope
from schemas import raw

_Part = raw.Field | raw.Target


@dataclass(frozen=True, slots=True)
class Fresh:
    """New lines of a screen, and the window and message that the screen came with."""

    context: raw.Context
    envelope: Envelope
    texts: tuple[str, ...]


class Shared:
    """The parts that one stretch has shown so far."""

    __slots__ = ("_held", "_items", "_shown", "_unseen")

    def __init__(self) -> None:
        self._held: dict[_Part, _Part] = {}
        self._items: dict[raw.OcrItem, raw.OcrItem] = {}
        self._shown: Entry | None = None
        self._unseen: tuple[str, ...] = ()

    def take_fresh(self) -> Iterator[Fresh]:
        """The lines of the last screen that are new since this was last asked.

        It is asked when something was done: a screen that another follows before is in no step.
        """
        if self._shown is not None and self._unseen:
            yield Fresh(self._shown.context, self._shown.envelope, self._unseen)
            self._unseen = ()

    def entry(self, entry: Entry) -> Entry:
        """The entry with its event, made of parts that are held already where they are equal."""
        kept = Entry(self.event(entry.event), entry.envelope)
        if isinstance(entry.event, raw.ScreenEvent):
            self._shown = kept
        return kept

    def event(self, event: raw.AnyEvent) -> raw.AnyEvent:
        """The event, made of parts that are held already where they are equal."""
        match event:
            case raw.ScreenEvent() if event.ocr:
                return self._screen(event)
            case raw.KeyEvent() | raw.TextEvent() | raw.SelectEvent() if event.field is not None:
                return structs.replace(event, field=self._part(event.field))
            case raw.PointerEvent() | raw.ScrollEvent() if _may_be_shared(event.target):
                return structs.replace(event, target=self._part(event.target))
            case _:
                return event

    def _screen(self, event: raw.ScreenEvent) -> raw.ScreenEvent:
        before = len(self._items)
        items = tuple([self._items.setdefault(item, item) for item in event.ocr])
        if self._unseen or len(self._items) > before:
            self._unseen = tuple(_new_lines(event.ocr, items, frozenset(self._unseen)))
        return structs.replace(event, ocr=items)

    def _part(self, part: _Part) -> _Part:
        return self._held.setdefault(part, part)


def _new_lines(
    given: Sequence[raw.OcrItem], held: Sequence[raw.OcrItem], unseen: frozenset[str]
) -> Iterator[str]:
    """The lines that are unseen, or have a part which is new, nearly as `pipelines.screen` reads them."""
    names: list[object] = [
        ("alone", n) if item.line is None else str(item.line) for n, item in enumerate(given)
    ]
    new = {name for name, item, kept in zip(names, given, held, strict=True) if kept is item}
    lines: dict[object, list[raw.OcrItem]] = {}
    for name, kept in zip(names, held, strict=True):
        if unseen or name in new:
            lines.setdefault(name, []).append(kept)
    for name, items in lines.items():
        text = _text(items)
        if text and (name in new or text in unseen):
            yield text


def _text(items: list[raw.OcrItem]) -> str:
    ordered = sorted(items, key=lambda item: item.box[0]) if len(items) > 1 else items
    return " ".join([item.text for item in ordered if item.text.strip()])


def _may_be_shared(target: raw.Target | None) -> TypeGuard[raw.Target]:
    """Whether there is a target whose value is no number: 1, 1.0 and true are equal and read differently."""
    return target is not None and isinstance(target.value, str | None)
