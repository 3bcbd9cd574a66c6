"""Government numbers: each check digit against numbers that are made here to fit, and words that decide."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.detection.recognizers.government import FORMS, find
from pipelines.detection.recognizers.government.form import Form

WITH_WORDS = [
    ("SSN: 502-44-2646", "US_SSN", "502-44-2646"),
    ("her ssn is 511-43-1144 ok", "US_SSN", "511-43-1144"),
    ("ITIN 928-78-9751", "US_ITIN", "928-78-9751"),
    ("EIN 47-1419314", "US_EIN", "47-1419314"),
    ("NPI: 1309237380", "US_NPI", "1309237380"),
    ("DEA# BM9960205", "MEDICAL_LICENSE", "BM9960205"),
    ("Medicare MBI 1EG4-TE5-MK73", "US_MBI", "1EG4-TE5-MK73"),
    ("NI number QQ 12 34 56 C", "UK_NINO", "QQ 12 34 56 C"),
    ("NHS No: 485 556 1304", "UK_NHS", "485 556 1304"),
    ("UTR 4813734337", "UK_UTR", "4813734337"),
    ("Steuer-ID: 86 241 209 577", "DE_TAX_ID", "86 241 209 577"),
    ("N° sécu : 2 88 05 75 129 653 81", "FR_NIR", "2 88 05 75 129 653 81"),
    ("DNI 83167297X", "ES_NIF", "83167297X"),
    ("NIE: X0500712W", "ES_NIE", "X0500712W"),
    ("Codice fiscale: RSSMRC85T14H501Y", "IT_FISCAL_CODE", "RSSMRC85T14H501Y"),
    ("BSN 656887886", "NL_BSN", "656887886"),
    ("Rijksregisternummer 85.05.11-000.35", "BE_NATIONAL_NUMBER", "85.05.11-000.35"),
    ("contribuinte 278472982", "PT_NIF", "278472982"),
    ("PESEL 85041294821", "PL_PESEL", "85041294821"),
    ("NIP: 404-366-57-31", "PL_NIP", "404-366-57-31"),
    ("Personnummer 850418-6498", "SE_PERSONNUMMER", "850418-6498"),
    ("Fødselsnummer: 100585 33500", "NO_FODSELSNUMMER", "100585 33500"),
    ("CPR-nr. 140585-9912", "DK_CPR", "140585-9912"),
    ("Henkilötunnus 190585-420S", "FI_PERSONAL_IDENTITY_CODE", "190585-420S"),
    ("AHV-Nr. 756.3532.5512.88", "CH_AHV", "756.3532.5512.88"),
    ("SVNR 6804 180585", "AT_SVNR", "6804 180585"),
    ("PPS No. 6006526A", "IE_PPS", "6006526A"),
    ("Rodné číslo: 855411/5295", "CZ_BIRTH_NUMBER", "855411/5295"),
    ("CNP 2850512405901", "RO_CNP", "2850512405901"),
    ("ЕГН 8505141719", "BG_EGN", "8505141719"),
    ("OIB: 57385949963", "HR_OIB", "57385949963"),
    ("Isikukood 48505158229", "EE_ISIKUKOOD", "48505158229"),
    ("TC Kimlik No 64203718292", "TR_NATIONAL_ID", "64203718292"),
    ("Aadhaar 4572 1428 6855", "IN_AADHAAR", "4572 1428 6855"),
    ("PAN: MDWPH9830T", "IN_PAN", "MDWPH9830T"),
    ("GSTIN 27WCJPH9113Y1Z0", "IN_GSTIN", "27WCJPH9113Y1Z0"),
    ("NRIC S2301055J", "SG_NRIC_FIN", "S2301055J"),
    ("TFN 447 057 951", "AU_TFN", "447 057 951"),
    ("ABN 70 657 573 648", "AU_ABN", "70 657 573 648"),
    ("IRD number 046-454-162", "NZ_IRD", "046-454-162"),
    ("SIN 775 351 588", "CA_SIN", "775 351 588"),
    ("CPF: 631.041.507-70", "BR_CPF", "631.041.507-70"),
    ("CNPJ 05.356.758/0001-80", "BR_CNPJ", "05.356.758/0001-80"),
    ("CURP GOPM850523MDFNRN91", "MX_CURP", "GOPM850523MDFNRN91"),
    ("RUT 18.809.594-1", "CL_RUT", "18.809.594-1"),
    ("CUIT: 27-75563784-5", "AR_CUIT", "27-75563784-5"),
    ("SA ID: 8505192626018", "ZA_ID_NUMBER", "8505192626018"),
    ("ת.ז. 089039978", "IL_ID", "089039978"),
    ("주민등록번호 850512-2661527", "KR_RRN", "850512-2661527"),
    ("マイナンバー 3653 7289 1147", "JP_MY_NUMBER", "3653 7289 1147"),
    ("身份证号 110101198505121304", "CN_ID", "110101198505121304"),
    ("HKID P625257(9)", "HK_ID", "P625257(9)"),
    ("身分證字號 A198805443", "TW_ID", "A198805443"),
    ("AMKA 12058546693", "GR_AMKA", "12058546693"),
    ("kennitala 120585-9240", "IS_KENNITALA", "120585-9240"),
    ("Thai ID 1-4521-32692-22-4", "TH_TNIN", "1-4521-32692-22-4"),
    ("Passport No. C01X00T47", "PASSPORT", "C01X00T47"),
    ("Driving licence MORGA753116SM9IJ", "UK_DRIVING_LICENCE", "MORGA753116SM9IJ"),
    ("Kennzeichen B-KL 4471", "DE_KFZ", "B-KL 4471"),
    ("Reg plate: LB07 SEO", "UK_VEHICLE_REGISTRATION", "LB07 SEO"),
    ("IMEI 358358851951418", "ID", "358358851951418"),
    ("Notary License: SQ-514718", "US_DRIVER_LICENSE", "SQ-514718"),
    ("Serial no. C02ZK4Q7MD6T", "ID", "C02ZK4Q7MD6T"),
    ("여권번호는 M789C1234입니다", "KR_PASSPORT", "M789C1234"),
    ("VIN 1HGCM82633A004352", "ID", "1HGCM82633A004352"),
    ("SSN:5O2-44-2646", "US_SSN", "5O2-44-2646"),
]


def best(text: str, value: str) -> tuple[str, float]:
    """Entity and score of the surest span that covers the value exactly."""
    start = text.index(value)
    exact = [span for span in find(text) if (span.start, span.end) == (start, start + len(value))]
    top = max(exact, key=lambda span: span.score)
    return top.entity, top.score


@pytest.mark.parametrize(("text", "entity", "value"), WITH_WORDS)
def test_a_number_beside_its_word_is_found(text: str, entity: str, value: str) -> None:
    found, score = best(text, value)
    assert found == entity
    assert score >= 0.6


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("511-43-1144", "US_SSN"),
        ("RSSMRC85T14H501Y", "IT_FISCAL_CODE"),
        ("631.041.507-70", "BR_CPF"),
        ("190585-420S", "FI_PERSONAL_IDENTITY_CODE"),
        ("110101198505121304", "CN_ID"),
        ("83167297X", "ES_NIF"),
        ("S2301055J", "SG_NRIC_FIN"),
        ("2 88 05 75 129 653 81", "FR_NIR"),
    ],
)
def test_a_distinctive_number_needs_no_word(text: str, entity: str) -> None:
    found, score = best(text, text)
    assert (found, score >= 0.8) == (entity, True)


@pytest.mark.parametrize(
    "text",
    [
        "1234567890",
        "1717318451",
        "1717318451123",
        "20250602",
        "100001 200002 300003",
        "Build 22631.3737",
        "Version 126.0.6478.127",
        "4 8 15 16 23 42",
        "ISBN 978-3-16-148410-0",
        "2025-06-02 09:14:12,114",
        "00:01:17.204",
        "commit e83c5163316f89bfbde7d9ab23ca2e25604af290",
        "License plate number is required",
        "Serial monitor",
        "-122.084",
        "KB5039212",
        "Error code: 0x80070057",
        "passport required",
        "1,204,331",
        "1 000 000 000",
        "Serial monitor at 115200 baud",
        "License: MIT",
        "Flight BA 286 SFO-LHR 16:45",
        "DOI 10.1000/182",
        "RFC 7231",
    ],
)
def test_numbers_without_meaning_stay(text: str) -> None:
    assert [span for span in find(text) if span.score >= 0.4] == []


def test_a_wrong_check_digit_costs_certainty() -> None:
    assert (
        best("NHS No: 485 556 1304", "485 556 1304")[1]
        > best("NHS No: 485 556 1305", "485 556 1305")[1]
        > 0.4
    )
    assert not [span for span in find("83167297Y") if span.entity == "ES_NIF" and span.score >= 0.4]


def test_there_are_more_than_25_countries() -> None:
    assert len({form.entity[:2] for form in FORMS if form.entity[2:3] == "_"}) >= 35


@given(st.text(alphabet="0123456789ABCDEFXYZ -./:ln°é身", max_size=60))
def test_nothing_raises_and_spans_lie_in_the_text(text: str) -> None:
    for span in find(text):
        assert 0 <= span.start < span.end <= len(text)
        assert 0 < span.score <= 1


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    assert all(span.end <= len(text) for span in find(text))


def test_a_line_without_digits_yields_nothing() -> None:
    assert list(find("Social Security number (required)")) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.entity)
def test_whatever_has_the_form_of_a_number_is_scored(form: Form) -> None:
    @settings(max_examples=15, deadline=None)
    @given(st.from_regex(re.compile(rf"(?a)\A(?:{form.pattern})\Z"), fullmatch=True))
    def scored(number: str) -> None:
        for text in (number, number.lower(), f"{form.words.split('|')[0]} {number}"):
            assert all(0 < span.score <= 1 for span in form.find(text))

    scored()
