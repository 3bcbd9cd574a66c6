"""One-time codes and PINs, in the sentences that bring them."""

import re
from collections.abc import Iterable
from typing import Final

from pipelines.detection.recognizers.cues import holds_any
from pipelines.detection.spans import Span

_CODE: Final = (
    r"(?P<code>\d{2}[ -]\d{2}[ -]\d{2}\b|(?:[A-Z]{1,3}-)?\d{3}[ -]?\d{3}\b|(?:[A-Z]{1,3}-)?\d{4,8}\b|"
    r"\d{4}[ -]\d{4}\b|"
    r"(?=[A-Z0-9-]{0,12}\d)[A-Z0-9]{3,6}-[A-Z0-9]{3,6}(?:-[A-Z0-9]{3,6})?\b|(?=[A-Z0-9]{0,8}\d)"
    r"(?=[A-Z0-9]{0,8}[A-Z])[A-Z0-9]{5,8}\b)"
)
_WORDS: Final = (
    r"one[- ]time (?:pass(?:word|code)|code|pin)|verification code|security code|access code|login "
    r"code|sign[- ]?in code|confirmation code|auth(?:entication|orization)? code|"
    r"passcode|pass code|otp(?: code)?|2fa(?: code)?|mfa(?: code)?|tan|sms[- ]?code|pin(?: code)?|"
    r"backup code|recovery code|unlock code|reset code|best[äa]tigungscode|sicherheitscode|"
    r"code de (?:v[eé]rification|s[eé]curit[eé]|connexion)|c[oó]digo(?: de (?:verificaci[oó]n|"
    r"seguridad|acceso))?|codice(?: di verifica)?|verificatiecode|код(?: подтверждения)?|验证码|驗證碼|"
    r"認証コード|確認コード|인증번호|"
    r"your code|my code|the code|enter code|pairing code|gift(?: card)? code|redemption code|claim code|"
    r"(?:door|gate|alarm|safe|lock|lockbox|keypad|garage|entry|entrance|elevator) code|puk(?: code)?|"
    r"voicemail pin|meeting passcode|cvv2?|cvc2?|csc"
)
_AFTER: Final = re.compile(
    rf"(?i:(?<!\w)(?:{_WORDS}))(?i:(?: for [\w .-]{{1,30}}?)?(?: is| ist| est| es|:|=|#| -|：)?:?) "
    rf"{{0,2}}[\"'#]?{_CODE}"
)
_BEFORE: Final = re.compile(
    rf"(?<![\w-]){_CODE}(?= (?i:(?:is|ist|est|es) (?:your|the|my|ihr|dein|votre|tu|su) "
    rf"(?:[\w'-]{{1,20}} ){{0,3}}(?:code|passcode|otp|pin|password|tan)))"
)
_CARD_CODE: Final = re.compile(
    r"(?i)(?<!\w)(?:cvv2?|cvc2?|csc|cid|sec(?:urity)? code)[:# ]{1,2}(?P<code>\d{3,4})(?!\d)"
)
_RECOVERY: Final = re.compile(
    r"(?i)\b(?:recovery|backup|license|licence|product|activation|unlock|emergency|master) (?:key|"
    r"code|kit)s?:? (?P<code>[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,9})(?![\w-])"
)
_PIN: Final = re.compile(r"(?i)(?<!\w)pin(?: code)? (?:for|of) [\w '-]{2,30}: ?(?P<code>\d{4,8})(?!\d)")
_USE: Final = re.compile(
    rf"(?i:\b(?:use|enter|type|submit|saisissez|ingrese|geben sie)) (?i:the code |code |pin )"
    rf"?{_CODE}(?= (?i:to|as|on|in|at|zum|pour|para|\w+ your))"
)
_HINT: Final = holds_any(
    "code\nkey\nkit\notp\n2fa\nmfa\npin\npuk\ntan\ncódigo\ncodice\ncodigo\nкод\n验证\n驗證\nコード\n인증\n"
    "cvv\ncvc\ncv2\ncsc\npasswo\nuse \nenter \ntype \n"
)
_NOT: Final = re.compile(
    r"(?i)\b(?:zip|postal|post|area|country|error|status|exit|return|response|http|promo|coupon|"
    r"discount|voucher|sort|swift|dial(?:ling)?|product|source|qr|bar|color|colour|currency|language|"
    r"job|tax|vs|icd|cpt|naics|sic)[- ]?code"
)


def find(text: str) -> Iterable[Span]:
    """One-time codes in a text."""
    if not _HINT(text) or not any(letter.isdigit() for letter in text):
        return
    plain = _NOT.sub(lambda match: "-" * len(match[0]), text)
    for pattern in (_AFTER, _BEFORE, _USE, _CARD_CODE, _RECOVERY, _PIN):
        for match in pattern.finditer(plain):
            yield Span(match.start("code"), match.end("code"), "SECRET", 0.85, "one_time_code")
