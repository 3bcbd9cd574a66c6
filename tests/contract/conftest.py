"""Worlds for the contract's tests: one with real models, one that needs none."""

import pytest

from tests.contract.world import World
from tests.words import WordDetector


@pytest.fixture(scope="session")
def world() -> World:
    """The real detector, loaded once."""
    from pipelines.detection.engine import load_detector

    return World(load_detector)


@pytest.fixture
def plain() -> World:
    """A detector that knows a few values by heart: for what detection has no part in."""
    return World(lambda rules: WordDetector())
