"""Screens: which items may be seen, how they become lines, and which boxes spans cover."""

import pytest

from pipelines.boxes import union, whole_pixels
from pipelines.entries import Entry, Envelope
from pipelines.screen import LineReader, ScreenLine
from pipelines.windows import Arrangements, visible_regions
from schemas.raw import Context, OcrItem, ScreenEvent, Window

MAIL = Context(app="mail", bounds=(0, 0, 500, 500))
VAULT = Context(app="vault", bounds=(300, 0, 500, 500))


def item(text: str, x: float, y: float, w: float = 50, h: float = 20, line: int | None = None) -> OcrItem:
    return OcrItem(text=text, box=(x, y, w, h), line=line)


def entry(*items: OcrItem, windows: tuple[Window, ...] | None = None, context: Context = MAIL) -> Entry:
    event = ScreenEvent(seq=1, ts=1, ctx=0, width=1000, height=500, ocr=items, windows=windows)
    return Entry(event, Envelope("s", "u", None, None, (context, VAULT)))


def read(
    entry_: Entry, hidden: tuple[bool, bool] = (False, False), include: bool = False
) -> list[ScreenLine]:
    event = entry_.event
    assert isinstance(event, ScreenEvent)
    owner = Arrangements(keeps_background=not include).owner(entry_, hidden)
    return list(LineReader().read(event.ocr, owner))


def texts(entry_: Entry, hidden: tuple[bool, bool] = (False, True), include: bool = False) -> list[str]:
    return [line.text for line in read(entry_, hidden, include)]


FRONT_MAIL = (Window(ctx=0, bounds=(0, 0, 400, 500)), Window(ctx=1, bounds=(300, 0, 500, 500)))
FRONT_VAULT = (Window(ctx=1, bounds=(300, 0, 500, 500)), Window(ctx=0, bounds=(0, 0, 400, 500)))


@pytest.mark.parametrize(
    ("windows", "kept"),
    [(FRONT_MAIL, ["left", "both", "desktop"]), (FRONT_VAULT, ["left", "desktop"])],
    ids=["the kept window in front", "the excluded window in front"],
)
def test_an_excluded_window_is_hidden_where_it_shows(windows: tuple[Window, ...], kept: list[str]) -> None:
    shown = entry(
        item("left", 10, 10, line=1),
        item("both", 320, 10, line=2),
        item("vault", 500, 10, line=3),
        item("desktop", 900, 10, line=4),
        windows=windows,
    )
    assert texts(shown) == kept


def test_an_item_that_reaches_into_an_excluded_window_is_hidden() -> None:
    shown = entry(item("long line", 250, 10, w=160, line=1), windows=FRONT_VAULT)
    assert texts(shown) == []


@pytest.mark.parametrize(("w", "h"), [(0, 0), (0, 20), (50, 0), (1, 1)])
def test_an_item_without_a_size_belongs_to_the_window_that_it_lies_in(w: float, h: float) -> None:
    assert texts(entry(item("vault", 500, 10, w, h, line=1), windows=FRONT_VAULT)) == []
    assert texts(entry(item("mail", 100, 10, w, h, line=1), windows=FRONT_VAULT)) == ["mail"]


def test_include_mode_hides_what_is_in_no_window() -> None:
    items = (item("in", 10, 10, line=1), item("desktop", 900, 10, line=2))
    assert texts(entry(*items, windows=FRONT_MAIL), include=True) == ["in"]
    assert texts(entry(*items), include=True) == ["in"]
    assert texts(entry(*items)) == ["in", "desktop"]
    assert texts(entry(*items, context=Context(app="mail")), include=True) == []


def test_items_of_one_line_are_joined_by_place() -> None:
    shown = entry(item("Shah", 70, 10, line=5), item("Priya", 10, 10, line=5))
    assert texts(shown) == ["Priya Shah"]


def test_lines_follow_from_boxes_where_numbers_are_missing() -> None:
    shown = entry(
        item("Dear", 10, 10),
        item("Priya", 65, 12),
        item("Next", 10, 40),
        item("far", 400, 10),
        item("line", 65, 41),
    )
    assert texts(shown) == ["Dear Priya", "Next line", "far"]


