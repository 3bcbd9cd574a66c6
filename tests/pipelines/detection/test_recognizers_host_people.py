"""Hosts of URLs: those that bear a person's name are found, services and words are not."""

import pytest

from pipelines.detection.recognizers import host_people


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://katarzyna-nowakowska.example", "katarzyna-nowakowska"),
        ("see https://www.priya-shah.com/blog", "priya-shah"),
        ("https://priyashah.dev", "priyashah"),
        ("https://u:pw@priyashah.dev:8443/x", "priyashah"),
    ],
)
def test_a_host_that_names_a_person(text: str, name: str) -> None:
    (span,) = host_people.find(text)
    assert text[span.start : span.end] == name
    assert span.entity == "PERSON"


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/psf/requests",
        "https://stackoverflow.com/questions/1",
        "https://mail.acme.com/inbox",
        "https://docs.python.org/3/library/re.html",
        "https://news.ycombinator.com",
        "https://www.bank-of-scotland.example",
        "https://developer.mozilla.org/en-US/docs/Web",
        "katarzyna-nowakowska",
        "http://localhost:8080",
        "https://readthedocs.io",
    ],
)
def test_other_hosts_stay(text: str) -> None:
    assert list(host_people.find(text)) == []
