"""Government numbers of Asia, Africa and the Pacific, each with its public source."""

from typing import Final

from pipelines.detection.recognizers.checks import (
    is_day,
    is_yymmdd,
    luhn,
    mod11_2,
    mod36_luhn,
    verhoeff,
    weighted,
)
from pipelines.detection.recognizers.government.form import Form


def sg_nric(number: str) -> bool:
    """Source: ICA Singapore, NRIC and FIN: weights 2765432, a letter by series."""
    offset = {"S": 0, "F": 0, "T": 4, "G": 4, "M": 3}[number[0]]
    rest = (weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + offset) % 11
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK"}
    return number[8] == letters.get(number[0], "XWUTRQPNJLK")[rest]


def au_tfn(number: str) -> bool:
    """Source: ATO, tax file number: weights 1 4 3 7 5 8 6 9 10, modulo 11."""
    return weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def au_abn(number: str) -> bool:
    """Source: ABR, "Format of the ABN": less one at the first digit, modulo 89."""
    return (weighted(number, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) - 10) % 89 == 0


def au_acn(number: str) -> bool:
    """Source: ASIC, "Australian Company Number digit check"."""
    return -weighted(number, (8, 7, 6, 5, 4, 3, 2, 1)) % 10 == int(number[8])


def au_medicare(number: str) -> bool:
    """Source: Services Australia, Medicare card number: weights 1 3 7 9, modulo 10."""
    return weighted(number, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8])


def nz_ird(number: str) -> bool:
    """Source: Inland Revenue, "IRD number validation": two passes of weights, modulo 11."""
    number = number.zfill(9)
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        rest = -weighted(number, weights) % 11
        if rest < 10:
            return 10_000_000 < int(number) < 150_000_000 and rest == int(number[8])
    return False


def nz_nhi(number: str) -> bool:
    """Source: HISO 10046, NHI number: letters without I and O, modulo 11."""
    signs = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    total = sum(
        (signs.index(s) + 1 if s in signs else int(s) if s.isdigit() else 99) * (7 - i)
        for i, s in enumerate(number[:6])
    )
    return total % 11 != 0 and (11 - total % 11) % 10 == int(number[6])


def kr_rrn(number: str) -> bool:
    """Source: Resident Registration Act: a day, then a digit for sex and century (no check since 2020)."""
    return is_yymmdd(number)


def kr_brn(number: str) -> bool:
    """Source: National Tax Service, business registration number."""
    total = weighted(number, (1, 3, 7, 1, 3, 7, 1, 3)) + int(number[8]) * 5 // 10 + int(number[8]) * 5
    return -total % 10 == int(number[9])


def cn_id(number: str) -> bool:
    """Source: GB 11643-1999: area, day of birth, sequence, ISO 7064 MOD 11-2."""
    return (
        is_day(number[6:10], number[10:12], number[12:14]) and number[6:8] in {"19", "20"} and mod11_2(number)
    )


def jp_my_number(number: str) -> bool:
    """Source: Ordinance of the Ministry of Internal Affairs No. 85 of 2014, article 5."""
    rest = weighted(number, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[11]) == (0 if rest <= 1 else 11 - rest)


def hk_id(number: str) -> bool:
    """Source: Hong Kong Immigration Department; letters count from 10, a missing first one is 36."""
    letters, digits = number[:-7], number[-7:]
    values = ([36] if len(letters) == 1 else []) + [ord(letter) - 55 for letter in letters]
    values += [int(digit) for digit in digits[:6]] + [10 if digits[6] == "A" else int(digits[6])]
    return sum(value * (9 - place) for place, value in enumerate(values)) % 11 == 0


def tw_id(number: str) -> bool:
    """Source: Taiwan's Household Registration Act rules: a letter of two digits, weights 1 9 8 … 1."""
    value = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(number[0])
    total = value // 10 + value % 10 * 9 + weighted(number[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))
    return total % 10 == 0


def il_id(number: str) -> bool:
    """Source: Population Authority of Israel: Luhn over nine digits, zeros in front."""
    return int(number) > 0 and luhn(number.zfill(9))


def th_pin(number: str) -> bool:
    """Source: Thai Department of Provincial Administration: weights 13 to 2, modulo 11."""
    return (11 - weighted(number, range(13, 1, -1)) % 11) % 10 == int(number[12])


