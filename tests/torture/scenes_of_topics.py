"""What is done to topics: deleted and made anew, expired, widened, too small, with hostile rules in them."""

import hashlib
import time
from typing import Final

from confluent_kafka import TopicPartition
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, ResourceType

from streams.kafka import Outgoing, admin, bounds, delete_topic, send
from streams.topics import Layout, create_topics
from tests.brokers import ApacheKafka
from tests.torture.runner import Run

_ANSWER_S: Final = 120.0
_SLOW_S: Final = 240.0


def _deleted(run: Run, kafka: ApacheKafka, topic: str) -> None:
    """A topic is deleted and made anew; what comes after that, and meanwhile, is complete."""
    raw = topic == run.stand.settings.raw_topic
    run.feed()
    run.settle()
    if not raw:
        run.begin_anew()
    delete_topic(run.stand.settings, topic)
    run.note("topic deleted")
    if raw:
        time.sleep(run.dice().uniform(1, 6))
    else:
        run.feed()
        time.sleep(run.dice().uniform(1, 30))
    create_topics(run.stand.settings, Layout(partitions=run.plan.partitions, replication=1))
    if raw:
        run.begin_anew()
    run.feed()
    run.feed()


def raw_deleted(run: Run, kafka: ApacheKafka) -> None:
    _deleted(run, kafka, run.stand.settings.raw_topic)


def clean_deleted(run: Run, kafka: ApacheKafka) -> None:
    _deleted(run, kafka, run.stand.settings.clean_topic)


def audit_deleted(run: Run, kafka: ApacheKafka) -> None:
    """The log of progress is gone: what is committed is done, and all else begins anew."""
    _deleted(run, kafka, run.stand.settings.audit_topic)


def deadletters_deleted(run: Run, kafka: ApacheKafka) -> None:
    """What cannot be read is acknowledged only when its dead letter has arrived."""
    run.damage(6)
    _deleted(run, kafka, run.stand.settings.deadletter_topic)


def expired(run: Run, kafka: ApacheKafka) -> None:
    """Messages expire before anybody read them: they are gone, which is said; the others come out."""
    for number in run.fleet.running():
        run.fleet.stop(number)
    run.feed()
    topic = run.stand.settings.raw_topic
    chance, there = run.dice(), bounds(run.stand.settings, topic)
    places = [TopicPartition(topic, n, chance.randint(1, there[n].end - 1)) for n in there]
    client = admin(run.stand.settings)  # what it was asked is lost when it goes
    for answer in client.delete_records(places).values():
        answer.result(_ANSWER_S)
    run.note("records expired")
    run.fleet.until_ready()
    run.feed()


def expired_behind(run: Run, kafka: ApacheKafka) -> None:
    """Retention takes what is done while work goes on."""
    run.feed()
    run.settle()
    run.remember()
    places = [TopicPartition(run.stand.settings.raw_topic, n, end) for n, end in run.committed().items()]
    client = admin(run.stand.settings)  # what it was asked is lost when it goes
    for answer in client.delete_records(places).values():
        answer.result(_ANSWER_S)
    run.note("records expired behind")
    run.feed()
    for number in run.fleet.running():
        run.stand.kill(number)
    run.feed()


def controls_gone(run: Run, kafka: ApacheKafka) -> None:
    """Without the topic of controls nothing is published, and what waits comes out when it is back."""
    run.feed()
    run.settle()
    delete_topic(run.stand.settings, run.stand.settings.controls_topic)
    run.note("controls unreachable")
    run.fleet.until_none_ready()
    run.nothing_comes_out("controls")
    create_topics(run.stand.settings, Layout(partitions=run.plan.partitions, replication=1))


def rules_gone(run: Run, kafka: ApacheKafka) -> None:
    """Without the topic of rules nothing is published, until it is back with a document in force."""
    run.feed()
    run.settle()
    delete_topic(run.stand.settings, run.stand.settings.rules_topic)
    run.note("rules unreachable")
    run.fleet.until_none_ready()
    run.nothing_comes_out("rules")
    create_topics(run.stand.settings, Layout(partitions=run.plan.partitions, replication=1))
    run.nothing_comes_out("rules in the topic")
    run.stand.publish_rules(run.documents[0])


def too_large(run: Run, kafka: ApacheKafka) -> None:
    """A topic takes no message of the size of a trajectory: workers leave, and nothing is lost."""
    topic = run.stand.settings.clean_topic
    _configure(run, topic, "max.message.bytes", "600")
    run.feed()
    run.note("trajectory too large for its topic")
    run.fleet.until_left("lane_failed", times=2)
    run.findings.hold(not run.stand.trajectories(), "something went through")
    _configure(run, topic, "max.message.bytes", str(33 * 1024 * 1024))


def _configure(run: Run, topic: str, name: str, value: str) -> None:
    entry = ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    client = admin(run.stand.settings)
    for answer in client.incremental_alter_configs([resource]).values():
        answer.result(_ANSWER_S)


def partitions_differ(run: Run, kafka: ApacheKafka) -> None:
    """The audit topic has other partitions: a worker that starts says so, and ends with 2."""
    run.feed()
    run.settle()
    for number in run.fleet.running():
        run.fleet.stop(number)
    settings = run.stand.settings
    _more_partitions(run, settings.audit_topic)
    number = run.fleet.start()
    status = run.stand.processes[number].wait(_SLOW_S)
    run.note("partition counts differ")
    run.findings.hold(status == 2, f"a worker on unequal topics ended with {status}")
    run.fleet.expect_status(number, 2)
    for topic in (settings.raw_topic, settings.clean_topic):
        _more_partitions(run, topic)
    run.widen(run.plan.partitions + 2)
    run.feed()


def _more_partitions(run: Run, topic: str) -> None:
    asked = [NewPartitions(topic, run.plan.partitions + 2)]
    client = admin(run.stand.settings)
    for answer in client.create_partitions(asked).values():
        answer.result(_ANSWER_S)


def hostile_rules(run: Run, kafka: ApacheKafka) -> None:
    """Rules that take exponential time get into the topic past every check: nothing is published."""
    run.feed()
    run.settle()
    hostile = run.documents[0].replace(b"'zq(?: ?\\d){6}'", b"'(q+)+$|zq(?: ?\\d){6}'")
    run.findings.hold(hostile != run.documents[0], "the rules are not hostile")
    _publish_unchecked(run, hostile)
    run.note("hostile regex")
    run.fleet.until_none_ready()
    run.nothing_comes_out("rules that may be used")
    run.stand.publish_rules(run.documents[0])


def _publish_unchecked(run: Run, document: bytes) -> None:
    digest = b"sha256:" + hashlib.sha256(document).hexdigest().encode()
    topic = run.stand.settings.rules_topic
    send(run.stand.settings, [Outgoing(topic, digest, document), Outgoing(topic, b"active", digest)])
