"""Everything that a text alone shows, weak or strong: models, Presidio and our own recognizers.

Owns the batch: texts are normalised, cut into windows, put to each model together and mapped back.
What a text yields here depends on that text alone, so it may be cached.
"""

from collections.abc import Sequence

from pipelines.detection.claims import LISTED
from pipelines.detection.judge import Judge, worth_reading
from pipelines.detection.models import Model
from pipelines.detection.normalise import Normalised, normalise
from pipelines.detection.presidio import PatternAnalyzer
from pipelines.detection.recognizers import recognize
from pipelines.detection.spans import Span
from pipelines.detection.windows import join_windows, windows


def read(
    texts: Sequence[str], models: Sequence[Model], patterns: PatternAnalyzer, judge: Judge
) -> list[tuple[Span, ...]]:
    """What each text yields before its surroundings are looked at; spans may overlap."""
    plain = [normalise(text) for text in texts]
    by_models = claims_of(plain, models)
    results = []
    for text, normal, claims in zip(texts, plain, by_models, strict=True):
        structure = [
            *(_back(text, normal, span) for span in patterns.find(normal.text)),
            *(span for span in recognize(text) if span.rule != LISTED),
        ]
        stand = [_back(text, normal, span) for span in judge.judged(normal.text, claims)]
        results.append(tuple(sorted({span for span in (*stand, *structure) if span.start < span.end})))
    return results


def claims_of(plain: Sequence[Normalised], models: Sequence[Model]) -> list[list[Span]]:
    """What the models claim in each normalised text."""
    pieces = [
        (at, start, normal.text[start:end])
        for at, normal in enumerate(plain)
        if worth_reading(normal.text)
        for start, end in windows(normal.text)
    ]
    unique = list(dict.fromkeys(piece for _, _, piece in pieces))
    claims: list[list[Span]] = [[] for _ in plain]
    for model in models:
        found = dict(zip(unique, model.find(unique), strict=True)) if unique else {}
        by_text: dict[int, list[tuple[int, Sequence[Span]]]] = {}
        for at, start, piece in pieces:
            by_text.setdefault(at, []).append((start, found[piece]))
        for at, parts in by_text.items():
            claims[at].extend(join_windows(parts))
    return claims


def _back(text: str, normal: Normalised, span: Span) -> Span:
    """A span of the normalised text in the offsets of the given one, without white space at its ends."""
    start, end = normal.to_source(span.start, span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, span.entity, span.score, span.rule)
