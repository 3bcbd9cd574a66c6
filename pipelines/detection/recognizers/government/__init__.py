"""National, tax, health, passport and driving numbers of many countries.

Owns the order of forms and a prefilter that reads a text once for all of them. A number of
digits alone is reported with confidence only beside a word that says what it is; without one
it is a weak candidate (0.3) even if its check digits fit, since numbers without meaning must
survive.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import re2

from pipelines.detection.recognizers.government import (
    americas,
    asia_pacific,
    europe_central,
    europe_north,
    europe_south,
    papers,
)
from pipelines.detection.recognizers.government.form import Form
from pipelines.detection.recognizers.repair import repair
from pipelines.detection.spans import Span

FORMS: Final[tuple[Form, ...]] = (
    *americas.FORMS,
    *asia_pacific.FORMS,
    *europe_central.FORMS,
    *europe_north.FORMS,
    *europe_south.FORMS,
    *papers.FORMS,
)
_DIGITS: Final = re.compile(r"\d[^\d\n]{0,12}\d")


def find(text: str) -> Iterable[Span]:
    """Government numbers in a text; one whose digits were misread needs a word beside it."""
    if not _DIGITS.search(text):
        return
    for index in _worth_running(text):
        yield from FORMS[index].find(text)
    mended = repair(text)
    if mended != text:
        for index in _worth_running(mended):
            for span in FORMS[index].find(mended):
                if span.score >= 0.6 and text[span.start : span.end] != mended[span.start : span.end]:
                    yield Span(span.start, span.end, span.entity, 0.6, span.rule)


def _worth_running(text: str) -> list[int]:
    return sorted(_prefilter().Match(text) or ())


@cache
def _prefilter() -> Any:
    """All patterns as one automaton that says which of them are worth running.

    With less memory than this it falls back to a search forty times as slow.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    patterns = re2.Set.SearchSet(options)
    for form in FORMS:
        patterns.Add(rf"(?:^|[^A-Za-z0-9])(?:{form.pattern})")
    patterns.Compile()
    return patterns
