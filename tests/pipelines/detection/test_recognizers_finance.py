"""Cards and accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.recognizers.checks import luhn
from pipelines.detection.recognizers.finance import find


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("Card 4532 0160 3137 2159 exp 08/27", "CREDIT_CARD", "4532 0160 3137 2159"),
        ("4532016031372159", "CREDIT_CARD", "4532016031372159"),
        ("AMEX 3714 338750 04743", "CREDIT_CARD", "3714 338750 04743"),
        ("Card number: 5425-9624-5957-1177", "CREDIT_CARD", "5425-9624-5957-1177"),
        ("Card:4532O16031372159", "CREDIT_CARD", "4532O16031372159"),
        ("IBAN: GB33 BUKB 2020 1585 9274 19", "IBAN_CODE", "GB33 BUKB 2020 1585 9274 19"),
        ("FR76 3000 6000 0112 0286 2476 882", "IBAN_CODE", "FR76 3000 6000 0112 0286 2476 882"),
        ("DE89370400440363738758 rejected", "IBAN_CODE", "DE89370400440363738758"),
        ("to NL91ABNA0417148707 please, IBAN", "IBAN_CODE", "NL91ABNA0417148707"),
        ("Routing 021011777", "ABA_ROUTING_NUMBER", "021011777"),
        ("Account number: 1002-4477-18", "US_BANK_NUMBER", "1002-4477-18"),
        ("Checking acct # 88220174412", "US_BANK_NUMBER", "88220174412"),
        ("Card on file: 4000-0000-0022-9622", "CREDIT_CARD", "4000-0000-0022-9622"),
        ("Konto-Nr. 1234567890", "US_BANK_NUMBER", "1234567890"),
        ("Sort code 20-45-77", "UK_BANK_NUMBER", "20-45-77"),
        ("20-45-77 51174408", "UK_BANK_NUMBER", "20-45-77 51174408"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "CRYPTO", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("my iban is gb33bukb20201585927419", "IBAN_CODE", "gb33bukb20201585927419"),
        ("routing: 621006206", "ABA_ROUTING_NUMBER", "621006206"),
        ("SWIFT: HBFNGB2LXXX", "SWIFT_CODE", "HBFNGB2LXXX"),
        (
            "BTC bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "CRYPTO",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ),
    ],
)
def test_found(text: str, entity: str, value: str) -> None:
    spans = {(span.entity, text[span.start : span.end]) for span in find(text) if span.score >= 0.6}
    assert (entity, value) in spans


@pytest.mark.parametrize(
    "text",
    [
        "9532 0160 3137 2158",
        "0000 0000 0000 0000",
        "1717318451123456",
        "4 8 15 16 23 42",
        "Version 126.0.6478.127",
        "1999-2004 2005-2010 2011-2020",
        "account settings",
        "Account 2",
        "GB 2020 plan",
        "swift 5.10",
        "Swift: Codable",
        "021011778",
        "IBAN required",
        "0x7ffeefbff5c8",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "1234567890123456",
    ],
)
def test_stays(text: str) -> None:
    assert [span for span in find(text) if span.score >= 0.4] == []


@given(st.text(alphabet="0123456789", min_size=14, max_size=14), st.sampled_from(["", " ", "-"]))
def test_every_card_with_a_fitting_digit_is_found_in_any_grouping(body: str, sign: str) -> None:
    number = next(f"4{body}{digit}" for digit in "0123456789" if luhn(f"4{body}{digit}"))
    shown = sign.join(number[at : at + 4] for at in range(0, 16, 4))
    assert any(
        span.entity == "CREDIT_CARD" and span.end - span.start == len(shown)
        for span in find(f"pay {shown} now")
    )


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in find(text))
