"""Completing a document: the SHA-256 of each file that it names, written beside the file's name.

Owns the edit, which changes nothing else of the document's text, so that a digest of the result
stands for the rules with all their files. The same document and files give the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.rules.files import UnreadableFile, hex_digest, read_named
from pipelines.rules.tree import Items, Mapping, Node, Scalar


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def complete_text(text: str, tree: Node, folder: Path | None) -> str:
    """The document's text with the digests that it lacks. Files that cannot be read are left alone."""
    edits = sorted(_edits(tree, folder), key=lambda edit: edit.start, reverse=True)
    for edit in edits:
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _edits(tree: Node, folder: Path | None) -> Iterator[_Edit]:
    detection = tree.get("detection") if isinstance(tree, Mapping) else None
    if not isinstance(detection, Mapping):
        return
    named: dict[int, tuple[Node, Scalar | None, Scalar]] = {}
    for holder in (detection.get("deny"), detection.get("recognizers")):
        nodes = holder.items if isinstance(holder, Items) else [holder] if holder else []
        for node in nodes:
            for key, file in _files_of(node, bare=holder is not detection.get("deny")):
                named.setdefault(file.start, (node, key, file))
    for node, key, file in named.values():
        digest = _digest_of(folder, file)
        if digest is not None:
            yield _edit(node, key, file, digest)


def _files_of(node: Node, *, bare: bool) -> Iterator[tuple[Scalar | None, Scalar]]:
    if isinstance(node, Scalar) and bare and isinstance(node.value, str):
        yield None, node
    if not isinstance(node, Mapping) or node.get("sha256") is not None:
        return
    for key, value in node.entries:
        if key.raw == "file" and isinstance(value, Scalar) and isinstance(value.value, str):
            yield key, value


def _digest_of(folder: Path | None, file: Scalar) -> str | None:
    try:
        return hex_digest(read_named(folder, str(file.value)))
    except UnreadableFile:
        return None


def _edit(node: Node, key: Scalar | None, file: Scalar, digest: str) -> _Edit:
    if key is None:
        quoted = '"' + file.raw.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return _Edit(file.start, file.end, f'{{file: {quoted}, sha256: "{digest}"}}')
    between = ", " if isinstance(node, Mapping) and node.flow else "\n" + " " * key.column
    return _Edit(key.start, key.start, f'sha256: "{digest}"{between}')
