"""Tracking numbers of carriers, by their form or the carrier's name, grouped or not."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.recognizers.checks import weighted
from pipelines.detection.recognizers.ids.labels import counts_something
from pipelines.detection.spans import Span

# Source: Universal Postal Union, standard S10: service, eight digits, check digit, country.
_POSTAL: Final = re.compile(
    r"(?<!\w)[A-Z]{2} ?(?P<digits>\d{3} ?\d{3} ?\d{3}|\d{2} ?\d{3} ?\d{3} ?\d) ?[A-Z]{2}(?!\w)"
)
# Source: UPS, "Tracking number formats"; USPS Publication 199; DHL and DPD label guides.
_UPS: Final = re.compile(r"(?<!\w)1Z(?: ?[0-9A-Z]){16}(?!\w)")
_USPS: Final = re.compile(r"(?<![\w.-])9[1-5]\d{2}(?: ?\d{4}){4} ?\d{2}(?![\w.-])")
_DHL: Final = re.compile(
    r"(?<![\w.-])(?:J[JV]?D\d{2}(?: ?\d{4}){3,5}\d{0,2}|003[4-5]\d(?: ?\d{4}){4}|GM\d{16,20})(?![\w.-])"
)
_NAMED: Final = re.compile(
    r"(?i)(?<!\w)(?:usps|ups|fedex|dhl|dpd|gls|tnt|hermes|evri|royal mail|parcelforce|purolator|postnl|"
    r"bpost|inpost|"
    r"correos|colissimo|chronopost|australia post|canada post|aramex|sf express|yodel|ontrac|lasership)"
    r"(?: (?:tracking|parcel|shipment|waybill|awb|no|number|express|ground|home delivery|"
    r"tracked \d\d))*[ .:#-]{1,3}"
    r"(?P<id>(?-i:[A-Z]{0,3} ?(?:\d ?){10,26}\d|[A-Z]{1,3}\d{6,14}[A-Z]{0,2}))(?!\w|[.,]\d)"
)


_GROUPED: Final = re.compile(
    r"(?<=[A-Za-z]{3})(?:[.:#]| (?:no|nr|number)\.?:?)? (?P<id>\d{2,4}(?: \d{2,4}){3,6})(?![\w%]|"
    r" ?[.,:/-]?\d)"
)
"""A long number in groups behind a word: of a meter, a chip, a loyalty card."""
# Source: ISO 6346: owner, category (U, J or Z), six digits, check digit.
_CONTAINER: Final = re.compile(r"(?<!\w)[A-Z]{3}[UJZ] ?\d{3} ?\d{3,4} ?\d(?!\w)")


def find(text: str) -> Iterator[Span]:
    """Tracking numbers in a text."""
    if sum(sign.isdigit() for sign in text) < 7:
        return
    for match in _POSTAL.finditer(text):
        digits = match["digits"].replace(" ", "")
        score = 0.85 if _is_postal(digits) else 0.5 if " " in match[0] else 0.45
        yield Span(match.start(), match.end(), "ID", score, "tracking")
    for pattern, score in ((_UPS, 0.8), (_USPS, 0.7), (_DHL, 0.7)):
        for match in pattern.finditer(text):
            if sum(sign.isdigit() for sign in match[0]) >= 8:
                yield Span(match.start(), match.end(), "ID", score, "tracking")
    for match in _CONTAINER.finditer(text):
        yield Span(match.start(), match.end(), "ID", 0.5, "tracking")
    for match in _GROUPED.finditer(text):
        long = sum(sign.isdigit() for sign in match["id"]) >= 12
        if long and not counts_something(text, *match.span("id")):
            yield Span(*match.span("id"), "ID", 0.45, "grouped")
    for match in _NAMED.finditer(text):
        yield Span(match.start("id"), match.end("id"), "ID", 0.75, "tracking")


def _is_postal(digits: str) -> bool:
    """Whether the ninth digit checks the eight before it."""
    rest = 11 - weighted(digits, (8, 6, 4, 2, 3, 5, 9, 7)) % 11
    return int(digits[8]) == {10: 0, 11: 5}.get(rest, rest)
