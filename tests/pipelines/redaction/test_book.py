"""Books: what is found in one text is gone from all, in every form, and nothing else is."""

import re
from collections.abc import Sequence

import pytest

from pipelines.detection.spans import Query, Span
from pipelines.draft import Book, Forced, Piece, Surroundings
from pipelines.naming import Key
from pipelines.redaction.book import BookRedactor, Published
from pipelines.redaction.evidence import Evidence, Value, forms_of
from pipelines.redaction.operators import replacer
from schemas.rules import Detection, EntityRule, Fields, Rules
from tests.words import WordDetector

KEY = Key(bytes(range(32)))
WHERE = Surroundings(kind="typed", app="mail")


def publish(
    book: Book, rules: Rules | None = None, session: str = "s1", hidden: tuple[str, ...] = ()
) -> tuple[Published, ...]:
    return BookRedactor(WordDetector(), rules or Rules(name="t")).redact(book, replacer(KEY, session), hidden)


def published(*texts: str, rules: Rules | None = None) -> list[str]:
    book = Book()
    for text in texts:
        book.add(text, WHERE)
    return [p.text for p in publish(book, rules)]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "priya shah called",
        "PRIYA SHAH",
        "shah, priya",
        "Ask Priya.",
        "cc Shah's team",
        "priyashah_cv.pdf",
        "/home/pshah/notes",
        "P. Shah",
        "PriyaShahNotes",
        "Prıya Shah and Priya   Shah",
        "Priya Sháh",
    ],
)
def test_a_certain_name_is_gone_everywhere_in_every_form(elsewhere: str) -> None:
    _, other = published("From Priya Shah", elsewhere)
    assert "shah" not in other.lower()
    assert "priya" not in other.lower()
    assert "<PERSON_" in other


def test_what_is_allowed_stays_though_a_part_of_it_was_found_elsewhere() -> None:
    rules = Rules(name="t", detection=Detection(allow=("Shah Mat",)))
    seen = published("From Priya Shah", "Play shah  mat, Shah", rules=rules)
    assert seen[1].startswith("Play shah  mat, <PERSON_")


@pytest.mark.parametrize("text", ["Shahada day", "appriyation", "Mark all as read", "cash flow"])
def test_words_that_only_hold_a_name_stay(text: str) -> None:
    assert published("From Priya Shah", text)[1] == text


@pytest.mark.parametrize(
    "written", ["4111111111111111", "4111-1111-1111-1111", "4111 1111\n1111 1111", "card=4111111111111111;"]
)
def test_a_number_is_gone_however_it_is_grouped(written: str) -> None:
    assert "1111" not in published("Card 4111 1111 1111 1111", written)[1]


def test_a_longer_number_is_not_the_number() -> None:
    assert published("Card 4111 1111 1111 1111", "94111111111111111")[1] == "94111111111111111"


def test_names_are_the_same_in_a_session_and_differ_between_sessions() -> None:
    book = Book()
    for text in ("Priya Shah", "hello PRIYA  SHAH's cat", "Priya"):
        book.add(text, WHERE)
    first, second, part = (p.text for p in publish(book))
    other = publish(book, session="s2")[0].text
    assert first in second
    assert part not in first
    assert first != other
    assert first.startswith("<PERSON_")
    assert len(first) == len("<PERSON_7f3a19>")


def test_a_value_in_two_slots_of_a_view_is_gone_from_both() -> None:
    book = Book()
    one, two = book.add("Ask Priya Sh", WHERE), book.add("ah today", WHERE)
    book.look([Piece("Ask Priya Sh", one.slot), Piece("ah today", two.slot)], WHERE)
    first, second = (p.text for p in publish(book))
    assert first.startswith("Ask <PERSON_")
    assert second.endswith("> today")


class LineDetector:
    """Finds `Shah` where it stands below `Priya`, as models do: each line's name by itself."""

    models = ("lines-1",)
    fingerprint = {"lines": "sha256:0", "version": "1"}

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        return [
            tuple(
                Span(found.start(), found.end(), "PERSON", 0.6, "lines")
                for found in re.finditer(r"Priya|(?<=Priya\n)Shah|(?<=\n)Anna", query.text)
            )
            for query in queries
        ]


def test_a_name_that_goes_on_below_its_line_is_found_there() -> None:
    book = Book()
    texts = "Ask Priya", "Shah today", "Ask Priya ", "me: Anna"
    one, two, three, four = (book.add(text, WHERE).slot for text in texts)
    book.look([Piece(texts[0], one), Piece("\n"), Piece(texts[1], two)], WHERE, crossing=True)
    book.look([Piece(texts[2], three), Piece("\n"), Piece(texts[3], four)], WHERE, crossing=True)
    done = BookRedactor(LineDetector(), Rules(name="t")).redact(book, replacer(KEY, "s1"))
    assert done[1].text.endswith("> today")
    assert done[3].text == "me: Anna"


@pytest.mark.parametrize(("seen", "whole"), [("Priya Sha", True), ("Pri", True), ("P", False)])
def test_a_half_typed_name_goes_with_its_word_or_not_at_all(seen: str, whole: bool) -> None:
    book = Book()
    ref = book.add("ask Priya Shahi", WHERE)
    book.look([Piece(seen, ref.slot, 4)], WHERE)
    detector = WordDetector({seen: "PERSON"}, score=0.5)
    (text,) = BookRedactor(_OnlyViews(detector, "ask Priya Shahi"), Rules(name="t")).redact(
        book, replacer(KEY, "s")
    )
    names = {"Priya Sha": "ask <PERSON_", "Pri": "ask <PERSON_", "P": "ask Priya Shahi"}
    assert text.text.startswith(names[seen])
    assert text.text.endswith(">") == (seen == "Priya Sha")
    assert whole or text.text == "ask Priya Shahi"


