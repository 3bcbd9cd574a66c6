"""Government numbers of the British Isles, the North and the Baltic, each with its public source."""

from typing import Final

from pipelines.detection.recognizers.checks import (
    complement_11,
    is_day,
    is_ddmmyy,
    is_yymmdd,
    luhn,
    weighted,
)
from pipelines.detection.recognizers.government.form import Form

_NHS: Final = range(10, 1, -1)


def uk_nhs(number: str) -> bool:
    """Source: NHS Data Dictionary, NHS number: modulo 11; a check digit of 10 is never issued."""
    return weighted(number, _NHS) % 11 != 1 and complement_11(number, _NHS)


def uk_nino(number: str) -> bool:
    """Source: HMRC manual NIM39110: prefixes that are never issued."""
    barred = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    return number[0] not in "DFIQUV" and number[1] not in "DFIOQUV" and number[:2] not in barred


def uk_utr(number: str) -> bool:
    """Source: HMRC, unique taxpayer reference: the first digit checks the other nine, modulo 11."""
    rest = weighted(number[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11
    return number[0] == "21987654321"[rest]


def uk_vat(number: str) -> bool:
    """Source: HMRC, VAT registration number: modulo 97, or 55 more."""
    digits = number.removeprefix("GB")[:9]
    total = weighted(digits, range(8, 1, -1)) + int(digits[7:9])
    return total % 97 == 0 or (total + 55) % 97 == 0


def uk_driver(number: str) -> bool:
    """Source: DVLA, INF45: the month (50 more for women) and day stand behind the decade."""
    month = int(number[6:8])
    return is_day("00", str(month - 50 if month > 50 else month), number[8:10])


def ie_pps(number: str) -> bool:
    """Source: Irish Department of Social Protection: weights 8 to 2, a second letter counts 9."""
    total = weighted(number, range(8, 1, -1))
    second = number[8:9]
    total += 9 * ((ord(second) - 64) % 23 if second and second != "W" else 0)
    return number[7] == "WABCDEFGHIJKLMNOPQRSTUV"[total % 23]


def se_personnummer(number: str) -> bool:
    """Source: Skatteverket SKV 704: a day (60 more in coordination numbers), Luhn over ten digits."""
    number = number[-10:]
    day = int(number[4:6])
    return is_day(number[:2], number[2:4], str(day - 60 if day > 60 else day)) and luhn(number)


def se_organisation(number: str) -> bool:
    """Source: Skatteverket SKV 709: the third digit is 2 or more, Luhn."""
    return number[-8] >= "2" and luhn(number[-10:])


def no_number(number: str) -> bool:
    """Source: Skatteetaten, fødselsnummer: two check digits modulo 11 (40 more in D and H numbers)."""
    day, month = int(number[:2]) % 40, int(number[2:4]) % 40
    first, second = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    return (
        is_day("00", str(month), str(day)) and complement_11(number, first) and complement_11(number, second)
    )


def fi_code(number: str) -> bool:
    """Source: Finnish DVV, henkilötunnus: the digits modulo 31."""
    digits = number[:6] + number[-4:-1]
    return is_ddmmyy(number) and number[-1] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31]


def is_kennitala(number: str) -> bool:
    """Source: Þjóðskrá Íslands: a day, weights 3 2 7 6 5 4 3 2, modulo 11."""
    return is_ddmmyy(number) and complement_11(number, (3, 2, 7, 6, 5, 4, 3, 2))


def baltic(number: str) -> bool:
    """Source: Estonian standard EVS 585 (Lithuania's is the same): two rounds of weights modulo 11."""
    if not is_yymmdd(number[1:7]):
        return False
    rest = weighted(number, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if rest == 10:
        rest = weighted(number, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11
    return rest % 10 == int(number[10])


_PERSON_NO: Final = r"personnummer|person ?nr|pnr|samordningsnummer"

FORMS: Final[tuple[Form, ...]] = (
    Form("UK_NHS", r"\d{3}[ -]\d{3}[ -]\d{4}|\d{10}", r"nhs", uk_nhs),
    Form(
        "UK_NINO",
        r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
        r"ni|nino|n\.i\.|national insurance",
        uk_nino,
        0.8,
        0.5,
    ),
    Form("UK_UTR", r"\d{10}|\d{5} \d{5}", r"utr|unique tax\w*|tax reference", uk_utr),
    Form("UK_VAT", r"GB ?\d{3} ?\d{4} ?\d{2}(?: ?\d{3})?", r"vat\w*", uk_vat, 0.7, 0.3),
    Form("UK_VAT", r"\d{3} \d{4} \d{2}|\d{9}", r"vat(?: reg\w*)?", uk_vat, 0.2),
    Form(
        "UK_DRIVING_LICENCE",
        r"[A-Z9]{5}\d[0156]\d[0-3]\d{2}[A-Z9]{2}[A-Z\d][A-Z]{2}",
        r"driv\w*|licen[cs]e",
        uk_driver,
        0.85,
    ),
    Form("IE_PPS", r"\d{7}[A-W][A-IW]?", r"ppsn?", ie_pps, 0.6),
    Form("SE_PERSONNUMMER", r"(?:18|19|20)?\d{6}[-+]\d{4}", _PERSON_NO, se_personnummer, 0.8, 0.2),
    Form("SE_PERSONNUMMER", r"(?:18|19|20)?\d{10}", _PERSON_NO, se_personnummer),
    Form(
        "SE_ORGANISATIONSNUMMER",
        r"\d{6}-?\d{4}",
        r"org\.?-?(?:anisations)?(?:nummer|nr)",
        se_organisation,
        0.35,
    ),
    Form(
        "NO_FODSELSNUMMER",
        r"\d{6} ?\d{5}",
        r"fødsels?n(?:ummer|r)|personnummer|fnr|d-nummer",
        no_number,
        0.45,
    ),
    Form("DK_CPR", r"\d{6}-\d{4}", r"cpr\w*|personnummer", is_ddmmyy, 0.5),
    Form("DK_CPR", r"\d{10}|\d{6} \d{4}", r"cpr\w*|personnummer", is_ddmmyy, 0.2),
    Form(
        "FI_PERSONAL_IDENTITY_CODE",
        r"\d{6}[-+A-FU-Y]\d{3}[\dA-Y]",
        r"henkilötunnus|hetu|personbeteckning",
        fi_code,
        0.9,
        0.4,
    ),
    Form("IS_KENNITALA", r"\d{6}-?\d{4}", r"kennitala|kt", is_kennitala, 0.4),
    Form("EE_ISIKUKOOD", r"[1-8]\d{10}", r"isikukood|ik", baltic, 0.4),
    Form("LT_ASMENS_KODAS", r"[3-6]\d{10}", r"asmens kodas|a\.? ?k\.?", baltic, 0.35),
    Form("LV_PERSONAS_KODS", r"\d{6}-\d{5}", r"personas kods|p\.? ?k\.?", None, 0.5),
)
