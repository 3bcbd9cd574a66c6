"""What two rules documents say differently: their effective settings, side by side.

Owns the comparison of documents alone; what follows from it for texts is `pipelines.rules.diffing`'s.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from schemas.rules import Rules

_SAME_ANYWAY: Final = frozenset({"rules_digest", "tests", "version"})
"""Not what a document makes of recorded work."""
_MOST_ITEMS: Final = 10


def changed_settings(a: Rules, b: Rules) -> list[str]:
    """One line for each setting that differs, by its path: `fields.paste: known -> keep`.

    Of people's files their numbers are told, never a name.
    """
    left, right = (_settings(rules) for rules in (a, b))
    return [line for name in sorted({*left, *right}) for line in _changed(name, left, right)]


def _settings(rules: Rules) -> dict[str, Any]:
    form = {name: part for name, part in msgspec.to_builtins(rules).items() if name not in _SAME_ANYWAY}
    return dict(_leaves(form, ""))


def _leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping):
        for name, part in node.items():
            yield from _leaves(part, f"{path}.{name}" if path else str(name))
    else:
        yield path, node


def _changed(name: str, left: Mapping[str, Any], right: Mapping[str, Any]) -> Iterator[str]:
    one, other = left.get(name), right.get(name)
    if one == other:
        return
    if isinstance(one, (list, tuple)) or isinstance(other, (list, tuple)):
        before, after = ([_shown(item) for item in items or ()] for items in (one, other))
        yield from _first(f"{name}: -", [item for item in before if item not in after])
        yield from _first(f"{name}: +", [item for item in after if item not in before])
    else:
        yield f"{name}: {_shown(one)} -> {_shown(other)}"


def _first(start: str, items: list[str]) -> Iterator[str]:
    yield from (f"{start} {item}" for item in items[:_MOST_ITEMS])
    if len(items) > _MOST_ITEMS:
        yield f"{start} {len(items) - _MOST_ITEMS} more"


def _part(name: str, value: Any) -> str:
    return f"{len(value)} people" if name == "people" else f"{name}: {_shown(value)}"


def _shown(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, Mapping):
        said = ", ".join(_part(name, part) for name, part in value.items() if part not in (None, [], {}, ()))
        return f"{{{said}}}"
    if isinstance(value, (list, tuple)):
        return f"[{len(value)} values]" if len(value) > 5 else f"[{', '.join(map(_shown, value))}]"
    return str(value)
