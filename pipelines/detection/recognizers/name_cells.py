"""People's names in forms of their own: neighbouring cells, airline tickets, initials, "Last, First"."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_common_word, is_given_name, is_surname, is_vendor
from pipelines.detection.spans import Span

_LAST_FIRST: Final = re.compile(
    r"(?<![\w@/.-])([^\W\d_a-z][\w'-]{1,30}(?: [^\W\d_a-z][\w'-]{1,30})?), ?"
    r"([^\W\d_a-z][\w'-]{1,30}(?: [A-Z]\.?(?![\w]))?)(?![\w@])"
)
_INITIAL_LOWER: Final = re.compile(
    r"(?<![\w.@/-])[a-z]\. ?(?P<last>[^\W\d_]{4,20})(?![\w(@=])|(?<![\w.@/-])"
    r"(?P<first>[^\W\d_]{3,20}) [a-z]\.(?=:|,|$| -)"
)
_LAST_INITIAL: Final = re.compile(
    r"(?<![\w@/.-])(?P<last>[^\W\d_a-z][\w'-]{1,30}), ?[A-Z](?:\. ?[A-Z])?\.?(?![\w'])"
)
_CELLS: Final = re.compile(
    r"(?<![^\t|,;(])[ ']{0,3}(?P<one>[^\W\d_a-z][^\W\d_]{1,20})"
    r"[ ']{0,3}[\t|,;][ ']{0,3}(?P<two>[^\W\d_a-z][^\W\d_]{1,20})(?=[ ']{0,3}(?:[\t|,;)]|$))"
)
_PNR: Final = re.compile(
    r"(?<![\w/])(?P<last>[A-Z]{3,20})/(?P<first>[A-Z]{2,20}?)(?:MR|MRS|MS|MISS|DR)?(?![\w/])"
)


def find(text: str) -> Iterator[Span]:
    """Names that are written as forms, tables and tickets write them."""
    if "," in text and not text.islower():
        yield from _last_first(text)
    if "." in text or "," in text:
        yield from _with_initial(text)
    if "/" in text:
        yield from _passengers(text)
    if "\t" in text or "|" in text or "," in text or "'" in text:
        yield from _cells(text)


def _sure(word: str) -> bool:
    return len(word) > 3 and (is_given_name(word) or is_surname(word)) and not is_ambiguous_name(word)


def _cells(text: str) -> Iterator[Span]:
    """Given and family name in neighbouring cells: "Wu | Mei", "Hans,Obermeier", "'Katja', 'Lehtonen'"."""
    for match in _CELLS.finditer(text):
        one, two = match["one"], match["two"]
        pairs = (is_given_name(one) and is_surname(two)) or (is_surname(one) and is_given_name(two))
        if pairs and not (is_ambiguous_name(one) or is_ambiguous_name(two)):
            for part in ("one", "two"):
                yield Span(match.start(part), match.end(part), "PERSON", 0.6, "name_cells")


def _passengers(text: str) -> Iterator[Span]:
    """Names as airlines write them: OLSEN/MARTAMRS."""
    for match in _PNR.finditer(text):
        if _sure(match["last"]) or _sure(match["first"]):
            both = is_surname(match["last"]) and (is_given_name(match["first"]) or is_surname(match["first"]))
            yield Span(match.start(), match.end(), "PERSON", 0.75 if both else 0.5, "name_pnr")


def _with_initial(text: str) -> Iterator[Span]:
    for match in _INITIAL_LOWER.finditer(text):
        word = match["last"] or match["first"]
        known = is_surname(word) if match["last"] else is_given_name(word)
        if known and not is_ambiguous_name(word) and word.islower():
            yield Span(match.start(), match.end(), "PERSON", 0.65, "name_initial")
    for match in _LAST_INITIAL.finditer(text):
        last = match["last"]
        if is_surname(last) and not is_ambiguous_name(last):
            yield Span(match.start(), match.end(), "PERSON", 0.7, "last_first")


def _last_first(text: str) -> Iterator[Span]:
    for match in _LAST_FIRST.finditer(text):
        last, first = match[1], match[2].split(" ")[0]
        if is_vendor(last) or not is_given_name(first):
            continue
        surname = last.split(" ")[-1]
        if " " in last and is_given_name(last.split(" ")[0]):
            continue
        if is_surname(surname):
            sure = not (is_ambiguous_name(surname) and is_ambiguous_name(first))
            yield Span(match.start(), match.end(), "PERSON", 0.8 if sure else 0.35, "last_first")
        elif not is_ambiguous_name(first) and not is_common_word(surname) and not is_given_name(surname):
            yield Span(match.start(), match.end(), "PERSON", 0.5, "last_first")
