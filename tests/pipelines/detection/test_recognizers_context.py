"""Column heads, labels, fields and apps decide what a value is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.detection.recognizers import in_context, recognize
from pipelines.detection.spans import Query
from pipelines.draft import Surroundings

FOUND = [
    ("Batbayar Ganboldt", Surroundings(header="Name"), "PERSON"),
    ("03/04/1985", Surroundings(header="DOB"), "DATE"),
    ("SLI-7740", Surroundings(header="Policy no"), "ID"),
    ("Globex", Surroundings(label="Company:"), "ORGANIZATION"),
    ("Zqilor", Surroundings(name="Search people"), "PERSON"),
    ("Rex the dog", Surroundings(name="Security answer"), "SECRET"),
    ("correct horse battery staple", Surroundings(label="Password"), "SECRET"),
    ("The blue house", Surroundings(name="Security answer"), "SECRET"),
    ("0048213", Surroundings(label="Order number"), "ID"),
    ("078051120", Surroundings(name="SSN"), "US_SSN"),
    ("martao", Surroundings(name="Username"), "HANDLE"),
    ("Wren; Zqilor", Surroundings(label="Attendees"), "PERSON"),
]

LEFT = [
    ("N/A", Surroundings(header="Name")),
    ("Yes", Surroundings(label="Customer")),
    ("Name", Surroundings(header="Name")),
    ("Date of birth", Surroundings(label="Name")),
    ("Slack", Surroundings(header="Name")),
    ("Settings", Surroundings(label="Name")),
    ("Sofia", Surroundings(header="City")),
    ("Open", Surroundings(header="Status")),
    ("••••••••", Surroundings(name="Password")),
    ("Create an account", Surroundings(label="Password")),
    ("Log in with SSO", Surroundings(label="Password")),
    ("Continue with Google", Surroundings(label="Password")),
    ("Two-factor code", Surroundings(label="Password")),
    ("Must be at least 8 characters", Surroundings(label="Password")),
    ("Need help?", Surroundings(label="Password")),
]


@pytest.mark.parametrize(("text", "where", "entity"), FOUND)
def test_the_place_makes_a_value_personal(text: str, where: Surroundings, entity: str) -> None:
    spans = in_context(Query(text, where), recognize(text))
    assert entity in {span.entity for span in spans if span.score >= 0.4}


@pytest.mark.parametrize(("text", "where"), LEFT)
def test_empty_values_and_heads_survive(text: str, where: Surroundings) -> None:
    assert [span for span in in_context(Query(text, where), recognize(text)) if span.score >= 0.4] == []


def test_a_channel_is_surer_in_a_chat() -> None:
    def score(app: str) -> float:
        text = "#payroll"
        return max(span.score for span in in_context(Query(text, Surroundings(app=app)), recognize(text)))

    assert score("com.tinyspeck.slackmacgap") > score("com.instagram.android")


HOSTILE = [
    piece * (20_000 // len(piece))
    for piece in (
        "a",
        "A ",
        "-",
        "a-",
        ".",
        "a@",
        "1.",
        ":",
        "password=",
        "Hi Aa, ",
        "Aa & ",
        "(",
        "eyJ",
        "http://a/",
        "\\",
        "Mr. ",
        "é",
    )
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_read_to_their_end(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in recognize(text))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.text(max_size=30))
def test_any_text_in_any_place_gives_spans_within_it(text: str, label: str) -> None:
    spans = in_context(Query(text, Surroundings(label=label)), recognize(text))
    assert all(0 <= span.start < span.end <= len(text) and 0 <= span.score <= 1 for span in spans)
    assert spans == in_context(Query(text, Surroundings(label=label)), recognize(text))
