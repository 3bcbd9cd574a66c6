"""Values of deny and allow lists are found exactly, at word boundaries, however they are written."""

import pytest

from pipelines.detection.spans import Span
from pipelines.detection.values import ValueList, allowed, deny_values, person_values, without
from schemas.rules import Deny, Person


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ship Falcon now", ["Falcon"]),
        ("FALCON's roadmap", ["FALCON"]),
        ("Falconry club", []),
        ("blue   heron and Blue\u00a0Heron", ["blue   heron", "Blue\u00a0Heron"]),
        ("ＦＡＬＣＯＮ", ["ＦＡＬＣＯＮ"]),  # noqa: RUF001
        ("falcon_service", ["falcon"]),
        ("Straße 5", ["Straße"]),
        ("STRASSE 5", ["STRASSE"]),
        ("", []),
    ],
)
def test_values_are_found_however_they_are_written(text: str, found: list[str]) -> None:
    values = ValueList([("Falcon", "PROJECT"), ("Blue Heron", "PROJECT"), ("straße", "PLACE")])
    assert [text[start:end] for start, end, _ in values.find(text)] == found


PERSON = Person(name="Nneka Okafor-Mark", email="n.okafor@brightwater.example", alias="nnk")


@pytest.mark.parametrize(
    "form",
    ["Nneka Okafor-Mark", "okafor-mark, nneka", "n.okafor@brightwater.example", "nnk", "NNEKA", "n.okafor"],
)
def test_a_person_is_known_in_every_form(form: str) -> None:
    values = ValueList(person_values(PERSON, "PERSON", lambda word: False))
    assert values.find(f"> {form} <")[0][:2] == (2, 2 + len(form))


def test_a_part_that_is_an_ordinary_word_is_no_value_by_itself() -> None:
    values = list(person_values(Person(name="Grace Mark"), "PERSON", lambda word: word.lower() == "mark"))
    assert ("Grace", "PERSON") in values
    assert ("Mark", "PERSON") not in values
    assert ("Grace Mark", "PERSON") in values


def test_deny_lists_carry_their_entities() -> None:
    lists = [
        Deny(entity="PROJECT", values=("Falcon",)),
        Deny(entity="PERSON", people=(Person(name="Ines Vidal"),)),
    ]
    assert {("Falcon", "PROJECT"), ("Ines Vidal", "PERSON")} <= set(deny_values(lists, lambda word: False))


def _allow(text: str, *spans: Span) -> list[tuple[str, str]]:
    values = ValueList([("Acme Mail", ""), ("Slack", "")])
    left = allowed(text, spans, values, lambda span: span.rule == "spacy")
    return [(text[span.start : span.end], span.entity) for span in left]


def test_an_allowed_value_is_kept_whole() -> None:
    assert _allow("Inbox - Acme Mail", Span(8, 12, "ORGANIZATION", 0.9, "spacy")) == []


def test_a_weak_span_loses_what_is_allowed_of_it() -> None:
    assert _allow("Priya Shah Slack", Span(0, 16, "PERSON", 0.9, "spacy")) == [("Priya Shah", "PERSON")]


def test_structure_around_an_allowed_value_stays() -> None:
    text = "billing@slack.example"
    assert _allow(text, Span(0, 21, "EMAIL_ADDRESS", 0.9, "email")) == [(text, "EMAIL_ADDRESS")]


def test_a_secret_is_never_allowed() -> None:
    assert _allow("Slack", Span(0, 5, "SECRET", 0.9, "token")) == [("Slack", "SECRET")]


def test_what_is_left_of_a_span_holds_letters_or_digits() -> None:
    span = Span(0, 9, "PERSON", 0.9, "m")
    assert list(without("Ann - Bob", span, [(0, 3)])) == [Span(6, 9, "PERSON", 0.9, "m")]
    assert list(without("Ann - Bob", span, [(0, 3), (6, 9)])) == []
