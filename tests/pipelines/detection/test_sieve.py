"""A sieve keeps no pattern from a text in which it matches."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection import recognizers
from pipelines.detection.sieve import Sieve

LINES = Path(__file__).parents[2] / "data" / "lines"
PATTERNS = (
    re.compile(r"(?<!\w)[A-Z][a-z]{1,200} signed\b"),
    re.compile(r"(?i)user(?:name)?[=:] ?(?P<quote>[\"']?)(\w+)(?P=quote)"),
    re.compile(r"by [^\W\d_]+", re.IGNORECASE),
    re.compile(r"(?:(?i:from|to) )?[A-ZÀ-Þ][a-zß-ÿ]+ \d{1,3}(?=k)"),
    re.compile(r"^\s*#\d+$", re.MULTILINE),
    re.compile(r"([ab])x\1"),
    re.compile(r"(?i:k)ein", re.IGNORECASE),
)


@given(st.text(alphabet="Aabkxéß signedBY:=uſerK#019\n'\"\u0130\u0131\u212a", max_size=30))
def test_a_pattern_that_matches_is_always_asked(text: str) -> None:
    sieve = Sieve(*PATTERNS)
    for pattern in PATTERNS:
        found = [match.span() for match in pattern.finditer(text)]
        assert [match.span() for match in sieve.finditer(pattern, text)] == found
        searched = sieve.search(pattern, text)
        assert (searched.span() if searched else None) == (found[0] if found else None)


def test_most_patterns_are_not_asked_about_plain_words() -> None:
    sieve = Sieve(*PATTERNS)
    assert not any(sieve.may_match(pattern, "mark all as read") for pattern in PATTERNS)


def test_the_same_letters_in_another_text_are_looked_at_anew() -> None:
    sieve = Sieve(*PATTERNS)
    assert not sieve.may_match(PATTERNS[5], "abab")
    assert sieve.may_match(PATTERNS[5], "axa")
    assert not sieve.may_match(PATTERNS[5], "".join(["ab", "ab"]))


def test_a_pattern_with_comments_is_refused() -> None:
    pattern = re.compile("a # a letter", re.VERBOSE)
    with pytest.raises(ValueError, match="comments"):
        Sieve(pattern).may_match(pattern, "a")


def sieves() -> Iterator[tuple[str, Sieve]]:
    for module in pkgutil.walk_packages(recognizers.__path__, recognizers.__name__ + "."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Sieve):
                yield module.name.rsplit(".", 1)[-1], value


@pytest.mark.parametrize(("name", "sieve"), list(sieves()))
def test_no_recognizer_misses_a_line_for_its_sieve(name: str, sieve: Sieve) -> None:
    texts = [json.loads(line)["text"] for line in (LINES / "personal.jsonl").open(encoding="utf-8")]
    for text in texts:
        for pattern in sieve._patterns:
            assert sieve.may_match(pattern, text) or pattern.search(text) is None, (name, pattern.pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (re.compile(r"(?i:k)ein", re.IGNORECASE), "KEIN"),
        (re.compile(r"(?i)k(?P<e>e)in"), "kEIN"),
        (re.compile(r"k\s[^\W\d_]", re.IGNORECASE), "K É"),
    ],
)
def test_letter_case_is_as_the_pattern_has_it(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)
    assert Sieve(pattern).search(pattern, text)
