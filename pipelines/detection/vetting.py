"""What of Presidio's findings is believed, and how much.

Owns the known weaknesses of Presidio's predefined recognizers on screens: a check digit alone makes
one bare number in ten someone's id in some country, versions and counters are phones, `127.0.0.1`
is nobody's address. A finding that is not believed keeps a score below every customary threshold,
so that a label or column head (applied later) can still lift it.
"""

import ipaddress
import re
from collections.abc import Sequence
from typing import Final

from pipelines.detection.recognizers.network import PUBLIC
from pipelines.detection.spans import Span

DOUBTED: Final = 0.3
"""The highest score of a finding that needs a word beside it."""
BELIEVED: Final[frozenset[str]] = frozenset(
    {
        "CREDIT_CARD",
        "CRYPTO",
        "EMAIL_ADDRESS",
        "IBAN_CODE",
        "MAC_ADDRESS",
        "MEDICAL_LICENSE",
        "US_BANK_NUMBER",
        "US_DRIVER_LICENSE",
        "US_ITIN",
        "US_PASSPORT",
        "US_SSN",
    }
)
"""Entities of the recognizers that Presidio loads by default, whose own scores are taken."""
_SHARED_MAILBOX: Final = re.compile(r"(?i)^(?:git|hg|svn)@")
_EXAMPLE: Final = re.compile(
    r"(?i)^(?:e?mail|name|user(?:name)?|you|your[._-]?(?:name|email)|someone|somebody|first[._-]?last|foo|bar|test)"
    r"@(?:example|domain|company|yourcompany|email)\.(?:com|org|net)$"
)
_PHONE_FORM: Final = re.compile(
    r"[+(]|\b(?:\d{3}[-. ]){2}\d{4}\b|\b0\d{2,4}[-/ ]\d|\b0\d{9,10}\b|\b\d{3}[-.]\d{4}\b"
)
_VERSION: Final = re.compile(r"^\d+(?:\.\d+){2,}$")


def vetted(text: str, span: Span, context: Sequence[str]) -> Span | None:
    """The finding with the score that it deserves, or None. `context`: its recognizer's, in lower case."""
    inner = text[span.start : span.end]
    if span.entity == "IP_ADDRESS":
        return span if _is_somebodys(inner) else None
    if span.entity == "EMAIL_ADDRESS":
        return span if is_mailbox(inner) else None
    if span.entity == "PHONE_NUMBER":
        if _VERSION.match(inner) and not re.fullmatch(r"\d{3}\.\d{3}\.\d{4}", inner):
            return None
        believed = _PHONE_FORM.search(inner) is not None or _named(text, span, context)
        return span if believed else _doubted(span)
    if span.entity in BELIEVED or _named(text, span, context) or _is_strong(inner, span):
        return span
    return _doubted(span)


def is_mailbox(address: str) -> bool:
    """Whether an e-mail address can be somebody's: no service's login, and no example in a form."""
    if _SHARED_MAILBOX.match(address) or _EXAMPLE.match(address):
        return False
    return "/" not in address.split("@")[0]


def _is_somebodys(inner: str) -> bool:
    """Whether an address can point at one machine: not loopback, unspecified, or a netmask."""
    try:
        address = ipaddress.ip_address(inner.split("/")[0].split("%")[0])
    except ValueError:
        return True
    if inner in PUBLIC:
        return False
    if address.is_multicast:
        return False
    return not (address.is_loopback or address.is_unspecified or inner.startswith("255."))


def _is_strong(inner: str, span: Span) -> bool:
    """Whether check digits and a form of letters and digits together are proof enough."""
    long_enough = sum(c.isalnum() for c in inner) >= 9
    mixed = any(c.isalpha() for c in inner) and sum(c.isdigit() for c in inner) >= 5 and " " not in inner
    return span.score >= 1.0 and long_enough and mixed


def _named(text: str, span: Span, context: Sequence[str]) -> bool:
    around = f"{text[max(0, span.start - 60) : span.start]} {text[span.end : span.end + 30]}".lower()
    words = set(re.findall(r"\w+", around))
    return any(cue in around if " " in cue or len(cue) > 4 else cue in words for cue in context)


def _doubted(span: Span) -> Span:
    return Span(span.start, span.end, span.entity, min(span.score, DOUBTED), span.rule)
