"""Observations: which part of a URL is shown, and that a wrapped value is found."""

import pytest

from pipelines.scenes import shown_url
from schemas.rules import UrlRule
from tests.build import Recorder, message
from tests.pipelines.driver import trajectories

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
        ("mail.acme.example/people/42", "host", "mail.acme.example"),
        ("localhost:3000/people", "host", "localhost:3000"),
        ("//cdn.acme.example/x", "host", "cdn.acme.example"),
    ],
)
def test_the_part_of_a_url_that_rules_keep(url: str, keep: str, shown: str) -> None:
    assert shown_url(url, UrlRule(keep=keep)) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("mail priya.shah@", "acme.example now"),
        ("mail priya.", "shah@acme.example now"),
        ("mail priya", ".shah@acme.example now"),
        ("card 4111 1111", "1111 1111 now"),
    ],
)
def test_a_value_that_a_line_break_tears_is_found_on_both_lines(first: str, second: str) -> None:
    [done] = trajectories([message(Recorder().screen(first, second).click().take())])
    above, below = (line["text"] for line in done["steps"][0]["observation"]["screen"]["text"])
    assert above.startswith(f"{first.split()[0]} <")
    assert above.rstrip(".").endswith(">")
    assert below.lstrip(".").startswith("<")
    assert below.endswith("> now")
