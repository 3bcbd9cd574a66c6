"""Employers, schools, clinics and customers, and vendors, places and labels that stand in the same places."""

import pytest

from pipelines.detection.recognizers import workplaces


def found(text: str) -> set[str]:
    return {text[span.start : span.end] for span in workplaces.find(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We at Initech love it", "Initech"),
        ("Employer: University of Leeds", "University of Leeds"),
        ("-- Mo Farouk, Head of Data at Brightloom", "Brightloom"),
        ('workspace "Hollowbrook Capital" synced in 4s', "Hollowbrook Capital"),
        ("Parent-teacher conf. @ St. Brigid's Primary", "St. Brigid's Primary"),
        ("Customer since 2019: The Copper Kettle", "The Copper Kettle"),
        ("Ironwood asked for a discount again", "Ironwood"),
        ("School attended: Ashgrove Secondary", "Ashgrove Secondary"),
        ("Client Three Rivers Credit Union wants SSO", "Three Rivers Credit Union"),
    ],
)
def test_organisations_are_found(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "High School",
        "Public School",
        "Marketing wants a new banner",
        "Senior Engineer at Stripe",
        "Bank of America",
        "Client Secret",
        "Customer Success Manager",
        "Windows wants to restart",
        "Venture Capital",
        "Paris wants to host",
    ],
)
def test_vendors_places_and_labels_are_left(text: str) -> None:
    assert found(text) == set()
