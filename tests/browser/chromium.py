"""Real Chromium with the example recorder in it: sessions of typing, and what the fields then hold."""

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.draft import Book
from pipelines.editor import Editor
from pipelines.entries import Entry, Envelope
from pipelines.segment import Segment
from schemas import codec
from schemas.rules import Fields

PAGE: Final = Path(__file__).parents[2] / "docs" / "recorder" / "page.html"
IDS: Final = ("name", "search", "message", "password")
FIELDS: Final = {"Full name": "name", "Search": "search", "Message": "message", "Password": "password"}


def find_chromium() -> tuple[str, str] | None:
    """The paths of Chromium and of its driver, if both are there."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@dataclass(frozen=True)
class Session:
    """What was recorded, and what the fields of the page held at the end, by id."""

    messages: tuple[dict[str, Any], ...]
    held: dict[str, str]

    @property
    def entries(self) -> list[Entry]:
        """The session's events in their places, decoded from their wire form."""
        found: list[Entry] = []
        for message in self.messages:
            raw = codec.decode_message(json.dumps(message).encode())
            envelope = Envelope(raw.session_id, raw.user_id, raw.role, raw.region, raw.contexts)
            found.extend(Entry(event, envelope) for event in raw.events)
        return found

    def modelled(self) -> dict[str, str]:
        """What the model says that the fields hold, by id."""
        return {name: editor.text for name, editor in self._editors()}

    def approximate(self) -> dict[str, bool]:
        """Whether the model says that it guesses, by id."""
        return {name: editor.approximate for name, editor in self._editors()}

    def _editors(self) -> list[tuple[str, Editor]]:
        segment = Segment(0, self.entries, Book(), Fields(), frozenset(), cut_before=False)
        segment.read(cut_after=False)
        fields = [getattr(entry.event, "field", None) for entry in self.entries]
        names = {f"#{field.id}": field.name for field in fields if field is not None}
        return [(FIELDS[names[place.id]], editor) for place, editor in segment.editors if place.id in names]


class Desk:
    """A page in Chromium with a person at the keyboard."""

    def __init__(self, browser: Any) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        self.browser = browser
        self._chain = ActionChains(browser, duration=0)

    def record(self, script: Callable[["Desk"], object], *, looks_after_keys: bool = True) -> Session:
        """Run a script on a fresh page and return what the recorder and the fields have of it."""
        self.browser.get(PAGE.as_uri())
        options = json.dumps({"flushMs": 1e9, "flushEvents": 50, "looksAfterKeys": looks_after_keys})
        self.browser.execute_script(
            "window.messages = [];"
            f"window.recorder = new CleantraceRecorder({{session_id: 's-1', user_id: 'u-1'}}, {options});"
            "recorder.onmessage = message => messages.push(message); recorder.start()"
        )
        script(self)
        self.perform()
        self.browser.execute_script("recorder.stop()")
        messages = self.browser.execute_script("return messages")
        values = "return Object.fromEntries(arguments[0].map(id => [id, document.getElementById(id).value]))"
        return Session(tuple(messages), self.browser.execute_script(values, list(IDS)))

    def perform(self) -> None:
        self._chain.perform()
        self._chain.reset_actions()

    def element(self, name: str) -> Any:
        return self.browser.find_element("id", name)

    def click(self, name: str, x: int = -300, y: int = 0, times: int = 1) -> "Desk":
        """Click in a field, at so many pixels from its middle."""
        self._chain.move_to_element_with_offset(self.element(name), x, y)
        for _ in range(times):
            self._chain.click()
        return self

    def drag(self, name: str, x: int, x2: int) -> "Desk":
        """Select with the pointer."""
        self._chain.move_to_element_with_offset(self.element(name), x, 0).click_and_hold()
        self._chain.move_to_element_with_offset(self.element(name), x2, 0).release()
        return self

    def type(self, text: str) -> "Desk":
        self._chain.send_keys(text)
        return self

    def press(self, *names: str) -> "Desk":
        """Press a key, with the modifiers named before it: `Control`, `Shift`, `Backspace`."""
        from selenium.webdriver.common.keys import Keys

        special = {
            "Control": Keys.CONTROL,
            "Shift": Keys.SHIFT,
            "Backspace": Keys.BACKSPACE,
            "Delete": Keys.DELETE,
            "Enter": Keys.ENTER,
            "Tab": Keys.TAB,
            "Home": Keys.HOME,
            "End": Keys.END,
            "Escape": Keys.ESCAPE,
            "ArrowLeft": Keys.ARROW_LEFT,
            "ArrowRight": Keys.ARROW_RIGHT,
            "ArrowUp": Keys.ARROW_UP,
            "ArrowDown": Keys.ARROW_DOWN,
        }
        *held, last = [special.get(name, name) for name in names]
        for key in held:
            self._chain.key_down(key)
        self._chain.send_keys(last)
        for key in reversed(held):
            self._chain.key_up(key)
        return self

    def insert(self, text: str) -> "Desk":
        """Text that arrives whole, as from an emoji picker; nothing where no field has the focus."""
        self.perform()
        if not self._is_in_field():
            return self
        self.browser.execute_cdp_cmd("Input.insertText", {"text": text})
        return self

    def compose(self, *states: str) -> "Desk":
        """An input method at work: what it shows on the way, and at last what it commits."""
        self.perform()
        if not self._is_in_field():
            return self
        for state in states[:-1]:
            span = {"selectionStart": len(state), "selectionEnd": len(state)}
            self.browser.execute_cdp_cmd("Input.imeSetComposition", {"text": state, **span})
        self.browser.execute_cdp_cmd("Input.insertText", {"text": states[-1]})
        return self

    def _is_in_field(self) -> bool:
        tag = self.browser.execute_script("return document.activeElement.tagName")
        return tag in ("INPUT", "TEXTAREA")


