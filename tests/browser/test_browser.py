"""The text that the model has of a field is the text that a real browser's field held."""

import importlib.util
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.draft import Book
from pipelines.steps import draft_steps
from schemas.rules import Fields
from tests.browser.chromium import PAGE, Desk, Script, Session, find_chromium, random_session

FOUND = find_chromium()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        FOUND is None, reason="no Chromium with chromedriver on PATH (Debian: chromium, chromium-driver)"
    ),
]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    assert FOUND is not None
    options = webdriver.ChromeOptions()
    options.binary_location = FOUND[0]
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_argument("--window-size=1000,800")
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(FOUND[1]))
    try:
        yield Desk(browser)
    finally:
        browser.quit()


def assert_same_text(session: Session) -> None:
    modelled = session.modelled()
    held = {name: text for name, text in session.held.items() if name != "password"}
    assert {name: modelled.get(name, "") for name in held} == held


SCRIPTS: dict[str, Script] = {
    "plain": lambda d: d.click("name").type("Mira Castellan"),
    "backspace": lambda d: d.click("name").type("Mirra").press("Backspace").press("Backspace").type("a C."),
    "backspace past the start": lambda d: (
        d.click("name").type("ab").press(*["Backspace"]).press("Backspace").press("Backspace").type("cd")
    ),
    "delete": lambda d: d.click("name").type("Mirra").press("ArrowLeft").press("ArrowLeft").press("Delete"),
    "insert in the middle": lambda d: (
        d.click("name").type("Mra").press("ArrowLeft").press("ArrowLeft").type("i")
    ),
    "home and end": lambda d: (
        d.click("name").type("Castellan").press("Home").type("Mira ").press("End").type("!")
    ),
    "overwrite a selection": lambda d: d.click("name").type("Mira Cast").press("Shift", "Home").type("Nils"),
    "shrink a selection": lambda d: (
        d.click("name").type("abcdef").press("Shift", "Home").press("Shift", "ArrowRight").press("Backspace")
    ),
    "collapse a selection": lambda d: (
        d.click("name")
        .type("abcdef")
        .press("Shift", "ArrowLeft")
        .press("Shift", "ArrowLeft")
        .press("ArrowLeft")
        .type("X")
    ),
    "select all": lambda d: d.click("name").type("wrong").press("Control", "a").type("right"),
    "cut and paste": lambda d: (
        d.click("name")
        .type("one two")
        .press("Shift", "Home")
        .press("Control", "x")
        .type("three ")
        .press("Control", "v")
        .press("Control", "v")
    ),
    "copy to another field": lambda d: (
        d.click("name")
        .type("Mira")
        .press("Control", "a")
        .press("Control", "c")
        .press("Tab")
        .press("Control", "v")
        .press("Control", "v")
    ),
    "lines": lambda d: (
        d.click("message")
        .type("one")
        .press("Enter")
        .type("two")
        .press("Home")
        .type("a ")
        .press("Control", "Home")
        .press("Delete")
        .press("End")
        .type(".")
    ),
    "join lines": lambda d: (
        d.click("message").type("one").press("Shift", "Enter").type("two").press("Home").press("Backspace")
    ),
    "paste lines into one line": lambda d: (
        d.click("message")
        .type("one")
        .press("Enter")
        .type("two")
        .press("Control", "a")
        .press("Control", "c")
        .click("name")
        .press("Control", "v")
    ),
    "enter in one line": lambda d: d.click("search").type("parcel").press("Enter").type("s"),
    "click into text": lambda d: d.click("name").type("0123456789 0123456789").click("name", -320).type("X"),
    "double click a word": lambda d: (
        d.click("name").type("alpha beta").click("name", -350, times=2).type("omega")
    ),
    "triple click": lambda d: d.click("name").type("alpha beta").click("name", -350, times=3).type("omega"),
    "drag over text": lambda d: (
        d.click("name").type("0123456789 0123456789").drag("name", -340, -280).type("_")
    ),
    "tab and back": lambda d: (
        d.click("name").type("first").press("Tab").type("q").press("Shift", "Tab").type("2nd")
    ),
    "another field between": lambda d: (
        d.click("name").type("Mira ").click("search").type("x").click("name", 300).type("Castellan")
    ),
    "emoji": lambda d: (
        d.click("name")
        .type("ab")
        .insert("\U0001f469\u200d\U0001f4bb")
        .insert("\U0001f1eb\U0001f1f7")
        .press("Backspace")
        .press("ArrowLeft")
        .type("c")
    ),
    "input method": lambda d: (
        d.click("name").type("a").compose("\u306b", "\u306b\u307b", "\u65e5\u672c").type("b")
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("looks", [True, False], ids=["looking", "blind"])
def test_editing_sessions(desk: Desk, name: str, looks: bool) -> None:
    assert_same_text(desk.record(SCRIPTS[name], looks_after_keys=looks))


@pytest.mark.parametrize("seed", range(24))
def test_random_sessions_with_a_recorder_that_looks_where_keys_led(desk: Desk, seed: int) -> None:
    assert_same_text(desk.record(random_session(seed, platform_keys=True)))


@pytest.mark.parametrize("seed", range(100, 124))
def test_random_sessions_with_a_recorder_that_does_not(desk: Desk, seed: int) -> None:
    assert_same_text(desk.record(random_session(seed, platform_keys=False), looks_after_keys=False))


def test_undo_is_said_to_be_a_guess(desk: Desk) -> None:
    session = desk.record(lambda d: d.click("name").type("Mira").press("Control", "z"))
    assert session.approximate()["name"]


def test_a_password_is_one_step_and_its_value_is_known_as_secret(desk: Desk) -> None:
    session = desk.record(
        lambda d: (
            d.click("name")
            .type("mira")
            .press("Tab")
            .press("Tab")
            .press("Tab")
            .type("Larch-77x")
            .press("Backspace")
            .type("y")
            .press("Tab")
        )
    )
    book = Book()
    draft = draft_steps([session.entries], book, Fields(), cut_before=False, cut_after=False)
    assert session.held["password"] == "Larch-77y"
    assert "Larch-77y" in book.secrets
    shown = [step.action.get("field") for step in draft.steps if step.action["type"] == "type"]
    assert len(shown) == 2
    assert not any("Larch" in slot.text for slot in book.slots)


def test_the_example_producer_writes_what_the_page_recorded(desk: Desk, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("producer", PAGE.parent / "producer.py")
    assert spec is not None
    assert spec.loader is not None
    producer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(producer)
    send, close = producer.file_sink(tmp_path / "messages.jsonl")
    server = producer.make_server(0, send)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        desk.browser.get(f"http://127.0.0.1:{server.server_address[1]}/page.html")
        desk.click("name").type("Mira Castellan").click("save", 0).perform()
        deadline = time.monotonic() + 20
        while b"pointer" not in (lines := (tmp_path / "messages.jsonl").read_bytes()) or b'"n"' not in lines:
            assert time.monotonic() < deadline, "the page's messages did not arrive"
            time.sleep(0.05)
    finally:
        server.shutdown()
        server.server_close()
        close()
    messages = tuple(json.loads(line) for line in lines.splitlines())
    assert Session(messages, {}).modelled()["name"] == "Mira Castellan"
