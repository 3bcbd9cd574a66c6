"""Faults of brokers and topics, each on brokers of its own: what no plan can do to a broker that is shared.

A scene is one function that does something to a run's brokers or topics; everything else, input,
workers and the verdict, is as in any other run.
"""

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pipelines.detection.engine import load_detector
from tests.brokers import ApacheKafka
from tests.torture import faults, scan, scenes_of_brokers, scenes_of_input, scenes_of_topics
from tests.torture.plan import Plan, plan_of
from tests.torture.result import Result
from tests.torture.runner import Run
from tests.torture.wire import Wire
from tests.workers import REAL_WORKER, stand

_QUICK: Final = {"broker.session.timeout.ms": "4000", "broker.heartbeat.interval.ms": "800"}
_PATIENT: Final = {"CLEANTRACE_REDACTION_TIMEOUT_S": "300"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is done, on how many nodes, and with what settings of brokers and workers."""

    act: "Callable[[Run, ApacheKafka], None]"
    nodes: int = 0
    """How many nodes of its own it needs; none: it does nothing to brokers, and others may use them too."""
    properties: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    disk: str = ""
    """Size of a small disk for the brokers' data."""
    wired: bool = False
    """Whether its one node can be reached by a line too that can be cut."""
    models: bool = False
    """Whether workers are the shipped ones, with their models, and so is what they are held to."""


def play(name: str, seed: int, folder: Path, shared: ApacheKafka) -> Result:
    """One scene, with its verdict; `shared` is for those that leave brokers alone."""
    scene = SCENES[name]
    result = Result(seed, f"scene {name}")
    start_s = time.monotonic()
    plan = plan_of(seed, "group")
    more = {**plan.environment, **scene.environment}
    plan = replace(plan, steps=(), repeats=0.0, workers=2, partitions=2, environment=more)
    (folder / "workers" / "tmp").mkdir(parents=True)
    try:
        _stage(scene, plan, folder, shared, f"scene-{name.replace('_', '-')}-{seed}.", result)
    except Exception as error:  # noqa: BLE001 - a scene that breaks is a scene that failed
        result.wrong.append(f"the scene broke: {type(error).__name__}: {error}"[:2000])
    result.seconds = time.monotonic() - start_s
    return result


def _stage(scene: Scene, plan: Plan, folder: Path, shared: ApacheKafka, prefix: str, result: Result) -> None:
    with contextlib.ExitStack() as stack:
        if scene.disk and not stack.enter_context(faults.small_disk(folder / "kafka", scene.disk)):
            result.counts["skipped: no right to mount"] += 1
            return
        kafka, wire = shared, stack.enter_context(Wire()) if scene.wired else None
        if scene.nodes:
            own = ApacheKafka(
                folder / "kafka",
                size=scene.nodes,
                properties=scene.properties,
                heap_mb=400,
                behind=None if wire is None else (wire.target, wire.port),
            )
            kafka = stack.enter_context(own)
        copies = min(3, scene.nodes or 1)
        made = stack.enter_context(
            stand(kafka.bootstrap, prefix, folder / "workers", plan.partitions, copies)
        )
        shipped = (REAL_WORKER, load_detector) if scene.models else ()
        run = Run(plan, made, result, *shipped)
        run.wire = wire
        _go(run, scene, kafka)
        leaks = scan.in_brokers(kafka.folder, made.settings.raw_topic)
        result.wrong += [f"a canary in the broker's files: {place}" for place in leaks]


def _go(run: Run, scene: Scene, kafka: ApacheKafka) -> None:
    run.stand.publish_rules(run.documents[0])
    for _ in range(run.plan.workers):
        run.fleet.start()
    run.fleet.until_ready()
    scene.act(run, kafka)
    run.settle()
    run.check_commits()
    run.fleet.finish()
    run.verdict()


SCENES: Final[dict[str, Scene]] = {
    "leaders_die": Scene(
        scenes_of_brokers.leaders_die, nodes=3, properties={**_QUICK, "min.insync.replicas": "2"}
    ),
    "restarts": Scene(scenes_of_brokers.restarts, nodes=1),
    "gone": Scene(scenes_of_brokers.gone, nodes=1),
    "frozen": Scene(scenes_of_brokers.frozen, nodes=1),
    "cut_off": Scene(scenes_of_brokers.cut_off, nodes=1, wired=True),
    "cut_off_from_rules": Scene(scenes_of_brokers.cut_off_from_rules, nodes=1, wired=True),
    "late_arrival": Scene(scenes_of_brokers.late_arrival, nodes=1, wired=True),
    "broker_disk_full": Scene(scenes_of_brokers.broker_disk_full, nodes=1, disk="64m"),
    "raw_deleted": Scene(scenes_of_topics.raw_deleted),
    "clean_deleted": Scene(scenes_of_topics.clean_deleted),
    "expired": Scene(scenes_of_topics.expired),
    "expired_behind": Scene(scenes_of_topics.expired_behind),
    "audit_deleted": Scene(scenes_of_topics.audit_deleted),
    "deadletters_deleted": Scene(scenes_of_topics.deadletters_deleted),
    "controls_gone": Scene(scenes_of_topics.controls_gone),
    "rules_gone": Scene(scenes_of_topics.rules_gone),
    "too_large": Scene(scenes_of_topics.too_large),
    "partitions_differ": Scene(scenes_of_topics.partitions_differ),
    "hostile_rules": Scene(scenes_of_topics.hostile_rules),
    "large": Scene(scenes_of_input.large, environment=_PATIENT),
    "models": Scene(scenes_of_input.models, models=True, environment=_PATIENT),
    "slow_model": Scene(scenes_of_input.slow_model, models=True, environment=_PATIENT),
}
