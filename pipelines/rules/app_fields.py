"""The field `apps` of a rules document: which windows are recorded.

Owns reading its entries and noting globs that are seldom meant; matching is `pipelines.apps`'s.
"""

import re
from typing import Final

from pipelines.rules.part import Part
from pipelines.rules.section import Section, joined
from pipelines.rules.tree import Scalar
from schemas.rules import AppRule

APPS: Final = ("mode", "include", "exclude")
APP_KEYS: Final = ("app", "title", "url")


def read_apps(apps: Section, part: Part) -> None:
    """Read the section; faults and notes go to its findings."""
    mode = apps.choice("mode", ("exclude", "include"))
    part.mode = mode
    part.include = _app_rules(apps, "include")
    part.exclude = _app_rules(apps, "exclude")
    if mode == "include" and not part.include and apps.get("include") is None:
        apps.findings.note(
            apps.line, "apps.include", "nothing is listed in include mode", "so nothing is recorded at all"
        )
    if mode != "include" and part.include:
        apps.findings.note(
            apps.line, "apps.include", "it counts in include mode only", "add `mode: include` or remove it"
        )


def _app_rules(apps: Section, name: str) -> tuple[AppRule, ...]:
    found = []
    cure = 'write a list: `- {app: "com.example.*"}`'
    for n, node in enumerate(apps.items(name, cure=cure)):
        path = f"{apps.path}.{name}[{n}]"
        entry = Section(apps.findings, node, path, names=APP_KEYS)
        if entry.node is None:
            if isinstance(node, Scalar) and node.value is None:
                entry.fault(
                    node, "", "this entry is empty", 'write `{app: "…"}`, `{title: "…"}` or `{url: "…"}`'
                )
            continue
        globs = {key: entry.text(key) for key in APP_KEYS}
        if not any(globs.values()):
            if not entry.node.entries:
                entry.fault(
                    node, "", "this entry has no glob", 'write `{app: "…"}`, `{title: "…"}` or `{url: "…"}`'
                )
            continue
        _note_globs(entry, globs)
        found.append(AppRule(**globs))
    return tuple(found)


def _note_globs(entry: Section, globs: dict[str, str | None]) -> None:
    for key, glob in globs.items():
        node = entry.get(key)
        if glob is None or node is None:
            continue
        where = joined(entry.path, key)
        if re.search(r"\[[^\]]*\]", glob) and key != "url":
            cure = "for a bracket itself write `[[]`"
            entry.findings.note(node.line, where, "`[…]` stands for one of the characters in it", cure)
        if key == "url" and "://" in glob and glob.count("/") < 3 and not glob.endswith("*"):
            entry.findings.note(node.line, where, "this matches a site's first page only", "end it with `/*`")
