"""Cards, accounts and what names a bank account: card numbers, IBANs, routing numbers, sort codes, wallets.

A card or IBAN needs its check digits, in any common grouping; account numbers need their label.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.recognizers.bounds import NOT_AFTER_NUMBER, WHOLE
from pipelines.detection.recognizers.checks import base58check, luhn, mod97, weighted
from pipelines.detection.recognizers.repair import reread
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

# Source: ISO/IEC 7812-1: 12 to 19 digits; first digits of the schemes that issue cards.
_CARD: Final = re.compile(
    rf"(?<![\w]){NOT_AFTER_NUMBER}"
    r"(?:3[47]\d{2}[ -]?\d{6}[ -]?\d{5}|3[47]\d{2} ?\d{4} ?\d{4} ?\d{3}|3(?:0[0-5]|"
    r"[68]\d)\d[ -]?\d{6}[ -]?\d{4}|"
    r"[2-6]\d{3}(?P<sep>[ .-]{0,2})\d{4}(?P=sep)\d{4}(?P=sep)\d{4}(?:(?P=sep)\d{1,3})?|(?:5[06-8]|"
    r"6\d)\d{10,17}|4\d{12}|(?:1800|2131)\d{11})"
    rf"{WHOLE}"
)
_CARD_WORD: Final = re.compile(
    r"(?i)\b(?:card|visa|master ?card|amex|american express|discover|maestro|carte|tarjeta|carta|karte|"
    r"kreditkarte|"
    r"cc|pan|credit|debit|cvv|cvc|exp)\b|カード|卡号|карт"
)
_CARD_FORM: Final = re.compile(
    r"(?<![\w-])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6011|65\d{2})([ -])\d{4}\1\d{4}\1\d{4}(?![\w]|[ -]\d)"
)
_CARD_LOOSE: Final = re.compile(
    r"(?i)(?:card|visa|master ?card|amex|karte|tarjeta|carte)(?:\W|\b(?:no|number|nr|num|ending|on "
    r"file)\b){0,8}"
    r"(\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{16})(?!\w)"
)
# Source: ISO 13616 and the SWIFT IBAN registry: country, two check digits, up to 30 characters.
_IBAN: Final = re.compile(r"(?i)(?<![a-z0-9])[a-z]{2} ?\d{2}(?:[ -]?[a-z0-9]){11,30}")
_IBAN_LENGTHS: Final = {
    pair[:2]: int(pair[3:])
    for pair in (
        "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 "
        "DE:22 DJ:27 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 "
        "GT:28 HN:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 "
        "LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 "
        "PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 RU:33 SA:24 SC:31 SD:18 SE:24 SI:19 SK:24 SM:27 SO:23 ST:25 "
        "SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20 YE:30 "
    ).split()
}
_IBAN_LOOSE: Final = re.compile(r"(?i)\biban\b[^\d\n]{0,20}?(?<![a-z0-9])([a-z]{2}\d{2}[a-z0-9]{8,30})(?!\w)")
_IBAN_WORD: Final = re.compile(r"(?i)iban|konto|compte|cuenta|rekening|account|conto")
# Source: American Bankers Association, routing number policy: Federal Reserve prefixes, weights 3 7 1.
_ROUTING: Final = re.compile(
    r"(?<![\w.-])(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{2}-?\d{4}-?\d(?![\w]|[.-]\d)"
)
_ROUTING_LOOSE: Final = re.compile(
    r"(?i)\b(?:routing|aba|rtn)\b(?:\W|\b(?:no|number|transit|is)\b){1,6}(\d{9})(?!\w)"
)
_ROUTING_WORD: Final = re.compile(r"(?i)\b(?:routing|aba|rtn|aba/rtn|transit|bank)\b")
_CARDS: Final = frozenset(
    "card visa mastercard amex discover maestro karte carte tarjeta carta debit credit number".split()
) | {"master card"}
_ACCOUNT: Final = re.compile(
    r"(?i)\b(?:(?:bank |checking |savings |current |deposit |chk |sav )?(?:a/c|acct?|account)\b"
    r"(?: ?(?:no|nr|num|number|#|nº)\b\.?)?|konto[- ]?(?:nummer|nr\.?)|kto\.?|blz|"
    r"rekeningnummer|n[º°o]\.? de "
    r"(?:cuenta|compte)|"
    r"compte n[°o]|conto n\.?|nr konta|口座番号|账号|номер счета|р/с)"
    r"[ :#.=-]{0,4}(?:no\.?|number|is)?[ :#.=-]{0,3}(\d[\d-]{4,18}\d|\d{3,4}(?: \d{3,4}){1,4})(?!\w)"
)
# Source: UK Payments: three pairs of digits; account numbers have eight digits.
_SORT: Final = re.compile(r"(?i)(?:\bsort ?code\b|\bs/?c\b)[^\d\n]{0,6}(\d{2}[- ]?\d{2}[- ]?\d{2})(?!\d)")
_SORTED_ACCOUNT: Final = re.compile(r"(?<![\d-])(\d{2}-\d{2}-\d{2})[ ,/]{1,3}(\d{8})(?!\w)")
# Source: ISO 9362: bank, country, place, branch.
_SWIFT: Final = re.compile(
    r"(?i)\b(?:swift|bic)\b(?:[ /]?(?:code|bic|"
    r"swift))*[^\w\n]{1,4}([A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b"
)
_LAST: Final = re.compile(
    r"(?i)(?<!\w)(?P<what>card|visa|master ?card|amex|discover|maestro|karte|carte|tarjeta|carta|debit|"
    r"credit|"
    r"account|acct?|konto|compte|cuenta|checking|savings|iban|ssn|social|nino|passport|phone|number)s?"
    r"(?:[ :#(,-]{1,3}|\b(?:no|nr|number|on file|account)\b){0,4}"
    r"(?:(?:ending|ends|endet|endend|ended|terminada|terminando|se terminant|che termina)"
    r"(?: (?:in|with|on|mit|auf|en|par|con))?|last (?:4|four)(?: digits)?(?: is| are|:)?|\.{3}|…|"
    r"[*•·●x]{2,16})[ -]{0,2}"
    r"(?P<last>\d{4})(?![\w%]|[.,:-]\d)"
)
"""The digits of a card or an account that are shown."""
_MASKED: Final = re.compile(
    r"(?<![\w-])(?:\d{4}[ -]?\d{0,2}[*•●xX]{2}[ -]?[*•●xX]{2,4}[ -]?[*•●xX]{0,4}[ -]?\d{3,4}|"
    r"(?:[*•●xX]{4}[ -]?){3}\d{4})(?!\w)"
)
# Source: RBI (IFSC), Bundesbank (creditor identifier), ABM (CLABE), BCRA (CBU): each with its own form.
_BANK_FORMS: Final = (
    (
        re.compile(r"(?<!\w)[A-Z]{4}0(?=[A-Z0-9]{0,5}\d)[A-Z0-9]{6}(?!\w)"),
        re.compile(r"(?i)\bifsc|\bneft|\brtgs|\ba/c"),
        0.35,
    ),
    (
        re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?ZZZ ?\d{8,20}(?!\w)"),
        re.compile(r"(?i)sepa|mand|creditor|gläub"),
        0.8,
    ),
    (re.compile(r"(?<!\w)\d{18}(?!\w)"), re.compile(r"(?i)\bclabe"), 0.2),
    (re.compile(r"(?<!\w)\d{22}(?!\w)"), re.compile(r"(?i)\bc[bv]u\b"), 0.3),
    (
        re.compile(r"(?<![\w-])\d{3}[- ]?\d{3}(?=[ ,/]{1,3}(?i:acc|a/c|acct|account)\b)"),
        re.compile(r"(?i)\bbsb\b"),
        0.2,
    ),
    (
        re.compile(r"(?<![\w-])\d{3}-?\d{3}(?![\w-])"),
        re.compile(r"(?i)\bbsb\W{0,3}(?:no|number|code)?\W{0,3}$"),
        0.1,
    ),
    (
        re.compile(r"(?<![\w-])\d{3,5}(?![\w-])"),
        re.compile(r"(?i)\b(?:transit|institution|inst|branch)(?: no| number)?[ .:#]{1,3}$"),
        0.0,
    ),
)
# Source: BIP 173 (bech32), base58 addresses of Bitcoin, EIP-55 addresses of Ethereum.
_WALLET: Final = re.compile(
    r"(?<!\w)(?:(?:bc1|tb1|ltc1)[ac-hj-np-z02-9]{25,62}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|"
    r"0x[0-9a-fA-F]{40})(?!\w)"
)
_WALLET_WORD: Final = re.compile(r"(?i)\b(?:btc|bitcoin|wallet|eth|ethereum|crypto|payout)\b")
_SIEVE: Final = Sieve(
    _WALLET,
    _LAST,
    _MASKED,
    _CARD,
    _CARD_FORM,
    _CARD_LOOSE,
    _IBAN,
    _IBAN_LOOSE,
    _ROUTING,
    _ROUTING_LOOSE,
    _ACCOUNT,
    _SORT,
    _SORTED_ACCOUNT,
    _SWIFT,
)


def find(text: str) -> Iterable[Span]:
    """Cards, accounts, routing numbers, BICs and wallets in a text."""
    if not any(sign.isdigit() for sign in text):
        if "swift" in text.lower() or "bic" in text.lower():
            yield from _labelled(text)
        return
    yield from _read(text)
    yield from reread(text, _read, 0.6)


def _read(text: str) -> Iterator[Span]:
    yield from _cards(text)
    yield from _ibans(text)
    yield from _loose_ibans(text)
    yield from _routing(text)
    yield from _loose_routing(text)
    yield from _labelled(text)
    yield from _shown(text)
    for match in _SIEVE.finditer(_WALLET, text):
        named = (
            match[0].startswith(("bc1", "tb1", "ltc1"))
            or base58check(match[0])
            or _WALLET_WORD.search(_around(text, match))
        )
        yield Span(match.start(), match.end(), "CRYPTO", 0.85 if named else 0.35, "crypto")


def _shown(text: str) -> Iterator[Span]:
    """What is shown of a hidden number, and numbers of banks in some countries."""
    for match in _SIEVE.finditer(_LAST, text):
        what = match["what"].lower()
        entity = (
            "US_SSN" if what in ("ssn", "social") else "CREDIT_CARD" if what in _CARDS else "US_BANK_NUMBER"
        )
        yield Span(*match.span("last"), entity, 0.6, "last_digits")
    for match in _SIEVE.finditer(_MASKED, text):
        yield Span(match.start(), match.end(), "CREDIT_CARD", 0.6, "last_digits")
    for form, word, alone in _BANK_FORMS:
        for match in form.finditer(text):
            said = word.search(text[max(0, match.start() - 30) : match.start()])
            if said or alone:
                yield Span(match.start(), match.end(), "ID", 0.7 if said else alone, "bank_number")


def _cards(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_CARD, text):
        digits = re.sub(r"\D", "", match[0])
        if luhn(digits) and len(set(digits)) > 1:
            grouped = len(digits) != len(match[0])
            sure = (
                0.95
                if _CARD_WORD.search(_around(text, match))
                else 0.9
                if grouped
                else 0.75
                if len(digits) > 13
                else 0.45
            )
            yield Span(match.start(), match.end(), "CREDIT_CARD", sure, "credit_card")
    for match in _SIEVE.finditer(_CARD_FORM, text):
        yield Span(match.start(), match.end(), "CREDIT_CARD", 0.5, "credit_card_form")
    for match in _SIEVE.finditer(_CARD_LOOSE, text):
        yield Span(match.start(1), match.end(1), "CREDIT_CARD", 0.6, "credit_card_labelled")


def _around(text: str, match: re.Match[str]) -> str:
    """What stands before and behind a number."""
    return text[max(0, match.start() - 60) : match.start()] + "\n" + text[match.end() : match.end() + 40]


def _ibans(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_IBAN, text):
        wanted = _IBAN_LENGTHS.get(match[0][:2].upper())
        if wanted is None:
            continue
        end, signs = match.start(), 0
        while signs < wanted and end < match.end():
            signs += text[end].isalnum()
            end += 1
        if signs < wanted or text[end : end + 1].isalnum():
            continue
        if mod97(re.sub(r"[ -]", "", text[match.start() : end]).upper()):
            yield Span(match.start(), end, "IBAN_CODE", 0.95, "iban")
        elif _IBAN_WORD.search(_around(text, match)):
            yield Span(match.start(), end, "IBAN_CODE", 0.6, "iban_labelled")


def _loose_ibans(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_IBAN_LOOSE, text):
        yield Span(match.start(1), match.end(1), "IBAN_CODE", 0.6, "iban_labelled")


def _routing(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_ROUTING, text):
        digits = match[0].replace("-", "")
        if weighted(digits, (3, 7, 1) * 3) % 10:
            continue
        said = _ROUTING_WORD.search(text[max(0, match.start() - 40) : match.start()])
        yield Span(match.start(), match.end(), "ABA_ROUTING_NUMBER", 0.9 if said else 0.3, "aba_routing")


def _loose_routing(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_ROUTING_LOOSE, text):
        yield Span(match.start(1), match.end(1), "ABA_ROUTING_NUMBER", 0.6, "aba_routing_labelled")


def _labelled(text: str) -> Iterator[Span]:
    british = _SORT.search(text)
    for match in _SIEVE.finditer(_ACCOUNT, text):
        entity = "UK_BANK_NUMBER" if british else "US_BANK_NUMBER"
        yield Span(match.start(1), match.end(1), entity, 0.8, "account_labelled")
    for match in _SIEVE.finditer(_SORT, text):
        yield Span(match.start(1), match.end(1), "UK_BANK_NUMBER", 0.85, "sort_code")
    for match in _SIEVE.finditer(_SORTED_ACCOUNT, text):
        yield Span(match.start(), match.end(), "UK_BANK_NUMBER", 0.8, "sort_code")
    for match in _SIEVE.finditer(_SWIFT, text):
        yield Span(match.start(1), match.end(1), "SWIFT_CODE", 0.85, "swift")
