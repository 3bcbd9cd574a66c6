"""The shipped rule packs: finding and reading them."""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "packs"
PACKS: Final[dict[str, str]] = {
    "default": "personal data gone, password managers and private windows excluded; holds without `--rules`",
    "strict": "everything personal and every name of an organisation; no clipboard, no value kept",
    "secrets-only": "nothing but secrets: for data that holds no people",
    "gdpr": "the identifiers of European residents, and hints at special categories of data",
    "hipaa-safe-harbor": "the 18 identifiers of 45 CFR 164.514(b)(2)",
    "developer": "screens of software engineers: private repositories, hosts, tickets; code stays readable",
}
"""Pack: what it is for."""


def pack_names() -> tuple[str, ...]:
    """The packs that `extends` can name."""
    return tuple(PACKS)


def pack_path(name: str) -> Path:
    """Where a shipped pack lies."""
    return _FOLDER / f"{name}.yaml"


def pack_bytes(name: str) -> bytes:
    """A shipped pack's document."""
    return pack_path(name).read_bytes()
