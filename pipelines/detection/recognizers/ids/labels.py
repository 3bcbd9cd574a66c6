"""Numbers by the words before them: "Order no. 48213", "Sendungsnummer 0034…", "n° client : CL0089412".

Owns the reading of a label. A value is found first, since there are few in a line; then the words
that stand right before it are looked up.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.recognizers.ids.words import (
    BROAD,
    DENIED,
    ENDINGS,
    FILLERS,
    MACHINE,
    NUMBER,
    PLAIN,
    STRONG,
    THINGS,
    TRAVEL,
    WEAK,
)
from pipelines.detection.spans import Span

_VALUE: Final = re.compile(
    r"(?<![^\W_])(?<!\w[-./\\])(?<!\d[,:])(?:[A-Z]{1,4} (?=[A-Z]?\d))?"
    r"(?=[A-Za-z_/.-]{0,12}\d)[A-Za-z0-9](?:[A-Za-z0-9]|[-_/.](?=[A-Za-z0-9])){1,39}(?!\w|[@%€$£])"
)
_UNITS: Final = (
    r"(?:items?|days?|hours?|hrs?|h|mins?|min|weeks?|months?|years?|yrs?|pcs|x|of|am|pm|st|nd|rd|th|to|"
    r"lines?|pages?|units?|rows?|results?|comments?|files?|pax|nights?|points?|sec|s|ms|kg|km|gb|mb|kb)\b"
)
_MORE: Final = re.compile(
    rf" (?=[A-Z]{{0,3}}\d)(?!\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d|\d{{1,2}}:\d\d)"
    rf"[A-Z0-9]{{1,12}}(?:[-/][A-Z0-9]{{1,8}}){{0,3}}(?!\w|[.:,]\d|[%€$£])(?! ?{_UNITS})"
)
"""A further group of a number that is written in groups."""
_SIGN: Final = re.compile(r"[\s\"'`“”(\[{]*(?:[:=#：＝>→~]|->|=>)*[\s\"'`“”(\[{]*#?$")
_BREAK: Final = re.compile(r"[|\t;!?\n·•()\[\]{}<>&,]|  |: |\. (?=[A-Z])(?!(?i:n[or])\b)|[=/\\]")
_WORDS: Final = re.compile(r"№|n\.º|[^\W\d_]+(?:°|º)?|n0|#|°|º", re.IGNORECASE)
_CAMEL: Final = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GLUED: Final = re.compile(r"(?P<label>[A-Z][a-z]{2,12}(?:ID|No|Nr|Number)?)(?=[A-Z]{0,5}-?\d)")
NOT_VALUES: Final = re.compile(
    r"(?i)(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[-/]\d\d(?:-\d\d.*)?|v?\d{1,3}\.\d{1,3}(?:\.\d{1,5}){0,3}|"
    r"\d{1,3}(?:st|nd|rd|th)|#?[0-9a-f]{6}(?<=[a-f]..)|\d{1,2}|0x[0-9a-f]+|\d+[.,]\d{2}|"
    r"19\d\d|20[0-4]\d|\d{1,4}(?:px|pt|em|ms|kb|mb|gb|am|pm|min|hrs?|days?|x\d+|k|m|h|s)|h[1-6]|"
    r"20[0-4]\d-\d\d|v\d{1,3}(?:\.\d+)*|q[1-4]|\d{4}/\d{2})"
)
BESIDE: Final = 0.55
"""The score of a number right beside a thing, without a word or sign between."""
REFERRED: Final = 0.5
"""The score of a number that only "ref" or "No." announces: it needs a form of its own."""
_REFERENCE: Final = re.compile(
    r"(?=(?:[A-Z/-]{0,4}\d){3})(?=\d*[A-Z/-])[A-Z\d]{1,8}(?:[-/][A-Z\d]{1,8}){0,3}|"
    r"(?=[A-Z\d]*\d)(?=\d*[A-Z])[A-Z\d]{6}"
)
_TYPED: Final = re.compile(r"[a-z]{2,8}_(?=[A-Za-z]*\d)[A-Za-z0-9]{6,40}")
"""A type, a line, and what a machine drew: acc_7TzB4nPwRc."""
_MIXED: Final = re.compile(r"[A-Z]{1,4}[ /-]?(?=(?:[A-Z/-]{0,3}\d){4})[A-Z\d]{1,8}(?:[-/][A-Z\d]{1,8}){0,3}")
_UUID: Final = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}(?:-[0-9a-f]{12})?|[0-9a-f]{16,64}")


def find(text: str) -> Iterator[Span]:
    """Numbers that a label announces."""
    for match in _VALUE.finditer(text):
        yield from _read(text, match.start(), match.end())


def _read(text: str, start: int, end: int) -> Iterator[Span]:
    value = text[start:end]
    if " " in value and _is_label(value.split(" ")[0]):
        start += value.index(" ") + 1
        value = text[start:end]
    glued = _GLUED.match(value)
    if glued and _is_label(glued["label"]):
        start += glued.end()
        value, score, noun, firm = text[start:end], 0.7, glued["label"].lower(), True
    else:
        score, noun, firm = _announced(text, start)
    if score == BESIDE and not _is_beside(value, noun):
        return
    if score == REFERRED and not _REFERENCE.fullmatch(value):
        return
    if score == 0.0 or text[end : end + 1] == ":" and text.lstrip().startswith("case "):
        return
    more = _MORE.match(text, end)
    if NOT_VALUES.fullmatch(value) and not (more and value.isdigit()):
        return
    while more:
        end = more.end()
        more = _MORE.match(text, end)
    if not _is_number(text[start:end], noun, firm):
        return
    start -= text[start - 1 : start] == "#"
    yield Span(start, end, "ID", score, "id_label")


def _is_beside(value: str, noun: str) -> bool:
    """Whether a number right beside a thing is more than a count or a day."""
    if noun in PLAIN and not ("-" in value or "/" in value):
        return False
    long = value.isdigit() and len(value) >= 7 and noun not in MACHINE and value[:2] not in ("19", "20")
    return long or _MIXED.fullmatch(value) is not None


def _is_label(word: str) -> bool:
    words = _CAMEL.sub(" ", word).lower().split()
    return bool(words) and (words[0] in STRONG or words[0] in NUMBER or words[0] in THINGS and len(words) > 1)


def _announced(text: str, start: int) -> tuple[float, str, bool]:
    """How surely the words before a place announce a number, of what, and whether they say "number"."""
    before = text[max(0, start - 48) : start]
    sign = _SIGN.search(before)
    at = sign.start() if sign else len(before)
    marked = any(c in before[at:] for c in ":=#：＝")
    label = _BREAK.split(before[:at])[-1]
    words = [word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", label))][-5:]
    if not words:
        return 0.0, "", False
    words = [word for word in words if word != "s"]
    numbered, said = 0, ""
    while words and (
        words[-1] in FILLERS or words[-1] in NUMBER and (len(words) > 1 or words[-1] not in STRONG)
    ):
        word = words.pop()
        if word in NUMBER:
            numbered, said = max(numbered, 1 + (word in BROAD)), word
    if not words:
        return _alone(said, marked), said, True
    if len(words) > 1:
        numbered = max(
            [numbered, *(1 + (word in BROAD) for word in (words[0], *words[-3:-1]) if word in NUMBER)]
        )
    return _score(words, marked, numbered), words[-1], marked or numbered > 0


def _alone(said: str, marked: bool) -> float:
    """The score of a bare "ID:", "our ref" or "No." before a number."""
    if said in ("ref", "refs", "reference", "referenz"):
        return 0.6 if marked else REFERRED
    if said == "id":
        return 0.5 if marked else 0.0
    return REFERRED if said in BROAD else 0.0


def _score(words: list[str], marked: bool, numbered: int) -> float:
    noun = words[-1]
    pair = words[-2] if len(words) > 1 else ""
    if noun in DENIED:
        return 0.0
    if noun in STRONG:
        return 0.8 if pair not in DENIED or pair in FILLERS or numbered else 0.45
    if noun in THINGS:
        return (0.6 if noun in WEAK else 0.75) if numbered or marked else BESIDE
    for ending in ENDINGS:
        if noun.endswith(ending) and len(noun) > len(ending) + (ending.isascii() and 2):
            return 0.0 if noun[: -len(ending)].rstrip("-s") in DENIED else 0.75
    if numbered and (pair in STRONG or pair in THINGS):
        return 0.7
    return 0.6 if numbered > 1 and len(noun) > 2 else BESIDE if numbered and len(noun) > 2 else 0.0


def _is_number(value: str, noun: str, firm: bool) -> bool:
    """Whether a value that a label announces can be its number."""
    if _UUID.fullmatch(value) and noun in MACHINE:
        return False
    digits = sum(sign.isdigit() for sign in value)
    letters = sum(sign.isalpha() for sign in value)
    if noun in WEAK and (noun == "id" or noun not in NUMBER) and digits < 5 or letters > 24:
        return False
    if digits >= 4 or digits == 3 and (letters or firm):
        return True
    if firm and _TYPED.fullmatch(value):
        return True
    if value.upper() != value or "." in value:
        return False
    locator = len(value) == 6 and digits == 1 and (noun in TRAVEL or noun in NUMBER)
    return locator or digits >= 2 and 5 <= len(value) <= 12


def counts_something(text: str, start: int, end: int) -> bool:
    """Whether a number, or the word it begins with, counts lines, ports, processes or the like."""
    value = text[start:end]
    inside = _WORDS.findall(value)[:1]
    if inside and inside[0].lower() in DENIED and value.lower().startswith(inside[0].lower()):
        return len(value.split()) == 2
    label = _BREAK.split(text[max(0, start - 48) : start].rstrip(" :#=."))[-1]
    words = [word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", label))]
    while words and words[-1] in NUMBER:
        words.pop()
    return bool(words) and words[-1] in DENIED and value.replace(" ", "").isdigit()
