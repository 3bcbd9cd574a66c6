"""A replay from its order to its report: what the command asks for, put together and carried out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.keyring import Keyring
from streams.cli.failure import CommandFailed
from streams.kafka.groups import Asker
from streams.kafka.line import Line
from streams.pool import ModelsRefused, Pool, RulesRefused
from streams.redactor_process import SHIPPED_DETECTOR, Setup
from streams.replay.comparison import Comparison
from streams.replay.destinations import Destination, Nowhere, Replacing, ToFile, ToTopic
from streams.replay.display import Watch
from streams.replay.reading import Course, Rate
from streams.replay.run import Filters, Replay
from streams.replay.terms import Chosen, Controls, terms_of
from streams.replay.window import Asked
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What the flags say."""

    asked: Asked
    filters: Filters
    topic: str | None
    output: Path | None
    compare: str | None
    jobs: int
    rate: float
    as_json: bool
    replacing: bool = False
    """What stands in the topic under the same sessions and numbers is deleted."""


def carry_out(
    settings: Settings,
    order: Order,
    chosen: Chosen,
    courses: Sequence[Course],
    *,
    detector: str = SHIPPED_DETECTOR,
    show: bool = True,
) -> tuple[dict[str, Any], Comparison | None]:
    """Make the replay; gives its report and, where one was asked for, the comparison.

    Raises: CommandFailed.
    """

    keys = settings.keyring()
    controls = Controls(settings)
    controls.start()
    pool = Pool(
        Setup(keys.current, settings.models, chosen.folder, detector),
        order.jobs,
        settings.redaction_timeout_s,
    )
    comparison = Comparison() if order.compare else None
    try:
        with _destination(settings, keys, order) as destination, _committed(settings, order) as committed:
            replay = Replay(
                settings,
                keys,
                order.asked,
                chosen.rules.trajectory,
                terms_of(chosen, controls.current()),
                controls,
                pool,
                destination,
                order.filters,
                Rate(order.rate),
                comparison,
                order.compare,
                committed,
            )
            with Watch(courses, quiet=order.as_json or not show) as watch:
                replay.run(courses, order.jobs, watch.show)
    except (ModelsRefused, RulesRefused) as refusal:
        raise CommandFailed(f"nothing more was published: {refusal}", 1) from None
    finally:
        pool.close()
        controls.stop()
    report = {**replay.tally.as_json(), "adds_up": replay.tally.adds_up}
    return report, comparison


@contextmanager
def _destination(settings: Settings, keys: Keyring, order: Order) -> Iterator[Destination]:

    destination: Destination
    if order.topic is not None:
        live = order.topic == settings.clean_topic
        kind = Replacing if order.replacing else ToTopic
        destination = kind(settings, keys, order.topic, live, Line(settings))
    elif order.output is not None:
        destination = ToFile(order.output)
    else:
        destination = Nowhere()
    done = False
    try:
        yield destination
        done = True
    finally:
        destination.close(done=done)


@contextmanager
def _committed(settings: Settings, order: Order) -> Iterator[Callable[[int], int | None]]:
    """In the live topic only what the live group has committed may be made."""

    if order.topic != settings.clean_topic:
        yield lambda partition: None
        return
    asker = Asker(settings, settings.raw_topic)
    try:
        yield lambda partition: asker.committed(partition) or 0
    finally:
        asker.close()