def za_id(number: str) -> bool:
    """Source: South African Identification Act: day of birth, citizenship 0 to 2, Luhn."""
    return is_yymmdd(number) and number[10] in "012" and luhn(number)


def in_aadhaar(number: str) -> bool:
    """Source: UIDAI: no number begins with 0 or 1; Verhoeff."""
    return number[0] > "1" and verhoeff(number)


def in_pan(number: str) -> bool:
    """Source: Income Tax Department of India: the fourth letter is the kind of holder."""
    return number[3] in "ABCFGHLJPTK"


def in_plate(number: str) -> bool:
    """Source: Motor Vehicles Act of India: codes of states and territories."""
    return number[:2] in _INDIAN_STATES


def id_nik(number: str) -> bool:
    """Source: Indonesia's NIK: region, day of birth (40 added for women), sequence."""
    day = int(number[6:8]) % 40
    return is_day(number[10:12], number[8:10], str(day)) and number[:2] != "00"


def eg_id(number: str) -> bool:
    """Source: Egypt's national ID: century 2 or 3, then a day."""
    return number[0] in "23" and is_yymmdd(number[1:7])


def tr_id(number: str) -> bool:
    """Source: Turkey's NVI: two check digits modulo 10."""
    digits = [int(digit) for digit in number]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[0] > 0 and digits[9] == tenth and sum(digits[:10]) % 10 == digits[10]


_INDIAN_STATES: Final = frozenset(
    "AN AP AR AS BH BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN "
    "TR TS UA UK UP WB".split()
)
_PLATE: Final = r"(?:reg\w*|vehicle|plate|number plate|car|vrn)"

