"""What a text alone shows: models are asked what structure leaves open, once for each shape of a text."""

from collections.abc import Sequence

import pytest

from pipelines.detection.cache import SpanCache
from pipelines.detection.judge import Judge, shipped_weights
from pipelines.detection.normalise import normalise
from pipelines.detection.presidio import PatternAnalyzer
from pipelines.detection.reading import open_windows, pieces_of, read
from pipelines.detection.spans import Span
from pipelines.detection.wording import Likeness
from pipelines.detection.worth import worth_reading
from schemas.rules import Detection, Pattern


class Asked:
    """A model that claims the last word of a text, and remembers what it was asked."""

    name = rule = "asked"

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.texts: list[str] = []

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        self.texts.extend(texts)
        return [[Span(text.rindex(" ") + 1, len(text), "PERSON", 0.9, self.rule)] for text in texts]


@pytest.mark.parametrize(
    ("text", "known", "worth"),
    [
        ("Save the file", [], False),
        ("Ask Okonkwo about it", [], True),
        ("Ask Okonkwo about it", [(4, 11)], False),
        ("Ask Okonkwo about Marisol", [(4, 11)], True),
        ("Ask Okonkwo about it", [(4, 8)], True),
        ("Order 4711993 is ready", [], True),
        ("Order 4711993 is ready", [(6, 13)], False),
        ("Ask Okonkwo about it", [(-30, -10), (40, 60)], True),
    ],
)
def test_models_are_asked_only_about_what_is_open(
    text: str, known: list[tuple[int, int]], worth: bool
) -> None:
    assert worth_reading(text, known) is worth


def test_a_shape_is_read_once_and_its_findings_stand_where_they_are() -> None:
    model, judged = Asked(), SpanCache(b"", "shapes")
    analyzer = PatternAnalyzer(Detection())
    judge = Judge(Likeness(lambda word: -1, ()), shipped_weights())
    for text in ("Invoice 56892 for Okonkwo", "Invoice 10017 for Okonkwo"):
        [spans] = read([text], [model], analyzer, judge, judged)
        assert "Okonkwo" in {text[span.start : span.end] for span in spans}
    assert len(model.texts) == 1
    [[piece]] = pieces_of([normalise("Invoice 10017 for Okonkwo")], [model])
    assert [piece.text[claim.start : claim.end] for claim in piece.claims] == ["Okonkwo"]


def test_a_window_that_structure_explains_is_left_out() -> None:
    text = "Ask Okonkwo about it"
    assert open_windows(text, [Span(4, 11, "PERSON", 0.85, "label")]) == []
    assert open_windows(text, [Span(4, 11, "PERSON", 0.5, "label")]) == [(0, text)]
    assert open_windows(text) == [(0, text)]


def test_the_documents_own_patterns_read_the_text_itself() -> None:
    own = PatternAnalyzer(Detection(patterns=(Pattern(entity="ROOM", regex=r"\b482\d\d\b", score=0.9),)))
    judge = Judge(Likeness(lambda word: -1, ()), shipped_weights())
    shapes = SpanCache(b"", "shapes")
    for text, found in (
        ("Row 48213 is new", ["48213"]),
        ("Row 90011 is new", []),
        ("Row 48299 is new", ["48299"]),
    ):
        [spans] = read([text], [], own, judge, shapes)
        assert [text[span.start : span.end] for span in spans if span.entity == "ROOM"] == found
