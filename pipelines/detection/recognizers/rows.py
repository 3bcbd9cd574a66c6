"""What a row says of its cells: a number or an old date beside a person is that person's.

Owns when cells stand in one row, and which of them can be somebody's number or day of birth. It adds
to a text in which a person was found, and finds nothing in any other.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.detection.spans import Span

_PEOPLE: Final = frozenset(("PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "US_SSN"))
_SURE: Final = 0.5
_SPLIT: Final = re.compile(r"\t+| *\| *|;|\s{2,}|,(?=\S)|, (?=\d)")
_NUMBER: Final = re.compile(r"[\"']?(?P<value>[A-Z]{1,5}[-_]?\d[\dA-Z-]{3,14}|0\d{3,11}|\d{5,12})[\"']?")
_BESIDE: Final = re.compile(
    r"(?P<value>0\d{4,9}|[A-Z]{1,3}-\d{4,9}|[A-Z]\d{6,9}|\d{1,2}[./-]\d{1,2}[./-](?:19\d\d|200\d)|"
    r"(?:19\d\d|200\d)-\d\d-\d\d)"
)
_DAY: Final = re.compile(
    r"[\"']?(?P<value>\d{1,2}[./-]\d{1,2}[./-](?:19\d\d|200\d)|(?:19\d\d|200\d)[-/.]\d\d?[-/.]\d\d?|"
    r"\d{1,2}[ -][A-Z][a-z]{2,8}\.?[ -](?:19\d\d|200\d))[\"']?"
)
"""A full date that lies far enough back to be a day of birth."""
_JOINT: Final = r"[ ,:;/()·–-]{1,3}"
_AFTER: Final = re.compile(rf"{_JOINT}{_BESIDE.pattern}(?![\w%]|[.,:]\d)")
_BEFORE: Final = re.compile(rf"(?<![\w.,-]){_BESIDE.pattern}{_JOINT}$")
_PLAIN_YEAR: Final = re.compile(r"(?:19|20)\d{2}(?:\d{4})?")


def in_row(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Numbers and days of birth that stand in a row with, or right beside, someone."""
    people = [span for span in spans if span.entity in _PEOPLE and span.score >= _SURE]
    if not people or sum(sign.isdigit() for sign in text) < 4:
        return
    yield from _in_cells(text, people)
    for person in people:
        if person.entity == "PERSON" and " " in text[person.start : person.end].strip():
            yield from _beside(text, person)


def _in_cells(text: str, people: Sequence[Span]) -> Iterator[Span]:
    cells = list(_cells(text))
    if len(cells) < 3 or not any(_covers(people, start, end) for start, end in cells):
        return
    for start, end in cells:
        for pattern, entity in ((_DAY, "DATE"), (_NUMBER, "ID")):
            match = pattern.fullmatch(text, start, end)
            if match and not _covers(people, start, end) and not _PLAIN_YEAR.fullmatch(match["value"]):
                yield Span(*match.span("value"), entity, 0.55, "row")


def _cells(text: str) -> Iterator[tuple[int, int]]:
    """Where the cells of a row begin and end, empty ones left out."""
    at = 0
    for match in (*_SPLIT.finditer(text), None):
        end = match.start() if match else len(text)
        start = at
        while start < end and text[start] in " \"'":
            start += 1
        while end > start and text[end - 1] in " \"'":
            end -= 1
        if start < end:
            yield start, end
        at = match.end() if match else len(text)


def _covers(spans: Sequence[Span], start: int, end: int) -> bool:
    return any(span.start <= start and end <= span.end for span in spans)


def _beside(text: str, person: Span) -> Iterator[Span]:
    for match in (_AFTER.match(text, person.end), _BEFORE.search(text[: person.start])):
        if match:
            entity = "ID" if match["value"].isalnum() or match["value"][0].isalpha() else "DATE"
            yield Span(*match.span("value"), entity, _SURE, "row")
