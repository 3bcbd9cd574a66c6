"""What a place makes of a name that stands in it: a span, scored by the place and the name lists."""

import re
from collections.abc import Iterator

from pipelines.detection.lists import is_vendor
from pipelines.detection.recognizers.names import Name, name_at
from pipelines.detection.spans import Span


def placed(name: Name, known: float, unknown: float, rule: str) -> Iterator[Span]:
    """A span scored by the place, less where the lists know none of the words."""
    if is_vendor(" ".join(word.text for word in name.words)):
        return
    only = name.words[0]
    if len(name.words) == 1 and only.kind == "initial":
        return
    score = known if name.score >= 0.3 or only.kind == "ambiguous" else unknown
    yield Span(name.start, name.end, "PERSON", max(score, name.score), rule)


def last_name_before(text: str, start: int, end: int) -> Name | None:
    """The name that ends right at a place: the longest of at most four words."""
    starts = [match.start() for match in re.finditer(r"(?<![\w'-])[^\W\d_]", text[start:end])][-4:]
    for at in starts:
        name = name_at(text, start + at)
        if name is not None and name.end >= end - 1:
            return name
    return None
