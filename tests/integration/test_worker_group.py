"""Several workers, and faults among them: the same comes out as from one that nothing happens to."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

import orjson
import pytest

from streams.kafka import Outgoing, send
from tests.brokers import ApacheKafka
from tests.workers import T0, Stand, contents, eventually, stand, typed, undisturbed

PARTITIONS = 4
PEOPLE = 24
ROUNDS = int(os.environ.get("CLEANTRACE_TEST_ROUNDS", "6"))
SEEDS = [int(seed) for seed in os.environ.get("CLEANTRACE_TEST_SEEDS", "1").split(",")]
"""More rounds and other seeds make it longer and different; a seed gives the same faults again."""


@pytest.fixture
def group_stand(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(broker, prefix, tmp_path, partitions=PARTITIONS) as made:
        yield made


def work_of(partition: int, round_number: int) -> list[bytes]:
    """What some people of a partition do at the same time; each has several stretches in all."""
    lines = [
        typed(
            f"p{partition}-s{n}",
            f"round {round_number} of zq{n}",
            first_seq=round_number * 1_000,
            ts=T0 + round_number * 120_000 + n,
        )
        for n in range(PEOPLE)
    ]
    return [value for value in chain.from_iterable(zip_longest(*lines)) if value is not None]


def feed(made: Stand, inputs: dict[int, list[bytes]], round_number: int) -> None:
    for partition in range(PARTITIONS):
        values = work_of(partition, round_number)
        inputs.setdefault(partition, []).extend(values)
        messages = [Outgoing(made.settings.raw_topic, b"k", value, partition) for value in values]
        send(made.settings, messages)


def disturb(made: Stand, chance: random.Random) -> None:
    """One fault, and a worker in the place of one that is gone."""
    running = [n for n, process in enumerate(made.processes) if process.poll() is None]
    fault = chance.choice(["kill", "stop", "freeze", "add"])
    if fault == "add" or len(running) < 2:
        made.start(wait=False)
        return
    victim = chance.choice(running)
    if fault == "kill":
        made.kill(victim)
    elif fault == "stop":
        made.processes[victim].send_signal(signal.SIGTERM)
    else:
        made.processes[victim].send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(0.5, 14))
        made.processes[victim].send_signal(signal.SIGCONT)


def audited(made: Stand) -> dict[tuple[str, int, int], dict]:
    return {(r["session"], r["source"]["first_seq"], r["source"]["last_seq"]): r for r in made.audits()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_faults_among_workers_change_nothing_of_what_comes_out(group_stand: Stand, seed: int) -> None:
    chance = random.Random(seed)
    inputs: dict[int, list[bytes]] = {}
    for _ in range(2):
        group_stand.start(wait=False)
    for round_number in range(ROUNDS):
        feed(group_stand, inputs, round_number)
        time.sleep(chance.uniform(0, 3))
        disturb(group_stand, chance)
    while sum(process.poll() is None for process in group_stand.processes) < 2:
        group_stand.start(wait=False)
    goal = PARTITIONS * PEOPLE * ROUNDS
    eventually(lambda: len(audited(group_stand)) >= goal, f"{goal} stretches are audited", timeout_s=150)
    expected: dict[str, bytes] = {}
    for values in inputs.values():
        expected |= undisturbed(group_stand.settings, values)
    assert contents(group_stand.trajectories()) == contents(expected)
    records = audited(group_stand).values()
    events = sum(r["source"]["last_seq"] - r["source"]["first_seq"] + 1 for r in records)
    given = sum(len(orjson.loads(v)["events"]) for values in inputs.values() for v in values)
    assert events == given
    assert Counter(name for r in records for name in r["dropped"]) == Counter()
    assert all("zq" not in group_stand.log(n) for n in range(len(group_stand.processes)))


@pytest.mark.slow
@pytest.mark.kafka
def test_brokers_that_are_gone_for_a_while_change_nothing(
    kafka_possible: None, prefix: str, tmp_path: Path
) -> None:
    with (
        ApacheKafka(tmp_path / "kafka") as kafka,
        stand(kafka.bootstrap, prefix, tmp_path, partitions=PARTITIONS) as made,
    ):
        inputs: dict[int, list[bytes]] = {}
        made.start()
        feed(made, inputs, 0)
        (node,) = kafka.nodes
        node.kill()
        time.sleep(8)
        node.launch()
        node.wait()
        feed(made, inputs, 1)
        if made.processes[0].poll() is not None:
            made.start(wait=False)
        goal = PARTITIONS * PEOPLE * 2
        eventually(lambda: len(audited(made)) >= goal, f"{goal} stretches are audited", timeout_s=120)
        expected: dict[str, bytes] = {}
        for values in inputs.values():
            expected |= undisturbed(made.settings, values)
        assert contents(made.trajectories()) == contents(expected)
