"""Phone numbers, and the context that tells them from ids, timestamps, versions and amounts.

Numbers are validated by libphonenumber; one that it does not know (an example number, another
country's) needs its form and a word that says it is a phone.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import phonenumbers

from pipelines.detection.recognizers.bounds import WHOLE
from pipelines.detection.recognizers.repair import reread
from pipelines.detection.spans import Span

REGIONS: Final = (
    "US",
    "GB",
    "DE",
    "FR",
    "ES",
    "IT",
    "NL",
    "PL",
    "IN",
    "BR",
    "AU",
    "IL",
    "JP",
    "RU",
    "KR",
    "NG",
    "CH",
)
"""Countries under which a number without its country's code is tried."""
_CANDIDATE: Final = re.compile(
    r"(?:(?<!\w)|(?<=[a-z]{2}))(?<!\d[.,/:=-])(?:(?<!\d )|(?=[+(]|0\d))(?<!\w[/-])"
    r"(?:\+|00(?=[1-9])|tel:\+?|\()?\d(?:[ \u00a0.()/-]{0,3}\d){5,16}"
    r"(?: ?(?:ext|x|ext\.|extension|durchwahl|poste)\.? ?\d{1,6})?" + WHOLE + r"(?! \d)",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(r"(?<![\w.,/:-])\d{3}[-. ]\d{4}(?!\w|[.:/-]\d)")
_WORD: Final = re.compile(
    r"(?i)(?<!\w)(?:tel(?! aviv)(?:e(?:phone?|fono?|fon|foon))?|t[ée]l[ée]?phone|t[ée]l(?! aviv)|phones?|"
    r"cell(?:ular)?|mobile|mob|mobil(?:nummer|e)?|"
    r"handy|fax|call(?:s|ed|er|ing|back)?|(?:ring|text|txt)(?: me| us| him| her| them)(?: on| at)?|txt|"
    r"sms|whats ?app|dial|reach|contact|number is|"
    r"telefoonnummer|telefonnummer|"
    r"telefone|celular|m[óo]vil|tlf|tfno|puh(?:elin)?|komórk\w*|telefon\w*|(?:za)?dzwo\w*|m|t|ph|direct line|"
    r"hotline|voicemail|signal|imessage|"
    r"emergency contact|answering at|answers at|anruf|appel\w*|llama\w*|gsm|nummer|numer|cep|sdt|ραφ|"
    r"τηλ\w*|тел\w*|моб\w*|"
    r"звон\w*|phone number|ext|"
    r"missed|incoming|caller|attach|left|joined)(?!\w)|☎|📞|📱|✆|"
    r"电话|手机|電話|携帯|전화\w*|휴대폰|"
    r"هاتف|جوال|טלפון|נייד|फ़ोन|मोबाइल|โทร"
)
_NOT: Final = re.compile(
    r"(?i)(?<!\w)(?:order|invoice|ticket|case|id|ids|isbn|issn|sku|serial|s/n|ref|reference|tracking|"
    r"version|build|port|pid|uid|ssn|"
    r"account|acct|acc|routing|aba|iban|card|visa|policy|claim|patient|mrn|npi|amount|total|row|rows|"
    r"line|hash|commit|ts|timestamp|"
    r"epoch|seq|offset|size|bytes|tax|vat|utr|nhs|passport|po|rma|imei|employee|customer|member|contract|"
    r"zip|plz|postcode|"
    r"lat|lon|coordinates|nip|pesel|regon|bsn|cpf|cnpj|sin|tfn|abn|cuit|rut|dni|nif|cf|number of|sort "
    r"code|ean|upc|"
    r"aadhaar|ird|medicare|nin|bvn|kvk|chart|encounter|rx|lab|sample|badge|worker|emp|loan|mandate|"
    r"membership)"
    r"(?:\W|\b(?:no|nr|num|number|is|id|#)\b){0,6}$"
)
_BEHIND: Final = re.compile(
    r"(?i)[ -]?[(-]? ?(?:office|work|home|cell|mobile|fax|festnetz|privat|dienstlich)(?!\w)"
)
_DATE: Final = re.compile(
    r"(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d{2}"
)
_SHIFT: Final = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d ?[-–] ?(?:[01]\d|2[0-3])[0-5]\d")
"""From one time of day to another."""
_DECIMAL: Final = re.compile(r"\d{1,3}\.\d{4,}")
_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")
_ABROAD: Final = re.compile(r"\+|00[1-9]")
_MONEY: Final = re.compile(r"[$€£¥₹%]|(?i:usd|eur|gbp|px|kb|mb|gb|ms)(?!\w)")
_NANP: Final = re.compile(r"(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}")
_RUSSIAN: Final = re.compile(r"8[ -]?\(?9\d{2}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}")
_INSIDE: Final = re.compile(
    r"(?i)(?<![\w.-])(?:ext|extn|extension|durchwahl|dw|nebenstelle|poste|anexo|ramal|interno|toestel|"
    r"anknytning|"
    r"doorkiesnummer|wew|内線|내선|分机)\.?[ :#-]{0,3}(?<=\W)(?P<number>-?\d{3,6})(?![\w%]|[.,:/-]\d)"
)
"""An extension of an office's telephones."""
_EXTENSION: Final = re.compile(r"(?i) ?(?:ext|x|extension|durchwahl|poste)\.? ?\d{1,6}$")


def find(text: str) -> Iterable[Span]:
    """Phone numbers in a text."""
    if sum(sign.isdigit() for sign in text) < 6:
        yield from _inside(text)
        return
    yield from _read(text)
    yield from reread(text, _read, 0.7)


def _inside(text: str) -> Iterator[Span]:
    """Extensions alone."""
    for match in _INSIDE.finditer(text):
        yield Span(*match.span("number"), "PHONE_NUMBER", 0.6, "phone_extension")


def _read(text: str) -> Iterator[Span]:
    yield from _inside(text)
    for match in _CANDIDATE.finditer(text):
        score = _score(text, match.start(), match.end())
        if score:
            start = match.start() + (4 if match[0].lower().startswith("tel:") else 0)
            closing = ")" in match[0] and "(" not in match[0]
            start -= closing and text[start - 1 : start] == "("
            yield Span(start, match.end(), "PHONE_NUMBER", score, "phone")
    for match in _SHORT.finditer(text):
        if _WORD.search(text[max(0, match.start() - 30) : match.start()]) or "555" in match[0][:3]:
            yield Span(match.start(), match.end(), "PHONE_NUMBER", 0.6, "phone_local")


def _score(text: str, start: int, end: int) -> float:
    """How sure it is that the characters are a phone number; 0 where something else is more likely."""
    if text[start : start + 4].lower() == "tel:":
        start += 4
    number = _EXTENSION.sub("", text[start:end])
    digits = "".join(sign for sign in number if sign.isdigit())
    before = text[max(0, start - 40) : start]
    if not 7 <= len(digits) <= 15 or any(other.fullmatch(number) for other in (_DATE, _IP, _SHIFT, _DECIMAL)):
        return 0.0
    international = bool(_ABROAD.match(number)) or text[start - 1 : start] == "+"
    said = bool(
        _WORD.search(before) or _WORD.search(text[end : end + 16]) or _BEHIND.match(text[end : end + 12])
    )
    if not international and (
        _DATE.match(number)
        or _NOT.search(before)
        or _MONEY.match(text[end : end + 4].lstrip())
        or _MONEY.search(before[-2:])
    ):
        return 0.0
    if number.isdigit() and text[start - 1 : start].isalpha() and text[start - 1].isascii():
        return 0.0
    valid = _is_valid(number, international)
    if international:
        sure = len(digits) >= 9 and ("+" in number or said)
        return 0.95 if valid else 0.75 if sure else 0.3
    whole = start == len(text) - len(text.lstrip()) and end == len(text.rstrip())
    if whole and valid and number.isdigit() and number[0] == "0" and len(digits) in (10, 11):
        return 0.5
    return _national(number, len(digits), valid, said)


def _national(number: str, count: int, valid: bool, said: bool) -> float:
    """The score of a number without a country's code."""
    if said:
        return 0.9 if valid else 0.7 if count >= 9 or not number.isdigit() else 0.3
    if valid and _RUSSIAN.fullmatch(number):
        return 0.7
    if _NANP.fullmatch(number):
        return 0.85 if valid else 0.75
    if re.search(r"(?<!\d)\d(?!\d)", re.sub(r"^[18][ -]?(?=\()|^\(", "", number)):
        return 0.2
    groups = re.findall(r"\d+", number)
    if not valid:
        return 0.45 if "(" in number and count >= 9 else 0.0
    if len(groups) == 1 or not 9 <= count <= 11:
        return 0.3 if count >= 9 else 0.2
    if number.startswith(("0", "(", "8 (", "1 (")):
        return 0.7
    return 0.45 if [len(group) for group in groups[-3:]] == [3, 3, 4] else 0.3


def _is_valid(number: str, international: bool) -> bool:
    """Whether libphonenumber knows such a number, in its own country or in one of ours."""
    for region in (None,) if number.startswith("+") else REGIONS:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return True
    return international and number.startswith("00") and _is_valid("+" + number[2:], True)
