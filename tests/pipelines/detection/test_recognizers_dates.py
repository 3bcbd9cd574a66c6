"""Dates of birth, death, treatment and hearing are personal; others stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.recognizers.dates import find


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DOB: 1985-05-12", "1985-05-12"),
        ("DOB 03/14/1962", "03/14/1962"),
        ("D0B l2/05/1985", "l2/05/1985"),
        ("Born 14 May 1985 in Leeds", "14 May 1985"),
        ("born in Leeds on 14 May 1985", "14 May 1985"),
        ("geb. 12.05.1985", "12.05.1985"),
        ("née le 3 mars 1971", "3 mars 1971"),
        ("Fecha de nacimiento: 23/11/1990", "23/11/1990"),
        ("Data di nascita 07/08/1955", "07/08/1955"),
        ("生年月日 1985年5月12日", "1985年5月12日"),
        ("дата рождения: 12.05.1985", "12.05.1985"),
        ("Died 2 January 2024", "2 January 2024"),
        ("† 11.02.2023", "11.02.2023"),
        ("Admitted 06/02/2025", "06/02/2025"),
        ("Date of surgery: 2025-04-17", "2025-04-17"),
        ("was seen on May 3, 2025 for asthma", "May 3, 2025"),
        ("Hearing on September 9, 2025", "September 9, 2025"),
        ("Date of birth 05 / 12 / 1985", "05 / 12 / 1985"),
        ("birthday: 17 October 1988", "17 October 1988"),
        ("Vaccinated: Noor Rahimi, 2025-01-09", "2025-01-09"),
    ],
)
def test_found(text: str, value: str) -> None:
    assert value in {text[span.start : span.end] for span in find(text) if span.score >= 0.4}


@pytest.mark.parametrize(
    "text",
    [
        "Invoice date: 2025-05-31",
        "Due 06/30/2025",
        "Last updated 2 June 2025",
        "Meeting on September 9, 2025",
        "2025-06-02 09:14:12 INFO",
        "Valid until 31.12.2026",
        "June 12 – July 4",
        "Date of birth (optional)",
        "DOB",
        "Released May 3, 2025",
        "Copyright 2019-2025",
        "born in 3 steps",
        "stillborn process 12345678",
    ],
)
def test_stays(text: str) -> None:
    assert [span for span in find(text) if span.score >= 0.4] == []


@given(st.text(alphabet="0123456789/-. borndbgeMay†", max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in find(text))
