"""E-mail addresses: as they are written, spelled out, or pulled apart by OCR."""

import re
from collections.abc import Iterable
from typing import Final

from pipelines.detection.spans import Span

# Source: RFC 5321's common subset; quantifiers are bounded so that a hostile line costs linear time.
_ADDRESS: Final = re.compile(
    r"(?<![\w.%+-])[\w%+-](?:[\w.%+'-]{0,62}[\w%+-])?"
    r"@(?:[\w-]{1,63}\.){1,6}(?:[^\W\d_]{2,24}|xn--[\w-]{2,40})(?![\w@])"
)
_TLD: Final = (
    "com|org|net|edu|gov|io|co|de|fr|uk|in|it|es|nl|pl|se|no|dk|fi|ch|at|be|eu|us|ca|au|br|jp|cn|ru|"
    "ng|za|ke|gh|mx|ar|cl|pt|ie|nz|sg|hk|tw|kr|cz|sk|hu|ro|gr|tr|il|ae|sa|pk|bd|lk|id|my|ph|th|vn|ua|"
    "me|ai|gg|"
    "info|biz|dev|app|example|test"
)
_SPACED: Final = re.compile(
    r"(?<![\w.%+-])[\w%+-]{1,40}(?: ?[._] ?[\w%+-]{1,30}){0,3} ?@ ?[\w-]{1,40}"
    rf"(?: ?\. ?[\w-]{{1,30}}){{0,2}} ?\. ?(?:{_TLD})\b"
)
_AT: Final = r"(?: ?[\[({<] ?at ?[\])}>] ?| at | ?@ ?)"
_DOT: Final = r"(?: ?[\[({<] ?dot ?[\])}>] ?| dot )"
_SPELLED: Final = re.compile(
    rf"(?i)(?<![\w.])[\w.%+-]{{1,64}}(?:{_DOT}[\w-]{{1,30}}){{0,2}}{_AT}(?!the |a |this )[\w-]{{1,40}}"
    rf"(?:(?:{_DOT}|\.)[\w-]{{1,30}}){{0,2}}(?:{_DOT}|\.)(?:{_TLD})\b"
)

_PLACEHOLDER: Final = re.compile(
    r"(?i)git@(?:[\w-]{1,40}\.){1,3}\w{2,10}|(?:name|your\.?name|you|your-?email|email|someone|"
    r"user(?:name)?|me|first\.?last)@"
    r"(?:example|company|domain|email|yourcompany|yourdomain|mail|site)\.(?:com|org|net)"
)
"""Addresses that hold a place: the `git@` of clone URLs, and hints in empty fields."""


def find(text: str) -> Iterable[Span]:
    """Addresses in a text."""
    if "@" in text:
        for match in _ADDRESS.finditer(text):
            if text[match.start() - 1 : match.start()] == ":" and "://" in text[: match.start()]:
                continue
            if not _PLACEHOLDER.fullmatch(match[0]):
                yield Span(match.start(), match.end(), "EMAIL_ADDRESS", 0.95, "email")
        if " @" in text or "@ " in text or " ." in text or ". " in text:
            for match in _SPACED.finditer(text):
                local, _, domain = match[0].partition("@")
                if local.endswith(" ") or domain.startswith(" ") or " ." in domain or ". " in domain:
                    yield Span(match.start(), match.end(), "EMAIL_ADDRESS", 0.85, "email_spaced")
    lowered = text.lower()
    if "dot" in lowered or "at" in lowered and any(sign in lowered for sign in ("[at", "(at", "{at", "<at")):
        for match in _SPELLED.finditer(text):
            yield Span(match.start(), match.end(), "EMAIL_ADDRESS", 0.85, "email_spelled")
