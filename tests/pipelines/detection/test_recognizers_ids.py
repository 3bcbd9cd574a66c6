"""Numbers of customers, orders, cases and parcels, by label, form and row; and what looks like one."""

import pytest

from pipelines.detection.recognizers import in_context
from pipelines.detection.recognizers.ids import find
from pipelines.detection.recognizers.rows import in_row
from pipelines.detection.spans import Query, Span

FOUND = [
    ("Kundnummer: 718 220 93", "718 220 93"),
    ("n° client : CL0089412", "CL0089412"),
    ("注文番号 250-1187342-9910043", "250-1187342-9910043"),
    ("Fattura n. 2025/00417 emessa", "2025/00417"),
    ('{"patient_id":"P0092217"}', "P0092217"),
    ('{"accountId":"acc_7TzB4nPwRc"}', "acc_7TzB4nPwRc"),
    ("Staff no S 20 4471 on leave", "S 20 4471"),
    ("InvoiceINV-0O4l9923", "INV-0O4l9923"),
    ("PNR R4TZ9L 2 pax", "R4TZ9L"),
    ("Our Ref KL/2025/0091", "KL/2025/0091"),
    ("Gift card GC-88F2-91KA-0034 redeemed", "GC-88F2-91KA-0034"),
    ("the case # is 240315-000871", "240315-000871"),
    ("Worker W1007742", "W1007742"),
    ("Docket 1:24-cv-03382 motion to dismiss", "1:24-cv-03382"),
    ("Az. 12 O 337/23 LG Hamburg", "12 O 337/23"),
    ("OSB 044171", "044171"),
    ("Police ref 13250-77120", "13250-77120"),
    ("USCIS receipt WAC2590144718", "WAC2590144718"),
    ("Tracking number 1Z 7A4 31E 03 9482 117 6", "1Z 7A4 31E 03 9482 117 6"),
    ("Royal Mail RN 338 117 204 GB", "RN 338 117 204 GB"),
    ("last seen DESKTOP-7QF2L9M", "DESKTOP-7QF2L9M"),
]

LEFT = [
    "Order 100 copies",
    "case 1024:",
    "Order by: Date",
    "Room no. 4471",
    "Part No. 7L5-820-411",
    "Cat. No. 118-44",
    "Version number 44718",
    "Error code 44718",
    "Zip code 94107",
    "Bar code 118820",
    "request_id: 9f7c2b1e-44d8-4a71-8293-0b7e5c1d9a42",
    "Customer since 2019",
    "Policy updated on 12 May 2025",
    "Invoice total 1,180.00 EUR",
    "policy_no VARCHAR(32)",
    "ORA-00942: table or view does not exist",
    "WD-40",
    "CR2032",
    "M25 junction 12",
    "Build #20931",
]


def sure(spans: list[Span]) -> list[Span]:
    return [span for span in spans if span.score >= 0.4]


@pytest.mark.parametrize(("text", "value"), FOUND)
def test_a_number_is_found(text: str, value: str) -> None:
    start = text.index(value)
    assert (start, start + len(value)) in {(span.start, span.end) for span in sure(list(find(text)))}


@pytest.mark.parametrize("text", LEFT)
def test_what_counts_or_names_a_product_is_left(text: str) -> None:
    assert sure(list(find(text))) == []


def person(text: str, name: str) -> list[Span]:
    start = text.index(name)
    return [Span(start, start + len(name), "PERSON", 0.9, "name")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("| P0092217 | Femi Okonjo | 04/11/1962 | 4B |", {"P0092217", "04/11/1962"}),
        ("C-2047713\tFemi Okonjo\tGold", {"C-2047713"}),
        ("00412;Femi Okonjo;active", {"00412"}),
        ("E-004417 Femi Okonjo Lisbon", {"E-004417"}),
        ("Femi Okonjo 04/11/1962 seen today", {"04/11/1962"}),
        ("Femi Okonjo | 2025-03-18 | 1,180.00 | OPEN", set()),
        ("Femi Okonjo won 118 to 44", set()),
    ],
)
def test_a_row_says_whose_a_number_is(text: str, found: set[str]) -> None:
    assert {text[s.start : s.end] for s in in_row(text, person(text, "Femi Okonjo"))} == found


def test_a_row_without_a_person_says_nothing() -> None:
    assert in_context(Query("| P0092217 | 44718293 | 04/11/1962 |"), []) == []
