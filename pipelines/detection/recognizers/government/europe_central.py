"""Government numbers of western and central Europe, each with its public source."""

from typing import Final

from pipelines.detection.recognizers.checks import (
    ean,
    is_day,
    is_ddmmyy,
    mod11_10,
    remainder_11,
    weighted,
)
from pipelines.detection.recognizers.government.form import Form


def de_tax_number(number: str) -> bool:
    """Source: ELSTER, "Prüfung der Steuernummer": no check digit is public; speeds of networks are none."""
    return number != "101001000"


def de_tax_id(number: str) -> bool:
    """Source: BZSt, steuerliche Identifikationsnummer: one digit repeats in the first ten; MOD 11,10."""
    most = max(number[:10].count(digit) for digit in set(number[:10]))
    return number[0] != "0" and most in {2, 3} and len(set(number[:10])) == 11 - most and mod11_10(number)


def de_vat_id(number: str) -> bool:
    """Source: BZSt, USt-IdNr.: MOD 11,10 over nine digits."""
    return mod11_10(number[-9:])


def _icao(text: str) -> int:
    values = (int(s) if s.isdigit() else ord(s) - 55 for s in text)
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10


def de_id_card(number: str) -> bool:
    """Source: ICAO 9303 part 3: weights 7 3 1; without a tenth character there is nothing to check."""
    return len(number) == 9 or _icao(number[:9]) == int(number[9])


def de_social(number: str) -> bool:
    """Source: VKVV § 4: the letter as two digits, weights 2 1 2 5 7 1 2 1 2 1 2 1, sums of digits."""
    digits = f"{number[:8]}{ord(number[8]) - 64:02d}{number[9:11]}"
    total = sum(
        sum(divmod(int(d) * w, 10)) for d, w in zip(digits, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1), strict=True)
    )
    return total % 10 == int(number[11])


def de_health(number: str) -> bool:
    """Source: § 290 SGB V: the letter as two digits, weights 1 2, sums of digits."""
    digits = f"{ord(number[0]) - 64:02d}{number[1:9]}"
    total = sum(sum(divmod(int(d) * (1 + place % 2), 10)) for place, d in enumerate(digits))
    return total % 10 == int(number[9])


