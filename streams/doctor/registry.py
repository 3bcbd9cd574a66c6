"""Checks of the schema registry, where one is configured: does it answer, has it our schemas."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from streams.doctor.finding import Finding, fail, ok, warn
from streams.kafka.registry import registry_of, subject_of
from streams.settings import PREFIX, Settings
from streams.worker import documents

_NEAR: Final = ("localhost", "127.0.0.1", "::1")


def check_registry(settings: Settings) -> Iterator[Finding]:
    """Whether each topic's schema is registered, or can be. It changes nothing there."""
    registry = registry_of(settings)
    if registry is None:
        return
    name = "registry"
    parts = urlsplit(registry.url)
    if parts.scheme == "http" and parts.hostname not in _NEAR and settings.schema_registry_username:
        yield warn(name, "the login crosses the network in the clear", "use https")
    for topic, document in documents(settings).items():
        subject = subject_of(topic)
        number = registry.find(topic, document)
        if number is not None:
            yield ok(name, f"{subject}: {number}")
        elif not settings.schema_registry_register:
            yield fail(
                name,
                f"{subject}: does not hold this version's schema",
                f"register schemas/json/{document}.schema.json there, or set "
                f"{PREFIX}SCHEMA_REGISTRY_REGISTER to true",
            )
        elif registry.fits(topic, document):
            yield ok(name, f"{subject}: will be registered when a worker starts")
        else:
            yield fail(
                name,
                f"{subject}: this version's schema does not follow those that are there",
                "set the subject's compatibility to NONE for the upgrade",
            )
