"""Trees of UI Automation elements: what lies under the pointer, and what they show.

Owns the names of roles. A tree is a dict with `Name`, `ControlType`, `BoundingRectangle`, `Children`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Tree = Mapping[str, Any]

ROLES: Final[dict[str, str]] = {
    "EditControl": "textbox",
    "DocumentControl": "document",
    "CheckBoxControl": "checkbox",
    "RadioButtonControl": "radio",
    "ComboBoxControl": "combobox",
    "HyperlinkControl": "link",
    "TabItemControl": "tab",
    "TreeItemControl": "treeitem",
    "DataItemControl": "row",
    "ImageControl": "img",
    "TextControl": "text",
}
"""Roles whose name differs from the control's: the others lose the word Control."""


def role_of(tree: Tree) -> str:
    """An element's role, in small letters."""
    kind = str(tree.get("ControlType") or "")
    return ROLES.get(kind, kind.removesuffix("Control").lower())


def box_of(tree: Tree) -> list[int] | None:
    """An element's `[x, y, width, height]`, None where it has no extent."""
    edges = tree.get("BoundingRectangle") or {}
    try:
        left, top, right, bottom = (int(edges[side]) for side in ("left", "top", "right", "bottom"))
    except (KeyError, TypeError, ValueError):
        return None
    return [left, top, right - left, bottom - top] if right > left and bottom > top else None


def elements(tree: Tree) -> Iterator[Tree]:
    """The element itself and all below it, in the order of the tree."""
    pending = [tree]
    while pending:
        element = pending.pop()
        yield element
        pending.extend(
            child for child in reversed(element.get("Children") or ()) if isinstance(child, Mapping)
        )


def under(tree: Tree, x: int, y: int) -> Tree:
    """The smallest named element at a place; the tree's root where there is none."""
    best, area = tree, None
    for element in elements(tree):
        box = box_of(element)
        if box is None or not element.get("Name"):
            continue
        left, top, width, height = box
        inside = left <= x < left + width and top <= y < top + height
        if inside and (area is None or width * height <= area):
            best, area = element, width * height
    return best


def target_of(tree: Tree, x: int, y: int) -> dict[str, Any]:
    """The target of a press as a raw event names it."""
    element = under(tree, x, y)
    form: dict[str, Any] = {"role": role_of(element), "name": str(element.get("Name") or "")}
    box = box_of(element)
    return form if box is None else {**form, "bounds": box}


def read_texts(tree: Tree) -> list[dict[str, Any]]:
    """What the elements show, as OCR items: each name once at its place."""
    items: dict[tuple[str, tuple[int, ...]], dict[str, Any]] = {}
    for element in elements(tree):
        text, box = str(element.get("Name") or "").strip(), box_of(element)
        if text and box is not None:
            items.setdefault((text, tuple(box)), {"text": text, "box": box, "conf": 1.0})
    return list(items.values())
