"""Many findings become one answer: nothing overlaps, nothing found is lost, order does not matter."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.detection.merge import merged
from pipelines.detection.spans import Span

MODELS = frozenset({"spacy", "rampart"})
TEXT = "abcdefghij klmnopqrst uvwxyz0123"

_SPANS = st.lists(
    st.builds(
        lambda start, length, entity, score, rule: Span(
            start, min(start + length, len(TEXT)), entity, score, rule
        ),
        st.integers(0, len(TEXT) - 1),
        st.integers(1, 12),
        st.sampled_from(["PERSON", "ORGANIZATION", "SECRET", "URL"]),
        st.sampled_from([0.4, 0.7, 1.0]),
        st.sampled_from(["spacy", "rampart", "deny", "email"]),
    ),
    max_size=8,
)


def _kept(entity: str) -> bool:
    return entity == "ORGANIZATION"


@given(_SPANS, st.randoms())
def test_merging_loses_nothing_overlaps_nothing_and_knows_no_order(spans: list[Span], random: object) -> None:
    answer = merged(TEXT, spans, MODELS, _kept)
    shuffled = list(spans)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merged(TEXT, shuffled, MODELS, _kept) == answer
    assert all(a.end <= b.start for a, b in zip(answer, answer[1:], strict=False))
    covered = {at for span in answer for at in range(span.start, span.end)}
    wanted = {at for span in spans for at in range(span.start, span.end) if TEXT[at].isalnum()}
    assert wanted <= covered


@given(_SPANS)
def test_what_is_kept_never_hides_what_is_not(spans: list[Span]) -> None:
    answer = merged(TEXT, spans, MODELS, _kept)
    hidden = {at for s in spans if not _kept(s.entity) and s.rule != "deny" for at in range(s.start, s.end)}
    plain = {at for s in answer if _kept(s.entity) and s.rule != "deny" for at in range(s.start, s.end)}
    assert not {at for at in hidden & plain if TEXT[at].isalnum()}


def test_deny_beats_secret_beats_structure_beats_models() -> None:
    spans = [
        Span(0, 10, "PERSON", 1.0, "spacy"),
        Span(2, 8, "URL", 0.5, "url"),
        Span(3, 6, "SECRET", 0.5, "token"),
        Span(4, 5, "PROJECT", 1.0, "deny"),
    ]
    answer = merged(TEXT, spans, MODELS, _kept)
    assert [(s.start, s.end, s.entity) for s in answer] == [
        (0, 2, "PERSON"),
        (2, 3, "URL"),
        (3, 4, "SECRET"),
        (4, 5, "PROJECT"),
        (5, 6, "SECRET"),
        (6, 8, "URL"),
        (8, 10, "PERSON"),
    ]


def test_two_models_that_overlap_on_one_person_make_one_span() -> None:
    spans = [Span(0, 5, "PERSON", 0.7, "rampart"), Span(3, 9, "PERSON", 0.9, "spacy")]
    assert merged(TEXT, spans, MODELS, _kept) == (Span(0, 9, "PERSON", 0.9, "spacy"),)


def test_what_the_documents_own_recognizer_keeps_stands_for_what_lies_inside() -> None:
    spans = [
        Span(2, 8, "ORGANIZATION", 0.6, "own"),
        Span(2, 8, "ID", 0.9, "id_form"),
        Span(4, 6, "PERSON", 0.9, "spacy"),
        Span(7, 10, "URL", 0.9, "url"),
        Span(3, 4, "SECRET", 0.5, "token"),
    ]
    answer = merged(TEXT, spans, MODELS, _kept, frozenset({"own"}))
    assert [(s.start, s.end, s.entity) for s in answer] == [
        (2, 3, "ORGANIZATION"),
        (3, 4, "SECRET"),
        (4, 7, "ORGANIZATION"),
        (7, 10, "URL"),
    ]
