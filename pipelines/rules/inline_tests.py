"""The `tests` of a rules document: reading them.

A test shows one thing, a text, a screen (a list of lines) or typed keys, and says what must be
gone, what must be kept and what must be found as which entity. Running them is
`pipelines.rules.testing`'s.
"""

from typing import Final

from pipelines.rules.keys import read_keys
from pipelines.rules.section import Section, joined, text_of
from pipelines.rules.tree import Items, Node
from schemas.rules import Expectation, RuleTest

TEST: Final = ("name", "text", "screen", "typed", "app", "title", "field", "expect")
EXPECT: Final = ("gone", "kept", "entity")
SHOWN: Final = ("text", "screen", "typed")


def read_tests(top: Section) -> tuple[RuleTest, ...]:
    """The tests of a document; faults go to its findings."""
    found: list[RuleTest] = []
    seen: dict[str, int] = {}
    for n, node in enumerate(top.items("tests", cure="write a list: `- {name: …, text: …, expect: …}`")):
        test = _test(top, node, f"tests[{n}]")
        if test is None:
            continue
        first = seen.setdefault(test.name, node.line)
        if first != node.line:
            top.fault(node, f"tests[{n}].name", f"there is one of this name on line {first}", "rename it")
        found.append(test)
    return tuple(found)


def _test(top: Section, node: Node, path: str) -> RuleTest | None:
    entry = Section(top.findings, node, path, names=TEST)
    if entry.node is None:
        return None
    name = entry.text("name", required=True, cure="add `name:` and what the test shows")
    given = [key for key in SHOWN if entry.get(key) is not None]
    if len(given) != 1:
        message = "it shows nothing" if not given else f"it shows {' and '.join(given)}"
        entry.fault(node, "", message, "give one of `text`, `screen` and `typed`")
    text = entry.text("text")
    screen = entry.texts("screen") if entry.get("screen") is not None else None
    typed = _typed(entry)
    where = {key: entry.text(key) for key in ("app", "title", "field")}
    expect = _expectation(entry)
    if name is None or len(given) != 1 or expect is None:
        return None
    return RuleTest(name=name, line=node.line, text=text, screen=screen, typed=typed, expect=expect, **where)


def _typed(entry: Section) -> tuple[str, ...] | None:
    node = entry.get("typed")
    if node is None:
        return None
    if isinstance(node, Items):
        return tuple(key for text in entry.texts("typed") for key in read_keys(text))
    text = text_of(entry, node, "typed", 'write a list of texts and keys: ["Helo", Backspace, "lo"]')
    return tuple(text or ())


def _expectation(entry: Section) -> Expectation | None:
    expect = entry.section("expect", EXPECT)
    if expect.node is None:
        if entry.get("expect") is None:
            entry.fault(None, "expect", "it is missing", "add `expect: {gone: […], kept: […]}`")
        return None
    entities = expect.section("entity")
    named: dict[str, str] = {}
    for key, value in entities.node.entries if entities.node else ():
        entity = text_of(entities, value, key.raw[:60], "write the name of an entity")
        if entity is not None:
            named[key.raw] = entity
    result = Expectation(gone=expect.texts("gone"), kept=expect.texts("kept"), entity=named)
    if not (result.gone or result.kept or result.entity) and not expect.node.entries:
        where = joined(entry.path, "expect")
        entry.findings.problem(expect.line, where, "it expects nothing", "add `gone`, `kept` or `entity`")
    return result
