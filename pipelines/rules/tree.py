"""YAML text to a tree that knows its lines; what is dangerous or unclear in YAML is refused here.

Owns the limits on a document (size, nesting, nodes), and refuses duplicate keys, aliases that
grow without bound, tags, several documents and text that is not UTF-8. It knows no field of the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from pipelines.rules.problems import Findings

MAX_RULES_BYTES: Final = 1024 * 1024
MAX_NODES: Final = 200_000
MAX_DEPTH: Final = 40
MAX_NUMBER_LENGTH: Final = 40

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Final[Any] = yaml.SafeLoader("")
_STRINGS: Final = ("!", "tag:yaml.org,2002:str")
_BOOLS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(slots=True)
class Node:
    """A place in the document: its line (from 1), its column (from 0), its text's start and end."""

    line: int
    column: int
    start: int
    end: int
    size: int = 1


@dataclass(slots=True)
class Scalar(Node):
    """A single value: text, number, truth value or nothing."""

    value: str | int | float | bool | None = None
    raw: str = ""
    plain: bool = False


@dataclass(slots=True)
class Items(Node):
    items: list[Node] = field(default_factory=list)
    flow: bool = False


@dataclass(slots=True)
class Mapping(Node):
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    flow: bool = False
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each name."""

    def get(self, name: str) -> Node | None:
        """The value under a name."""
        return next((value for key, value in self.entries if key.raw == name), None)


class _Refused(Exception):  # noqa: N818
    def __init__(self, line: int, message: str, cure: str) -> None:
        self.line, self.message, self.cure = line, message, cure


def read_text(data: bytes, findings: Findings) -> str | None:
    """The document's text; None and a problem if it is too big, not UTF-8 or empty."""
    if len(data) > MAX_RULES_BYTES:
        size = f"it has {len(data)} bytes"
        findings.problem(0, "", f"the document is too big: {size}", f"at most {MAX_RULES_BYTES} are read")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        findings.problem(line, "", "the text is not UTF-8", "save the file as UTF-8")
        return None
    if not text.strip():
        findings.problem(0, "", "the document is empty", "begin with `version: 1` and `name:`")
        return None
    return text


def read_tree(text: str, findings: Findings) -> Node | None:
    """The document as a tree; None and a problem if it is no YAML that rules may use."""
    try:
        tree = _Composer(findings).compose(text)
        if tree is None:
            findings.problem(0, "", "the document is empty", "begin with `version: 1` and `name:`")
        return tree
    except _Refused as refused:
        findings.problem(refused.line, "", refused.message, refused.cure)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        findings.problem(mark.line + 1 if mark else 0, "", f"this is not YAML: {what}", "mend the line")
    except yaml.YAMLError as error:
        what = "it holds a character that YAML does not allow"
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 0
        findings.problem(line, "", f"this is not YAML: {what}", "remove the control character")
    return None


class _Composer:
    """Builds the tree from parser events, without recursion."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._anchors: dict[str, Node] = {}
        self._count = 0

    def compose(self, text: str) -> Node | None:
        loader = _Loader(text)
        try:
            return self._build(iter(loader.get_event, None))
        finally:
            loader.dispose()

    def _build(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        open_nodes: list[tuple[Mapping | Items, Scalar | None, str | None]] = []
        documents = 0
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused(line, "a second document begins", "remove `---`")
            elif isinstance(event, yaml.CollectionEndEvent):
                node, key, anchor = open_nodes.pop()
                end: Any = event.end_mark
                node.end = end.index
                if isinstance(node, Mapping) and key is not None:
                    raise _Refused(key.line, f"`{_shown(key.raw)}` has no value", "give it one")
                root = self._place(node, anchor, 1, open_nodes) or root
            elif isinstance(event, yaml.StreamEndEvent):
                return root
            elif isinstance(event, yaml.CollectionStartEvent):
                self._enter(event, open_nodes)
            elif isinstance(event, yaml.NodeEvent):
                leaf = self._leaf(event)
                anchor = event.anchor if isinstance(event, yaml.ScalarEvent) else None
                root = self._place(leaf, anchor, leaf.size, open_nodes) or root
        return root

    def _enter(self, event: Any, open_nodes: list[Any]) -> None:
        line = event.start_mark.line + 1
        if len(open_nodes) >= MAX_DEPTH:
            raise _Refused(line, f"it is nested deeper than {MAX_DEPTH} levels", "make it flatter")
        if event.tag is not None and not event.implicit:
            raise _Refused(line, "a tag is not allowed", "remove the word that begins with `!`")
        kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Items
        mark = event.start_mark
        node = kind(line, mark.column, mark.index, mark.index, flow=bool(event.flow_style))
        open_nodes.append((node, None, event.anchor))

    def _leaf(self, event: Any) -> Node:
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            known = self._anchors.get(str(event.anchor))
            if known is None:
                raise _Refused(
                    line, f"nothing is called `&{_shown(str(event.anchor))}` above", "write it out"
                )
            return known
        if event.tag is not None and event.tag not in _STRINGS:
            raise _Refused(line, "a tag is not allowed", "remove the word that begins with `!`")
        mark: Any = event.start_mark
        end: Any = event.end_mark
        plain = event.tag is None and bool(event.implicit[0])
        value = _resolve(event.value, line) if plain else event.value
        return Scalar(line, mark.column, mark.index, end.index, value=value, raw=event.value, plain=plain)

    def _place(self, node: Node, anchor: str | None, cost: int, open_nodes: list[Any]) -> Node | None:
        self._count += cost
        if self._count > MAX_NODES:
            raise _Refused(node.line, f"it has more than {MAX_NODES} values", "move long lists to a CSV file")
        if anchor is not None:
            self._anchors[anchor] = node
        if not open_nodes:
            return node
        parent, key, parent_anchor = open_nodes[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
            parent.size += node.size
        elif key is None:
            if not isinstance(node, Scalar):
                raise _Refused(node.line, "a name of a field must be plain text", "write `name: value`")
            open_nodes[-1] = (parent, node, parent_anchor)
        else:
            self._set(parent, key, node)
            open_nodes[-1] = (parent, None, parent_anchor)
        return None

    def _set(self, parent: Mapping, key: Scalar, node: Node) -> None:
        first = parent.lines.setdefault(key.raw, key.line)
        if len(parent.lines) == len(parent.entries):
            message = f"it stands here for the second time, first on line {first}"
            self._findings.problem(key.line, _shown(key.raw), message, "keep one of the two")
            return
        parent.entries.append((key, node))
        parent.size += node.size + 1


def _shown(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "..."


def _resolve(text: str, line: int) -> str | int | float | bool | None:
    """What a plain scalar means: YAML 1.1 as PyYAML reads it, but dates and `1:30` stay text."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    name = tag.rsplit(":", 1)[1]
    if name == "null":
        return None
    if name == "bool":
        return _BOOLS[text.lower()]
    if name not in ("int", "float") or ":" in text:
        return text
    if len(text) > MAX_NUMBER_LENGTH:
        raise _Refused(line, "the number is too long", "put it in quotes if it is text")
    node = yaml.ScalarNode(tag, text)
    try:
        if name == "int":
            return int(_RESOLVER.construct_yaml_int(node))
        return float(_RESOLVER.construct_yaml_float(node))
    except (ValueError, OverflowError, IndexError):
        return text
