"""Government numbers of southern and eastern Europe, each with its public source."""

from typing import Final

from pipelines.detection.recognizers.checks import (
    complement_11,
    is_day,
    is_ddmmyy,
    is_yymmdd,
    luhn,
    mod11_10,
    weighted,
)
from pipelines.detection.recognizers.government.form import Form

_DNI: Final = "TRWAGMYFPDXBNJZSQVHLCKE"


def fr_nir(number: str) -> bool:
    """Source: INSEE, numéro de sécurité sociale: 97 less the rest; 2A and 2B are 19 and 18."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return int(number[13:]) == 97 - int(body) % 97


def fr_spi(number: str) -> bool:
    """Source: DGFiP, numéro fiscal: the first ten digits modulo 511."""
    return int(number[:10]) % 511 == int(number[10:])


def es_dni(number: str) -> bool:
    """Source: Spanish Ministerio del Interior, letra del DNI: modulo 23."""
    return number[8] == _DNI[int(number[:8]) % 23]


def es_nie(number: str) -> bool:
    """Source: Spanish Ministerio del Interior: X, Y, Z as 0, 1, 2, then as a DNI."""
    return number[8] == _DNI[int(str("XYZ".index(number[0])) + number[1:8]) % 23]


def es_cif(number: str) -> bool:
    """Source: Spanish Orden EHA/451/2008: Luhn's sum, as a digit or a letter."""
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in number[1:8:2])
    rest = -(doubled + sum(int(digit) for digit in number[2:8:2])) % 10
    return number[8] in {str(rest), "JABCDEFGHI"[rest]}


_ODD: Final = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17]
        + [19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
        strict=True,
    )
)


def it_fiscal(number: str) -> bool:
    """Source: Italian Decreto ministeriale 345/1976: odd and even places, modulo 26."""
    odd = sum(_ODD[sign] for sign in number[0:15:2])
    even = sum(int(sign) if sign.isdigit() else ord(sign) - 65 for sign in number[1:15:2])
    return number[15] == chr(65 + (odd + even) % 26)


def it_vat(number: str) -> bool:
    """Source: Agenzia delle Entrate, partita IVA: Luhn over eleven digits."""
    return luhn(number[-11:]) and int(number[-11:]) > 0


def pt_nif(number: str) -> bool:
    """Source: Portuguese Autoridade Tributária: weights 9 to 2, modulo 11."""
    return complement_11(number, range(9, 1, -1))