def test_items_of_one_line_in_two_windows_are_two_lines() -> None:
    windows = (Window(ctx=0, bounds=(0, 0, 100, 500)), Window(ctx=1, bounds=(100, 0, 400, 500)))
    shown = entry(item("left", 10, 10, line=1), item("right", 150, 10, line=1), windows=windows)
    assert texts(shown, hidden=(False, False)) == ["left", "right"]


def test_right_to_left_lines_are_read_from_the_right() -> None:
    shown = entry(item("كوهن", 10, 10, line=1), item("سارة", 70, 10, line=1))
    assert texts(shown) == ["سارة كوهن"]


def test_a_span_is_cut_from_the_boxes_of_its_items() -> None:
    shown = entry(item("(Priya", 10, 10, 60, line=1), item("Shah)", 80, 10, 50, line=1))
    (line,) = read(shown)
    assert line.text == "(Priya Shah)"
    assert line.boxes_of(1, 11) == (20, 10, 100, 20)
    assert line.boxes_of(7, 7) is None


def test_cells_know_their_label_and_the_head_of_their_column() -> None:
    rows = [("Name", "DOB"), ("Priya Shah", "1990-02-03"), ("Marta Okafor", "1981-12-24")]
    items = [
        item(text, 10 + 300 * column, 10 + 30 * row, 9 * len(text), line=row)
        for row, texts_ in enumerate(rows)
        for column, text in enumerate(texts_)
    ]
    shown = entry(*items)
    lines = read(shown)
    assert [[(c.label, c.header) for c in line.cells] for line in lines] == [
        [("", ""), ("Name", "")],
        [("Name", "Name"), ("DOB", "DOB")],
        [("Priya Shah", "Name"), ("Marta Okafor", "DOB")],
    ]


def test_regions_behind_others_are_what_is_left_of_them() -> None:
    front, back = visible_regions([(0, 0, 10, 10), (5, 5, 10, 10)])
    assert front == [(0, 0, 10, 10)]
    assert sum(w * h for _, _, w, h in back) == 75


def test_boxes_are_published_in_whole_pixels_around_them() -> None:
    assert union([(0, 0, 1, 1), (-5, 2, 2, 2)]) == (-5, 0, 6, 4)
    assert whole_pixels((0.5, 1.2, 2.2, 3)) == [0, 1, 3, 4]


def test_without_a_window_list_an_excluded_window_is_hidden_where_it_is_known_to_lie() -> None:
    own, elsewhere = item("own", 320, 10, line=1), item("vault", 600, 10, line=2)
    shown = entry(own, elsewhere, item("desktop", 900, 450, line=3))
    assert texts(shown) == ["own", "desktop"]
    assert texts(shown, hidden=(False, False)) == ["own", "vault", "desktop"]


def cells_of(*items: OcrItem) -> dict[str, tuple[str, str]]:
    shown = entry(*items)
    lines = read(shown)
    return {line.text[c.start : c.end]: (c.label, c.header) for line in lines for c in line.cells}


def test_a_label_right_beside_a_value_is_its_label_and_a_far_one_is_not() -> None:
    cells = cells_of(
        item("Name", 10, 10, line=1),
        item("Okafor", 110, 10, line=1),
        item("Address", 10, 40, line=2),
        item("CVC", 400, 40, line=3),
        item("Elm St", 10, 70, line=4),
        item("318", 400, 70, line=5),
    )
    assert cells["Okafor"] == ("Name", "")
    assert cells["318"][0] == "CVC"


def test_values_and_letters_of_columns_are_no_heads() -> None:
    rows = [("A", "B"), ("Employee", "Birth date"), ("Jude", "03.11.1990"), ("Inês", "12.05.1985")]
    items = [
        item(text, 10 + 300 * column, 10 + 30 * row, 9 * len(text), line=row)
        for row, texts_ in enumerate(rows)
        for column, text in enumerate(texts_)
    ]
    assert cells_of(*items)["12.05.1985"][1] == "Birth date"
    facts = [
        item("Patient", 10, 10, line=1),
        item("00771204", 110, 10, line=1),
        item("Encounters", 10, 40, line=2),
        item("Labs", 110, 40, line=2),
    ]
    assert cells_of(*facts)["Encounters"][1] == ""
