"""Secrets that nothing announces: long words that no person and no program would make up.

Hashes of commits and images, UUIDs, integrity sums and public keys survive.
"""

import re
from collections.abc import Iterable
from typing import Final

from pipelines.detection.lists import is_common_word
from pipelines.detection.recognizers.secrets.values import entropy, is_hex, is_uuid
from pipelines.detection.spans import Span

_WORD: Final = re.compile(r"(?<![\w+/.@%-])[A-Za-z0-9+/_-]{24,4000}={0,2}(?![\w+/@.%-]|://)")
_LINE: Final = re.compile(r"[A-Za-z0-9+/]{60,80}={0,2}")
_PUBLIC: Final = re.compile(
    r"(?i)(?:sha\d{1,3}[-:]|integrity[=: ]|fingerprint[=: ]|md5[:=]|digest[:=]|data:[\w/+;-]{3,40},|"
    r"base64,|h1:|age1|rev[:=] ?)[\"']?$"
)


def find(text: str) -> Iterable[Span]:
    """Words of high entropy."""
    if len(text) < 24:
        return
    for match in _WORD.finditer(text):
        value = match[0]
        if (
            is_hex(value)
            or is_uuid(value)
            or _PUBLIC.search(text[max(0, match.start() - 40) : match.start()])
        ):
            continue
        alone = value == text.strip() or len(value.rstrip("=")) == 64 and entropy(value) > 4.6
        if _LINE.fullmatch(value) and alone and _kinds(value) == 3:
            yield Span(match.start(), match.end(), "SECRET", 0.6, "secret_noise")
        elif (
            _kinds(value) == 3
            and entropy(value) >= 4.0
            and not _has_words(value)
            and not value.startswith("/")
        ):
            yield Span(
                match.start(), match.end(), "SECRET", 0.5 if len(value) >= 32 else 0.45, "secret_noise"
            )


def _kinds(value: str) -> int:
    return sum(any(test(letter) for letter in value) for test in (str.islower, str.isupper, str.isdigit))


def _has_words(value: str) -> bool:
    """Whether words of English make up a third of a value, as they do in names of code and paths."""
    words = re.findall(r"[A-Z]?[a-z]{3,20}|[A-Z]{3,20}", value)
    return (
        sum(len(word) for word in words if len(word) > 3 and is_common_word(word)) > len(value) / 3
        or value.count("/") > len(value) / 12 + 2
    )
