"""Which window of a screen something belongs to, and whether it may be seen.

Owns what lies in front of what: nothing of an excluded window's region is ever read. Most of a stretch's
screens show the same windows, so that each place on them is looked at once (`Arrangements`).
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Final

from pipelines.boxes import EDGE_PX, holds_middle, overlaps, sticks_out, without
from pipelines.entries import Entry
from schemas.raw import Box, ScreenEvent

Owner = Callable[[Box], int | None]
"""Says to which window (an index; -1 for none) an item belongs, None where it must not be seen."""

_NO_WINDOW: Final = -1


class Arrangements:
    """How windows lie on the screens of one stretch."""

    def __init__(self, *, keeps_background: bool) -> None:
        """`keeps_background` says that what lies in no window that is known may be seen."""
        self._keeps_background = keeps_background
        self._owners: dict[object, Owner] = {}

    def owner(self, entry: Entry, hidden: Sequence[bool]) -> Owner:
        """Who owns what on a screen; `hidden` says for each context of the message whether it is excluded."""
        event = entry.event
        assert isinstance(event, ScreenEvent)
        if event.windows is None:
            own = entry.context.bounds
            contexts = zip(entry.envelope.contexts, hidden, strict=True)
            covered = tuple(c.bounds for c, excluded in contexts if excluded and c.bounds is not None)
            return self._known((own, covered), lambda: partial(_owner_alone, own, covered))
        windows = tuple((window.bounds, hidden[window.ctx]) for window in event.windows)
        return self._known(windows, lambda: partial(_owner_among, _regions(windows)))

    def _known(self, arrangement: object, make: Callable[[], Callable[[bool, Box], int | None]]) -> Owner:
        owner = self._owners.get(arrangement)
        if owner is None:
            owner = self._owners[arrangement] = cache(partial(make(), self._keeps_background))
        return owner


def visible_regions(windows: Sequence[Box]) -> list[list[Box]]:
    """For each window, front first, the boxes that no window in front of it covers."""
    regions: list[list[Box]] = []
    for n, window in enumerate(windows):
        left = [window]
        for front in windows[:n]:
            left = [rest for piece in left for rest in without(piece, front)]
        regions.append(left)
    return regions


def _regions(windows: Sequence[tuple[Box, bool]]) -> list[tuple[list[Box], bool]]:
    regions = visible_regions([bounds for bounds, _ in windows])
    return [(region, excluded) for region, (_, excluded) in zip(regions, windows, strict=True)]


def _owner_alone(own: Box | None, covered: Sequence[Box], keeps_background: bool, box: Box) -> int | None:
    """The event's own window is in front; outside of it an excluded one may show where it lies."""
    if keeps_background:
        if own is None or holds_middle(own, box):
            return 0
        hidden = any(holds_middle(window, box) or overlaps(box, window, EDGE_PX) for window in covered)
        return None if hidden else 0
    return 0 if own is not None and holds_middle(own, box) and not sticks_out(own, box) else None


def _owner_among(
    windows: Sequence[tuple[Sequence[Box], bool]], keeps_background: bool, box: Box
) -> int | None:
    edge = min(EDGE_PX, box[2] / 4, box[3] / 4)
    owner = _NO_WINDOW
    for n, (region, excluded) in enumerate(windows):
        holds = any(holds_middle(piece, box) for piece in region)
        if excluded and (holds or any(overlaps(box, piece, edge) for piece in region)):
            return None
        if owner < 0 and holds:
            owner = n
    return owner if owner >= 0 or keeps_background else None
