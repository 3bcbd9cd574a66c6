"""Many overlapping findings made one answer.

Owns who wins where findings overlap, and that nothing that was found is lost: what a winner leaves
of a loser stays. Values that the rules deny win, then secrets, then what the document's own
recognizers say, then what structure shows, then models; what is to be kept loses to everything else,
unless the document's own recognizer found it: then it stands for what lies inside it. The answer
follows from the findings as a set, never from their order.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pipelines.detection.spans import Span
from pipelines.detection.values import without

DENIED: Final = "deny"
_LONG: Final = 30
"""A finding of this many characters outweighs a short one inside it that is surer by 0.3."""


def merged(
    text: str,
    spans: Iterable[Span],
    models: frozenset[str],
    is_kept: Callable[[str], bool],
    own: frozenset[str] = frozenset(),
) -> tuple[Span, ...]:
    """Spans that do not overlap, sorted.

    `models`: rules of models; `own`: rules that the document brought; `is_kept`: whether an entity is.
    """
    by_rank: dict[int, list[Span]] = {}
    for span in _without_what_is_kept(set(spans), is_kept, own):
        by_rank.setdefault(_rank(span, models, is_kept, own), []).append(span)
    taken: list[Span] = []
    for rank in sorted(by_rank, reverse=True):
        for span in sorted(_united(by_rank[rank], rank), key=_weight):
            over = [
                (other.start, other.end)
                for other in taken
                if other.start < span.end and span.start < other.end
            ]
            taken.extend(without(text, span, over) if over else [span])
    return tuple(sorted(taken))


def _without_what_is_kept(
    spans: set[Span], is_kept: Callable[[str], bool], own: frozenset[str]
) -> Iterable[Span]:
    """The spans less those inside one that the document's own recognizer finds in order to keep it."""
    kept = [span for span in spans if span.rule in own and is_kept(span.entity)]
    if not kept:
        return spans
    return [
        span
        for span in spans
        if span.rule == DENIED
        or span.rule in own
        or span.entity == "SECRET"
        or not any(other.start <= span.start and span.end <= other.end for other in kept)
    ]


def _rank(span: Span, models: frozenset[str], is_kept: Callable[[str], bool], own: frozenset[str]) -> int:
    if span.rule == DENIED:
        return 5
    if span.entity == "SECRET":
        return 4
    if is_kept(span.entity):
        return 0
    if span.rule in own:
        return 3
    return 1 if span.rule in models else 2


def _weight(span: Span) -> tuple[float, int, int, str, str]:
    """The surest first, where length makes up for some doubt; the rest only makes the order whole."""
    length = span.end - span.start
    worth = round(span.score + min(length, _LONG) / 100, 2)
    return (-worth, -length, span.start, span.entity, span.rule)


def _united(spans: Sequence[Span], rank: int) -> list[Span]:
    """Spans of models that overlap and are the same entity, as one; others as they are."""
    if rank > 1:
        return list(spans)
    united: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.entity, s.start, s.end, -s.score, s.rule)):
        last = united[-1] if united else None
        if last is not None and last.entity == span.entity and span.start < last.end:
            best = max(last, span, key=lambda s: (s.score, s.rule))
            united[-1] = Span(last.start, max(last.end, span.end), span.entity, best.score, best.rule)
        else:
            united.append(span)
    return united
