"""Everything that a text alone shows, weak or strong: models, Presidio and our own recognizers.

Owns the batch: texts are normalised, cut into windows, put to each model together and mapped back.
Structure comes first, and models are asked only about what it leaves open. What a text yields here
depends on that text alone, so it may be cached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.detection.cache import SpanCache
from pipelines.detection.claims import LISTED
from pipelines.detection.judge import Judge
from pipelines.detection.models import Model
from pipelines.detection.normalise import Normalised, normalise
from pipelines.detection.presidio import PatternAnalyzer
from pipelines.detection.recognizers import recognize_plain
from pipelines.detection.spans import Span
from pipelines.detection.windows import join_windows, windows
from pipelines.detection.worth import shape_of, worth_reading

PATTERN_CHARS: Final = 4_000
CERTAIN: Final = 0.8
"""Structure from this score on (0 to 1) explains its words: nobody else is asked about them."""


def read(
    texts: Sequence[str],
    models: Sequence[Model],
    patterns: PatternAnalyzer,
    judge: Judge,
    judged: SpanCache | None = None,
) -> list[tuple[Span, ...]]:
    """What each text yields before its surroundings are looked at; spans may overlap.

    `judged` remembers what stands in a text's shape, for one set of models and one judge.
    """
    plain = [normalise(text) for text in texts]
    structure = [
        [*_patterned(normal.text, patterns), *(s for s in recognize_plain(normal.text) if s.rule != LISTED)]
        for normal in plain
    ]
    unsure = [open_windows(normal.text, known) for normal, known in zip(plain, structure, strict=True)]
    stand = _judged({shape_of(piece) for pieces in unsure for _, piece in pieces}, models, judge, judged)
    results = []
    for text, normal, known, pieces in zip(texts, plain, structure, unsure, strict=True):
        by_models = join_windows([(start, stand[shape_of(piece)]) for start, piece in pieces])
        spans = {_back(text, normal, span) for span in (*by_models, *known)}
        results.append(tuple(sorted(span for span in spans if span.start < span.end)))
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
    """The windows of each normalised text that models have a say in, read by all of them together."""
    windowed = [open_windows(normal.text) for normal in plain]
    shapes = sorted({shape_of(piece) for pieces in windowed for _, piece in pieces})
    claims = dict(zip(shapes, _claims(shapes, models), strict=True))
    return [[Piece(start, piece, claims[shape_of(piece)]) for start, piece in pieces] for pieces in windowed]


def open_windows(text: str, known: Sequence[Span] = ()) -> list[tuple[int, str]]:
    """The windows of a normalised text, each with its start, that models have a say in.

    `known` is its structure: where the certain part of that leaves only plain words, models have none.
    """
    certain = [span for span in known if span.score >= CERTAIN]
    return [
        (start, text[start:end])
        for start, end in windows(text)
        if worth_reading(text[start:end], [(span.start - start, span.end - start) for span in certain])
    ]


def _judged(
    shapes: set[str], models: Sequence[Model], judge: Judge, judged: SpanCache | None
) -> dict[str, Sequence[Span]]:
    """What stands of all models' claims in each shape."""
    known: dict[str, Sequence[Span]] = {}
    unread: list[str] = []
    for shape in sorted(shapes):
        held = None if judged is None else judged.get(judged.key(shape))
        if held is None:
            unread.append(shape)
        else:
            known[shape] = held
    standing = judge.judged_all(list(zip(unread, _claims(unread, models), strict=True)))
    for shape, spans in zip(unread, standing, strict=True):
        known[shape] = spans
        if judged is not None:
            judged.put(judged.key(shape), tuple(spans))
    return known


def _claims(shapes: Sequence[str], models: Sequence[Model]) -> list[tuple[Span, ...]]:
    """What all models together claim in each shape."""
    by_model = [model.find(shapes) for model in models] if shapes else []
    return [tuple(span for found in by_model for span in found[at]) for at in range(len(shapes))]


def _back(text: str, normal: Normalised, span: Span) -> Span:
    """A span of the normalised text in the offsets of the given one, without white space at its ends."""
    start, end = normal.to_source(span.start, span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, span.entity, span.score, span.rule)
