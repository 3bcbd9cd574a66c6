"""IP and MAC addresses, told from versions, times and masks."""

import re
from collections.abc import Iterable, Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from pipelines.detection.recognizers.repair import reread
from pipelines.detection.spans import Span

_V4: Final = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d|-\w)"
    r"(?P<mask>/\d{1,2})?"
)
_V6: Final = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:.]{0,45}:)[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?<=:)"
    r"\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])"
)
_VERSION: Final = re.compile(
    r"(?i)(?:\bversion|\bec|\bver\.?|\bv|release|build|firmware|driver|revision|rev|[a-z]/|update|netmask|"
    r"mask|oid|@|\bsection|§|chapter|assembly|package|==|>=|~=|<=|\^)[\s:=]{0,2}$"
)
PUBLIC: Final = frozenset(
    "0.0.0.0 127.0.0.1 255.255.255.255 8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 "
    "fe80::/10 fc00::/7 fd00::/8 ff00::/8 ::ffff:0:0/96 64:ff9b::/96 2001:db8::/32 2000::/3 "
    "208.67.222.222 208.67.220.220 4.2.2.2 127.0.1.1 1.2.3.4".split()
)
"""Addresses and networks that everybody has, or that a well-known public service has."""
_MASK: Final = re.compile(r"/\d{1,3}")
_MAC: Final = re.compile(
    r"(?<![\w:.-])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])|(?<![\w.])"
    r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])"
)


def find(text: str) -> Iterable[Span]:
    """Network addresses in a text."""
    if "." in text:
        yield from _v4(text)
        if text.count(".") > 2:
            yield from reread(text, _v4)
    if ":" in text:
        yield from _v6(text)
    if ":" in text or "-" in text or "." in text:
        for match in _MAC.finditer(text):
            if re.search(r"\d", match[0]) and (":" in match[0] or re.search(r"[A-Fa-f]", match[0])):
                yield Span(match.start(), match.end(), "MAC_ADDRESS", 0.9, "mac")


def _v4(text: str) -> Iterator[Span]:
    for match in _V4.finditer(text):
        address = match[0].split("/")[0]
        end = match.start() + len(address)
        try:
            IPv4Address(address)
        except AddressValueError:
            continue
        if _VERSION.search(text[max(0, match.start() - 14) : match.start()]) and not re.search(
            r"@$", text[: match.start()]
        ):
            continue
        if 224 <= int(address.split(".")[0]) <= 239:
            continue
        if "@" in text[max(0, match.start() - 1) : match.start()] and address in PUBLIC:
            continue
        score = 0.3 if address in PUBLIC or address.startswith("255.") or address.endswith(".0.0.0") else 0.8
        yield Span(match.start(), end, "IP_ADDRESS", score, "ip")


def _v6(text: str) -> Iterator[Span]:
    for match in _V6.finditer(text):
        value = match[0]
        try:
            address = IPv6Address(value)
        except AddressValueError:
            continue
        groups = [group for group in value.split(":") if group]
        known = value.lower().startswith(("fe80", "fd", "fc", "2", "::ffff")) and any(
            letter.isdigit() for letter in value
        )
        if address.is_loopback or address.is_unspecified or (len(groups) < 3 and not known):
            continue
        mask = _MASK.match(text, match.end())
        if mask and f"{value}{mask[0]}".lower() in PUBLIC:
            continue
        yield Span(match.start(), match.end(), "IP_ADDRESS", 0.85, "ip")
