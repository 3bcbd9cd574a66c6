"""Presidio recognizers in rules: YAML as Presidio takes it, in the document or in a file beside it.

Owns reading and checking them; making recognizers of them is detection's work. Only recognizers
that are plain data are taken: patterns and deny lists. Names of classes that Presidio would import
are refused, and so are predefined ones, which are in force already.
"""

from pathlib import Path
from typing import Any, Final

from pipelines.rules.files import UnreadableFile, hex_digest, plain_digest, read_named
from pipelines.rules.problems import Findings
from pipelines.rules.regexes import UnsafeRegex, compile_regex
from pipelines.rules.section import Section, is_nothing, kind_of, text_of
from pipelines.rules.tree import Items, Mapping, Node, Scalar, read_text, read_tree

FILE: Final = ("file", "sha256")
FILE_TOP: Final = ("recognizers", "supported_languages", "global_regex_flags")
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
    if isinstance(node, Scalar):
        cure = "remove it: Presidio's own recognizers are in force already"
        findings.problem(node.line, path, "this is the name of a predefined recognizer", cure)
        return None
    before = len(findings.problems)
    entry = Section(findings, node, path, names=RECOGNIZER)
    if entry.node is None:
        if not is_nothing(node):
            return None
        findings.problem(node.line, path, "this recognizer is empty", "write it or remove it")
        return None
    entry.text("name", required=True)
    kind = entry.choice("type", ("custom", "predefined"))
    if kind == "predefined":
        cure = "remove it: Presidio's own recognizers are in force already"
        entry.fault(entry.get("type"), "type", "this is a predefined recognizer", cure)
    _check_entity(entry)
    _check_patterns(entry)
    entry.texts("deny_list")
    entry.number("deny_list_score", 0, 1)
    if entry.get("patterns") is None and entry.get("deny_list") is None:
        entry.fault(node, "", "this recognizer finds nothing", "add `patterns:` or `deny_list:`")
    if len(findings.problems) > before:
        return None
    plain: dict[str, Any] = _plain(node)
    return plain


def _check_entity(entry: Section) -> None:
    if entry.get("supported_entity") is not None:
        entry.text("supported_entity")
        return
    names = entry.texts("supported_entities")
    if not names and entry.get("supported_entities") is None:
        entry.fault(None, "supported_entity", "it is missing", "add `supported_entity: EMPLOYEE_ID`")


def _check_patterns(entry: Section) -> None:
    for n, node in enumerate(entry.items("patterns")):
        pattern = Section(entry.findings, node, f"{entry.path}.patterns[{n}]", names=PATTERN)
        if pattern.node is None:
            pattern.findings.problem(node.line, pattern.path, f"this is {kind_of(node)}", "write a pattern")
            continue
        pattern.text("name")
        pattern.number("score", 0, 1)
        regex = pattern.text("regex", required=True)
        if regex is None:
            continue
        try:
            compile_regex(regex)
        except UnsafeRegex as error:
            pattern.fault(pattern.get("regex"), "regex", error.message, error.cure)


def _plain(node: Node) -> Any:
    """A tree as plain values."""
    if isinstance(node, Mapping):
        return {key.raw: _plain(value) for key, value in node.entries}
    if isinstance(node, Items):
        return [_plain(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None
