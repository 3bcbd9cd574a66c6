"""What a check found: how it stands, and what to do where it does not stand well."""

from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: the check, its state, what was found; `cure` is empty where nothing is to be done."""

    check: str
    state: State
    text: str
    cure: str = ""

    def as_json(self) -> dict[str, str]:
        """The finding for machines."""
        return asdict(self)


def ok(check: str, text: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", text)


def warn(check: str, text: str, cure: str) -> Finding:
    """It works, and an operator should know."""
    return Finding(check, "warn", text, cure)


def fail(check: str, text: str, cure: str) -> Finding:
    """It does not work."""
    return Finding(check, "fail", text, cure)
