"""How a government number is written, and how sure a text makes us that it is one.

Owns the type of one form and its scoring. Which forms there are is said in the tables by region.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipelines.detection.recognizers.bounds import NOT_AFTER_NUMBER, NOT_BEFORE_NUMBER
from pipelines.detection.spans import Span

BEFORE: Final = 48
AFTER: Final = 24
"""How many characters around a number are read for words that say what it is."""
_GAP: Final = (
    r"(?:[^\w\n]|[号號は]|번호(?:는)?|"
    r"\b(?:no|nr|num|number|nummer|n[uú]m[eé]ro|id|is|was|card|code|ref)\b){0,12}$"
)
_SIGN: Final = "[A-Za-z0-9_\u00c0-\u024f\u0370-\u04ff]"
"""Signs of scripts that part words by blanks; Chinese, Japanese, Korean and Thai signs may touch a number."""
_ROW: Final = re.compile(r"\d $")
"""More groups of digits: what follows is the end of a longer number, not one of its own."""
_COMPACT: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Form:
    """One way of writing one number; `pattern` has no outer bounds and no look-around."""

    entity: str
    pattern: str
    words: str = ""
    """Alternatives (a pattern) that, near the number, say what it is; read without regard to case."""
    check: Callable[[str], bool] | None = None
    """Whether the number, capitals and digits alone, can have been issued."""
    alone: float = 0.3
    """The score of a number that passes the check, without any of the words."""
    unchecked: float = 0.0
    """The score of one that fails it, without any of the words; 0 leaves it out."""
    loose: float = 0.6
    """The score of one that fails it right behind one of the words."""
    wide: bool = True
    """Whether a word further away counts too."""
    said: float = 0.95
    """The score of one that passes it right behind one of the words; without a check 0.1 less."""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern between bounds: no letter, digit or joined number may touch it."""
        return re.compile(
            rf"(?i)(?<!{_SIGN}){NOT_AFTER_NUMBER}(?a:{self.pattern})(?!{_SIGN}){NOT_BEFORE_NUMBER}"
        )

    @cached_property
    def near(self) -> re.Pattern[str]:
        """A word right before the number."""
        return re.compile(rf"(?<!{_SIGN})(?:{self.words})(?!{_SIGN}){_GAP}", re.IGNORECASE)

    @cached_property
    def around(self) -> re.Pattern[str]:
        """A word anywhere around it."""
        return re.compile(rf"(?<!{_SIGN})(?:{self.words})(?!{_SIGN})", re.IGNORECASE)

    def find(self, text: str) -> Iterator[Span]:
        """Spans of this form in a text."""
        for match in self.regex.finditer(text):
            score = self.score(text, match.start(), match.end())
            if score > 0:
                yield Span(match.start(), match.end(), self.entity, score, self.entity.lower())

    def score(self, text: str, start: int, end: int) -> float:
        """How sure it is that the text from `start` to `end` is such a number."""
        compact = _COMPACT.sub("", text[start:end]).upper()
        valid = self.check is None or self.check(compact)
        before = text[max(0, start - BEFORE) : start]
        if self.words and self.near.search(before):
            return self.loose if not valid else self.said - 0.1 * (self.check is None)
        if " " in text[start:end] and _ROW.search(before):
            return 0.0
        if not valid:
            return self.unchecked
        if self.words and self.wide and self.around.search(before + "\n" + text[end : end + AFTER]):
            return max(self.alone, 0.6 if self.check is None else 0.9)
        return self.alone