FORMS: Final[tuple[Form, ...]] = (
    Form("SG_NRIC_FIN", r"[STFGM]\d{7}[A-Z]", r"nric|fin", sg_nric, 0.85, 0.5),
    Form("SG_UEN", r"\d{8,9}[A-Z]|[TS]\d{2}[A-Z]{2}\d{4}[A-Z]", r"uen", None, 0.3),
    Form("AU_TFN", r"\d{3}[ -]\d{3}[ -]\d{3}|\d{9}", r"tfn|tax file", au_tfn),
    Form("AU_ABN", r"\d{2} \d{3} \d{3} \d{3}|\d{11}", r"abn|australian business", au_abn, 0.35),
    Form("AU_ACN", r"\d{3} \d{3} \d{3}|\d{9}", r"acn|australian company", au_acn),
    Form("AU_MEDICARE", r"[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ /-]\d)?", r"medicare", au_medicare),
    Form("NZ_IRD", r"\d{2,3}-\d{3}-\d{3}", r"ird", nz_ird, 0.5),
    Form("NZ_IRD", r"\d{8,9}", r"ird", nz_ird, 0.2),
    Form("NZ_NHI", r"[A-HJ-NP-Z]{3}\d{4}", r"nhi", nz_nhi, 0.3),
    Form(
        "IN_AADHAAR",
        r"\d{4} \d{4} \d{4}|\d{4}-\d{4}-\d{4}",
        r"aadh?aar|uidai|uid|आधार",
        in_aadhaar,
        0.6,
    ),
    Form("IN_AADHAAR", r"\d{12}", r"aadh?aar|uidai|uid|आधार", in_aadhaar),
    Form("IN_PAN", r"[A-Z]{5}\d{4}[A-Z]", r"pan|permanent account", in_pan, 0.7, 0.3),
    Form("IN_GSTIN", r"[0-3]\d[A-Z]{5}\d{4}[A-Z][A-Z\d]Z[A-Z\d]", r"gst\w*", mod36_luhn, 0.95, 0.6),
    Form("IN_VOTER", r"[A-Z]{3}\d{7}", r"epic|voter|election", None, 0.3),
    Form("IN_PASSPORT", r"[A-PR-WY][1-9]\d ?\d{4}[1-9]", r"(?:indian )?passport", None, 0.1),
    Form("IN_VEHICLE_REGISTRATION", r"[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}", _PLATE, in_plate, 0.5),
    Form("PK_CNIC", r"\d{5}-\d{7}-\d", r"cnic|nic", None, 0.75),
    Form("LK_NIC", r"\d{9}[VX]", r"nic", None, 0.4),
    Form("BD_NID", r"\d{10}|\d{13}|\d{17}", r"nid", None, 0.0),
    Form("MY_NRIC", r"\d{6}-\d{2}-\d{4}", r"nric|mykad|i/?c|kad pengenalan", is_yymmdd, 0.75),
    Form(
        "TH_TNIN", r"[1-8]-\d{4}-\d{5}-\d{2}-\d", r"citizen|tnin|national id|เลขประจำตัว\w*", th_pin, 0.85, 0.4
    ),
    Form("TH_TNIN", r"[1-8]\d{12}", r"citizen|tnin|national id|thai id|เลขประจำตัว\w*", th_pin),
    Form("ID_NIK", r"\d{16}", r"nik|ktp", id_nik),
    Form("PH_TIN", r"\d{3}-\d{3}-\d{3}(?:-\d{3,5})?|\d{12}", r"tin|tax", None, 0.3),
    Form("PH_UMID", r"\d{4}-\d{7}-\d", r"umid|crn|sss|gsis", None, 0.5),
    Form("VN_CCCD", r"0\d{11}", r"cccd|cmnd|căn cước\w*", None, 0.0),
    Form("KR_RRN", r"\d{6}-[1-8]\d{6}", r"rrn|resident registration|주민(?:등록)?번호", kr_rrn, 0.85, 0.3),
    Form("KR_RRN", r"\d{6}[1-8]\d{6}", r"rrn|resident registration|주민(?:등록)?번호", kr_rrn, 0.25),
    Form("KR_BRN", r"\d{3}-\d{2}-\d{5}", r"brn|사업자\w*", kr_brn, 0.6),
    Form("KR_DRIVER_LICENSE", r"\d{2}-\d{2}-\d{6}-\d{2}", r"driver\w*|licen[sc]e|운전면허\w*", None, 0.6),
    Form("KR_PASSPORT", r"[MSROD](?:\d{8}|\d{3}[A-Z]\d{4})", r"passport|여권\w*", None, 0.2),
    Form("CN_ID", r"[1-8]\d{16}[\dX]", r"id|身份证\w*|公民身份号码", cn_id, 0.9),
    Form("CN_PASSPORT", r"[EG]\d{8}|E[A-HJ-NP-Z]\d{7}", r"护照\w*|chinese passport", None, 0.1),
    Form("JP_MY_NUMBER", r"\d{4}[ -]\d{4}[ -]\d{4}|\d{12}", r"my number|個人番号|マイナンバー", jp_my_number),
    Form("HK_ID", r"[A-Z]{1,2}\d{6}\([\dA]\)", r"hkid|身份證\w*", hk_id, 0.9, 0.6),
    Form("HK_ID", r"[A-Z]{1,2}\d{6}[\dA]", r"hkid|身份證\w*", hk_id, 0.2),
    Form("TW_ID", r"[A-Z][12]\d{8}", r"身分證\w*|taiwan id", tw_id, 0.6),
    Form(
        "IL_ID",
        r"\d{9}|\d-?\d{7}-?\d",
        r"teudat zehut|t\.?z\.?|ת\.?ז\.?|תעודת זהות|מספר זהות|israeli id",
        il_id,
    ),
    Form("AE_ID", r"784-\d{4}-\d{7}-\d", r"emirates id", luhn, 0.9, 0.7),
    Form("TR_NATIONAL_ID", r"[1-9]\d{10}", r"t\.?c\.?(?: kimlik)?|kimlik|tckn", tr_id, 0.4),
    Form(
        "ZA_ID_NUMBER",
        r"\d{13}|\d{6} \d{4} \d{2} ?\d",
        r"(?:sa|rsa|south african)? ?id|identity",
        za_id,
        0.35,
    ),
    Form("EG_ID", r"[23]\d{13}", r"national id|الرقم القومي", eg_id, 0.3),
    Form("NG_NIN", r"\d{11}", r"nin|national identification", None, 0.0),
    Form("NG_BVN", r"22\d{9}", r"bvn|bank verification", None, 0.1),
    Form("KE_ID", r"\d{7,8}", r"kenyan? id|huduma", None, 0.0),
)
