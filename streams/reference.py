"""The reference of settings, metrics and rights, made from what reads and writes them.

Owns the tables in `docs/operations.md` and `docs/security.md` (`cleantrace settings`); tests hold that
they are current.
"""

import types
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

from pydantic.fields import FieldInfo

from streams.acls import ABOUT, DEFAULT_PREFIX, Chosen, principals, rights
from streams.settings import PREFIX, PROFILES, Settings
from streams.telemetry.metrics import Metrics

_FIELD_NAMES: Final = {"key_text": "KEY"}


def settings_table() -> str:
    """All settings in Markdown: name, what it takes, default, meaning."""
    rows = [
        (f"`{name}`", _takes(info), _default(field, info), info.description or "")
        for field, name, info in _settings()
    ]
    return _table(("variable", "takes", "default", "what it is"), rows)


def settings_list() -> str:
    """All settings for a terminal: name, what it takes and its default in one line, the meaning below."""
    lines = []
    for field, name, info in _settings():
        told = _default(field, info).strip("`")
        default = "" if told in ("-", "") else f", default {told}"
        lines.append(f"{name}  ({_takes(info).replace('`', '')}{default})\n    {info.description or ''}\n")
    return "".join(lines)


def profiles_table() -> str:
    """What the profiles set."""
    names = list(PROFILES)
    rows = [
        (f"`{PREFIX}{field.upper()}`", *(_number(PROFILES[name][field]) for name in names))
        for field in PROFILES[names[0]]
    ]
    return _table(("variable", *(f"`{name}`" for name in names)), rows)


def metrics_table() -> str:
    """All metrics in Markdown: name, kind, labels, meaning."""
    rows = []
    for collector in Metrics().collectors():
        described = next(iter(collector.describe()))
        labels = ", ".join(f"`{label}`" for label in collector._labelnames)
        suffix = "_total" if described.type == "counter" else ""
        rows.append((f"`{described.name}{suffix}`", described.type, labels or "-", described.documentation))
    return _table(("metric", "kind", "labels", "what it is"), rows)


def rights_table() -> str:
    """The least rights of each actor in Markdown, with the topics' names as they are by default."""
    chosen = Chosen(principals(DEFAULT_PREFIX))
    rows = [
        (
            f"`{actor}`",
            f"{right.kind} `{right.name}{'*' if right.is_prefix else ''}`",
            right.operation,
            right.why,
        )
        for actor, own in rights(Settings.model_construct(), chosen).items()
        for right in own
    ]
    return _table(("actor", "what", "operation", "why"), rows)


def actors_table() -> str:
    """The actors in Markdown: who they are, the principal they have by default."""
    named = principals(DEFAULT_PREFIX)
    return _table(
        ("actor", "principal", "who"),
        [(f"`{actor}`", f"`{named[actor]}`", about) for actor, about in ABOUT.items()],
    )


def with_tables(text: str) -> str:
    """A page with its tables made anew: each stands between `<!-- NAME -->` and `<!-- end -->`."""
    for name, table in (
        ("settings", settings_table()),
        ("profiles", profiles_table()),
        ("metrics", metrics_table()),
        ("actors", actors_table()),
        ("rights", rights_table()),
    ):
        head, mark, rest = text.partition(f"<!-- {name} -->\n")
        if mark:
            _, end, tail = rest.partition("<!-- end -->")
            text = f"{head}{mark}{table}{end}{tail}"
    return text


def _settings() -> Iterator[tuple[str, str, FieldInfo]]:
    for field, info in Settings.model_fields.items():
        yield field, PREFIX + _FIELD_NAMES.get(field, field.upper()), info


def _takes(info: FieldInfo) -> str:
    kinds = list(_kinds(info.annotation))
    return ", ".join(dict.fromkeys(kinds)) or "text"


def _kinds(annotation: Any) -> Iterator[str]:
    origin = typing.get_origin(annotation)
    if origin is Literal:
        yield from (f"`{value}`" for value in typing.get_args(annotation))
    elif origin in (typing.Union, types.UnionType, typing.Annotated):
        for part in typing.get_args(annotation):
            if isinstance(part, type) or typing.get_origin(part) is not None:
                yield from _kinds(part)
    elif origin is tuple:
        yield "list"
    elif isinstance(annotation, type) and annotation is not types.NoneType:
        names = {Path: "path", bool: "`true`, `false`", int: "number", float: "seconds", str: "text"}
        yield names.get(annotation, "secret")


def _default(field: str, info: FieldInfo) -> str:
    if field in PROFILES["production"]:
        return _number(PROFILES["production"][field])
    value = info.default
    if value is None or value == ():
        return "-"
    if isinstance(value, float):
        return _number(value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _number(value: float) -> str:
    return f"{value:g}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in lines)
