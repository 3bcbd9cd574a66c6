"""Papers whose numbers have no arithmetic: passports, driving licences, plates, devices, by their label.

Owns forms that only a word nearby makes certain, for any country.
"""

from typing import Final

from pipelines.detection.recognizers.checks import luhn
from pipelines.detection.recognizers.government.form import Form

_PASSPORT: Final = (
    r"passport\w*|passeport\w*|pasaporte|passaporto|passaporte|paszport\w*|reisepass\w*|"
    r"pas(?:nummer|poort)|pass(?:nummer|-?nr| no| number| nr)|"
    r"pasaport|паспорт|护照|여권|旅券|パスポート|جواز سفر|דרכון"
)
_LICENCE: Final = (
    r"driv\w*[' ]?s? ?licen[cs]e\w*|licen[cs]e (?:no|num\w*|#)|dl ?#?|permis(?: de conduire)?|"
    r"führerschein\w*|"
    r"permiso de conduc\w*|carnet de conducir|patente(?: di guida)?|prawo jazdy|rijbewijs\w*|körkort\w*|"
    r"carta de condução|cnh"
)
_PLATE: Final = (
    r"(?:licen[cs]e|number|reg\w*|vehicle|car) plate\w*|plates?(?: no)?|vehicle reg\w*|"
    r"reg(?:istration)?(?: no)?|vrm|vrn|"
    r"kennzeichen|kfz\w*|immatriculation|plaque|matr[ií]cula|targa|nr rej\w*|tablica|kenteken|placas?|"
    r"госномер|plaka"
)
_CAR: Final = r"car|cars|parked|parking|vehicle|fahrzeug|auto|pkw|lkw|van|bay|driver|fahrer|garage|tow(?:ed)?"
_DEVICE: Final = r"imei\w*|meid"
_SERIAL: Final = (
    r"serial|serien\w*|s/n|sn|service tag|seriennummer|num[ée]ro de s[ée]rie|n[úu]mero de serie|asset tag"
)


def is_mixed(number: str) -> bool:
    """Whether there are both letters and digits."""
    return not number.isalpha() and not number.isdigit()


def has_digits(number: str) -> bool:
    """Whether there are enough digits and signs for a number that names one device."""
    return len(number) >= 6 and sum(sign.isdigit() for sign in number) >= 2


FORMS: Final[tuple[Form, ...]] = (
    Form("US_PASSPORT", r"\d{9}|[A-Z]\d{8}", r"(?:us |u\.s\. )?passport\w*", None, 0.0),
    Form("UK_PASSPORT", r"[A-Z]{2}\d{7}", r"passport\w*", None, 0.1),
    Form("PASSPORT", r"[A-Z]{0,3}-?\d[A-Z\d]{5,9}|[A-Z]\d{2}[A-Z]\d{2}[A-Z]\d{2}", _PASSPORT, None, 0.0),
    Form("PASSPORT", r"\d{2} ?\d{2} ?\d{6}", "паспорт", None, 0.0),
    Form(
        "US_DRIVER_LICENSE",
        r"(?:[A-Z]{1,3}[- ]?)?\d[A-Z\d]{4,14}|[A-Z]\d{3}-\d{4}-\d{4}|[A-Z]\d{3}-\d{3}-\d{2}-\d{3}-\d",
        _LICENCE,
        None,
        0.0,
    ),
    Form("US_DRIVER_LICENSE", r"DL-[A-Z\d]{4,8}(?:-\d{2})?|[A-Z]\d{3}-\d{4}-\d{4}", _LICENCE, None, 0.5),
    Form("US_DRIVER_LICENSE", r"[A-Z]{1,3}-?\d{5,9}", r"licen[cs]e", None, 0.0),
    Form("UK_VEHICLE_REGISTRATION", r"[A-Z]{2}\d{2} ?[A-Z]{3}", f"{_PLATE}|{_CAR}", None, 0.25),
    Form("UK_VEHICLE_REGISTRATION", r"[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z]", _PLATE, None, 0.0),
    Form("DE_KFZ", r"[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[- ]?\d{1,4}[EH]?", _PLATE, None, 0.2),
    Form("DE_KFZ", r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{2,4}[EH]?", _CAR, None, 0.2),
    Form("TR_LICENSE_PLATE", r"(?:0[1-9]|[1-7]\d|8[01]) ?[A-Z]{1,3} ?\d{2,5}", _PLATE, None, 0.2),
    Form("NG_VEHICLE_REGISTRATION", r"[A-Z]{3}[- ]?\d{3}[- ]?[A-Z]{2}", _PLATE, None, 0.3),
    Form(
        "ID",
        r"[A-Z\d]{1,4}[- ]?[A-Z\d]{1,4}[- ]?[A-Z\d]{2,4}",
        _PLATE,
        is_mixed,
        0.0,
        loose=0.0,
        wide=False,
        said=0.75,
    ),
    Form(
        "ID",
        r"[A-Z\d]{2,20}(?:-[A-Z\d]{2,10}){0,3}",
        _SERIAL,
        has_digits,
        0.0,
        loose=0.0,
        wide=False,
        said=0.8,
    ),
    Form("ID", r"[A-HJ-NPR-Z\d]{17}", r"vin|vehicle id\w*|chassis|fahrgestell\w*|fin", None, 0.0),
    Form("ID", r"\d{15}", _DEVICE, luhn, 0.25),
    Form("ID", r"\d{2}[- ]\d{6}[- ]\d{6}[- ]\d", _DEVICE, luhn, 0.8),
    Form("ID", r"89\d{17,18}", r"iccid|sim", None, 0.45),
    Form("ID", r"A-?\d{3}-\d{3}-\d{3}|A\d{8,9}", r"alien\w*|a-number|uscis\w*", None, 0.4),
    Form("ID", r"[A-Z\d]{3,4}\d{6,9}", r"visa(?: ref\w*| no| number)?", None, 0.0),
    Form(
        "ID",
        r"[A-Z]{0,2}\d[\dA-Z.-]{5,16}",
        r"(?:national|state|citizen|identity|resident|residence|tax) ?(?:id|card|permit|number|no)\w*|id "
        r"card|nin|dni|cedula|cédula|carte d'identité|identifiant|kimlik",
        None,
        0.0,
    ),
)
