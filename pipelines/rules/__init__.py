"""Rules documents: loading, checking and completing them (SPEC section 6).

Owns the way from bytes to effective rules. A document is checked whole before it is used; all its
errors are told at once, each with file, line, field and cure.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.rules.completion import complete_text
from pipelines.rules.document import read_part
from pipelines.rules.packs import pack_bytes, pack_path
from pipelines.rules.part import Part, combine
from pipelines.rules.problems import Findings, Problem, RulesError
from pipelines.rules.tree import MAX_RULES_BYTES, read_text, read_tree
from schemas.rules import Rules

__all__ = ["Checked", "Problem", "RulesError", "check_rules", "complete", "load_rules", "parse_rules"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that may be used: its rules, its completed bytes, and notes on what is seldom meant."""

    rules: Rules
    completed: bytes
    notes: tuple[Problem, ...]


def check_rules(data: bytes, folder: Path | None, source: str) -> Checked:
    """Read, check and complete a document. Files that it names are read from `folder`.

    Raises: RulesError, with all that is wrong.
    """
    findings = Findings(source)
    text = read_text(data, findings)
    tree = read_tree(text, findings) if text is not None else None
    findings.stop_if_broken()
    assert text is not None and tree is not None
    part = read_part(tree, findings, folder)
    findings.stop_if_broken()
    completed = complete_text(text, tree, folder)
    _check_completion(completed, part, findings, folder)
    digest = "sha256:" + hashlib.sha256(completed.encode()).hexdigest()
    packs: dict[str, str] = {}
    parts = _packs_of(part.extends, packs)
    rules = combine([*parts, part], digest=digest, packs=packs)
    notes = tuple(sorted(findings.notes, key=lambda note: note.line))
    return Checked(rules, completed.encode(), notes)


def parse_rules(data: bytes, folder: Path | None, source: str) -> Rules:
    """The effective rules of a document.

    Raises: RulesError, with all that is wrong.
    """
    return check_rules(data, folder, source).rules


def complete(data: bytes, folder: Path | None, source: str = "rules") -> bytes:
    """A document with the SHA-256 of each named file beside its name: what is published and digested.

    Raises: RulesError, with all that is wrong.
    """
    return check_rules(data, folder, source).completed


def load_rules(path: Path | None) -> Rules:
    """The effective rules of a file; of the shipped pack `default` where there is none.

    Raises: RulesError, with all that is wrong.
    """
    where = pack_path("default") if path is None else path
    return parse_rules(read_document(where), where.parent, where.name if path is None else str(path))


def read_document(path: Path) -> bytes:
    """The bytes of a rules file.

    Raises: RulesError, if it cannot be read or is too big.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_RULES_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "this is not a file name"
        cure = "name a rules file that is there"
        raise RulesError([Problem(str(path), 0, "", f"the file cannot be read: {why}", cure)]) from None


def _packs_of(names: Sequence[str], digests: dict[str, str]) -> list[Part]:
    """The parts of packs and of the packs that they extend, each once, the extended one first."""
    found: list[Part] = []
    for name in names:
        if name in digests:
            continue
        data = pack_bytes(name)
        findings = Findings(f"{name}.yaml")
        text = read_text(data, findings)
        tree = read_tree(text, findings) if text is not None else None
        findings.stop_if_broken()
        assert tree is not None
        part = read_part(tree, findings, None)
        findings.stop_if_broken()
        digests[name] = hashlib.sha256(data).hexdigest()
        found += [*_packs_of(part.extends, digests), part]
    return found


def _check_completion(completed: str, part: Part, findings: Findings, folder: Path | None) -> None:
    """Hold that completing changed nothing but the digests."""
    again = Findings(findings.file)
    tree = read_tree(completed, again)
    other = read_part(tree, again, folder) if tree is not None else None
    if other is None or again.problems or _without_digests(other) != _without_digests(part):
        cure = "write `file: NAME` plainly on a line of its own, or add `sha256:` by hand"
        findings.problem(0, "detection", "the digests of its files cannot be written into it", cure)
    findings.stop_if_broken()


def _without_digests(part: Part) -> tuple[object, ...]:
    deny = tuple((d.entity, d.values, d.people, d.file) for d in part.deny)
    return part.name, part.extends, part.entities, part.allow, deny, part.patterns, part.recognizers