Script = Callable[[Desk], object]
KEYS: Final = """
    Backspace | Backspace | Delete | ArrowLeft | ArrowRight | Shift ArrowLeft | Shift ArrowRight |
    Home | End | Shift Home | Shift End | Control Home | Control End | Control a | Control c |
    Control x | Control v | Enter | Tab | Shift Tab | Escape
"""
PLATFORM_KEYS: Final = """
    Control ArrowLeft | Control ArrowRight | Control Shift ArrowLeft | ArrowUp | ArrowDown | Shift ArrowUp |
    Control Backspace | Control Delete
"""
"""Keys whose way depends on the platform and the layout: exact where the recorder looks after them."""

WORDS: Final = "Mira Castellan asked for the parcel, order 48213; call back (0161) 496-0735! don't x.y a_b"
WHOLE: Final = (
    "\U0001f469\u200d\U0001f4bb",
    "\u00e9",
    "na\u00efve",
    "\U0001f1eb\U0001f1f7",
    "\U0001f44d\U0001f3fd",
)


def _strokes(text: str) -> list[list[str]]:
    return [stroke.split() for stroke in text.split("|")]


def random_session(seed: int, *, platform_keys: bool) -> Script:
    """A person who writes, errs and corrects; `platform_keys`: also keys that platforms disagree on."""

    def script(desk: Desk) -> None:
        rng = random.Random(seed)
        strokes = _strokes(KEYS) + (_strokes(PLATFORM_KEYS) if platform_keys else [])
        fields = ("name", "message", "search")
        desk.click(rng.choice(fields))
        for _ in range(rng.randint(12, 40)):
            choice = rng.random()
            if choice < 0.45:
                desk.type(rng.choice(WORDS.split()) + rng.choice([" ", "", ", "]))
            elif choice < 0.85:
                stroke = rng.choice(strokes)
                for _ in range(rng.choice([1, 1, 2, 5]) if len(stroke) == 1 and stroke != ["Tab"] else 1):
                    desk.press(*stroke)
            elif choice < 0.93:
                desk.click(rng.choice(fields), rng.randint(-340, -200), times=rng.choice([1, 1, 2, 3]))
            elif choice < 0.96:
                desk.drag(rng.choice(["name", "search"]), rng.randint(-340, -250), rng.randint(-340, -150))
            elif choice < 0.98:
                desk.insert(rng.choice(WHOLE))
            else:
                desk.compose("\u306b", "\u306b\u307b", "\u65e5\u672c")

    return script
