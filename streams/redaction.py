"""Redaction for commands without a broker, in processes of their own.

The pool is the worker's: a stretch that fails, hangs or kills its process is tried once more, alone in
a fresh one, and then counts as `failed`. Outcomes come in the order in which the stretches closed.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipelines.consent import ControlSet
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.outcome import Outcome
from streams.pool import Pool, Redacted, Terms
from streams.redactor_process import Setup

AHEAD: Final = 16
"""Stretches given out for each process before the first outcome is waited for."""

Redact = Callable[[Iterable[Stretch]], Iterator[tuple[Stretch, Outcome]]]


@contextmanager
def redact_with(
    document: bytes,
    folder: Path | None,
    controls: ControlSet,
    key: Key,
    models: tuple[str, ...],
    *,
    jobs: int,
    timeout_s: float,
    detector: str | None = None,
) -> Iterator[Redact]:
    """What turns stretches into outcomes, under a completed rules document.

    Raises: ModelsRefused, RulesRefused, when a stretch is redacted; nothing is published then.
    """
    setup = Setup(key, models, folder) if detector is None else Setup(key, models, folder, detector)
    pool = Pool(setup, jobs, timeout_s)
    terms = Terms("file", document, controls)

    def redact(stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Outcome]]:
        waiting: deque[tuple[Stretch, Future[Redacted]]] = deque()
        for stretch in stretches:
            waiting.append((stretch, pool.submit(stretch, terms)))
            if len(waiting) > AHEAD * jobs:
                first, result = waiting.popleft()
                yield first, result.result().outcome
        for first, result in waiting:
            yield first, result.result().outcome

    try:
        yield redact
    finally:
        pool.close()
