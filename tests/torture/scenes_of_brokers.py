"""What is done to brokers: leaders that die, brokers that are gone, frozen, restarted, out of disk."""

import contextlib
import time
from collections.abc import Callable
from typing import Final

from streams.kafka import KafkaFailed, admin
from tests.brokers import ApacheKafka, KafkaNode
from tests.torture import faults
from tests.torture.runner import Run

_SLOW_S: Final = 240.0
"""How long a node may take to come back: this machine may be busy with other things."""


def leaders_die(run: Run, kafka: ApacheKafka) -> None:
    chance = run.dice()
    for _ in range(3):
        run.feed()
        time.sleep(chance.uniform(0, 2))
        node = _leader(run, kafka)
        node.kill()
        run.note("leader killed")
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


def restarts(run: Run, kafka: ApacheKafka) -> None:
    chance, (node,) = run.dice(), kafka.nodes
    for _ in range(2):
        run.feed()
        time.sleep(chance.uniform(0, 2))
        if chance.random() < 0.5:
            node.kill()
        else:
            node.stop()
        run.note("broker restarted")
        time.sleep(chance.uniform(0, 12))
        node.launch()
        node.wait(_SLOW_S)
        run.feed()


def gone(run: Run, kafka: ApacheKafka) -> None:
    (node,) = kafka.nodes
    run.feed()
    time.sleep(run.dice().uniform(0, 2))
    node.kill()
    run.note("broker gone for a minute")
    time.sleep(60)
    node.launch()
    node.wait(_SLOW_S)
    run.feed()


def frozen(run: Run, kafka: ApacheKafka) -> None:
    (node,) = kafka.nodes
    run.feed()
    time.sleep(run.dice().uniform(0, 2))
    node.freeze()
    run.note("broker frozen")
    time.sleep(run.dice().uniform(22, 28))
    node.resume()
    time.sleep(2)
    run.feed()


def cut_off(run: Run, kafka: ApacheKafka) -> None:
    """A worker's line is cut until others have its work; what it had sent arrives after theirs."""
    _cut_off(run, lambda: None)


def cut_off_from_rules(run: Run, kafka: ApacheKafka) -> None:
    """The same, and those who take over work under other rules than what is still on its way."""
    _cut_off(run, run.change_rules)


def late_arrival(run: Run, kafka: ApacheKafka) -> None:
    """A trajectory that is on its way for longer than its worker lives, and arrives after another's.

    Other rules are in force by then, so that it has another id than what those who took over published.
    It is found by the owner, as it writes on, or (odd seeds) by those who take the partition over.
    """
    wire = run.wire
    assert wire is not None
    for number in run.fleet.awake()[1:]:
        run.fleet.stop(number)
    cut = run.fleet.start(CLEANTRACE_BROKERS=wire.address)
    run.fleet.until_logged(cut, "partition_opened", _SLOW_S)
    wire.cut_at_writes_to(run.stand.settings.clean_topic)
    run.feed()
    run.findings.hold(wire.caught.wait(_SLOW_S), "no trajectory was on its way")
    run.note("trajectory held up")
    run.change_rules()
    run.stand.processes[cut].wait(_SLOW_S)
    run.fleet.until_logged(run.fleet.start(), "partition_opened", _SLOW_S)
    run.feed()
    run.settle()
    wire.heal()
    time.sleep(5)
    if run.plan.seed % 2:
        for number in run.fleet.running():
            run.stand.kill(number)
    run.feed()


def _cut_off(run: Run, meanwhile: Callable[[], None]) -> None:
    wire, chance = run.wire, run.dice()
    assert wire is not None
    for number in run.fleet.awake()[1:]:
        run.fleet.stop(number)
    cut = run.fleet.start(CLEANTRACE_BROKERS=wire.address)
    run.fleet.until_logged(cut, "partition_opened", _SLOW_S)
    for seconds in (chance.uniform(11, 17), chance.uniform(22, 26)):
        run.feed()
        time.sleep(chance.uniform(0, 0.4))
        wire.cut()
        run.note("worker cut off")
        meanwhile()
        run.feed()
        time.sleep(seconds)
        wire.heal()
        wire.lag_s = 0.1
        run.feed()
        time.sleep(chance.uniform(2, 6))
        wire.lag_s = 0.0


def broker_disk_full(run: Run, kafka: ApacheKafka) -> None:
    (node,) = kafka.nodes
    run.feed()
    time.sleep(run.dice().uniform(0, 2))
    filler = faults.fill_disk(node.log.parent)
    run.note("broker's disk full")
    with contextlib.suppress(KafkaFailed):
        run.feed()
    time.sleep(10)
    filler.unlink()
    node.kill()
    node.launch()
    node.wait(_SLOW_S)
    run.feed()
