"""Whole screens through the whole chain: what of the development set leaks, and what is damaged.

Bounds are what was measured, with little to spare: better is welcome, worse fails.
"""

import pytest

from pipelines.chain import Redactor
from pipelines.detection.engine import load_detector
from pipelines.evaluation.screens import read_screens
from pipelines.naming import Key
from pipelines.rules import load_rules
from streams.evaluation.measure import measure_screens
from tests.lines import FOLDER

pytestmark = pytest.mark.models

MOST_LEAKED = 0.045
MOST_DAMAGED = 0.03


def test_whole_screens_leak_little_and_keep_what_is_not_personal() -> None:
    rules = load_rules(None)
    redactor = Redactor(rules, load_detector(rules), Key(bytes(range(32))))
    with (FOLDER / "screens.jsonl").open(encoding="utf-8") as lines:
        score = measure_screens("screens", list(read_screens(lines)), redactor).score
    assert score.personal_cases > 150
    assert score.clean_cases > 300
    assert 1 - (score.zero_leak or 0) <= MOST_LEAKED
    assert (score.damage or 0) <= MOST_DAMAGED
