"""Which borders between lines of a screen may lie inside one value."""

import pytest

from pipelines.wraps import border, border_words, first_words, last_words


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("Ship to: 12 Elm Street", "Springfield, IL 62704"),
        ("please send it to 12 Elm Street,", "Springfield, IL 62704 by Friday"),
        ("Hauptstraße 12", "10115 Berlin"),
        ("Hauptstraße 12", "D-10115 Berlin"),
        ("Na Příkopě 8", "110 00 Praha"),
        ("12 rue de la Paix", "75002 Paris"),
        ("221b Baker Street", "London NW1 6XE"),
        ("80 Wellington Street", "Ottawa K1A 0B1"),
        ("14 MG Road", "Bengaluru 560001"),
        ("mail priya.shah@", "acme.example now"),
        ("card 4111 1111", "1111 1111 now"),
        ("call +1 (415)", "555-0142 today"),
        ("Please call Priya", "Shah about it"),
    ],
)
def test_a_border_that_may_lie_inside_a_value_is_read(upper: str, lower: str) -> None:
    assert border_words(upper, lower) > 0


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("Total for budget: 702.62 EUR", "Invoice 51695 is waiting for approval"),
        ("Priya Shah sent the budget #83185", "09:21 onboarding updated"),
        ("173 Barrow Street, Springfield", "Orin Pell sent the onboarding #29349"),
        ("INFO 32082 shipment done in 582 ms", "INFO 24612 refund done in 112 ms"),
        ("18:06 contract updated", "Budget 12595 is waiting for approval"),
        ("Save as", "Close"),
        ("Build 4711 passed", "Deployed 3 services"),
    ],
)
def test_lines_that_only_stand_below_each_other_are_not_read_together(upper: str, lower: str) -> None:
    assert border_words(upper, lower) == 0


@pytest.mark.parametrize(
    ("upper", "lower", "between"),
    [("a@", "b.example", ""), ("4111 1111", "1111", " "), ("Priya", "Shah", "\n"), ("so-", "called", "")],
)
def test_what_stood_where_a_line_was_wrapped(upper: str, lower: str, between: str) -> None:
    assert border(upper, lower) == between


def test_words_at_a_border() -> None:
    text = "one two  three"
    assert text[last_words(text, 2) :] == "two  three"
    assert text[: first_words(text, 2)] == "one two"
    assert (last_words(text, 9), first_words(text, 9)) == (0, len(text))
