"""Phone numbers, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.recognizers.phones import find


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Mobile: +44 7700 900157", "+44 7700 900157"),
        ("Tel. 030 23125 148", "030 23125 148"),
        ("Tél : 01 99 00 42 17", "01 99 00 42 17"),
        ("Phone (212) 555-0187 ext. 204", "(212) 555-0187 ext. 204"),
        ("(415) 555-0132", "(415) 555-0132"),
        ("Cell 415.555.0126", "415.555.0126"),
        ("call 646-555-0177 now", "646-555-0177"),
        ("+91 98765 01234", "+91 98765 01234"),
        ("+81 3-5550-0147", "+81 3-5550-0147"),
        ("+86 138 0013 5501", "+86 138 0013 5501"),
        ("tel:+14155550132", "+14155550132"),
        ("mob 08035550142", "08035550142"),
        ("Te1: +44 77O0 9OO157", "+44 77O0 9OO157"),
        ("тел 8 (495) 555-01-87", "8 (495) 555-01-87"),
        ("Call us at 1 (800) 555-0199 x12", "1 (800) 555-0199 x12"),
        ("8 (495) 555-01-87", "8 (495) 555-01-87"),
        ("17 Tran +84 91 555 0142", "+84 91 555 0142"),
        ("SLI-7740-21983 0113 496 O842", "0113 496 O842"),
        ("my other one is415-555-0132", "415-555-0132"),
        ("电话：010-5555 0123", "010-5555 0123"),
        ("13800135501 手机", "13800135501"),
        ("22 498317 office", "22 498317"),
        ("+33(0)6 12 34 56 78", "+33(0)6 12 34 56 78"),
        ("phone=4155550132", "4155550132"),
        ("Sending SMS to +447700900129 via gateway", "+447700900129"),
    ],
)
def test_found(text: str, value: str) -> None:
    spans = [span for span in find(text) if span.score >= 0.4]
    assert any(value in text[span.start : span.end] for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "2025-06-02 09:14:12,114",
        "1717318451",
        "1717318451123",
        "Order no. 302-4471982-77",
        "Version 126.0.6478.127",
        "172.16.4.0/22",
        "192.168.14.22:52144",
        "ISBN 978-3-16-148410-0",
        "100001 200002 300003",
        "$4,210,000.00",
        "51.5072, -0.1276",
        "02/06/2025 14:30",
        "4 8 15 16 23 42",
        "Ticket 7712044471",
        "row 1204331",
        "1440 × 900",
        "e83c5163316f89bfbde7d9ab23ca2e25604af290",
        "00:01:17.204",
        "pid 20214471",
        "SSN 511-43-1144",
        "2020-2025",
        "ring buffer 1048576 bytes",
        "text 1234567 chars",
        "Shift: 0700-1900",
        "2016-12-22 11-35-44",
        "122.449347",
        "ab123456789cd",
        "482 917 106 165",
    ],
)
def test_stays(text: str) -> None:
    assert [span for span in find(text) if span.score >= 0.4] == []


@given(st.text(alphabet="0123456789+-. ()/:xext", max_size=50))
def test_any_row_of_digits_is_read(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in find(text))
