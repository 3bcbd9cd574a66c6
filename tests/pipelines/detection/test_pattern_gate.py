"""The gate never keeps a recognizer from a text in which it would find something."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.gate import PatternGate, widened

PATTERNS = [
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"(?<!\w)[A-Z]{2}\d{6}[A-D](?!\w)",
    r"\b([1-9])\d{2}([- ])\d{3}\2\d{3}\b",
    r"[a-z]+@\w+\.(?:com|org)",
    r"(?i:emp)-\d++",
    r"^(?P<head>[\w.]+):\s*$",
    r"(?>ab|a)c",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_widened_to_something_that_re2_takes(pattern: str) -> None:
    assert widened(pattern) is not None


@given(st.text(alphabet="0123456789- ABCDabcé@.:EMPemp\n", max_size=40))
def test_the_gate_is_open_wherever_a_pattern_matches(text: str) -> None:
    gate = PatternGate(PATTERNS)
    open_for = set(gate.open_for(text))
    for number, pattern in enumerate(PATTERNS):
        if regex.search(pattern, text, regex.I | regex.S | regex.M):
            assert number in open_for


def test_the_gate_is_shut_for_plain_words() -> None:
    assert PatternGate(PATTERNS[:3]).open_for("File Edit View Help") == []


@pytest.mark.parametrize("pattern", [r"(?(1)a|b)", r"[[:alpha:]--[a-c]]", r"\p{L}+\N"])
def test_a_pattern_that_cannot_be_widened_is_always_asked(pattern: str) -> None:
    assert PatternGate([pattern]).open_for("anything") == [0]


def test_no_patterns_open_nothing() -> None:
    assert PatternGate([]).open_for("x") == []


def test_where_the_set_cannot_tell_every_pattern_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Exhausted:
        def Match(self, text: str) -> list[int]:  # noqa: N802
            return []

    gate = PatternGate([r"\d{4}", r"[a-z]+"])
    assert gate.open_for("....") == []
    monkeypatch.setattr(gate, "_set", Exhausted())
    assert gate.open_for("....") == [0, 1]
