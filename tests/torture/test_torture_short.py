"""The short form of `make torture`: a few plans against real workers and a real Apache Kafka."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.brokers import ApacheKafka
from tests.torture.plan import Kind, plan_of
from tests.torture.runner import carry_out

RUNS: list[tuple[int, Kind]] = [(4, "holes"), (11, "mixed"), (3, "redaction")]
FEW = int(os.environ.get("CLEANTRACE_TEST_TORTURE", "2"))
"""How many of them are run; `make torture` has as many as one likes."""


@pytest.mark.slow
@pytest.mark.kafka
@pytest.mark.parametrize(("seed", "kind"), RUNS[:FEW])
def test_faults_change_nothing_of_what_comes_out(
    kafka_possible: None, tmp_path: Path, seed: int, kind: Kind
) -> None:
    plan = plan_of(seed, kind)
    plan = replace(plan, partitions=2, people=4, workers=2, steps=plan.steps[:2])
    with ApacheKafka(tmp_path / "kafka") as kafka:
        result = carry_out(plan, kafka.bootstrap, tmp_path / "run", tmp_path / "kafka" / "node-1" / "data")
    assert result.wrong == [], result.line()
