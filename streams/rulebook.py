"""The rules topic from the operator's side: publishing a document, going back, saying what is active.

A document lies under its digest and `active` names one (SPEC section 6). Publishing writes the
document first, so that `active` never names one that is not there; a document that is published
again is written again, so that the order in the topic is that of publishing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.rules import RulesError, check_rules
from streams.cli.failure import CommandFailed
from streams.kafka import Outgoing, read_to_end, send
from streams.settings import Settings

ACTIVE: Final = "active"


@dataclass(frozen=True, slots=True)
class Published:
    """A document in the topic; `place` orders documents by when they were last published."""

    digest: str
    document: bytes
    written_ms: int
    place: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Book:
    """All documents of the topic by digest, and the digest that `active` names (None: nothing does)."""

    documents: Mapping[str, Published]
    active: str | None

    def before_active(self) -> Published:
        """The document that was published last before the active one.

        Raises: CommandFailed, if there is none.
        """
        current = self.documents.get(self.active or "")
        if current is None:
            raise CommandFailed(
                "nothing that is there is active; say what shall be: cleantrace rules rollback DIGEST"
            )
        older = [one for one in self.documents.values() if one.place < current.place]
        if not older:
            raise CommandFailed(
                "no document was published before the active one; list them with: cleantrace rules active"
            )
        return max(older, key=lambda one: one.place)

    def find(self, digest: str) -> Published:
        """The document whose digest begins with this.

        Raises: CommandFailed, if there is none, or more than one.
        """
        start = digest if digest.startswith("sha256:") else f"sha256:{digest}"
        found = [one for name, one in self.documents.items() if name.startswith(start)]
        if len(found) != 1:
            why = (
                "no document in the rules topic has this digest"
                if not found
                else "more than one digest begins so"
            )
            raise CommandFailed(f"{digest}: {why}; list them with: cleantrace rules active")
        return found[0]


def read_book(settings: Settings) -> Book:
    """What the rules topic holds. Raises: CommandFailed."""
    documents: dict[str, Published] = {}
    active: str | None = None
    for record in read_to_end(settings, settings.rules_topic):
        key = (record.key or b"").decode("utf-8", "backslashreplace")
        if key == ACTIVE:
            active = (record.value or b"").decode("utf-8", "replace").strip() or None
        elif record.value:
            place = (record.at_ms or 0, record.offset)
            documents[key] = Published(key, record.value, record.at_ms or 0, place)
        else:
            documents.pop(key, None)
    return Book(documents, active)


def digest_of(document: bytes) -> str:
    """The digest under which a document lies."""
    return "sha256:" + hashlib.sha256(document).hexdigest()


def publish(settings: Settings, document: bytes) -> str:
    """Write a completed document and make it active; gives its digest. Raises: CommandFailed."""
    digest = digest_of(document)
    send(settings, [Outgoing(settings.rules_topic, digest.encode(), document)])
    activate(settings, digest)
    return digest


def activate(settings: Settings, digest: str) -> None:
    """Make a document active that is in the topic. Raises: CommandFailed."""
    send(settings, [Outgoing(settings.rules_topic, ACTIVE.encode(), digest.encode())])


def check_published(one: Published, folder: Path) -> str:
    """Check a document of the topic as a worker will, and give its name.

    Raises: CommandFailed, with the first thing that is wrong.
    """
    if digest_of(one.document) != one.digest:
        raise CommandFailed(
            f"{one.digest}: the document does not lie under its own digest; publish it anew", 1
        )
    try:
        return check_rules(one.document, folder, "the rules topic").rules.name
    except RulesError as error:
        raise CommandFailed(f"{one.digest}: {error.errors[0]}", 1) from None
