"""Running the tests of a rules document through the whole chain, as recorded work would go.

Owns making a recording of a test and judging what came of it. A test's text stands on a screen, or
in the field that it names; a screen's lines stand below each other; typed keys are pressed one by one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.detection.spans import Detector, Query, Span
from pipelines.draft import Slot
from pipelines.entries import Stretch
from pipelines.naming import Key
from pipelines.redaction.book import Published
from pipelines.rules.keys import split_chord
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.rules import Rules, RuleTest

KEY: Final = Key(b"the key of tests is no secret at all", "tests")
"""Names in tests are of no use to anybody."""
_START_MS: Final = 1_793_000_000_000
_APP: Final = "com.example.notes"
_TITLE: Final = "Notes"
_NOT_SHOWN: Final = ("app", "title", "url")


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of one test: no faults if it passed; `shown` is what would be published."""

    __test__ = False

    test: RuleTest
    faults: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.faults


class _Watched:
    """A detector that remembers what it found."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self.found: list[tuple[str, Span]] = []

    @property
    def models(self) -> tuple[str, ...]:
        return self._detector.models

    @property
    def fingerprint(self) -> dict[str, str]:
        return self._detector.fingerprint

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        answers = self._detector.detect(queries)
        for query, spans in zip(queries, answers, strict=True):
            self.found += [(query.text[span.start : span.end], span) for span in spans]
        return answers


def run_tests(rules: Rules, detector: Detector) -> tuple[TestResult, ...]:
    """Run all tests of a document, in its order."""
    return tuple(_run(rules, detector, test) for test in rules.tests)


def _run(rules: Rules, detector: Detector, test: RuleTest) -> TestResult:
    watched = _Watched(detector)
    redactor = Redactor(rules, watched, KEY)
    published: list[tuple[Slot, Published]] = []
    for stretch in _stretches(rules, test):
        published += redactor.texts(stretch, ControlSet.empty())
    shown = tuple(
        dict.fromkeys(
            text.text
            for slot, text in published
            if slot.where.kind not in _NOT_SHOWN or (slot.where.kind == "title" and test.title)
        )
    )
    return TestResult(test, tuple(_faults(test, shown, watched.found)), shown)


def _faults(test: RuleTest, shown: Sequence[str], found: Sequence[tuple[str, Span]]) -> Iterator[str]:
    everything = "\n".join(shown)
    for value in test.expect.gone:
        if value in everything:
            yield f"`{value}` is still there"
    for value in test.expect.kept:
        if value not in everything:
            yield f"`{value}` is gone"
    for value, entity in test.expect.entity.items():
        named = sorted({span.entity for text, span in found if value in text or text in value})
        if entity not in named:
            what = f"is found as {', '.join(named)}" if named else "is not found"
            yield f"`{value}` {what}, not as {entity}"


def _stretches(rules: Rules, test: RuleTest) -> Iterator[Stretch]:
    sessions = Sessions("tests", 0, lambda: rules.trajectory)
    message = decode_message(orjson.dumps(_recording(test)))
    yield from sessions.add(message, 0, None).closed
    yield from sessions.close_all()


def _recording(test: RuleTest) -> dict[str, Any]:
    """A raw message in which somebody sees or types what the test shows."""
    field = {"id": "f1", "role": "textbox", "name": test.field or "Text"}
    if test.typed is not None:
        events = [event for key in test.typed for event in _presses(key, field)]
    elif test.text is not None and test.field is not None:
        events = [{"type": "text", "text": test.text, "source": "ime", "field": field}]
    else:
        events = [_screen([test.text] if test.text is not None else list(test.screen or ()))]
    events.append({"type": "pointer", "action": "down", "x": 1, "y": 1, "button": "left"})
    events.append({"type": "pointer", "action": "up", "x": 1, "y": 1, "button": "left"})
    context = {
        "app": test.app or _APP,
        "title": _TITLE if test.title is None else test.title,
        "url": "https://app.example/",
    }
    return {
        "v": 1,
        "session_id": "test",
        "user_id": "test",
        "contexts": [context],
        "events": [
            {"seq": n, "ts": _START_MS + 100 * n, "ctx": 0, **event} for n, event in enumerate(events, 1)
        ],
    }


def _presses(key: str, field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    mods, name = split_chord(key)
    name = "Enter" if name == "\n" else name
    for action in ("down", "up"):
        yield {"type": "key", "key": name, "mods": list(mods), "action": action, "field": field}


def _screen(lines: Sequence[str]) -> dict[str, Any]:
    ocr = [
        {"text": line, "box": [20, 40 + 30 * n, 9 * max(1, len(line)), 18], "line": n}
        for n, line in enumerate(lines)
    ]
    return {"type": "screen", "width": 1440, "height": 900, "scale": 1, "ocr": ocr}
