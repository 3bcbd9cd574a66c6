"""Running detectors over sets, with the time it takes.

Owns the clock of measurements: processor time, so that what else runs on a machine does not show.
The first pass sees every line for the first time, the second one sees them all again.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import orjson

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.detection.spans import Query, Span
from pipelines.evaluation.cases import Case
from pipelines.evaluation.scores import Score, scored
from pipelines.evaluation.screens import LabelledScreen, raw_message, scored_screens
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.rules import TrajectoryLimits

OURS: Final = "cleantrace"
"""What reports call our detector."""
BATCH: Final = 256
"""Lines of a few screens, as a worker detects them."""


class Finder(Protocol):
    """Something that finds spans: our detector, or Presidio's."""

    def detect(self, queries: Sequence[Query]) -> Sequence[Sequence[Span]]: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """One detector on one set; milliseconds a line, `again_ms` where every line was seen before."""

    set_name: str
    detector: str
    score: Score
    new_ms: float
    again_ms: float | None
    whole_screens: bool = False
    """What was found besides is then told by `damage` alone: there is no precision."""


def measure(
    set_name: str,
    cases: Sequence[Case],
    detector: str,
    finder: Finder,
    *,
    again: bool = True,
    clock: Callable[[], float] = time.process_time,
) -> Measured:
    """The score of a detector on a set, and its time for new lines and for repeated ones."""
    queries = [Query(case.text, case.where) for case in cases]
    started = clock()
    found = _in_batches(finder, queries)
    new_ms = 1000 * (clock() - started) / max(1, len(cases))
    again_ms = None
    if again:
        started = clock()
        _in_batches(finder, queries)
        again_ms = 1000 * (clock() - started) / max(1, len(cases))
    return Measured(set_name, detector, scored(cases, found), new_ms, again_ms)


def measure_screens(
    set_name: str,
    screens: Sequence[LabelledScreen],
    redactor: Redactor,
    *,
    clock: Callable[[], float] = time.process_time,
) -> Measured:
    """The score of the whole chain on screens, and its time for a line of them."""
    started = clock()
    shown = [published_lines(redactor, screen) for screen in screens]
    spent_ms = 1000 * (clock() - started)
    lines = sum(map(len, shown))
    score = scored_screens(screens, shown)
    return Measured(set_name, OURS, score, spent_ms / max(1, lines), None, whole_screens=True)


def published_lines(redactor: Redactor, screen: LabelledScreen) -> list[str]:
    """What the trajectory of a stretch that shows one screen has as the screen's lines."""
    sessions = Sessions("evaluation", 0, TrajectoryLimits)
    sessions.add(decode_message(orjson.dumps(raw_message(screen))), 0, None)
    (stretch,) = sessions.close_all()
    trajectory = orjson.loads(redactor.process(stretch, ControlSet.empty()).trajectory or b"{}")
    return [line["text"] for line in trajectory["steps"][0]["observation"]["screen"]["text"]]


def _in_batches(finder: Finder, queries: Sequence[Query]) -> list[Sequence[Span]]:
    found: list[Sequence[Span]] = []
    for first in range(0, len(queries), BATCH):
        found.extend(finder.detect(queries[first : first + BATCH]))
    return found
