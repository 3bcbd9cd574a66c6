"""What was in front and on the screen before each event of a segment.

Owns which entries an observation is drawn from; drawing it is the work of `pipelines.scenes`.
"""

from bisect import bisect_left, bisect_right

from pipelines.draft import Scene
from pipelines.fields import window_of
from schemas import raw


class Sight:
    """Follows one segment: which window is in front, and which screen was the last."""

    def __init__(self, segment: int) -> None:
        self._segment = segment
        self._front: str | None = None
        self._fronts: list[tuple[int, int]] = []
        self._screens: list[int] = []

    def see(self, event: raw.AnyEvent, context: raw.Context, index: int) -> None:
        """Take the next event, before its action's scene is asked for.

        An event belongs to the window that it names, which so is in front. A `focus` event brings its
        window to the front: before it another one was there, where one is known.
        """
        window = window_of(context)
        match event:
            case raw.ScreenEvent():
                self._screens.append(index)
                self._bring(window, index + 1, index)
            case raw.FocusEvent():
                first = self._front is None
                self._bring(window, index if first else index + 1, index)
            case raw.KeyEvent() if event.action != "down":
                return
            case raw.PointerEvent() if event.action != "down":
                return
            case _:
                self._bring(window, index, index)

    def _bring(self, window: str, from_index: int, index: int) -> None:
        self._front = window
        self._fronts.append((from_index, index))

    def before(self, index: int) -> Scene:
        """What was visible before the action that begins at an entry."""
        front = bisect_right(self._fronts, (index, len(self._fronts) + index)) - 1
        screen = bisect_left(self._screens, index) - 1
        return Scene(
            self._segment,
            self._fronts[front][1] if front >= 0 else None,
            self._screens[screen] if screen >= 0 else None,
        )
