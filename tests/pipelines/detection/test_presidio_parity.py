"""What Presidio finds in its own recognizers' tests is still found, or is left for a reason listed here."""

import ipaddress
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from pipelines.detection.engine import load_detector
from pipelines.detection.lists import is_ambiguous_name, is_given_name
from pipelines.detection.recognizers.network import PUBLIC
from pipelines.detection.spans import Query, Span
from pipelines.detection.vanilla import VanillaPresidio
from pipelines.rules import load_rules

pytestmark = [pytest.mark.models, pytest.mark.slow]


def _is_nobodys_address(found: str) -> bool:
    address = ipaddress.ip_address(found.split("/")[0])
    shared = address.is_loopback or address.is_unspecified or address.is_multicast
    return shared or found.startswith("255.") or found in PUBLIC


def _has_no_sure_name(found: str) -> bool:
    return not any(is_given_name(w) and not is_ambiguous_name(w) for w in re.findall(r"[^\W\d_]+", found))


REASONS: Final[dict[str, tuple[str, Callable[[str], bool]]]] = {
    "DATE_TIME": (
        "dates that are not of birth, death, treatment or hearing are not personal",
        lambda _: True,
    ),
    "LOCATION": ("cities and countries alone are not personal", lambda _: True),
    "NRP": ("nationalities are not personal", lambda _: True),
    "URL": ("public addresses are not personal", lambda url: "@" not in url and "?" not in url),
    "ORGANIZATION": ("the model's claim is judged: no word of it is a name", _has_no_sure_name),
    "PERSON": ("the model's claim is judged: no word of it is a name", _has_no_sure_name),
    "IP_ADDRESS": (
        "loopback, unspecified, broadcast and multicast addresses, reserved ranges and public resolvers",
        _is_nobodys_address,
    ),
    "PHONE_NUMBER": (
        "digits without a plus, brackets or a phone's grouping need a word that says phone",
        lambda number: "+" not in number and "(" not in number,
    ),
    "UK_NHS": (
        "one bare number of ten digits in eleven has this check digit: it needs a word that says so",
        lambda number: number.replace(" ", "").isdigit(),
    ),
}


def test_what_presidio_finds_is_found_or_left_for_a_listed_reason(shared_data: Path) -> None:
    lines = (shared_data / "presidio_recognizer_tests" / "cases.jsonl").read_text("utf-8").splitlines()
    texts = [record.get("text") for record in map(json.loads, lines)]
    queries = [Query(text) for text in dict.fromkeys(texts) if isinstance(text, str) and text.strip()]
    ours = load_detector(load_rules(None)).detect(queries)
    theirs = VanillaPresidio().detect(queries)
    unexplained = [
        (span.entity, query.text[span.start : span.end])
        for query, found, wanted in zip(queries, ours, theirs, strict=True)
        for span in wanted
        if _is_lost(query.text, span, found) and not _explained(query.text, span)
    ]
    assert len(queries) > 1000
    assert unexplained == []


def _is_lost(text: str, wanted: Span, found: tuple[Span, ...]) -> bool:
    """Whether more than half of the letters and digits of a finding are in none of ours."""
    covered = {at for span in found for at in range(span.start, span.end)}
    places = [at for at in range(wanted.start, wanted.end) if text[at].isalnum()]
    return bool(places) and 2 * sum(at in covered for at in places) < len(places)


def _explained(text: str, span: Span) -> bool:
    reason = REASONS.get(span.entity)
    return reason is not None and reason[1](text[span.start : span.end])
