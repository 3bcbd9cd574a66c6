"""Faults of brokers and topics, each on brokers of its own: what no plan can do to a broker that is shared.

A scene is one function that does something to a run's brokers or topics; everything else, input,
workers and the verdict, is as in any other run.
"""

import contextlib
import hashlib
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from confluent_kafka import TopicPartition
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, ResourceType

from pipelines.detection.engine import load_detector
from streams.kafka import KafkaFailed, Outgoing, admin, delete_topic, send
from streams.topics import Layout, create_topics
from tests.brokers import ApacheKafka, KafkaNode
from tests.torture import damage, faults
from tests.torture.plan import Plan, plan_of
from tests.torture.runner import Result, Run
from tests.workers import REAL_WORKER, stand

_QUICK: Final = {"broker.session.timeout.ms": "4000", "broker.heartbeat.interval.ms": "800"}
_PATIENT: Final = {"CLEANTRACE_REDACTION_TIMEOUT_S": "300"}
_ANSWER_S: Final = 120.0
_SLOW_S: Final = 240.0
"""How long a node may take to come back: this machine may be busy with other things."""


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
        kafka = shared
        if scene.nodes:
            own = ApacheKafka(folder / "kafka", size=scene.nodes, properties=scene.properties, heap_mb=400)
            kafka = stack.enter_context(own)
        copies = min(3, scene.nodes or 1)
        made = stack.enter_context(
            stand(kafka.bootstrap, prefix, folder / "workers", plan.partitions, copies)
        )
        shipped = (REAL_WORKER, load_detector) if scene.models else ()
        _go(Run(plan, made, result, *shipped), scene, kafka)


def _go(run: Run, scene: Scene, kafka: ApacheKafka) -> None:
    run.stand.publish_rules(run.documents[0])
    for _ in range(run.plan.workers):
        run.start()
    run.until_ready()
    scene.act(run, kafka)
    run.settle()
    run.check_commits()
    run.finish()
    run.verdict()


def _chance(run: Run) -> random.Random:
    return random.Random(f"scene/{run.plan.seed}")


def _note(run: Run, fault: str) -> None:
    run.look()
    run.result.counts[f"fault {fault}"] += 1


# Brokers.


def _leaders_die(run: Run, kafka: ApacheKafka) -> None:
    chance = _chance(run)
    for _ in range(3):
        run.feed()
        time.sleep(chance.uniform(0, 2))
        node = _leader(run, kafka)
        node.kill()
        _note(run, "leader killed")
        run.feed()
        time.sleep(chance.uniform(1, 8))
        node.launch()
        node.wait(_SLOW_S)
        time.sleep(chance.uniform(2, 5))
    run.feed()


def _leader(run: Run, kafka: ApacheKafka) -> KafkaNode:
    topic = run.stand.settings.raw_topic
    told = admin(run.stand.settings).list_topics(timeout=20).topics[topic].partitions
    leader: int = told[0].leader
    return kafka.nodes[leader - 1]


def _restarts(run: Run, kafka: ApacheKafka) -> None:
    chance, (node,) = _chance(run), kafka.nodes
    for _ in range(2):
        run.feed()
        time.sleep(chance.uniform(0, 2))
        if chance.random() < 0.5:
            node.kill()
        else:
            node.stop()
        _note(run, "broker restarted")
        time.sleep(chance.uniform(0, 12))
        node.launch()
        node.wait(_SLOW_S)
        run.feed()


def _gone(run: Run, kafka: ApacheKafka) -> None:
    (node,) = kafka.nodes
    run.feed()
    time.sleep(_chance(run).uniform(0, 2))
    node.kill()
    _note(run, "broker gone for a minute")
    time.sleep(60)
    node.launch()
    node.wait(_SLOW_S)
    run.feed()


def _frozen(run: Run, kafka: ApacheKafka) -> None:
    (node,) = kafka.nodes
    run.feed()
    time.sleep(_chance(run).uniform(0, 2))
    node.freeze()
    _note(run, "broker frozen")
    time.sleep(_chance(run).uniform(22, 28))
    node.resume()
    time.sleep(2)
    run.feed()


