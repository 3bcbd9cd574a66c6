"""Everything that a text alone shows, weak or strong: models, Presidio and our own recognizers.

Owns the batch: texts are normalised, cut into windows, put to each model together and mapped back.
Structure comes first, and models are asked only about what it leaves open. A text is read by its shape
(see `shapes`), once for all texts of it. What a text yields here depends on that text alone, so it may
be cached.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.detection.cache import SpanCache
from pipelines.detection.claims import LISTED
from pipelines.detection.judge import Judge
from pipelines.detection.models import Model
from pipelines.detection.normalise import Normalised, normalise
from pipelines.detection.presidio import PatternAnalyzer
from pipelines.detection.recognizers import recognize_plain
from pipelines.detection.shapes import shape_of
from pipelines.detection.spans import Span
from pipelines.detection.windows import join_windows, windows
from pipelines.detection.worth import worth_reading

PATTERN_CHARS: Final = 4_000
CERTAIN: Final = 0.8
"""Structure from this score on (0 to 1) explains its words: nobody else is asked about them."""


def read(
    texts: Sequence[str],
    models: Sequence[Model],
    patterns: PatternAnalyzer,
    judge: Judge,
    shapes: SpanCache | None = None,
) -> list[tuple[Span, ...]]:
    """What each text yields before its surroundings are looked at; spans may overlap.

    Only the document's own recognizers read the text itself, all else its shape. `shapes` remembers what
    was found in a shape, for one set of models and one judge.
    """
    found = _of_shapes({shape_of(text) for text in texts}, models, patterns, judge, shapes)
    return [
        tuple(sorted({*found[shape_of(text)], *_own(text, patterns)}))
        if patterns.own_rules
        else found[shape_of(text)]
        for text in texts
    ]


def _own(text: str, patterns: PatternAnalyzer) -> Iterator[Span]:
    normal = normalise(text)
    for span in _patterned(normal.text, patterns.find_own):
        moved = _back(text, normal, span)
        if moved.start < moved.end:
            yield moved


def _of_shapes(
    wanted: set[str],
    models: Sequence[Model],
    patterns: PatternAnalyzer,
    judge: Judge,
    shapes: SpanCache | None,
) -> dict[str, tuple[Span, ...]]:
    known: dict[str, tuple[Span, ...]] = {}
    unread: list[str] = []
    for shape in sorted(wanted):
        held = None if shapes is None else shapes.get(shapes.key(shape))
        if held is None:
            unread.append(shape)
        else:
            known[shape] = held
    for shape, spans in zip(unread, _read(unread, models, patterns, judge), strict=True):
        known[shape] = spans
        if shapes is not None:
            shapes.put(shapes.key(shape), spans)
    return known


def _read(
    texts: Sequence[str], models: Sequence[Model], patterns: PatternAnalyzer, judge: Judge
) -> list[tuple[Span, ...]]:
    """What structure and models find, whatever the rules."""
    plain = [normalise(text) for text in texts]
    structure = [
        [
            *_patterned(normal.text, patterns.find_predefined),
            *(span for span in recognize_plain(normal.text) if span.rule != LISTED),
        ]
        for normal in plain
    ]
    unsure = [open_windows(normal.text, known) for normal, known in zip(plain, structure, strict=True)]
    pieces = list(dict.fromkeys(piece for of_text in unsure for _, piece in of_text))
    judged = judge.judged_all(list(zip(pieces, _claims(pieces, models), strict=True)))
    stand = dict(zip(pieces, judged, strict=True))
    results = []
    for text, normal, known, windowed in zip(texts, plain, structure, unsure, strict=True):
        by_models = join_windows([(start, stand[piece]) for start, piece in windowed])
        spans = {_back(text, normal, span) for span in (*by_models, *known)}
        results.append(tuple(sorted(span for span in spans if span.start < span.end)))
    return results


@dataclass(frozen=True, slots=True)
class Piece:
    """A window of a normalised text, with what the models claim in it (offsets of the window)."""

    start: int
    text: str
    claims: tuple[Span, ...]


def _patterned(text: str, find: Callable[[str], list[Span]]) -> list[Span]:
    """What patterns find; a long text is read in windows, since some patterns cost its length squared."""
    if len(text) <= PATTERN_CHARS:
        return find(text)
    ranges = windows(text, PATTERN_CHARS)
    return join_windows([(start, find(text[start:end])) for start, end in ranges])


def pieces_of(plain: Sequence[Normalised], models: Sequence[Model]) -> list[list[Piece]]:
    """The windows of each normalised text that models have a say in, read by all of them together."""
    windowed = [open_windows(shape_of(normal.text)) for normal in plain]
    shapes = sorted({piece for pieces in windowed for _, piece in pieces})
    claims = dict(zip(shapes, _claims(shapes, models), strict=True))
    return [
        [Piece(start, normal.text[start : start + len(piece)], claims[piece]) for start, piece in pieces]
        for normal, pieces in zip(plain, windowed, strict=True)
    ]


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


def _claims(texts: Sequence[str], models: Sequence[Model]) -> list[tuple[Span, ...]]:
    """What all models together claim in each text."""
    by_model = [model.find(texts) for model in models] if texts else []
    return [tuple(span for found in by_model for span in found[at]) for at in range(len(texts))]


def _back(text: str, normal: Normalised, span: Span) -> Span:
    """A span of the normalised text in the offsets of the given one, without white space at its ends."""
    start, end = normal.to_source(span.start, span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end, span.entity, span.score, span.rule)
