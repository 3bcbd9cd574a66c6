"""Presidio recognizers in rules: YAML as Presidio takes it, in the document or in a file beside it.

Owns reading and checking them; making recognizers of them is detection's work. Custom recognizers
are taken with their patterns, deny lists and context words, for texts of all languages: screens do
not say which they are in. Predefined ones are in force already and are passed over with a note.
"""

from pathlib import Path
from typing import Any, Final

from pipelines.rules.files import UnreadableFile, hex_digest, plain_digest, read_named
from pipelines.rules.problems import Findings
from pipelines.rules.regexes import UnsafeRegex, compile_regex
from pipelines.rules.section import Section, is_nothing, kind_of, text_of
from pipelines.rules.tree import Items, Mapping, Node, Scalar, read_text, read_tree

FILE: Final = ("file", "sha256")
FILE_TOP: Final = ("recognizers", "supported_languages", "supported_countries", "global_regex_flags")
RECOGNIZER: Final = (
    "name",
    "type",
    "supported_entity",
    "supported_entities",
    "supported_language",
    "supported_languages",
    "patterns",
    "deny_list",
    "deny_list_score",
    "context",
    "enabled",
    "global_regex_flags",
    "version",
    "country_code",
    "class_name",
    "score_thresholds",
)
PATTERN: Final = ("name", "regex", "score")


def read_recognizers(detection: Section, folder: Path | None) -> tuple[dict[str, Any], ...]:
    """All recognizers of a document: given in place, or in files that it names."""
    node = detection.get("recognizers")
    if node is None:
        return ()
    if not isinstance(node, Items):
        return _one(detection, node, "recognizers", folder)
    return tuple(
        found
        for n, item in enumerate(node.items)
        for found in _one(detection, item, f"recognizers[{n}]", folder)
    )


def _one(detection: Section, node: Node, name: str, folder: Path | None) -> tuple[dict[str, Any], ...]:
    path = f"{detection.path}.{name}"
    if isinstance(node, Scalar):
        file = text_of(detection, node, name, "write the name of a YAML file, or a recognizer")
        return _from_file(detection, node, name, file, None, folder) if file else ()
    if isinstance(node, Mapping) and node.get("file") is not None:
        entry = Section(detection.findings, node, path, names=FILE)
        file = entry.text("file", cure="write the name of a YAML file")
        digest = entry.text("sha256")
        return _from_file(detection, node, name, file, digest, folder) if file else ()
    found = _recognizer(detection.findings, node, path)
    return () if found is None else (found,)


def _from_file(
    detection: Section, node: Node, name: str, file: str, digest: str | None, folder: Path | None
) -> tuple[dict[str, Any], ...]:
    try:
        data = read_named(folder, file)
    except UnreadableFile as error:
        detection.fault(node, name, error.message, error.cure)
        return ()
    if digest is not None and plain_digest(digest) != hex_digest(data):
        cure = "put the right file there, or write the new digest and publish again"
        detection.fault(node, name, f"the file `{file}` is not the one meant", cure)
        return ()
    findings = Findings(file)
    found = _recognizers_of(data, findings)
    detection.findings.problems += findings.problems
    detection.findings.notes += findings.notes
    return found


def _recognizers_of(data: bytes, findings: Findings) -> tuple[dict[str, Any], ...]:
    text = read_text(data, findings)
    tree = read_tree(text, findings) if text is not None else None
    if tree is None:
        return ()
    if isinstance(tree, Items):
        nodes, path = tree.items, ""
    else:
        top = Section(findings, tree, "", names=FILE_TOP)
        nodes, path = top.items("recognizers"), "recognizers"
    read = (_recognizer(findings, node, f"{path}[{n}]") for n, node in enumerate(nodes))
    return tuple(found for found in read if found is not None)


def _recognizer(findings: Findings, node: Node, path: str) -> dict[str, Any] | None:
    cure = "it may be removed"
    if isinstance(node, Scalar) and not is_nothing(node):
        findings.note(node.line, path, "a predefined recognizer is in force already", cure)
        return None
    if not isinstance(node, Mapping):
        findings.problem(
            node.line, path, f"this is {kind_of(node)}", "write a recognizer: `name: …` and so on"
        )
        return None
    if _raw(node, "type") == "predefined" or (node.get("class_name") and not node.get("patterns")):
        findings.note(node.line, path, "a predefined recognizer is in force already", cure)
        return None
    if isinstance(off := node.get("enabled"), Scalar) and off.value is False:
        return None
    before = len(findings.problems)
    entry = Section(findings, node, path, names=RECOGNIZER)
    entry.choice("type", ("custom", "predefined"))
    found = {
        "name": entry.text("name", required=True),
        "supported_entity": _entity(entry),
        "patterns": _patterns(entry),
        "deny_list": list(entry.texts("deny_list")),
        "deny_list_score": entry.number("deny_list_score", 0, 1),
        "context": _context(entry),
    }
    if not found["patterns"] and not found["deny_list"]:
        entry.fault(node, "", "this recognizer finds nothing", "add `patterns:` or `deny_list:`")
    if len(findings.problems) > before:
        return None
    return {name: value for name, value in found.items() if value not in (None, [])}


def _raw(node: Mapping, name: str) -> str:
    value = node.get(name)
    return value.raw if isinstance(value, Scalar) else ""


def _entity(entry: Section) -> str | None:
    if entry.get("supported_entity") is not None:
        return entry.text("supported_entity")
    names = entry.texts("supported_entities")
    if not names:
        entry.fault(None, "supported_entity", "it is missing", "add `supported_entity: EMPLOYEE_ID`")
        return None
    if len(names) > 1:
        node = entry.get("supported_entities")
        entry.findings.note(
            node.line if node else entry.line, entry.path, "Presidio uses the first entity only", "name one"
        )
    return names[0]


def _context(entry: Section) -> list[str]:
    """Context words: those of the recognizer, and those that it lists by language."""
    words = list(entry.texts("context"))
    for node in entry.items("supported_languages"):
        if isinstance(node, Mapping):
            words += Section(entry.findings, node, f"{entry.path}.supported_languages").texts("context")
    return list(dict.fromkeys(words))


def _patterns(entry: Section) -> list[dict[str, Any]]:
    found = []
    for n, node in enumerate(entry.items("patterns")):
        pattern = Section(entry.findings, node, f"{entry.path}.patterns[{n}]", names=PATTERN)
        if pattern.node is None:
            continue
        name = pattern.text("name") or f"pattern {n + 1}"
        score, regex = pattern.number("score", 0, 1), pattern.text("regex", required=True)
        if regex is None:
            continue
        try:
            compile_regex(regex)
        except UnsafeRegex as error:
            pattern.fault(pattern.get("regex"), "regex", error.message, error.cure)
        found.append({"name": name, "regex": regex, "score": 0.5 if score is None else score})
    return found
