"""A replay from its order to its report: what the command asks for, put together and carried out."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.keyring import Keyring
from streams.cli.failure import CommandFailed
from streams.kafka.framing import prepare
from streams.kafka.groups import Asker
from streams.kafka.line import Line
from streams.pool import ModelsRefused, Pool, RulesRefused
from streams.redactor_process import SHIPPED_DETECTOR, Setup
from streams.replay.comparison import Comparison
from streams.replay.deadletters import Affected, Replacing
from streams.replay.destination import Destination, Nowhere
from streams.replay.display import Watch
from streams.replay.filters import Filters
from streams.replay.ledger import Ledger
from streams.replay.reader import Rate, Stopped
from streams.replay.reading import Course
from streams.replay.run import Replay
from streams.replay.terms import Chosen, Controls, terms_of
from streams.replay.to_file import ToFile
from streams.replay.to_topic import ToTopic
from streams.replay.window import Asked
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What the flags say; `given` is how they were written, for whoever goes on with a file."""

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
    given: Mapping[str, Any] = field(default_factory=dict)


class Interrupted(CommandFailed):  # noqa: N818
    """Stopped on the way; `report` is what was done until then."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__("stopped; the same command goes on where it was", 1)
        self.report = report


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

    Raises: CommandFailed; Interrupted, where somebody stopped it.
    """
    keys = settings.keyring()
    if order.topic is not None:
        prepare(settings, {order.topic: "trajectory", settings.audit_topic: "audit-record"})
    is_live = order.topic is not None and order.topic == settings.clean_topic
    started_s = time.monotonic()
    controls = Controls(settings, chosen.digest if is_live else None)
    setup = Setup(keys.current, settings.models, chosen.folder, detector)
    ledger = Ledger()
    replay: Replay | None = None
    try:
        controls.start()
        committed = _committed(settings, courses) if is_live else {}
        comparison = Comparison(ledger) if order.compare else None
        with (
            _pool(setup, order.jobs, settings.redaction_timeout_s) as pool,
            _destination(settings, keys, order, chosen, ledger) as destination,
            Watch(courses, as_json=order.as_json, quiet=not show) as watch,
        ):
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
            replay.run(courses, order.jobs, watch.show)
    except (ModelsRefused, RulesRefused) as refusal:
        raise CommandFailed(f"nothing more was published: {refusal}", 1) from None
    except (KeyboardInterrupt, Stopped):
        raise Interrupted(_report(replay, order, courses, chosen, started_s) if replay else {}) from None
    finally:
        controls.stop()
        ledger.close()
    return _report(replay, order, courses, chosen, started_s), comparison


def _report(
    replay: Replay, order: Order, courses: Sequence[Course], chosen: Chosen, started_s: float
) -> dict[str, Any]:
    return {
        **replay.tally.as_json(),
        "destination": order.topic or (str(order.output) if order.output else None),
        "rules": chosen.digest,
        "seconds": round(time.monotonic() - started_s, 3),
        "partitions": [
            {
                "partition": course.partition,
                "read_from": course.look_from,
                "range_from": replay.windows[course.partition].first,
                "range_to": _or_end(replay.windows[course.partition].end, course),
                "messages_read": replay.tally.share(course.partition).read,
            }
            for course in courses
            if course.partition in replay.windows
        ],
    }


def _or_end(offset: int | None, course: Course) -> int:
    return course.log_end if offset is None else offset


@contextmanager
def _pool(setup: Setup, jobs: int, timeout_s: float) -> Iterator[Pool]:
    pool = Pool(setup, jobs, timeout_s)
    try:
        yield pool
    finally:
        pool.close()


@contextmanager
def _destination(
    settings: Settings, keys: Keyring, order: Order, chosen: Chosen, ledger: Ledger
) -> Iterator[Destination]:
    destination: Destination
    if order.topic is not None:
        where = (settings, keys, order.topic, order.topic == settings.clean_topic, Line(settings), ledger)
        affected = order.filters.affected or Affected(())
        destination = Replacing(*where, affected=affected) if order.replacing else ToTopic(*where)
    elif order.output is not None:
        asked = {
            "given": dict(order.given),
            "from_ms": order.asked.from_ms,
            "to_ms": order.asked.to_ms,
            "raw_topic": settings.raw_topic,
            "rules": chosen.digest,
        }
        destination = ToFile(order.output, asked, ledger)
    else:
        destination = Nowhere()
    done = False
    try:
        yield destination
        done = True
    finally:
        destination.close(done=done)


def _committed(settings: Settings, courses: Sequence[Course]) -> dict[int, int]:
    """In the live topic only what the live group has committed may be made: asked before anything else."""
    asker = Asker(settings, settings.raw_topic)
    try:
        return {course.partition: asker.committed(course.partition) or 0 for course in courses}
    finally:
        asker.close()
