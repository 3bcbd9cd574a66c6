"""Observations: which part of a URL is shown, and that a wrapped value is found."""

import pytest

from pipelines.scenes import shown_url
from schemas.rules import UrlRule

URL = "https://marta:pw@CRM.acme.example:8443/people/42?token=abc#top"


@pytest.mark.parametrize(
    ("url", "keep", "shown"),
    [
        (URL, "host", "https://crm.acme.example:8443"),
        (URL, "path", "https://crm.acme.example:8443/people/42"),
        (URL, "full", "https://crm.acme.example:8443/people/42?token=abc#top"),
        ("https://[2001:db8::1]:9/x", "host", "https://[2001:db8::1]:9"),
        ("about:blank", "host", "about:"),
        ("file:///home/marta/cv.pdf", "host", "file:"),
        ("mailto:marta@acme.example", "full", "mailto:"),
        ("http://a:notaport/", "host", ""),
        ("", "host", ""),
        ("not a url", "host", ""),
    ],
)
def test_the_part_of_a_url_that_rules_keep(url: str, keep: str, shown: str) -> None:
    assert shown_url(url, UrlRule(keep=keep)) == shown  # type: ignore[arg-type]