def ro_cnp(number: str) -> bool:
    """Source: Romanian law 105/1996: a day, weights 279146358279, ten counts as one."""
    rest = weighted(number, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return is_yymmdd(number[1:7]) and int(number[12]) == (1 if rest == 10 else rest)


def bg_egn(number: str) -> bool:
    """Source: Bulgarian GRAO: a month with its century (20 or 40 more), weights 2 4 8 5 10 9 7 3 6."""
    rest = weighted(number, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return is_day(number[:2], str(int(number[2:4]) % 20), number[4:6]) and rest == int(number[9])


def yu_jmbg(number: str) -> bool:
    """Source: Yugoslav law of 1977 (JMBG, EMŠO): day, month, three digits of the year, modulo 11."""
    day = is_day(number[5:7], number[2:4], number[:2]) and number[4] in "90"
    return day and complement_11(number, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2))


def gr_amka(number: str) -> bool:
    """Source: Greek IDIKA: a day, Luhn."""
    return is_ddmmyy(number) and luhn(number)


def gr_afm(number: str) -> bool:
    """Source: Greek AADE: powers of two, modulo 11."""
    return weighted(number, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10 == int(number[8])


def ru_inn(number: str) -> bool:
    """Source: FNS Russia, order MMV-7-6/435: one digit of ten or two of twelve, modulo 11."""
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)

    def fits(place: int) -> bool:
        return weighted(number, weights[11 - place :]) % 11 % 10 == int(number[place])

    return (
        weighted(number[:9], weights[2:]) % 11 % 10 == int(number[9])
        if len(number) == 10
        else fits(10) and fits(11)
    )


def ru_snils(number: str) -> bool:
    """Source: Russian pension fund: weights 9 to 1, modulo 101."""
    return weighted(number, range(9, 0, -1)) % 101 % 100 == int(number[9:])


def ua_tax(number: str) -> bool:
    """Source: Ukrainian RNOKPP: weights -1 5 7 9 4 6 10 5 7, modulo 11."""
    return weighted(number, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(number[9])


_SECU: Final = r"s[ée]cu\w*|nir|n° ?ss|insee|num[ée]ro de s[ée]cu\w*"
_CF: Final = r"c\.?f\.?|cod(?:ice|\.)? fisc\w*"
_MONTH: Final = "[ABCDEHLMPRST]"
_NUM: Final = r"[\dLMNPQRSTUV]"

FORMS: Final[tuple[Form, ...]] = (
    Form(
        "FR_NIR",
        r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}",
        _SECU,
        fr_nir,
        0.9,
        0.3,
    ),
    Form("FR_SPI", r"[0-3]\d(?: ?\d{2})(?: ?\d{3}){3}", r"num[ée]ro fiscal|spi|n° fiscal", fr_spi, 0.3),
    Form("FR_CNI", r"\d{12}|[A-Z\d]{9}", r"carte (?:nationale )?d['’]identit[ée]|cni", None, 0.0),
    Form("ES_NIF", r"\d{8}[- ]?[A-Z]", r"d\.?n\.?i\.?|n\.?i\.?f\.?", es_dni, 0.85, 0.1),
    Form("ES_NIE", r"[XYZ][- ]?\d{7}[- ]?[A-Z]", r"n\.?i\.?e\.?", es_nie, 0.85, 0.2),
    Form("ES_CIF", r"[ABCDEFGHJNPQRSUVW]-?\d{7}[\dA-J]", r"c\.?i\.?f\.?|n\.?i\.?f\.?", es_cif, 0.4),
    Form("ES_PASSPORT", r"[A-Z]{3}\d{6}", r"pasaporte", None, 0.1),
    Form("ES_SOCIAL_SECURITY", r"\d{2}[/ ]?\d{8}[/ ]?\d{2}", r"seguridad social|naf|nuss", None, 0.0),
    Form(
        "PT_NIF", r"\d{3} ?\d{3} ?\d{3}|PT\d{9}", r"nif|contribuinte", lambda n: pt_nif(n.removeprefix("PT"))
    ),
    Form(
        "IT_FISCAL_CODE",
        rf"[A-Z]{{6}}{_NUM}{{2}}{_MONTH}{_NUM}{{2}}[A-Z]{_NUM}{{3}}[A-Z]",
        _CF,
        it_fiscal,
        0.95,
        0.75,
    ),
    Form(
        "IT_FISCAL_CODE",
        rf"[A-Z]{{3}} [A-Z]{{3}} {_NUM}{{2}}{_MONTH}{_NUM}{{2}} [A-Z]{_NUM}{{3}}[A-Z]",
        _CF,
        it_fiscal,
        0.95,
        0.75,
    ),
    Form("IT_VAT_CODE", r"(?:IT ?)?\d{11}", r"p\.? ?iva|partita iva|vat\w*", it_vat),
    Form(
        "IT_IDENTITY_CARD",
        r"[A-Z]{2} ?\d{7}|C[A-Z]\d{5}[A-Z]{2}|\d{7}[A-Z]{2}",
        r"carta d['’]identit[àa]\w*|c\.?i\.?e?\.?",
        None,
        0.15,
    ),
    Form("IT_DRIVER_LICENSE", r"[A-Z]{2}\d{7}[A-Z]|U1[A-Z\d]{7}[A-Z]", r"patente\w*", None, 0.2),
    Form("IT_PASSPORT", r"[A-Z]{2}\d{7}", r"passaporto", None, 0.1),
    Form("RO_CNP", r"[1-8]\d{12}", r"cnp|cod numeric personal", ro_cnp, 0.45),
    Form("BG_EGN", r"\d{10}", r"егн|egn", bg_egn),
    Form("HR_OIB", r"(?:HR)?\d{11}", r"oib", lambda n: mod11_10(n.removeprefix("HR"))),
    Form("RS_JMBG", r"\d{13}", r"jmbg|јмбг", yu_jmbg, 0.45),
    Form("SI_EMSO", r"\d{13}", r"emšo|emso", yu_jmbg, 0.35),
    Form("GR_AMKA", r"\d{11}", r"αμκα|amka", gr_amka, 0.35),
    Form("GR_AFM", r"(?:EL)?\d{9}", r"αφμ|α\.φ\.μ\.|afm", lambda n: gr_afm(n.removeprefix("EL"))),
    Form("RU_INN", r"\d{12}|\d{10}", r"инн|inn", ru_inn, 0.25),
    Form("RU_SNILS", r"\d{3}-\d{3}-\d{3}[ -]\d{2}", r"снилс|snils", ru_snils, 0.9, 0.4),
    Form("RU_SNILS", r"\d{11}", r"снилс|snils", ru_snils, 0.2),
    Form("RU_PASSPORT", r"\d{2} ?\d{2} \d{6}|\d{10}", r"паспорт\w*|серия(?: и номер)?", None, 0.0),
    Form("UA_TAX_ID", r"\d{10}", r"рнокпп|іпн|ипн|rnokpp", ua_tax, 0.2),
)
