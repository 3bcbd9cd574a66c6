"""Government numbers of the Americas, each with the public source of its form and check digits."""

from typing import Final

from pipelines.detection.recognizers.checks import (
    complement_11,
    is_yymmdd,
    luhn,
    weighted,
)
from pipelines.detection.recognizers.government.form import Form


def us_ssn(number: str) -> bool:
    """Source: SSA, "Invalid Social Security numbers": no 000, 666 or 9xx area, no 00 group, no 0000."""
    return (
        number[:3] not in {"000", "666"} and number[0] != "9" and number[3:5] != "00" and number[5:] != "0000"
    )


def us_npi(number: str) -> bool:
    """Source: CMS, "National Provider Identifier check digit": Luhn with the prefix 80840."""
    return number[0] in "12" and luhn("80840" + number)


def us_dea(number: str) -> bool:
    """Source: DEA registration number: odd digits plus twice the even ones, last digit."""
    digits = number[-7:]
    return (weighted(digits, (1, 0, 1, 0, 1)) + 2 * weighted(digits, (0, 1, 0, 1, 0, 1))) % 10 == int(
        digits[6]
    )


def ca_sin(number: str) -> bool:
    """Source: Service Canada: Luhn; no number begins with 8."""
    return number[0] != "8" and luhn(number)


def br_cpf(number: str) -> bool:
    """Source: Receita Federal, CPF: two digits modulo 11."""
    first, second = range(10, 1, -1), range(11, 1, -1)
    return len(set(number)) > 1 and complement_11(number, first) and complement_11(number, second)


def br_cnpj(number: str) -> bool:
    """Source: Receita Federal, CNPJ: two digits modulo 11."""
    first = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    return len(set(number)) > 1 and complement_11(number, first) and complement_11(number, (6, *first))


def mx_rfc(number: str) -> bool:
    """Source: SAT, Registro Federal de Contribuyentes: a day before the last three signs."""
    return is_yymmdd(number[-9:-3])


def mx_curp(number: str) -> bool:
    """Source: RENAPO, "Instructivo normativo para la asignación de la CURP"."""
    signs = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ"
    total = sum(signs.index(sign) * (18 - place) for place, sign in enumerate(number[:17]))
    return is_yymmdd(number[4:10]) and number[17] == str(-total % 10)


