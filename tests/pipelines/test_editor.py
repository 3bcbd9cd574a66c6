"""The model of a text field against a simple one, and what it says where it cannot know."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.buffer import Typed
from pipelines.editor import MAX_PARTS, Editor
from pipelines.graphemes import cluster_after, cluster_before, erased_before, word_reach


@dataclass
class Plain:
    """An editor as one would write it first: a string, a caret, an anchor."""

    text: str = ""
    caret: int = 0
    anchor: int | None = None

    @property
    def selection(self) -> tuple[int, int]:
        anchor = self.caret if self.anchor is None else self.anchor
        return min(anchor, self.caret), max(anchor, self.caret)

    def replace(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]
        self.caret = start + len(text)
        self.anchor = None

    def type(self, text: str) -> None:
        self.replace(*self.selection, text)

    def erase(self, key: str) -> None:
        start, end = self.selection
        if start == end and key == "Backspace":
            start = max(0, start - 1)
        elif start == end:
            end = min(len(self.text), end + 1)
        self.replace(start, end, "")

    def move(self, key: str, select: bool) -> None:
        start, end = self.selection
        if select and self.anchor is None:
            self.anchor = self.caret
        collapsing = not select and start != end
        line_start = self.text.rfind("\n", 0, self.caret) + 1
        line_end = self.text.find("\n", self.caret)
        places = {
            "ArrowLeft": start if collapsing else self.caret - 1,
            "ArrowRight": end if collapsing else self.caret + 1,
            "Home": line_start,
            "End": len(self.text) if line_end < 0 else line_end,
        }
        self.caret = min(max(places[key], 0), len(self.text))
        if not select:
            self.anchor = None

    def select(self, start: int, end: int) -> None:
        self.anchor, self.caret = start, end


ERASERS = st.tuples(st.just("erase"), st.sampled_from(["Backspace", "Delete"]))
MOVES = st.tuples(st.just("move"), st.sampled_from(["ArrowLeft", "ArrowRight", "Home", "End"]), st.booleans())
TYPING = st.tuples(st.just("type"), st.text("abcXYZ .\n", min_size=1, max_size=5))
SELECTS = st.tuples(st.just("select"), st.integers(0, 30), st.integers(0, 30))
EVERYTHING = st.tuples(st.just("all"))


@settings(deadline=None)
@given(st.lists(st.one_of(TYPING, TYPING, ERASERS, MOVES, SELECTS, EVERYTHING), max_size=60))
def test_it_edits_as_a_simple_editor_does(operations: list[tuple]) -> None:
    editor, plain, typed = Editor(multi_line=True), Plain(), Typed()
    editor.select_all()
    for name, *arguments in [("type", "x"), *operations]:
        if name == "type":
            editor.type(typed, arguments[0])
            plain.type(arguments[0])
        elif name == "erase":
            editor.erase(typed, arguments[0])
            plain.erase(arguments[0])
        elif name == "move":
            editor.move(arguments[0], select=arguments[1])
            plain.move(*arguments)
        elif name == "all":
            editor.select_all()
            plain.select(0, len(plain.text))
        else:
            start, end = (min(offset, len(plain.text)) for offset in arguments)
            editor.select(start, end)
            plain.select(start, end)
        assert editor.text == plain.text
    assert typed.deleted == 0
    assert not editor.approximate


@settings(deadline=None)
@given(st.lists(st.one_of(TYPING, ERASERS, MOVES, SELECTS, EVERYTHING), max_size=60), st.booleans())
def test_it_takes_anything_in_a_field_of_unknown_text(operations: list[tuple], multi_line: bool) -> None:
    editor, typed = Editor(multi_line=multi_line), Typed()
    for n, (name, *arguments) in enumerate(operations):
        if n % 7 == 6:
            editor.lose_caret()
        if n % 11 == 10:
            editor.forget()
        if name == "type":
            editor.type(typed, arguments[0])
        elif name == "erase":
            editor.erase(typed, arguments[0], by_word=n % 3 == 0)
        elif name == "move":
            editor.move(arguments[0], select=arguments[1], by_word=n % 4 == 0)
        elif name == "all":
            editor.select_all()
        else:
            editor.select(*arguments)
    assert set(editor.text) <= set("".join(typed.chars))


def test_text_that_was_there_before_is_counted_when_it_goes() -> None:
    editor, typed = Editor(), Typed()
    for _ in range(3):
        editor.erase(typed, "Backspace")
    editor.type(typed, "new")
    assert (editor.text, typed.deleted, editor.approximate) == ("new", 3, True)


def test_a_selection_in_unknown_text_has_a_known_length() -> None:
    editor, typed = Editor(), Typed()
    editor.select(2, 7)
    editor.type(typed, "new")
    assert (editor.text, typed.deleted) == ("new", 5)
    editor.select(0, 3)
    editor.type(typed, "A")
    assert (editor.text, typed.deleted) == ("Aew", 7)


def test_a_lost_caret_gives_the_text_up_until_something_tells() -> None:
    editor, first, second = Editor(), Typed(), Typed()
    editor.type(first, "Priya ")
    editor.lose_caret()
    editor.select(6, 6)
    editor.type(first, "S")
    assert (editor.text, editor.given_up) == ("Priya S", [])
    editor.lose_caret()
    editor.type(second, "hah")
    assert editor.text == "hah"
    assert [[part[0] for part in text] for text in editor.given_up] == [[first]]
    assert editor.approximate


def test_a_text_in_too_many_parts_is_given_up() -> None:
    editor, typed = Editor(), Typed()
    for _ in range(2 * MAX_PARTS):
        editor.type(typed, "a")
        editor.move("ArrowLeft")
    assert editor.buffer.part_count <= MAX_PARTS + 1
    assert editor.approximate


@pytest.mark.parametrize(
    ("before", "after", "reach"),
    [
        ("ab", "cd", (1, 1)),
        ("", "", (0, 0)),
        ("e\u0301", "e\u0301x", (2, 2)),
        ("x\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bbx", (3, 3)),
        ("x\U0001f44d\U0001f3fd", "\U0001f44d\U0001f3fdx", (2, 2)),
        ("\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea", "\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea", (2, 2)),
        ("a\u200d", "a\u200db", (2, 2)),
    ],
)
def test_a_character_is_what_a_person_sees(before: str, after: str, reach: tuple[int, int]) -> None:
    assert (cluster_before(reversed(before)), cluster_after(after)) == reach


def test_backspace_takes_an_accent_alone() -> None:
    assert erased_before(reversed("e\u0301")) == 1
    assert erased_before(reversed("\U0001f44d\U0001f3fd")) == 2


@pytest.mark.parametrize(
    ("text", "reach"),
    [("one two", 3), ("  one two", 5), ("don't go", 5), ("x.y z", 3), ("... a", 3), ("", 0), ("   ", 3)],
)
def test_words(text: str, reach: int) -> None:
    assert word_reach(text) == reach
