"""Handles, channels, repositories, URLs, hosts, addresses, organisations, ids: found, or rightly left."""

import pytest

from pipelines.detection.recognizers import recognize

EXAMPLES = [
    ("thanks @dvorakp, merging", "HANDLE", "@dvorakp"),
    ("discord: frostbyte_ola#4821", "HANDLE", "frostbyte_ola#4821"),
    ("<@U04QZ7KR2VW> joined", "HANDLE", "U04QZ7KR2VW"),
    ("posted by u/some_redditor", "HANDLE", "u/some_redditor"),
    ("skype: live:gustavo.rey_3", "HANDLE", "live:gustavo.rey_3"),
    ("post it in #support-emea pls", "CHANNEL", "#support-emea"),
    ("git clone git@github.com:acme/payments-api.git", "REPOSITORY", "acme/payments-api"),
    ("northwind-labs/ledger-sync at main · GitHub", "REPOSITORY", "northwind-labs/ledger-sync"),
    ("gh pr checkout 211 --repo harbourfinch/claims-portal", "REPOSITORY", "harbourfinch/claims-portal"),
    ("https://calendly.com/tessa-brandt/30min", "URL", "https://calendly.com/tessa-brandt/30min"),
    ("open https://zoom.us/j/84422177345?pwd=Qz7Kr2.", "URL", "https://zoom.us/j/84422177345?pwd=Qz7Kr2"),
    ("https://app.x.io/magic?token=eyJh8s7dKq21Lz", "URL", "https://app.x.io/magic?token=eyJh8s7dKq21Lz"),
    ("https://shop.example/orders/88213", "URL", "https://shop.example/orders/88213"),
    ("acme.atlassian.net", "ORGANIZATION", "acme"),
    ("10.44.3.17", "IP_ADDRESS", "10.44.3.17"),
    ("inet6 fe80::1c2d:8aff:fe31:9b04", "IP_ADDRESS", "fe80::1c2d:8aff:fe31:9b04"),
    ("ether a4:83:e7:1b:9c:02", "MAC_ADDRESS", "a4:83:e7:1b:9c:02"),
    ("Kestrel Trading GmbH", "ORGANIZATION", "Kestrel Trading GmbH"),
    ("Company: Globex", "ORGANIZATION", "Globex"),
    ("株式会社海風", "ORGANIZATION", "株式会社海風"),
    ("Order #48213 shipped", "ID", "#48213"),
    ("MRN: 0048213", "ID", "0048213"),
    ("Policy no. PX-99-1", "ID", "PX-99-1"),
    ("EMP-00412", "ID", "EMP-00412"),
    ("INC0012345: laptop", "ID", "INC0012345"),
    ("HELP-2291 Cannot log in", "ID", "HELP-2291"),
    ("jane . doe @ acme . com", "EMAIL_ADDRESS", "jane . doe @ acme . com"),
    ("jane [at] acme dot com", "EMAIL_ADDRESS", "jane [at] acme dot com"),
]

COUNTER_EXAMPLES = [
    "@media screen",
    "@Override",
    "@angular/core",
    "@here standup",
    "react@18.2.0",
    "#include <stdio.h>",
    "#FF00AA",
    "#1",
    "issue #123",
    "and/or",
    "input/output",
    "application/json",
    "feature/dark-mode",
    "src/main.py",
    "12/05/2024",
    "https://kubernetes.io/docs/concepts/",
    "https://docs.python.org/3/library/re.html",
    "example.com",
    "version 1.2.3.4",
    "netmask 255.255.255.0",
    "127.0.0.1",
    "std::vector<int>",
    "10:42:33",
    "UTF-8",
    "ISO-9001",
    "SHA-256",
    "COVID-19",
    "GPT-4",
    "RFC-2119",
    "CVE-2024-1234",
    "Q3-2024",
    "git@github.com",
    "name@example.com",
    "Terms & Conditions",
    "Slack",
    "Microsoft Corporation",
]


@pytest.mark.parametrize(("text", "entity", "value"), EXAMPLES)
def test_structure_is_recognised(text: str, entity: str, value: str) -> None:
    start = text.index(value)
    found = [span for span in recognize(text) if span.entity == entity and span.score >= 0.4]
    assert (start, start + len(value)) in {(span.start, span.end) for span in found}


@pytest.mark.parametrize("text", COUNTER_EXAMPLES)
def test_what_only_looks_like_it_survives(text: str) -> None:
    assert [span for span in recognize(text) if span.score >= 0.4] == []