class _OnlyViews:
    """Finds nothing in one text: what is found there must come from a view."""

    def __init__(self, detector: WordDetector, blind: str) -> None:
        self._detector = detector
        self._blind = blind
        self.models = detector.models
        self.fingerprint = detector.fingerprint

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        found = self._detector.detect(queries)
        return [() if q.text == self._blind else spans for q, spans in zip(queries, found, strict=True)]


def test_what_was_typed_and_deleted_is_evidence() -> None:
    book = Book()
    book.add("it was shah", WHERE)
    book.look([Piece("Priya Shah")], WHERE)
    assert "shah" not in publish(book)[0].text


def test_a_secret_typed_in_a_secure_field_is_gone_elsewhere() -> None:
    book = Book()
    book.add("hunter2-xyz", WHERE, whole=Forced(0, 0, "SECRET", "secure"))
    book.add("my password is Hunter2-xyz!", WHERE)
    book.keep_secret("hunter2-xyz")
    assert [p.text for p in publish(book)] == ["<SECRET>", "my password is <SECRET>!"]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("$$ecret%9!! ok", "<SECRET> ok"),
        ("!!$$ecret%9!!", "!!<SECRET>"),
        ("$$ecret%9", "$$<SECRET>"),
        ("ecre", "ecre"),
    ],
)
def test_a_secret_goes_with_its_signs_and_half_typed(shown: str, expected: str) -> None:
    book = Book()
    book.add(shown, WHERE)
    book.keep_secret("$$ecret%9!!")
    assert publish(book)[0].text == expected


def test_the_start_of_a_secret_that_is_an_everyday_word_stays() -> None:
    book = Book()
    for text in "Welcome back", "Welcome202", "Welcome2024":
        book.add(text, WHERE)
    book.keep_secret("Welcome2024")
    assert [p.text for p in publish(book)] == ["Welcome back", "<SECRET>", "<SECRET>"]


def test_a_number_is_gone_half_typed_too() -> None:
    typed, shown, other = published("4111 1111 1111 1111", "4111 1111 11", "4111 11")
    assert typed[:5] == shown[:5] == "<CRED"
    assert other == "4111 11"


def test_a_short_secret_is_met_as_a_whole_text_only() -> None:
    book = Book()
    book.add("a man, a plan", WHERE)
    book.add("A", WHERE)
    book.keep_secret("a")
    assert [p.text for p in publish(book)] == ["a man, a plan", "<SECRET>"]


def test_forced_parts_and_whole_slots_are_listed() -> None:
    book = Book()
    book.add("abcdef", WHERE, forced=[Forced(3, 6, "TEXT", "cut")])
    book.add("", WHERE, whole=Forced(0, 0, "CLIPBOARD", "clipboard"))
    first, second = publish(book)
    assert (first.text, second.text) == ("abc<TEXT>", "<CLIPBOARD>")
    assert [(m.entity, m.rule, m.start, m.end) for m in first.marks + second.marks] == [
        ("TEXT", "cut", 3, 9),
        ("CLIPBOARD", "clipboard", 0, 11),
    ]


def test_texts_of_excluded_windows_are_hidden() -> None:
    book = Book()
    book.add("Switch to Vault - Passwords now", WHERE)
    (text,) = publish(book, hidden=("Vault - Passwords",))
    assert text.text == "Switch to <TEXT> now"


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("placeholder", "Ask <PERSON> now"),
        ("mask", "Ask ***** **** now"),
        ("drop", "Ask  now"),
        ("keep", "Ask Priya Shah now"),
    ],
)
def test_operators(operator: str, expected: str) -> None:
    rules = Rules(name="t", detection=Detection(entities={"PERSON": EntityRule(operator=operator)}))  # type: ignore[arg-type]
    assert published("Ask Priya Shah now", rules=rules) == [expected]


def test_a_surrogate_is_made_up_and_the_same_each_time() -> None:
    rules = Rules(name="t", detection=Detection(entities={"PERSON": EntityRule(operator="surrogate")}))
    first, second = published("Priya Shah", "priya shah", rules=rules)
    assert first == second
    assert "shah" not in first.lower()
    assert " " in first


def test_a_dropped_value_has_an_empty_mark() -> None:
    rules = Rules(name="t", detection=Detection(entities={"PERSON": EntityRule(operator="drop")}))
    book = Book()
    book.add("Ask Priya Shah", WHERE)
    (text,) = publish(book, rules)
    assert [(m.start, m.end) for m in text.marks] == [(4, 4)]


def test_secrets_are_never_kept() -> None:
    rules = Rules(
        name="t",
        detection=Detection(entities={"SECRET": EntityRule(operator="mask")}),
        fields=Fields(operators={"textbox": "keep"}),
    )
    assert published("key sk_live_9f8e7d6c5b4a", rules=rules) == ["key <SECRET>"]


def test_an_uncertain_finding_is_no_evidence() -> None:
    assert forms_of(Value("Priya Shah", "PERSON", 0.5, "r")) == []
    assert Evidence(forms_of(Value("Priya Shah", "PERSON", 0.7, "r"))).find("priya shah")
