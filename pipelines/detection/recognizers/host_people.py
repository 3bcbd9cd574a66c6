"""Hosts of URLs that bear a person's name: `https://priya-shah.example`, `https://priyashah.dev`.

Owns nothing but these: the names of devices and tenants are `hosts`'.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import (
    is_ambiguous_name,
    is_common_word,
    is_given_name,
    is_interface_word,
    is_surname,
    is_vendor,
)
from pipelines.detection.spans import Span

_HOST: Final = re.compile(r"(?i)://(?:[^\s/@]{1,80}@)?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6})")
_MIN_PART: Final = 3


def find(text: str) -> Iterable[Span]:
    """Labels of hosts that are a given name and a family name."""
    if "://" not in text:
        return
    for match in _HOST.finditer(text):
        place = match.start(1)
        labels = match[1].split(".")
        for label in labels[:-1]:
            if _is_person(label.lower()):
                yield Span(place, place + len(label), "PERSON", 0.75, "host_person")
            place += len(label) + 1


def _is_person(label: str) -> bool:
    if is_vendor(label) or is_common_word(label) or is_interface_word(label):
        return False
    if "-" in label:
        parts = [part for part in label.split("-") if part]
        return len(parts) in (2, 3) and _is_pair(parts[0], parts[-1])
    return any(_is_sure_pair(first, last) for first, last in _splits(label))


def _splits(label: str) -> Iterator[tuple[str, str]]:
    return ((label[:n], label[n:]) for n in range(_MIN_PART, len(label) - _MIN_PART + 1))


def _is_pair(first: str, last: str) -> bool:
    named = (is_given_name(first) and is_surname(last)) or (is_surname(first) and is_given_name(last))
    if named and not (is_ambiguous_name(first) and is_ambiguous_name(last)):
        return True
    sure = is_given_name(first) and not is_ambiguous_name(first)
    return sure and len(last) > _MIN_PART and not (is_common_word(last) or is_interface_word(last))


def _is_sure_pair(first: str, last: str) -> bool:
    sure = not is_ambiguous_name(first) and not is_ambiguous_name(last)
    return sure and is_given_name(first) and is_surname(last) and not is_common_word(first + last)
