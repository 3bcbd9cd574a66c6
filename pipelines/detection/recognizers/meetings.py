"""People's names in meetings, calls, lists of people, and after verbs that take a person."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.recognizers.names import name_at
from pipelines.detection.recognizers.placed import placed
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

_WITH: Final = re.compile(
    r"(?i)\b(?:chat|call|meeting|conversation|interview|dm|sync|1:1|1-1|1-on-1|one-on-one|lunch|"
    r"coffee|catch[- ]?up|check[- ]?in|"
    r"screen ?share|screen ?sharing|huddle|demo|appointment|call back|followed up|follow up|speak|"
    r"spoke|talk|talked|met|meet|"
    r"shared|direct message|direct messages|message|pair(?:ing|ed)?|call from|missed call from|"
    r"message from|reply from|email from|"
    r"mail from|voicemail from|invite from|invitation from|note from|request from|feedback from|"
    r"reply to|replying to|message to|"
    r"assigned to|reassigned to|escalated to|handed over to|transferred to|forwarded to|delegated to|"
    r"mentioned|on behalf of|"
    r"approved by|requested by|written by|created by|reported by|reviewed by|cared for by|seen by|"
    r"signed by|owned by|managed by|"
    r"profile of|profile for|record for|review for|appraisal for|offer letter for|payslip for|"
    r"invoice for|contract for|"
    r"booking for|appointment for|reservation for|onboarding for|impersonating|logged in as|signed "
    r"in as|sign in as|acting as|"
    r"viewing as|shared with|share with|chatting with|calling|ask|tell|ping|remind|cc|thank|email|contact)"
    r" ?(?:with|-|:|from)? (?=[^\W\d_])"
)
_ONE_TO_ONE: Final = re.compile(
    r"(?i:\b(?:1:1|1-1|1on1|sync|catch[- ]?up|one-on-one|interview|check-in|handover)) ?[:|-]? ?"
    r"(?P<one>[^\W\d_][\w'. -]{1,30}?) ?(?:/|<>|<->|&|x|\+|and) ?(?P<two>[^\W\d_][\w'.-]{1,30}(?: "
    r"[^\W\d_a-z][\w'.-]{1,30})?)"
)
_PAIR: Final = re.compile(
    r"(?P<one>[^\W\d_a-z][\w'-]{1,20}) ?(?:/|<>|<->|&) ?(?P<two>[^\W\d_a-z][\w'-]{1,20})"
)
_PAIR_WORD: Final = re.compile(
    r"(?i)\b(?:1:1|1-1|sync|catch[- ]?up|one-on-one|weekly|biweekly|meeting|chat|intro|interview)\b"
)
_LIST: Final = re.compile(
    r"[^\W\d_][\w'.-]{1,24}(?: [^\W\d_][\w'.-]{1,24}){0,3}(?:(?:, | / |; )[^\W\d_][\w'.-]{1,24}(?: "
    r"[^\W\d_][\w'.-]{1,24}){0,3}){1,20}"
)
_SIEVE: Final = Sieve(_WITH, _ONE_TO_ONE, _PAIR_WORD)


def find(text: str) -> Iterable[Span]:
    """Names beside words that take a person, and in lists of names."""
    yield from _announced(text)
    yield from _listed(text)


def _announced(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_WITH, text):
        name = name_at(text, match.end())
        if name is not None and (name.score >= 0.3 or len(name.words) > 1):
            yield from placed(name, 0.75, 0.5, "announced")
    for pair in _SIEVE.finditer(_ONE_TO_ONE, text):
        yield from _both(text, pair, 0.7)
    if _SIEVE.search(_PAIR_WORD, text):
        for pair in _PAIR.finditer(text):
            yield from _both(text, pair, 0.6)


def _listed(text: str) -> Iterator[Span]:
    """Names in a list most of whose items are names."""
    if ", " not in text and " / " not in text and "; " not in text:
        return
    for run in _LIST.finditer(text):
        items = [(item.start(), item[0]) for item in re.finditer(r"[^,;/]+", run[0])]
        names = [name_at(text, run.start() + at + len(item) - len(item.lstrip())) for at, item in items]
        sure = sum(name is not None and name.score >= 0.45 for name in names)
        if sure < 2 and not (sure == 1 and len(items) == 2 and "/" in run[0]):
            continue
        for name, (at, item) in zip(names, items, strict=True):
            whole = (
                name is not None
                and name.end >= run.start() + at + len(item.rstrip())
                and name.start - run.start() - at <= 1
            )
            if name is not None and whole and text[name.start].isupper() and len(name.words) <= 3:
                yield from placed(name, 0.55, 0.45, "name_list")


def _both(text: str, pair: re.Match[str], score: float) -> Iterator[Span]:
    names = [name_at(text, pair.start(side)) for side in ("one", "two")]
    if any(name is not None and name.score >= 0.4 for name in names):
        for name in names:
            if name is not None:
                yield from placed(name, score, score - 0.1, "one_to_one")
