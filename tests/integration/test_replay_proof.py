"""The proof of replays (`python -m tests.scale.replay_proof`), in its shortest form."""

import argparse
from pathlib import Path

import pytest

from tests.scale.replay_proof import carry_out

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


def test_a_replay_that_is_killed_comes_to_what_the_live_worker_published(
    kafka_possible: None, tmp_path: Path
) -> None:
    given = argparse.Namespace(
        people=3, seconds=400.0, seed=2, kills=2, partitions=2, jobs=1, detector="light", patience=300.0
    )
    numbers = carry_out(given, tmp_path)
    assert numbers["wrong"] == []
    assert numbers["stretches"] >= 2 * given.people
    assert numbers["killed"]["kills"] == given.kills
