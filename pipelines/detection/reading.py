"""Everything that a text alone shows, weak or strong: models, Presidio and our own recognizers.

Owns the batch: texts are normalised, cut into windows, put to each model together and mapped back.
What a text yields here depends on that text alone, so it may be cached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.detection.claims import LISTED
from pipelines.detection.judge import Judge, worth_reading
from pipelines.detection.models import Model
from pipelines.detection.normalise import Normalised, normalise
from pipelines.detection.presidio import PatternAnalyzer
from pipelines.detection.recognizers import recognize
from pipelines.detection.spans import Span
from pipelines.detection.windows import join_windows, windows

PATTERN_CHARS: Final = 4_000


def read(
    texts: Sequence[str], models: Sequence[Model], patterns: PatternAnalyzer, judge: Judge
) -> list[tuple[Span, ...]]:
    """What each text yields before its surroundings are looked at; spans may overlap."""
    plain = [normalise(text) for text in texts]
    results = []
    for text, normal, pieces in zip(texts, plain, pieces_of(plain, models), strict=True):
        stand = join_windows([(piece.start, judge.judged(piece.text, piece.claims)) for piece in pieces])
        structure = [
            *(_back(text, normal, span) for span in (*stand, *patterns.find(normal.text))),
            *(span for span in recognize(text) if span.rule != LISTED),
        ]
        results.append(tuple(sorted({span for span in structure if span.start < span.end})))
    return results


@dataclass(frozen=True, slots=True)
class Piece:
    """A window of a normalised text, with what the models claim in it (offsets of the window)."""

    start: int
    text: str
    claims: tuple[Span, ...]


def _patterned(text: str, patterns: PatternAnalyzer) -> list[Span]:
    """What patterns find; a long text is read in windows, since some patterns cost its length squared."""
    if len(text) <= PATTERN_CHARS:
        return patterns.find(text)
    ranges = windows(text, PATTERN_CHARS)
    return join_windows([(start, patterns.find(text[start:end])) for start, end in ranges])


def pieces_of(plain: Sequence[Normalised], models: Sequence[Model]) -> list[list[Piece]]:
    """The windows of each normalised text; all of them are put to each model together."""
    placed = [
        (at, start, normal.text[start:end])
        for at, normal in enumerate(plain)
        for start, end in windows(normal.text)
    ]
    unique = [text for text in dict.fromkeys(text for _, _, text in placed) if worth_reading(text)]
    claims: dict[str, list[Span]] = {text: [] for text in unique}
    for model in models:
        for text, found in zip(unique, model.find(unique) if unique else [], strict=True):
            claims[text].extend(found)
    pieces: list[list[Piece]] = [[] for _ in plain]
    for at, start, text in placed:
        if text in claims:
            pieces[at].append(Piece(start, text, tuple(claims[text])))
    return pieces


def _back(text: str, normal: Normalised, span: Span) -> Span:
    """A span of the normalised text in the offsets of the given one, without white space at its ends."""
    start, end = normal.to_source(span.start, span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, span.entity, span.score, span.rule)
