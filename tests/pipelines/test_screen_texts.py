"""Screens that come again in a stretch: read once, and published as if each was read by itself."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.apps import AppFilter
from pipelines.draft import Book, SlotRef
from pipelines.layout import wrapped_pairs
from pipelines.naming import Key
from pipelines.redaction.book import BookRedactor, Published
from pipelines.redaction.operators import replacer
from pipelines.screen import LineReader, ScreenLine
from pipelines.screen_texts import ScreenTexts
from schemas.raw import Box, Context, OcrItem
from schemas.rules import Apps, Rules
from tests.words import WordDetector

MAIL = Context(app="mail", title="Inbox")
NOTES = Context(app="notes", title="Notes")
TEXTS = st.sampled_from(
    [
        "Name",
        "Ask Priya",
        "Shah now",
        "Priya Shah",
        "card 4111 1111",
        "1111 1111 ok",
        "•••• wait",
        "Save | Priya",
    ]
)
ITEMS = st.builds(
    lambda text, column, row: OcrItem(text=text, box=(10 + 150 * column, 10 + 20 * row, 90, 16), line=None),
    TEXTS,
    st.integers(0, 2),
    st.integers(0, 4),
)
SCREENS = st.lists(
    st.tuples(st.sampled_from([MAIL, NOTES]), st.booleans(), st.lists(ITEMS, max_size=8)),
    min_size=1,
    max_size=6,
)
VALUES = {"Priya\nShah": "PERSON", "4111 1111 1111 1111": "CREDIT_CARD"}
"""Found only where two lines are read as one, and not surely enough to be looked for elsewhere."""
Screens = list[tuple[Context, bool, list[OcrItem]]]


@settings(max_examples=150, deadline=None)
@given(SCREENS)
def test_a_screen_is_published_as_if_it_was_the_only_one(screens: Screens) -> None:
    together, alone = Book(), Book()
    reader, texts = LineReader(), _texts(together)
    once = [_add(screen, reader, texts) for screen in screens]
    each = [_add(screen, LineReader(), _texts(alone)) for screen in screens]
    assert [_shown(drawn, _published(together)) for drawn in once] == [
        _shown(drawn, _published(alone)) for drawn in each
    ]


def test_a_line_that_stands_again_is_the_same_text_unless_another_goes_on_in_it() -> None:
    book = Book()
    reader, texts = LineReader(), _texts(book)
    above, below, other = (
        OcrItem(text=t, box=(10, y, 90, 16)) for t, y in (("Ask Priya", 10), ("Shah", 30), ("Save", 30))
    )
    first, again, wrapped = (
        _add((MAIL, False, items), reader, texts)[1]
        for items in ([above, other], [above, other], [above, below])
    )
    assert first == again
    assert wrapped[0] != first[0]
    assert [slot.text for slot in book.slots] == ["Ask Priya", "Save", "Ask Priya", "Shah"]


BOXES = st.tuples(
    st.integers(0, 60), st.integers(0, 90), st.integers(0, 90), st.sampled_from([0, 9, 16, 12.5])
)


@settings(max_examples=200, deadline=None)
@given(st.lists(BOXES, max_size=30))
def test_the_lines_below_are_those_that_a_look_at_each_finds(boxes: list[Box]) -> None:
    order = sorted(range(len(boxes)), key=lambda n: (boxes[n][1], boxes[n][0]))
    pairs = []
    for place, upper in enumerate(order):
        below = [lower for lower in order[place + 1 : place + 9] if _is_below(boxes[upper], boxes[lower])]
        pairs += [(upper, below[0])] if below else []
    assert wrapped_pairs(boxes) == pairs


def _is_below(box: Box, other: Box) -> bool:
    height = max(box[3], 1)
    gap = other[1] - (box[1] + box[3])
    near = -0.5 * height <= gap <= 1.2 * height
    return near and other[1] > box[1] and abs(other[0] - box[0]) <= 2 * height


Drawn = tuple[tuple[ScreenLine, ...], list[SlotRef]]


def _texts(book: Book) -> ScreenTexts:
    return ScreenTexts(book, AppFilter(Apps()), frozenset())


def _add(screen: tuple[Context, bool, Sequence[OcrItem]], reader: LineReader, texts: ScreenTexts) -> Drawn:
    context, by_title, items = screen
    lines = reader.read(items, lambda box: 0)
    return lines, texts.add(lines, context, by_title=by_title)


def _published(book: Book) -> tuple[Published, ...]:
    replace = replacer(Key(bytes(range(32))), "s")
    return BookRedactor(WordDetector(VALUES, score=0.5), Rules(name="t")).redact(book, replace)


def _shown(drawn: Drawn, published: Sequence[Published]) -> list[Any]:
    """What of a screen is published, and what is known around its cells."""
    return [(line.text, line.box, line.cells, published[ref.slot]) for line, ref in zip(*drawn, strict=True)]
