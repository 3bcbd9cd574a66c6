"""Equal parts of a stretch's events held once: screens repeat most of their lines from frame to frame.

Owns which parts are shared. An event is the same as before to whoever reads it; a stretch needs a
fraction of the memory, and less is sent to the process that redacts it.
"""

from collections.abc import Sequence
from typing import TypeGuard

from msgspec import structs

from schemas import raw

_Part = raw.Field | raw.Target


class Shared:
    """The parts that one stretch has shown so far."""

    __slots__ = ("_held", "_items", "_lines")

    def __init__(self) -> None:
        self._held: dict[_Part, _Part] = {}
        self._items: dict[raw.OcrItem, raw.OcrItem] = {}
        self._lines: list[str] = []

    def take_lines(self) -> tuple[str, ...]:
        """The texts of lines on screens that are new since this was last asked."""
        lines, self._lines = self._lines, []
        return tuple(lines)

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
        if len(self._items) > before:
            self._lines.extend(_new_lines(event.ocr, items))
        return structs.replace(event, ocr=items)

    def _part(self, part: _Part) -> _Part:
        return self._held.setdefault(part, part)


def _new_lines(given: Sequence[raw.OcrItem], held: Sequence[raw.OcrItem]) -> list[str]:
    """The lines that have a part which was not there before, nearly as `pipelines.screen` reads them."""
    lines: dict[object, list[raw.OcrItem]] = {}
    new: set[object] = set()
    for n, (item, kept) in enumerate(zip(given, held, strict=True)):
        name = ("alone", n) if item.line is None else str(item.line)
        lines.setdefault(name, []).append(kept)
        if kept is item:
            new.add(name)
    texts = (
        " ".join(item.text for item in sorted(items, key=lambda item: item.box[0]) if item.text.strip())
        for name, items in lines.items()
        if name in new
    )
    return [text for text in texts if text]


def _may_be_shared(target: raw.Target | None) -> TypeGuard[raw.Target]:
    """Whether there is a target whose value is no number: 1, 1.0 and true are equal and read differently."""
    return target is not None and isinstance(target.value, str | None)
