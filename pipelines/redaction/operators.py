"""What takes the place of a value: Presidio operators of the six kinds that rules may name.

A secret is always `<SECRET>`, whatever operator a rule names. Operators never see more than the
value that they replace; names come from the key (`pipelines.naming`).
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from presidio_anonymizer.operators import Operator, OperatorType

from pipelines.naming import Key, value_digest
from pipelines.redaction.surrogate import surrogate

DIGITS: Final = 6
"""Hex digits of a pseudonym (SPEC section 6)."""

PLACED: Final = frozenset({"SECRET", "CLIPBOARD", "TEXT"})
"""Entities that are only ever placeholders."""


class _Named(Operator):  # type: ignore[misc]
    """An operator that needs the value's digest; `params` carries `digest` and `entity_type`."""

    kind = ""

    def validate(self, params: dict[str, Any] | None = None) -> None:
        if not params or "entity_type" not in params:
            raise ValueError(f"operator {self.kind} needs an entity_type")

    def operator_name(self) -> str:
        return self.kind

    def operator_type(self) -> OperatorType:
        return OperatorType.Anonymize


class Pseudonym(_Named):
    """`<ENTITY_xxxxxx>`: the same value, the same name, all through a session."""

    kind = "pseudonym"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        assert params is not None
        return f"<{params['entity_type']}_{params['digest'](text)[:DIGITS]}>"


class Placeholder(_Named):
    """`<ENTITY>`."""

    kind = "placeholder"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        assert params is not None
        return f"<{params['entity_type']}>"


class Mask(_Named):
    """One `*` for each letter or digit."""

    kind = "mask"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        return "".join("*" if char.isalnum() else char for char in text)


class Drop(_Named):
    """The empty string."""

    kind = "drop"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        return ""


class Surrogate(_Named):
    """A made-up value of the same kind, chosen by the value's digest."""

    kind = "surrogate"

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        assert params is not None
        return surrogate(params["entity_type"], text, params["digest"](text))


_OPERATORS: Final[dict[str, _Named]] = {
    operator.kind: operator for operator in (Pseudonym(), Placeholder(), Mask(), Drop(), Surrogate())
}

Replace = Callable[[str, str, str], str]
"""From entity, operator and value to what is published."""


def replacer(key: Key, session_id: str) -> Replace:
    """How values of one session are replaced; each is named once."""

    @cache
    def replace(entity: str, operator: str, value: str) -> str:
        if entity in PLACED:
            return f"<{entity}>"
        params = {
            "entity_type": entity,
            "digest": lambda text: value_digest(key, session_id, entity, text),
        }
        return str(_OPERATORS[operator].operate(value, params))

    return replace