def _broker_disk_full(run: Run, kafka: ApacheKafka) -> None:
    (node,) = kafka.nodes
    run.feed()
    time.sleep(_chance(run).uniform(0, 2))
    filler = faults.fill_disk(node.log.parent)
    _note(run, "broker's disk full")
    with contextlib.suppress(KafkaFailed):
        run.feed()
    time.sleep(10)
    filler.unlink()
    node.kill()
    node.launch()
    node.wait(_SLOW_S)
    run.feed()


# Topics.


def _deleted(run: Run, kafka: ApacheKafka, topic: str) -> None:
    """A topic is deleted and made anew; what comes after that is complete."""
    run.feed()
    run.settle()
    delete_topic(run.stand.settings, topic)
    _note(run, "topic deleted")
    time.sleep(_chance(run).uniform(1, 6))
    create_topics(run.stand.settings, Layout(partitions=run.plan.partitions, replication=1))
    run.begin_anew()
    run.feed()
    run.feed()


def _raw_deleted(run: Run, kafka: ApacheKafka) -> None:
    _deleted(run, kafka, run.stand.settings.raw_topic)


def _clean_deleted(run: Run, kafka: ApacheKafka) -> None:
    _deleted(run, kafka, run.stand.settings.clean_topic)


def _expired(run: Run, kafka: ApacheKafka) -> None:
    """Messages expire before anybody read them: they are gone, which is said; the others come out."""
    for number in run.running():
        run.stop(number)
    run.feed()
    topic = run.stand.settings.raw_topic
    upto = _chance(run).randint(3, 12)
    places = [TopicPartition(topic, number, upto) for number in range(run.plan.partitions)]
    client = admin(run.stand.settings)  # what it was asked is lost when it goes
    for answer in client.delete_records(places).values():
        answer.result(_ANSWER_S)
    _note(run, "records expired")
    run.until_ready()
    run.feed()


def _expired_behind(run: Run, kafka: ApacheKafka) -> None:
    """Retention takes what is done while work goes on."""
    run.feed()
    run.settle()
    run.remember()
    places = [TopicPartition(run.stand.settings.raw_topic, n, end) for n, end in run.committed().items()]
    client = admin(run.stand.settings)  # what it was asked is lost when it goes
    for answer in client.delete_records(places).values():
        answer.result(_ANSWER_S)
    _note(run, "records expired behind")
    run.feed()
    for number in run.running():
        run.stand.kill(number)
    run.feed()


def _controls_gone(run: Run, kafka: ApacheKafka) -> None:
    """Without the topic of controls nothing is published, and what waits comes out when it is back."""
    run.feed()
    run.settle()
    delete_topic(run.stand.settings, run.stand.settings.controls_topic)
    _note(run, "controls unreachable")
    run.until_none_ready()
    before = len(run.stand.records(run.stand.settings.clean_topic))
    run.feed()
    time.sleep(5)
    after = len(run.stand.records(run.stand.settings.clean_topic))
    run.findings.hold(before == after, "something was published without controls")
    create_topics(run.stand.settings, Layout(partitions=run.plan.partitions, replication=1))


def _too_large(run: Run, kafka: ApacheKafka) -> None:
    """A topic takes no message of the size of a trajectory: workers leave, and nothing is lost."""
    topic = run.stand.settings.clean_topic
    _configure(run, topic, "max.message.bytes", "600")
    run.feed()
    _note(run, "trajectory too large for its topic")
    run.until_left("lane_failed", times=2)
    run.findings.hold(not run.stand.trajectories(), "something went through")
    _configure(run, topic, "max.message.bytes", str(33 * 1024 * 1024))


def _configure(run: Run, topic: str, name: str, value: str) -> None:
    entry = ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    client = admin(run.stand.settings)
    for answer in client.incremental_alter_configs([resource]).values():
        answer.result(_ANSWER_S)


