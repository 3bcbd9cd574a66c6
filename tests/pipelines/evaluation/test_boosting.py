"""Boosted trees: they learn what a line cannot, alike every time, and read alike one by one or together."""

import json

import numpy as np
import pytest

from pipelines.detection.trees import Forest, as_json, forest_of
from pipelines.evaluation.boosting import boosted

ROWS = [{"a": float(n % 7), "b": float(n % 5), "c": float(n % 2)} for n in range(400)]
EITHER = np.array([float((row["a"] > 3) != (row["b"] > 2)) for row in ROWS])


@pytest.fixture(scope="module")
def forest() -> Forest:
    return boosted(ROWS, EITHER, np.ones(len(ROWS)))


def test_two_features_that_matter_only_together_are_learnt(forest: Forest) -> None:
    right = [(odds > 0) == bool(target) for odds, target in zip(forest.odds(ROWS), EITHER, strict=True)]
    assert all(right)


def test_the_same_rows_give_the_same_forest(forest: Forest) -> None:
    assert boosted(ROWS, EITHER, np.ones(len(ROWS))) == forest


def test_rows_are_read_alike_alone_and_together_and_from_json(forest: Forest) -> None:
    together = forest.odds(ROWS[:20])
    assert [forest.odds([row])[0] for row in ROWS[:20]] == together
    assert forest_of(json.loads(json.dumps(as_json(forest)))).odds(ROWS[:20]) == together
    assert forest.odds([]) == []


def test_rows_without_weight_teach_nothing(forest: Forest) -> None:
    rows = [*ROWS, *({"a": 0.0, "b": 9.0, "c": 1.0} for _ in range(50))]
    target = np.concatenate([EITHER, np.zeros(50)])
    assert boosted(rows, target, np.concatenate([np.ones(len(ROWS)), np.zeros(50)])) == forest
