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
    claimed: SpanCache | None = None,
) -> list[tuple[Span, ...]]:
    """What each text yields before its surroundings are looked at; spans may overlap.

    `claimed` remembers what models claim in a text's shape, for models of one and the same set.
    """
    plain = [normalise(text) for text in texts]
    structure = [
        [*_patterned(normal.text, patterns), *(s for s in recognize_plain(normal.text) if s.rule != LISTED)]
        for normal in plain
    ]
    results = []
    read_by_models = pieces_of(plain, models, structure, claimed)
    judged = iter(judge.judged_all([(p.text, p.claims) for pieces in read_by_models for p in pieces]))
    for text, normal, known, pieces in zip(texts, plain, structure, read_by_models, strict=True):
        stand = join_windows([(piece.start, next(judged)) for piece in pieces])
        spans = {_back(text, normal, span) for span in (*stand, *known)}
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


def pieces_of(
    plain: Sequence[Normalised],
    models: Sequence[Model],
    structure: Sequence[Sequence[Span]] = (),
    claimed: SpanCache | None = None,
) -> list[list[Piece]]:
    """The windows of each normalised text that models have a say in, read by all of them together.

    `structure`: what is known of each text already; where its certain part leaves only plain words,
    a window is left out.
    """
    pieces: list[list[tuple[int, str]]] = []
    for at, normal in enumerate(plain):
        certain = [span for span in structure[at] if span.score >= CERTAIN] if structure else []
        pieces.append(
            [
                (start, normal.text[start:end])
                for start, end in windows(normal.text)
                if worth_reading(normal.text[start:end], [(s.start - start, s.end - start) for s in certain])
            ]
        )
    claims = _claims({shape_of(text) for of_text in pieces for _, text in of_text}, models, claimed)
    return [[Piece(start, text, claims[shape_of(text)]) for start, text in of_text] for of_text in pieces]


def _claims(
    shapes: set[str], models: Sequence[Model], claimed: SpanCache | None
) -> dict[str, tuple[Span, ...]]:
    """What all models together claim in each shape."""
    known: dict[str, tuple[Span, ...]] = {}
    unread: list[str] = []
    for shape in sorted(shapes):
        held = claimed.get(claimed.key(shape)) if claimed is not None else None
        if held is None:
            unread.append(shape)
        else:
            known[shape] = held
    by_model = [model.find(unread) for model in models] if unread else []
    for at, shape in enumerate(unread):
        known[shape] = tuple(span for found in by_model for span in found[at])
        if claimed is not None:
            claimed.put(claimed.key(shape), known[shape])
    return known


def _back(text: str, normal: Normalised, span: Span) -> Span:
    """A span of the normalised text in the offsets of the given one, without white space at its ends."""
    start, end = normal.to_source(span.start, span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, span.entity, span.score, span.rule)
