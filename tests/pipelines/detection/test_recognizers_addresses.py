"""Street addresses of many countries, whole; cities, countries and ordinary numbers stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.recognizers.addresses import find

WHOLE = [
    "4521 Elm St Apt 3B, Springfield, IL 62704",
    "12 Rue de la Paix, 75002 Paris",
    "Hauptstraße 5, 10115 Berlin",
    "Flat 7, 19 Castle Terrace, Edinburgh EH1 2DP",
    "PO Box 4417, Tulsa, OK 74101",
    "Lindenallee 22a, 80331 München",
    "8 bis avenue des Tilleuls, 69003 Lyon",
    "C/ Serrano 41, 3º B, 28001 Madrid",
    "Via Garibaldi 18/A, 20121 Milano MI",
    "Prinsengracht 263-II, 1016 GV Amsterdam",
    "ul. Marszałkowska 84/92 m. 14, 00-514 Warszawa",
    "Storgatan 12, 114 55 Stockholm",
    "Karl Johans gate 25, 0159 Oslo",
    "Vesterbrogade 3, 2. tv, 1620 København V",
    "Mannerheimintie 14 B 22, 00100 Helsinki",
    "Rua Augusta 1508, apto 42, São Paulo - SP, 01304-001",
    "Flat 302, Sai Krupa Apartments, MG Road, Bengaluru 560001",
    "〒150-0043 東京都渋谷区道玄坂2-10-7",
    "서울특별시 강남구 테헤란로 152",
    "北京市朝阳区建国路93号",
    "1-2-3 Ginza, Chuo-ku, Tokyo 104-0061",
    "14/62 Collins Street, Melbourne VIC 3000",
    "221 Yonge St Unit 1904, Toronto, ON M5B 1M4",
    "Václavské náměstí 8, 110 00 Praha 1",
    "Bahnhofstrasse 31, 8001 Zürich",
    "ул. Ленина, д. 12, кв. 45, 630099 Новосибирск",
    "Blk 123 Bedok North Ave 2 #05-678, Singapore 460123",
    "742 evergreen ter, portland or 97205",
    "77 MASSACHUSETTS BLVD SUITE 210 PHOENIX AZ 85004",
    "4521 Elm St Apt 3B\nSpringfield, IL 62704",
    "55 E 52nd Street, 21st Floor, New York",
    "The Old Rectory, Church Lane, Great Missenden HP16 0RX",
    "Avda. de la Constitución 23, 2º izq., 41001 Sevilla",
    "Rua das Flores, 45, 2º Dto, 1200-192 Lisboa",
    "Calle 10 #43-12, Medellín",
    "Götgatan 78, lgh 1203, 118 30 Stockholm",
    "Andrássy út 60, 1062 Budapest",
    "Σταδίου 28, 105 64 Αθήνα",
    "台北市信義區市府路45號",
    "서울 마포구 월드컵북로 396",
    "Jl. Sudirman No. 52, Jakarta 12190",
    "45 Jan Smuts Ave, Rosebank, Johannesburg 2196",
    "Postfach 10 20 30, 50460 Köln",
    "PSC 3117, Box 0609\nAPO AA 44332",
    "Hauptstraße 5\n10115 Berlin",
]


@pytest.mark.parametrize("text", WHOLE)
def test_an_address_is_found_whole(text: str) -> None:
    assert any((span.start, span.end) == (0, len(text)) and span.score >= 0.6 for span in find(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I moved to 19b Gloucester Rd, Bristol BS7 8AE last week", "19b Gloucester Rd, Bristol BS7 8AE"),
        (
            "Ship to: 1600 Orchard View Rd, Boise, ID 83702 (leave at door)",
            "1600 Orchard View Rd, Boise, ID 83702",
        ),
        ("Street Kerkstraat 9", "Kerkstraat 9"),
        ("mi hermana vive en Calle Mayor 14, 28013 Madrid", "Calle Mayor 14, 28013 Madrid"),
    ],
)
def test_prose_around_an_address_stays(text: str, value: str) -> None:
    assert value in {text[span.start : span.end] for span in find(text) if span.score >= 0.4}


@pytest.mark.parametrize(
    "text",
    [
        "Berlin, Germany",
        "New York, NY",
        "Paris",
        "4 Disk Drive",
        "June 12 – July 4",
        "Last updated 2 June 2025",
        "Page 3 of 18",
        "Meeting on September 9, 2025",
        "Room 302",
        "Windows 11, 2023 Update",
        "Python 3.11",
        "100 steps to walk",
        "2 people on the road",
        "Terminal 5",
        "Step 3: Connect drive",
        "12 Angry Men",
        "iPhone 15 Pro",
        "Top 10 places",
        "Build 22631",
        "3 items selected",
        "5 Way Mixing",
        "Version 4, 2024 Release",
        "24/7",
        "Mastercard ending 4471",
        "C. on February 23",
        "SVN 1237 010180",
        "Galaxy S23 Ultra SM-S918B",
        "Chapter 12 The Long Road",
        "Tier 2 Gold Street cred",
        "between 12 and O'Neal Lane",
        "Street address, city, postcode",
        "Section 12, 20 Pages",
        "1 of 3 results",
        "Rue de la Paix",
        "Wall Street",
        "Route 53",
        "Drive C: 256 GB",
        "Lot 12 sold",
        "line 355, in raw_decode",
    ],
)
def test_what_is_no_address_stays(text: str) -> None:
    assert [span for span in find(text) if span.score >= 0.4] == []


@given(st.text(alphabet="0123456789 ABCabcstreet.,#-/éß\n", max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert all(0 <= span.start < span.end <= len(text) for span in find(text))


def test_a_hostile_line_costs_little() -> None:
    assert list(find("1 " + "a " * 4000)) == []
    assert list(find("1 a-a'a." * 1500)) == []