def _partitions_differ(run: Run, kafka: ApacheKafka) -> None:
    """The audit topic has other partitions: a worker that starts says so, and ends with 2."""
    run.feed()
    run.settle()
    for number in run.running():
        run.stop(number)
    settings = run.stand.settings
    _more_partitions(run, settings.audit_topic)
    number = run.start()
    status = run.stand.processes[number].wait(_SLOW_S)
    _note(run, "partition counts differ")
    run.findings.hold(status == 2, f"a worker on unequal topics ended with {status}")
    run.expect_status(number, 2)
    for topic in (settings.raw_topic, settings.clean_topic):
        _more_partitions(run, topic)
    run.widen(run.plan.partitions + 2)
    run.feed()


def _more_partitions(run: Run, topic: str) -> None:
    asked = [NewPartitions(topic, run.plan.partitions + 2)]
    client = admin(run.stand.settings)
    for answer in client.create_partitions(asked).values():
        answer.result(_ANSWER_S)


def _hostile_rules(run: Run, kafka: ApacheKafka) -> None:
    """Rules that take exponential time get into the topic past every check: nothing is published."""
    run.feed()
    run.settle()
    hostile = run.documents[0].replace(b"'zq(?: ?\\d){6}'", b"'(q+)+$|zq(?: ?\\d){6}'")
    run.findings.hold(hostile != run.documents[0], "the rules are not hostile")
    _publish_unchecked(run, hostile)
    _note(run, "hostile regex")
    run.until_none_ready()
    before = len(run.stand.records(run.stand.settings.clean_topic))
    run.feed()
    time.sleep(5)
    after = len(run.stand.records(run.stand.settings.clean_topic))
    run.findings.hold(before == after, "something was published under hostile rules")
    run.stand.publish_rules(run.documents[0])


def _publish_unchecked(run: Run, document: bytes) -> None:
    digest = b"sha256:" + hashlib.sha256(document).hexdigest().encode()
    topic = run.stand.settings.rules_topic
    send(run.stand.settings, [Outgoing(topic, digest, document), Outgoing(topic, b"active", digest)])


# What comes in.


def _large(run: Run, kafka: ApacheKafka) -> None:
    """Messages just below what the contract allows: a whole screen of words, a long text, many events."""
    for number, values in enumerate(damage.large(run.plan.seed)):
        run.stand.feed(values, number % run.plan.partitions)
    _note(run, "messages of almost 4 MiB")
    run.feed()
    time.sleep(_chance(run).uniform(0, 3))
    _kill_one(run)


def _models(run: Run, kafka: ApacheKafka) -> None:
    """The shipped models, and workers that die meanwhile."""
    run.feed()
    time.sleep(_chance(run).uniform(0, 3))
    _kill_one(run)
    run.feed()


def _slow_model(run: Run, kafka: ApacheKafka) -> None:
    """A text that models need long for: nobody is taken for dead meanwhile, and it comes out."""
    run.stand.feed(damage.slow(run.plan.seed), 0)
    _note(run, "text that models are slow on")
    run.feed()


def _kill_one(run: Run) -> None:
    for number in run.awake()[:1]:
        run.stand.kill(number)
        run.result.counts["fault kill"] += 1


SCENES: Final[dict[str, Scene]] = {
    "leaders_die": Scene(_leaders_die, nodes=3, properties={**_QUICK, "min.insync.replicas": "2"}),
    "restarts": Scene(_restarts, nodes=1),
    "gone": Scene(_gone, nodes=1),
    "frozen": Scene(_frozen, nodes=1),
    "broker_disk_full": Scene(_broker_disk_full, nodes=1, disk="64m"),
    "raw_deleted": Scene(_raw_deleted),
    "clean_deleted": Scene(_clean_deleted),
    "expired": Scene(_expired),
    "expired_behind": Scene(_expired_behind),
    "controls_gone": Scene(_controls_gone),
    "too_large": Scene(_too_large),
    "partitions_differ": Scene(_partitions_differ),
    "hostile_rules": Scene(_hostile_rules),
    "large": Scene(_large, environment=_PATIENT),
    "models": Scene(_models, models=True, environment=_PATIENT),
    "slow_model": Scene(_slow_model, models=True, environment=_PATIENT),
}
