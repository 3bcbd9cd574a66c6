"""Values with the header of a schema registry: put before what we write, taken off what we read.

Law: what the rest of the house sees, and what is hashed and compared, is the value without its header.
A raw message keeps a header that nobody can vouch for, and so becomes a dead letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.framing import frame, is_framed, unframe
from streams.kafka.records import Outgoing
from streams.kafka.registry import Registry, registry_of
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class Framing:
    """How values of some settings are written and read; `registry` of None: without headers."""

    raw_topic: str
    registry: Registry | None

    def written(self, message: Outgoing) -> bytes | None:
        """The value that goes to Kafka. Raises: RegistryFailed."""
        if self.registry is None or message.value is None or message.document is None:
            return message.value
        return frame(self.registry.id_of(message.topic, message.document), message.value)

    def read(self, topic: str, value: bytes | None) -> bytes | None:
        """A value from Kafka without its header. Raises: RegistryFailed."""
        if value is None or not is_framed(value):
            return value
        schema_id, body = unframe(value)
        if topic == self.raw_topic and not self._vouches(schema_id):
            return value
        return body

    def reads_at_once(self, value: bytes | None) -> bool:
        """Whether `read` of a raw message asks nobody."""
        if self.registry is None or value is None or not is_framed(value):
            return True
        schema_id = unframe(value)[0]
        return schema_id is None or self.registry.has_asked(schema_id)

    def _vouches(self, schema_id: int | None) -> bool:
        return schema_id is not None and self.registry is not None and self.registry.knows(schema_id)


def framing_of(settings: Settings) -> Framing:
    """How values of some settings are written and read. Raises: RegistryFailed, SettingsError."""
    return Framing(settings.raw_topic, registry_of(settings))


def prepare(settings: Settings, documents: Mapping[str, str]) -> None:
    """Register or look up the schemas of some topics' values, where there is a registry; else do nothing.

    Raises: RegistryFailed, SettingsError.
    """
    registry = registry_of(settings)
    if registry is not None:
        for topic, document in documents.items():
            registry.id_of(topic, document)
