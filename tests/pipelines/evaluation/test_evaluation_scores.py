"""What counts as a leak, as damage and as an alarm."""

import json

import pytest

from pipelines.detection.spans import Span
from pipelines.evaluation.cases import Case, Gold, read_cases
from pipelines.evaluation.scores import Tally, scored

NAMED = Case("1", "Ask Ann-Bo Roe.", (Gold(4, 14, "PERSON"),))
CLEAN = Case("2", "Mark as read", ())
PLACE = Case("3", "Fly to Oslo", (Gold(7, 11, None),))


def _span(start: int, end: int, entity: str = "PERSON") -> Span:
    return Span(start, end, entity, 0.9, "x")


@pytest.mark.parametrize(
    ("spans", "safe"),
    [
        ([_span(4, 14)], True),
        ([_span(4, 7), _span(8, 10), _span(11, 14)], True),
        ([_span(4, 14, "ORGANIZATION")], True),
        ([_span(4, 13)], False),
        ([], False),
    ],
)
def test_a_case_is_safe_if_every_letter_is_covered(spans: list[Span], safe: bool) -> None:
    assert scored([NAMED], [spans]).zero_leak == (1.0 if safe else 0.0)


def test_anything_found_in_a_clean_case_is_damage_and_a_person_is_an_alarm() -> None:
    score = scored([CLEAN, CLEAN], [[_span(0, 4)], []])
    assert score.damage == 0.5
    assert score.alarms_per_1000_words == pytest.approx(1000 / 6)


def test_a_label_that_is_not_personal_is_neither_asked_for_nor_damage() -> None:
    score = scored([PLACE], [[_span(7, 11)]])
    assert (score.zero_leak, score.damage, score.overall) == (None, None, Tally())


def test_characters_are_counted_by_entity() -> None:
    score = scored([NAMED], [[_span(0, 7, "ORGANIZATION")]])
    assert score.overall == Tally(right=3, wrong=3, missed=5)
    assert score.by_entity["PERSON"] == Tally(right=3, missed=5)
    assert score.by_entity["ORGANIZATION"] == Tally(wrong=3)
    assert score.overall.recall == pytest.approx(3 / 8)


def test_f2_weighs_recall_four_times_as_much_as_precision() -> None:
    tally = Tally(right=50, wrong=50, missed=0)
    assert tally.f2 == pytest.approx(5 * 0.5 * 1 / (4 * 0.5 + 1))
    assert Tally().f2 == 1.0


def test_labels_of_public_sets_are_read_as_our_entities() -> None:
    spans = [{"start": 0, "end": 3, "label": "PER"}, {"start": 7, "end": 11, "label": "LOC"}]
    case = next(read_cases([json.dumps({"id": "a", "text": "Ann in Oslo", "spans": spans})]))
    assert [gold.entity for gold in case.gold] == ["PERSON", None]


def test_a_line_of_another_form_is_named_by_its_number() -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(read_cases(['{"text":"a","spans":[]}', '{"spans":[]}']))
