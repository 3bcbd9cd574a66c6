"""Running detectors over sets, with the time it takes.

Owns the clock of measurements: processor time, so that what else runs on a machine does not show.
The first pass sees every line for the first time, the second one sees them all again.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from pipelines.detection.spans import Query, Span
from pipelines.evaluation.cases import Case
from pipelines.evaluation.scores import Score, scored

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


def _in_batches(finder: Finder, queries: Sequence[Query]) -> list[Sequence[Span]]:
    found: list[Sequence[Span]] = []
    for first in range(0, len(queries), BATCH):
        found.extend(finder.detect(queries[first : first + BATCH]))
    return found