def cl_rut(number: str) -> bool:
    """Source: SII Chile, dígito verificador: modulo 11 with K for ten."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(number[:-1])))
    return number[-1] == "0123456789K0"[11 - total % 11]


def ar_cuit(number: str) -> bool:
    """Source: AFIP, CUIT/CUIL: modulo 11."""
    rest = -weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[10]) == (9 if rest == 10 else rest)


def co_nit(number: str) -> bool:
    """Source: DIAN Colombia, Orden administrativa 4 de 1989: modulo 11 with prime weights."""
    primes = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
    rest = sum(int(d) * w for d, w in zip(reversed(number[:-1]), primes, strict=False)) % 11
    return int(number[-1]) == (rest if rest < 2 else 11 - rest)


def uy_ci(number: str) -> bool:
    """Source: DNIC Uruguay, cédula de identidad: weights 2987634, modulo 10."""
    number = number.zfill(8)
    return -weighted(number, (2, 9, 8, 7, 6, 3, 4)) % 10 == int(number[7])


def ec_cedula(number: str) -> bool:
    """Source: Registro Civil Ecuador: province 01 to 24 or 30, Luhn."""
    return (1 <= int(number[:2]) <= 24 or number[:2] == "30") and luhn(number)


def pe_ruc(number: str) -> bool:
    """Source: SUNAT Peru, RUC: modulo 11."""
    rest = (11 - weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10
    return int(number[10]) == rest


def ca_health(number: str) -> bool:
    """Source: Ontario Ministry of Health: Luhn over the ten digits."""
    return luhn(number[:10])


_SSN: Final = r"ssn|social security|soc\.? ?sec|ss ?#|ss no|social"
_MBI: Final = "[AC-HJKMNP-RT-Y]"

FORMS: Final[tuple[Form, ...]] = (
    # Source: SSA. Invalid areas are reported weakly: people type examples where numbers belong.
    Form("US_SSN", r"\d{3}-\d{2}-\d{4}", _SSN, us_ssn, 0.85, 0.45),
    Form("US_SSN", r"\d{3}[ .]\d{2}[ .]\d{4}", _SSN, us_ssn, 0.45, 0.2),
    Form("US_SSN", r"\d{9}|\d{3}-\d{6}|\d{5}-\d{4}", _SSN, us_ssn, 0.3),
    # Source: IRS, "Individual Taxpayer Identification Number": 9 first, fourth and fifth in certain ranges.
    Form(
        "US_ITIN",
        r"9\d{2}[- ](?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[- ]\d{4}",
        "itin|individual taxpayer",
        None,
        0.8,
    ),
    Form(
        "US_ITIN",
        r"9\d{2}-?(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-?\d{4}",
        "itin|individual taxpayer",
        None,
        0.2,
    ),
    # Source: IRS, "Employer ID numbers".
    Form("US_EIN", r"\d{2}-\d{7}", r"f?ein|employer id\w*|tax id\w*|irs no|tin", None, 0.3),
    Form("US_NPI", r"\d{10}|[12]\d{3}[ -]\d{3}[ -]\d{3}", "npi|national provider", us_npi),
    Form(
        "MEDICAL_LICENSE",
        r"[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}",
        r"dea|medical licen[sc]e|registration",
        us_dea,
        0.4,
    ),
    # Source: CMS, "Understanding the Medicare Beneficiary Identifier format".
    Form(
        "US_MBI",
        rf"[1-9]{_MBI}[\dAC-HJKMNP-RT-Y]\d-{_MBI}[\dAC-HJKMNP-RT-Y]\d-{_MBI}{{2}}\d{{2}}",
        "mbi|medicare",
        None,
        0.85,
    ),
    Form(
        "US_MBI",
        rf"[1-9]{_MBI}[\dAC-HJKMNP-RT-Y]\d{_MBI}[\dAC-HJKMNP-RT-Y]\d{_MBI}{{2}}\d{{2}}",
        "mbi|medicare",
        None,
        0.5,
    ),
    Form("CA_SIN", r"\d{3}[ -]\d{3}[ -]\d{3}", r"sin|social insurance|nas", ca_sin, 0.45),
    Form("CA_SIN", r"\d{9}", r"sin|social insurance", ca_sin),
    # Source: Ontario Ministry of Health, "Health number": ten digits and a version code.
    Form(
        "CA_HEALTH_CARD",
        r"\d{4}[- ]\d{3}[- ]\d{3}(?:[- ][A-Z]{2})?",
        r"ohip|health card|health no",
        ca_health,
        0.3,
    ),
    Form("BR_CPF", r"\d{3}\.\d{3}\.\d{3}-\d{2}", "cpf", br_cpf, 0.9, 0.5),
    Form("BR_CPF", r"\d{11}|\d{9}-\d{2}", "cpf", br_cpf, 0.35),
    Form("BR_CNPJ", r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}", "cnpj", br_cnpj, 0.9, 0.5),
    Form("BR_CNPJ", r"\d{14}", "cnpj", br_cnpj, 0.35),
    Form("BR_RG", r"\d{1,2}\.\d{3}\.\d{3}-[\dX]", r"rg|identidade", None, 0.4),
    Form("MX_CURP", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", "curp", mx_curp, 0.95, 0.7),
    Form("MX_RFC", r"[A-ZÑ&]{3,4}-?\d{6}-?[A-Z\d]{3}", "rfc", mx_rfc, 0.5),
    Form("MX_NSS", r"\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{4}[ -]?\d", r"nss|imss|seguro social", luhn, 0.2),
    Form("CL_RUT", r"\d{1,2}\.\d{3}\.\d{3}-[\dK]", r"rut|run", cl_rut, 0.9, 0.5),
    Form("CL_RUT", r"\d{7,8}-?[\dK]", r"rut|run", cl_rut, 0.3),
    Form("AR_CUIT", r"(?:2[03478]|3[034])-\d{8}-\d", r"cui[tl]", ar_cuit, 0.9, 0.5),
    Form("AR_CUIT", r"(?:2[03478]|3[034])\d{9}", r"cui[tl]", ar_cuit, 0.3),
    Form("AR_DNI", r"\d{2}\.\d{3}\.\d{3}|\d{8}", "dni", None, 0.1),
    Form("CO_NIT", r"\d{3}\.?\d{3}\.?\d{3}-\d", "nit", co_nit, 0.5),
    Form(
        "CO_CEDULA",
        r"\d{1,2}\.\d{3}\.\d{3}(?:\.\d{3})?|\d{7,10}",
        r"c\.?c\.?|c[ée]dula(?: de ciudadan[ií]a)?",
        None,
        0.0,
    ),
    Form("PE_RUC", r"[12]\d{10}", "ruc", pe_ruc, 0.3),
    Form("UY_CI", r"\d\.?\d{3}\.?\d{3}-\d", r"c\.?i\.?|c[ée]dula", uy_ci, 0.5),
    Form("EC_CEDULA", r"\d{9}-?\d", r"c[ée]dula|c\.?i\.?", ec_cedula, 0.2),
)
