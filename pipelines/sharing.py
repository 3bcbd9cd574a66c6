"""Equal parts of a stretch's events held once: screens repeat most of their lines from frame to frame.

Owns which parts are shared. An event is the same as before to whoever reads it; a stretch needs a
fraction of the memory, and less is sent to the process that redacts it.
"""

from typing import TypeGuard

from msgspec import structs

from schemas import raw

_Part = raw.OcrItem | raw.Field | raw.Target


class Shared:
    """The parts that one stretch has shown so far."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[_Part, _Part] = {}

    def event(self, event: raw.AnyEvent) -> raw.AnyEvent:
        """The event, made of parts that are held already where they are equal."""
        match event:
            case raw.ScreenEvent() if event.ocr:
                return structs.replace(event, ocr=tuple([self._part(item) for item in event.ocr]))
            case raw.KeyEvent() | raw.TextEvent() | raw.SelectEvent() if event.field is not None:
                return structs.replace(event, field=self._part(event.field))
            case raw.PointerEvent() | raw.ScrollEvent() if _may_be_shared(event.target):
                return structs.replace(event, target=self._part(event.target))
            case _:
                return event

    def _part(self, part: _Part) -> _Part:
        return self._held.setdefault(part, part)


def _may_be_shared(target: raw.Target | None) -> TypeGuard[raw.Target]:
    """Whether there is a target whose value is no number: 1, 1.0 and true are equal and read differently."""
    return target is not None and isinstance(target.value, str | None)
