"""The development set says what it claims: offsets, labels, counts, no line twice."""

from collections import Counter
from typing import Any

import pytest

from tests.lines import mark, read, unmark

CONTRACT = {
    "PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "ADDRESS", "ORGANIZATION", "HANDLE", "CHANNEL", "REPOSITORY",
    "URL", "IP_ADDRESS", "CREDIT_CARD", "IBAN_CODE", "ID", "DATE", "SECRET",
}  # fmt: skip
OTHER = {
    "ABA_ROUTING_NUMBER",
    "MAC_ADDRESS",
    "CRYPTO",
    "SWIFT_CODE",
    "PASSPORT",
    "MEDICAL_LICENSE",
    "US_BANK_NUMBER",
    "UK_BANK_NUMBER",
}


def spans_of(record: dict[str, Any]) -> list[tuple[str, int, int, str]]:
    texts = [item["text"] for item in record["ocr"]] if "ocr" in record else [record["text"]]
    return [(texts[s.get("item", 0)], s["start"], s["end"], s["label"]) for s in record["spans"]]


def is_country_number(label: str) -> bool:
    return label[2:3] == "_" and label[:2].isalpha() and label.isupper()


@pytest.mark.parametrize("name", ["personal", "clean", "screens"])
def test_spans_lie_inside_their_text_and_hold_no_outer_blanks(name: str) -> None:
    for record in read(name):
        for text, start, end, _ in spans_of(record):
            assert 0 <= start < end <= len(text), record["id"]
            assert text[start:end] == text[start:end].strip(), record["id"]


@pytest.mark.parametrize("name", ["personal", "screens"])
def test_labels_are_entities(name: str) -> None:
    fi = "FI_PERSONAL_IDENTITY_CODE"
    labels = {label for record in read(name) for *_, label in spans_of(record)}
    assert {x for x in labels - CONTRACT - OTHER if not is_country_number(x) and x != fi} == set()


def test_counts_and_breadth() -> None:
    personal, clean, screens = read("personal"), read("clean"), read("screens")
    assert len(personal) >= 700
    assert len(clean) >= 400
    assert len(screens) >= 25
    assert len({record["category"] for record in personal}) >= 20
    assert {s["label"] for record in personal for s in record["spans"]} >= CONTRACT


def test_personal_lines_have_spans_and_clean_lines_none() -> None:
    assert all(record["spans"] for record in read("personal"))
    assert not any(record["spans"] for record in read("clean"))


def test_no_id_and_no_line_comes_twice() -> None:
    records = read("personal") + read("clean")
    ids = Counter(record["id"] for record in records + read("screens"))
    texts = Counter(record["text"] for record in records)
    assert [key for key, n in (ids + texts).items() if n > 1] == []


@pytest.mark.parametrize("name", ["held_out_names", "held_out_values"])
def test_what_is_held_out_is_in_no_other_set(name: str) -> None:
    records = read(name)
    known = {record["text"] for record in read("personal") + read("clean")}
    assert len(records) > 200
    assert known.isdisjoint(record["text"] for record in records)
    for record in records:
        for text, start, end, _ in spans_of(record):
            assert 0 <= start < end <= len(text), record["id"]


def test_spans_do_not_overlap() -> None:
    for record in read("personal"):
        ordered = sorted((s["start"], s["end"]) for s in record["spans"])
        assert all(a[1] <= b[0] for a, b in zip(ordered, ordered[1:], strict=False)), record["id"]


def test_clean_lines_of_a_screen_hold_no_span() -> None:
    for screen in read("screens"):
        dirty = {screen["ocr"][span["item"]]["line"] for span in screen["spans"]}
        assert dirty.isdisjoint(screen["lines_clean"]), screen["id"]
        assert dirty | set(screen["lines_clean"]) == {item["line"] for item in screen["ocr"]}


def test_marks_round_trip() -> None:
    for record in read("personal"):
        assert unmark(mark(record["text"], record["spans"])) == (record["text"], record["spans"])
