"""JSON Schemas (draft 2020-12) of everything that is written or read, made from the types.

`python -m schemas.generate` writes them into `schemas/json`; a test holds that they are current.
"""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from schemas.audit import AuditRecord
from schemas.control import Control
from schemas.deadletter import DeadLetter
from schemas.raw import RawMessageForm
from schemas.rulesform import RulesForm
from schemas.trajectory import Trajectory

FOLDER: Final = Path(__file__).parent / "json"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
VERSION: Final = 1

DOCUMENTS: Final[dict[str, tuple[str, Any]]] = {
    "raw-message": ("A raw message: one flush of a recorder", RawMessageForm),
    "trajectory": ("A trajectory: one stretch of one session, clean", Trajectory),
    "dead-letter": ("A dead letter: where a broken message lies", DeadLetter),
    "audit-record": ("An audit record: counts of one stretch", AuditRecord),
    "control": ("A control: a decision about recording", Control),
    "rules": ("A rules document", RulesForm),
}
"""Name of a schema's file: its title, and the type that it is made from."""


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of a document, by its name in `DOCUMENTS`."""
    title, kind = DOCUMENTS[name]
    made = msgspec.json.schema(kind)
    head = {"$schema": DIALECT, "$id": f"urn:cleantrace:{name}:{VERSION}", "title": title}
    shown = {key: value for key, value in made.items() if key not in head}
    return {**head, **_plain(shown)}


def text_of(name: str) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False) + "\n"


def path_of(name: str) -> Path:
    """The file of a schema."""
    return FOLDER / f"{name}.schema.json"


def _plain(value: Any) -> Any:
    """Without `discriminator`, which is OpenAPI's and means nothing to a JSON Schema validator."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key != "discriminator"}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def write() -> None:
    """Write all schemas."""
    FOLDER.mkdir(exist_ok=True)
    for name in DOCUMENTS:
        path_of(name).write_text(text_of(name), "utf-8")


if __name__ == "__main__":
    write()
