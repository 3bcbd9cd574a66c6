"""Where typed runs begin and end, and what quiet points need to know (SPEC section 3).

Owns the law of what ends a typed run. `Typist` tells for each event what it does to the run that
is open; `RunTracker` keeps the answer for whoever looks for the end of a stretch. Text is not
looked at here.
"""

from dataclasses import dataclass
from typing import Literal

from pipelines.fields import FocusTracker, Place
from pipelines.keys import SILENT, Stroke, is_silent, read_key
from schemas import raw

Effect = Literal["none", "types", "ends"]
"""`types`: the event belongs to a typed run, and opens one where none is open."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an event means for typing; `breaks` says that a run open so far ended before it."""

    effect: Effect
    breaks: bool = False
    stroke: Stroke = SILENT
    place: Place | None = None
    field: raw.Field | None = None


NOTHING = Reading("none")


class Typist:
    """Reads a session's events in order; knows the focus and where the open run is."""

    def __init__(self, focus: FocusTracker | None = None) -> None:
        self.focus = focus or FocusTracker()
        self.run: Place | None = None
        """Where the open run is, None where no run is open."""

    def read(self, event: raw.AnyEvent, context: raw.Context) -> Reading:
        match event:
            case raw.KeyEvent():
                return self._read_key(event, context)
            case raw.TextEvent():
                place, field = self.focus.resolve(context, event.field)
                if event.source == "paste":
                    return self._end(Reading("ends", stroke=SILENT, place=place, field=field))
                return self._type(Reading("types", place=place, field=field))
            case raw.SelectEvent():
                place, field = self.focus.resolve(context, event.field)
                return self._stay(place, field)
            case raw.FocusEvent():
                place, field = self.focus.focus(context, event.field)
                return self._stay(place, field)
            case raw.PointerEvent() if event.action == "down":
                self.focus.press(context, event.target)
                return self._end(Reading("ends"))
            case raw.ScrollEvent() | raw.ClipboardEvent() | raw.EndEvent():
                return self._end(Reading("ends"))
            case _:
                return NOTHING

    def _read_key(self, event: raw.KeyEvent, context: raw.Context) -> Reading:
        if is_silent(event):
            return NOTHING
        place, field = self.focus.resolve(context, event.field)
        stroke = read_key(event, field)
        if stroke.kind == "silent":
            return NOTHING
        if stroke.kind in ("text", "break", "edit"):
            return self._type(Reading("types", stroke=stroke, place=place, field=field))
        if stroke.key == "Tab":
            self.focus.lose(context)
        return self._end(Reading("ends", stroke=stroke, place=place, field=field))

    def _type(self, reading: Reading) -> Reading:
        breaks = self.run is not None and self.run != reading.place
        self.run = reading.place
        return _with_breaks(reading, breaks)

    def _stay(self, place: Place, field: raw.Field | None) -> Reading:
        breaks = self.run is not None and self.run != place
        if breaks:
            self.run = None
        return Reading("none", breaks=breaks, place=place, field=field)

    def _end(self, reading: Reading) -> Reading:
        breaks = self.run is not None
        self.run = None
        return _with_breaks(reading, breaks)


def _with_breaks(reading: Reading, breaks: bool) -> Reading:
    if not breaks:
        return reading
    return Reading(reading.effect, True, reading.stroke, reading.place, reading.field)


class RunTracker:
    """What a quiet point needs to know, from every readable event of a session in order.

    `cut` says that the stretch began inside a typed run (rule 4 cut it), which so counts as open
    until something ends it.
    """

    def __init__(self, *, cut: bool = False) -> None:
        self._typist = Typist()
        self._cut = cut
        self._held: set[str] = set()
        self.last_was_line_break = False
        """The last key of the open run was a line break."""
        self.last_release_ms: int | None = None
        self.last_copy_ms: int | None = None

    @property
    def open(self) -> bool:
        """A typed run is open."""
        return self._cut or self._typist.run is not None

    @property
    def button_held(self) -> bool:
        return bool(self._held)

    def feed(self, event: raw.AnyEvent, context: raw.Context) -> None:
        """Take the next event (one with the highest `seq` so far)."""
        reading = self._typist.read(event, context)
        if reading.effect != "none" or reading.breaks:
            self._cut = False
            self.last_was_line_break = reading.stroke.kind == "break"
        if isinstance(event, raw.PointerEvent):
            self._follow_button(event)
        elif isinstance(event, raw.ClipboardEvent):
            self.last_copy_ms = event.ts

    def _follow_button(self, event: raw.PointerEvent) -> None:
        if event.button is None or event.action == "move":
            return
        if event.action == "down":
            self._held.add(event.button)
        else:
            self._held.discard(event.button)
            self.last_release_ms = event.ts