def at_svnr(number: str) -> bool:
    """Source: Austrian Dachverband: weights 3 7 9 - 5 8 4 2 1 6, modulo 11, then a day."""
    day_first = is_ddmmyy(number[4:]) or int(number[6:8]) > 12
    return day_first and weighted(number, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11 == int(number[3])


def nl_bsn(number: str) -> bool:
    """Source: Dutch Logisch ontwerp BSN: the eleven test, the last digit counts -1."""
    return int(number) > 0 and weighted(number.zfill(9), (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def be_number(number: str) -> bool:
    """Source: Belgian Rijksregister: 97 less the rest of the first nine digits, with a 2 since 2000."""
    check = int(number[9:])
    return check in {97 - int(number[:9]) % 97, 97 - int("2" + number[:9]) % 97}


def pl_pesel(number: str) -> bool:
    """Source: Polish law on registration of the population: a month with its century, weights 1 3 7 9."""
    month = int(number[2:4]) % 20
    fits = weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0
    return fits and is_day(number[:2], str(month), number[4:6])


def pl_nip(number: str) -> bool:
    """Source: Polish NIP: weights 6 5 7 2 3 4 5 6 7, modulo 11."""
    number, weights = number[-10:], (6, 5, 7, 2, 3, 4, 5, 6, 7)
    return weighted(number, weights) % 11 < 10 and remainder_11(number, weights)


def pl_regon(number: str) -> bool:
    """Source: Polish GUS, REGON: weights 8 9 2 3 4 5 6 7, modulo 11."""
    return remainder_11(number, (8, 9, 2, 3, 4, 5, 6, 7))


def cz_number(number: str) -> bool:
    """Source: Czech law 133/2000: a day (50 more in a woman's month, 20 in a full series), modulo 11."""
    month = int(number[2:4]) % 50
    if not is_day(number[:2], str(month - 20 if month > 20 else month), number[4:6]):
        return False
    return len(number) == 9 or int(number) % 11 == 0 or (int(number[:9]) % 11 == 10 and number[9] == "0")


def hu_tax(number: str) -> bool:
    """Source: Hungarian law CXVI/1996, tax identification: 8 first, weights 1 to 9 modulo 11."""
    return number[0] == "8" and weighted(number, range(1, 10)) % 11 == int(number[9])


def hu_taj(number: str) -> bool:
    """Source: Hungarian TAJ number: weights 3 and 7, modulo 10."""
    return weighted(number, (3, 7, 3, 7, 3, 7, 3, 7)) % 10 == int(number[8])


def ch_ahv(number: str) -> bool:
    """Source: Swiss ZAS, AHVN13: EAN-13 with the country 756."""
    return ean(number)


FORMS: Final[tuple[Form, ...]] = (
    Form(
        "DE_TAX_ID",
        r"\d{2} \d{3} \d{3} \d{3}|\d{11}",
        r"steuer-?id\w*|steuerliche\w*|idnr|identifikationsnummer|tin",
        de_tax_id,
    ),
    Form("DE_TAX_NUMBER", r"\d{2,3}/\d{3,4}/\d{4,5}", r"steuer-?n(?:ummer|r)|st\.?-?nr", de_tax_number, 0.4),
    Form(
        "DE_VAT_ID",
        r"DE ?\d{9}|DE ?\d{3} ?\d{3} ?\d{3}",
        r"ust-?id\w*|umsatzsteuer\w*|vat\w*",
        de_vat_id,
        0.7,
        0.35,
    ),
    Form(
        "DE_ID_CARD",
        r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}\d?|T\d{8}",
        r"personalausweis\w*|ausweis\w*|id card",
        de_id_card,
        0.1,
    ),
    Form("DE_PASSPORT", r"[CFGHJK][CFGHJKLMNPRTVWXYZ\d]{8}", r"reisepass\w*|pass(?:nummer|-?nr)", None, 0.1),
    Form(
        "DE_SOCIAL_SECURITY",
        r"\d{2} ?\d{6} ?[A-Z] ?\d{3}",
        r"sozialversicherung\w*|sv-?n(?:ummer|r)|rentenversicherung\w*|rvnr",
        de_social,
        0.7,
    ),
    Form(
        "DE_HEALTH_INSURANCE",
        r"[A-Z]\d{9}",
        r"kv-?n(?:ummer|r)|krankenversicherten\w*|versicherten\w*|egk",
        de_health,
        0.4,
    ),
    Form(
        "DE_HANDELSREGISTER",
        r"HR[AB] ?\d{1,6}(?: ?[A-Z])?",
        r"handelsregister|amtsgericht|registergericht",
        None,
        0.5,
    ),
    Form("DE_LANR", r"\d{9}", r"lanr|arztnummer", None, 0.0),
    Form("DE_BSNR", r"\d{9}", r"bsnr|betriebsstätten\w*", None, 0.0),
    Form("DE_FUEHRERSCHEIN", r"[A-Z\d]{9}\d[A-Z\d]", r"führerschein\w*|fuehrerschein\w*", None, 0.0),
    Form("AT_SVNR", r"\d{4} ?\d{6}", r"svnr?|sv-?n(?:ummer|r)|sozialversicherung\w*|vsnr", at_svnr),
    Form(
        "CH_AHV",
        r"756[. ]\d{4}[. ]\d{4}[. ]\d{2}|756\d{10}",
        r"ahv\w*|avs|oasi|sozialversicherung\w*",
        ch_ahv,
        0.9,
        0.5,
    ),
    Form("NL_BSN", r"\d{9}|\d{4}\.\d{2}\.\d{3}|\d{3} \d{3} \d{3}", r"bsn|burgerservice\w*|sofi\w*", nl_bsn),
    Form("NL_VAT", r"NL ?\d{9}B\d{2}", r"btw\w*|vat\w*", None, 0.8),
    Form(
        "BE_NATIONAL_NUMBER",
        r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}",
        r"rijksregister\w*|registre national|nn|insz|niss",
        be_number,
        0.9,
        0.5,
    ),
    Form(
        "BE_NATIONAL_NUMBER",
        r"\d{11}|\d{6}[- ]\d{3}[- ]\d{2}",
        r"rijksregister\w*|registre national|nn|insz|niss",
        be_number,
    ),
    Form("PL_PESEL", r"\d{11}", r"pesel", pl_pesel, 0.45),
    Form("PL_NIP", r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}", r"nip", pl_nip, 0.6),
    Form("PL_NIP", r"(?:PL)?\d{10}", r"nip|vat\w*", pl_nip, 0.2),
    Form("PL_REGON", r"\d{9}", r"regon", pl_regon, 0.2),
    Form("PL_ID_CARD", r"[A-Z]{3} ?\d{6}", r"dow[óo]d\w*|nr dowodu", None, 0.1),
    Form("CZ_BIRTH_NUMBER", r"\d{6}/\d{3,4}", r"rodn[éeá]\w* č[íi]sl\w*|rč|r\.č\.", cz_number, 0.8, 0.3),
    Form("CZ_BIRTH_NUMBER", r"\d{9,10}", r"rodn[éeá]\w* č[íi]sl\w*|rč|r\.č\.", cz_number, 0.2),
    Form("HU_TAX_ID", r"8\d{9}", r"adóazonosító\w*", hu_tax, 0.2),
    Form("HU_TAJ", r"\d{3}[ -]?\d{3}[ -]?\d{3}", r"taj\w*", hu_taj, 0.2),
)
