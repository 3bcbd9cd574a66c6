"""Reading one mapping of the document field by field, with every fault told by line and field.

Owns the plain types: text, number, truth value, choice, list. What a section means is known
elsewhere (`pipelines.rules.document`).
"""

import math
from collections.abc import Sequence

from pipelines.rules.problems import Findings, did_you_mean
from pipelines.rules.tree import Items, Mapping, Node, Scalar


def kind_of(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Items):
        return "a list"
    value = node.value if isinstance(node, Scalar) else None
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    return "a number" if isinstance(value, int | float) else "text"


def joined(path: str, name: str) -> str:
    """The path of a field inside another."""
    return f"{path}.{name}" if path else name


class Section:
    """One mapping: each field is taken once, and what is left over is a fault."""

    def __init__(
        self, findings: Findings, node: Node | None, path: str, *, names: Sequence[str] = ()
    ) -> None:
        self.findings = findings
        self.path = path
        self.line = node.line if node else 0
        self.node = node if isinstance(node, Mapping) else None
        if node is not None and self.node is None and not is_nothing(node):
            self.fault(node, "", f"this is {kind_of(node)}", "write a mapping: `name: value` lines")
        if self.node is not None and names:
            for key, _ in self.node.entries:
                if key.raw not in names:
                    where, cure = joined(path, key.raw[:60]), did_you_mean(key.raw, names)
                    findings.problem(key.line, where, "there is no such field", cure)

    def fault(self, node: Node | None, name: str, message: str, cure: str) -> None:
        """Take an error at a field of this section."""
        where = joined(self.path, name) if name else self.path
        self.findings.problem(node.line if node else self.line, where, message, cure)

    def get(self, name: str) -> Node | None:
        """A field's node; None if it is not there or empty."""
        node = self.node.get(name) if self.node else None
        return None if node is None or is_nothing(node) else node

    def section(self, name: str, names: Sequence[str] = ()) -> "Section":
        """A mapping inside this one."""
        return Section(self.findings, self.get(name), joined(self.path, name), names=names)

    def text(self, name: str, *, cure: str = "", required: bool = False) -> str | None:
        """A text that is not empty."""
        node = self.get(name)
        if node is None:
            if required:
                self.fault(None, name, "it is missing", cure or f"add `{name}:`")
            return None
        return text_of(self, node, name, cure)

    def number(self, name: str, low: float, high: float) -> float | None:
        """A number within bounds, both allowed."""
        node = self.get(name)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        cure = f"write a number from {low:g} to {high:g}"
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.fault(node, name, f"this is {_shown(node)}", cure)
            return None
        if not low <= value <= high:
            self.fault(node, name, f"{value:g} is out of range", cure)
            return None
        return float(value)

    def integer(self, name: str, low: int, high: int) -> int | None:
        """A whole number within bounds, both allowed."""
        node = self.get(name)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        cure = f"write a whole number from {low} to {high}"
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(node, name, f"this is {_shown(node)}", cure)
            return None
        if not low <= value <= high:
            self.fault(node, name, f"{value} is out of range", cure)
            return None
        return value

    def choice(self, name: str, options: Sequence[str]) -> str | None:
        """One of a list of words."""
        node = self.get(name)
        if node is None:
            return None
        if not isinstance(node, Scalar) or node.raw not in options:
            self.fault(node, name, f"this is {_shown(node)}", did_you_mean(_raw(node), options))
            return None
        return node.raw

    def items(self, name: str, *, cure: str = "write a list: `- value` lines") -> list[Node]:
        """The items of a list."""
        node = self.get(name)
        if node is None:
            return []
        if not isinstance(node, Items):
            self.fault(node, name, f"this is {kind_of(node)}", cure)
            return []
        return node.items

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        found = []
        for n, node in enumerate(self.items(name, cure='write a list of texts: ["one", "two"]')):
            value = text_of(self, node, f"{name}[{n}]", "")
            if value is not None:
                found.append(value)
        return tuple(found)


def is_nothing(node: Node) -> bool:
    """Whether a field stands there without a value."""
    return isinstance(node, Scalar) and node.value is None


def text_of(section: Section, node: Node, name: str, cure: str) -> str | None:
    """A node's text; None and a fault if it is no text or an empty one."""
    if not isinstance(node, Scalar):
        section.fault(node, name, f"this is {kind_of(node)}", cure or "write a text")
    elif not isinstance(node.value, str):
        section.fault(node, name, f"this is read as {kind_of(node)}", f'put it in quotes: "{node.raw[:40]}"')
    elif not node.value.strip():
        section.fault(node, name, "this is an empty text", cure or "write a text or remove it")
    else:
        return node.value
    return None


def _raw(node: Node) -> str:
    return node.raw if isinstance(node, Scalar) else ""


def _shown(node: Node) -> str:
    if isinstance(node, Scalar) and node.raw and len(node.raw) <= 40:
        return f"`{node.raw}`"
    return kind_of(node)
