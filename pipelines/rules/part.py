"""What one document says by itself, and how several make the effective rules.

Owns merging: a document's packs first, in the order in which `extends` names them, then the
document. Single values of a later one win; lists are joined; entities are merged by name and
field; tests are not inherited.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from schemas.rules import (
    AppRule,
    Apps,
    Deny,
    Detection,
    EntityRule,
    Fields,
    Pattern,
    Rules,
    RuleTest,
    TrajectoryLimits,
    UrlRule,
)


@dataclass(slots=True)
class Part:
    """One document; None and missing names mean that it says nothing."""

    name: str = ""
    extends: tuple[str, ...] = ()
    mode: str | None = None
    include: tuple[AppRule, ...] = ()
    exclude: tuple[AppRule, ...] = ()
    threshold: float | None = None
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    deny: tuple[Deny, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    recognizers: tuple[dict[str, Any], ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    url: str | None = None
    operators: dict[str, str] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)
    tests: tuple[RuleTest, ...] = ()


def combine(parts: Sequence[Part], *, digest: str, packs: dict[str, str]) -> Rules:
    """The effective rules of packs and a document, the document last."""
    own = parts[-1]
    return msgspec.convert(
        {
            "name": own.name,
            "apps": _apps(parts),
            "detection": _detection(parts),
            "fields": _fields(parts),
            "trajectory": TrajectoryLimits(**{k: v for part in parts for k, v in part.limits.items()}),
            "tests": own.tests,
            "rules_digest": digest,
            "packs": packs,
        },
        Rules,
        from_attributes=False,
    )


def _apps(parts: Sequence[Part]) -> Apps:
    mode = next((part.mode for part in reversed(parts) if part.mode), "exclude")
    return Apps(
        mode="include" if mode == "include" else "exclude",
        include=_joined(part.include for part in parts),
        exclude=_joined(part.exclude for part in parts),
    )


def _detection(parts: Sequence[Part]) -> Detection:
    entities: dict[str, dict[str, Any]] = {}
    for part in parts:
        for name, said in part.entities.items():
            entities[name] = {**entities.get(name, {}), **said}
    threshold = next((part.threshold for part in reversed(parts) if part.threshold is not None), None)
    return Detection(
        **({} if threshold is None else {"threshold": threshold}),
        entities={name: EntityRule(**said) for name, said in entities.items()},
        allow=_joined(part.allow for part in parts),
        deny=_joined(part.deny for part in parts),
        patterns=_joined(part.patterns for part in parts),
        recognizers=tuple(found for part in parts for found in part.recognizers),
    )


def _fields(parts: Sequence[Part]) -> Fields:
    said: dict[str, Any] = {name: value for part in parts for name, value in part.fields.items()}
    url = next((part.url for part in reversed(parts) if part.url), None)
    if url:
        said["url"] = UrlRule(keep=url)  # type: ignore[arg-type]
    said["operators"] = {role: kind for part in parts for role, kind in part.operators.items()}
    return Fields(**said)


def _joined(lists: Any) -> tuple[Any, ...]:
    """All items in order, each once."""
    return tuple(dict.fromkeys(item for items in lists for item in items))
