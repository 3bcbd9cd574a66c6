"""The short form of `make torture`: a few plans against real workers and a real Apache Kafka."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.brokers import ApacheKafka
from tests.torture.course import carry_out
from tests.torture.plan import Kind, plan_of

RUNS: list[tuple[int, Kind]] = [(4, "holes"), (11, "mixed"), (3, "redaction"), (6, "idle"), (5, "terms")]
FEW = int(os.environ.get("CLEANTRACE_TEST_TORTURE", "2"))
"""How many of them are run; `make torture` has as many as one likes."""


@pytest.fixture(scope="module")
def kafka(kafka_possible: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApacheKafka]:
    """A broker of our own, whose files are looked at too."""
    with ApacheKafka(tmp_path_factory.mktemp("torture") / "kafka") as made:
        yield made


@pytest.mark.slow
@pytest.mark.kafka
@pytest.mark.parametrize(("seed", "kind"), RUNS[:FEW])
def test_faults_change_nothing_of_what_comes_out(
    kafka: ApacheKafka, tmp_path: Path, seed: int, kind: Kind
) -> None:
    plan = plan_of(seed, kind)
    plan = replace(plan, partitions=2, people=4, workers=2, steps=plan.steps[:2])
    result = carry_out(plan, kafka, tmp_path / "run")
    assert result.wrong == [], result.line()
