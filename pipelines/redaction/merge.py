"""Many findings in one text become parts that do not overlap, with nothing found left uncovered."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from pipelines.detection.spans import Span

_FIRST = {"SECRET": 0, "CLIPBOARD": 0, "TEXT": 0}


def merge_spans(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans in order, without overlap, that cover all that the given ones cover.

    Secrets go first, then longer ones, then surer ones; what is left of a span beside a stronger
    one stays as a span of its own, where it holds a letter or digit.
    """
    taken: list[Span] = []
    starts: list[int] = []
    ranked = sorted(
        set(spans),
        key=lambda s: (_FIRST.get(s.entity, 1), s.start - s.end, -s.score, s.entity, s.rule, s.start),
    )
    for span in ranked:
        for start, end in list(_uncovered(span, taken, starts)):
            trimmed = trim(text, _between(span, start, end))
            if trimmed is not None:
                place = bisect_right(starts, trimmed.start)
                starts.insert(place, trimmed.start)
                taken.insert(place, trimmed)
    return _join_names(text, taken)


def _uncovered(span: Span, taken: Sequence[Span], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What no other covers; `taken` are in order and apart, `starts` are theirs."""
    at = span.start
    for n in range(max(0, bisect_right(starts, at) - 1), len(taken)):
        other = taken[n]
        if other.start >= span.end:
            break
        if at < other.start:
            yield at, other.start
        at = max(at, other.end)
    if at < span.end:
        yield at, span.end


def trim(text: str, span: Span) -> Span | None:
    """The span without white space and loose punctuation at its ends; None where nothing is left.

    A secret keeps its punctuation, which may be part of it.
    """
    start, end = span.start, span.end
    loose = _is_space if span.entity in _FIRST else _is_loose
    while start < end and loose(text[start]) and not _opens(text, start, end):
        start += 1
    while end > start and loose(text[end - 1]) and not _closes(text, start, end):
        end -= 1
    if span.entity == "PERSON" and end - start > 3 and text[end - 2 : end] in ("'s", "’s"):
        end -= 2
    if not any(map(str.isalnum, text[start:end])) and span.entity not in _FIRST:
        return None
    if span.entity == "PERSON" and text[max(0, start - 1) : end].lower() in ("'s", "’s"):
        return None
    return _between(span, start, end) if start < end else None


def _between(span: Span, start: int, end: int) -> Span:
    """The same finding from one place to another."""
    if start == span.start and end == span.end:
        return span
    return Span(start, end, span.entity, span.score, span.rule)


def _is_space(char: str) -> bool:
    return char.isspace()


def _is_loose(char: str) -> bool:
    return char.isspace() or char in ",;:.!?\"'`“”‘’()[]{}<>|•·–—-/\\*_~"


def _opens(text: str, start: int, end: int) -> bool:
    """Whether the first character opens a bracket that closes inside the span."""
    closer = {"(": ")", "[": "]", "{": "}", "<": ">"}.get(text[start])
    return closer is not None and closer in text[start + 1 : end - 1]


def _closes(text: str, start: int, end: int) -> bool:
    """Whether the last character closes a bracket that opens inside the span."""
    pairs = {")": "(", "]": "[", "}": "{", ">": "<"}
    opener = pairs.get(text[end - 1])
    return opener is not None and opener in text[start : end - 1]


def _join_names(text: str, spans: Sequence[Span]) -> list[Span]:
    """Parts of one name that stand side by side are one name."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.entity == span.entity == "PERSON"
            and last.end < span.start
            and text[last.end : span.start] == " "
        ):
            joined[-1] = Span(last.start, span.end, "PERSON", max(last.score, span.score), last.rule)
        else:
            joined.append(span)
    return joined
