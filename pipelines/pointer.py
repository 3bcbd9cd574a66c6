"""Pointer events become clicks, multiple clicks, drags and scrolls.

Owns which press belongs to which release and which clicks are one. A press without its release,
and a release without its press, are no action.
"""

from dataclasses import dataclass
from typing import Final

from pipelines.actions import Deed, modifiers, shown_target
from pipelines.draft import Book
from pipelines.fields import window_of
from schemas.moves import MoveRun
from schemas.raw import Context, PointerEvent, ScrollEvent, Target

MULTI_CLICK_MS: Final = 500
MULTI_CLICK_PX: Final = 5
DRAG_PX: Final = 5
SCROLL_GAP_MS: Final = 1000

_CLICKS: Final = {
    "left": "click",
    "right": "right_click",
    "middle": "middle_click",
}
"""Other buttons are a click that names its button: the contract's list of actions has none for them."""
_MULTIPLE: Final = {1: "click", 2: "double_click", 3: "triple_click"}


@dataclass(slots=True)
class _Press:
    deed: Deed
    event: PointerEvent
    context: Context
    reach: float = 0.0


@dataclass(slots=True)
class _Clicked:
    deed: Deed
    event: PointerEvent
    window: str
    count: int


class Pointer:
    """The pointer in one segment, where it is not known which buttons are held at the start."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._held: dict[str, _Press] = {}
        self._clicked: _Clicked | None = None

    def press(self, event: PointerEvent, context: Context, deed: Deed) -> None:
        """A button goes down; the deed gets its action when it comes up."""
        self._held[event.button or "left"] = _Press(deed, event, context)

    def follow(self, run: MoveRun) -> None:
        """Moves that follow one another: they matter only where a button is held."""
        for press in self._held.values():
            start = press.event
            farthest = max((x - start.x) ** 2 + (y - start.y) ** 2 for x, y in run.points())
            press.reach = max(press.reach, float(farthest**0.5))

    def move(self, event: PointerEvent) -> None:
        for press in self._held.values():
            press.reach = max(press.reach, _distance(press.event, event))

    def release(self, event: PointerEvent, index: int) -> None:
        """A button comes up: a click, a further one, or the end of a drag."""
        press = self._held.pop(event.button or "left", None)
        if press is None:
            return
        self.move(event)
        press.deed.last = index
        if max(press.reach, _distance(press.event, event)) > DRAG_PX:
            self._clicked = None
            press.deed.action = self._drag(press, event)
        elif not self._click_again(press, index):
            self._click(press)

    def interrupt(self) -> None:
        """Another action came between: the next click is a first one."""
        self._clicked = None

    def _click_again(self, press: _Press, index: int) -> bool:
        last = self._clicked
        event = press.event
        if (
            last is None
            or event.button != "left"
            or last.count >= max(_MULTIPLE)
            or last.window != window_of(press.context)
            or not 0 <= event.ts - last.event.ts <= MULTI_CLICK_MS
            or _distance(last.event, event) > MULTI_CLICK_PX
            or last.deed.action is None
        ):
            return False
        last.count += 1
        last.event = event
        last.deed.action["type"] = _MULTIPLE[last.count]
        last.deed.last = index
        return True

    def _click(self, press: _Press) -> None:
        event = press.event
        button = event.button or "left"
        press.deed.action = self._at(press, _CLICKS.get(button, "click"), event)
        if button not in _CLICKS:
            press.deed.action["button"] = button
        first = event.button == "left"
        self._clicked = _Clicked(press.deed, event, window_of(press.context), 1) if first else None

    def _drag(self, press: _Press, release: PointerEvent) -> dict[str, object]:
        to = {"x2": round(release.x), "y2": round(release.y)}
        action = self._at(press, "drag", press.event, to)
        if press.event.button != "left":
            action["button"] = press.event.button
        return action

    def _at(
        self, press: _Press, kind: str, event: PointerEvent, to: dict[str, int] | None = None
    ) -> dict[str, object]:
        action: dict[str, object] = {"type": kind, "x": round(event.x), "y": round(event.y), **(to or {})}
        if mods := modifiers(event.mods):
            action["mods"] = mods
        target = shown_target(self._book, press.context, event.target)
        if target is not None:
            action["target"] = target
        return action


def _distance(first: PointerEvent, second: PointerEvent) -> float:
    return float(((first.x - second.x) ** 2 + (first.y - second.y) ** 2) ** 0.5)


class Scroller:
    """Scroll events that follow one another in one window, element and direction are one action."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._deed: Deed | None = None
        self._key: tuple[object, ...] = ()
        self._ts = 0
        self._dx: float = 0
        self._dy: float = 0

    def continues(self, event: ScrollEvent, context: Context, last: Deed | None) -> bool:
        """Whether the event goes on with the scroll that was the last action."""
        return (
            self._deed is not None
            and last is self._deed
            and self._key == _key_of(event, context)
            and abs(event.ts - self._ts) <= SCROLL_GAP_MS
        )

    def start(self, event: ScrollEvent, context: Context, deed: Deed) -> None:
        """A new scroll."""
        self._deed, self._key = deed, _key_of(event, context)
        self._dx = self._dy = 0
        deed.action = {"type": "scroll", "x": round(event.x), "y": round(event.y)}
        self.add(event, deed.first)
        target = shown_target(self._book, context, event.target)
        if target is not None:
            deed.action["target"] = target

    def add(self, event: ScrollEvent, index: int) -> None:
        """More of the same scroll."""
        if self._deed is None or self._deed.action is None:
            return
        self._ts = event.ts
        self._dx += event.dx
        self._dy += event.dy
        self._deed.last = index
        self._deed.action |= {"dx": round(self._dx), "dy": round(self._dy)}


def _key_of(event: ScrollEvent, context: Context) -> tuple[object, ...]:
    return (window_of(context), _identity(event.target), _sign(event.dx), _sign(event.dy))


def _identity(target: Target | None) -> tuple[object, ...]:
    return () if target is None else (target.role, target.name)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
