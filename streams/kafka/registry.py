"""A schema registry that speaks Confluent's REST interface: schemas under their subjects, and their ids.

Used only where one is configured; the library for it is an extra (`cleantrace[registry]`).
"""

import importlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from schemas.generate import schema_of
from streams.cli.failure import CommandFailed
from streams.settings import PREFIX, Settings, SettingsError

REQUEST_TIMEOUT_S: Final = 10.0
RETRIES: Final = 2
FORGET_S: Final = 30.0
"""How long an id is taken for unknown: whoever registers its schema late is heard."""
_JSON: Final = "JSON"
_NOT_FOUND: Final = 404
_INCOMPATIBLE: Final = 409
_FORBIDDEN: Final = (401, 403)


class RegistryFailed(CommandFailed):  # noqa: N818
    """The registry refused or did not answer: one line with what was tried, and what to do."""

    def __init__(self, message: str, http_status: int | None = None) -> None:
        super().__init__(message, status=1)
        self.http_status = http_status


class Registry:
    """The registry of some settings; ids are asked for once. Raises: RegistryFailed, SettingsError."""

    def __init__(self, url: str, more: Mapping[str, Any], *, registers: bool) -> None:
        self.url = url
        self._registers = registers
        self._ids: dict[tuple[str, str], int] = {}
        self._known: set[int] = set()
        self._unknown_s: dict[int, float] = {}
        self._library, self._http = _library()
        options = {"url": url, "timeout": REQUEST_TIMEOUT_S, "max.retries": RETRIES, **more}
        with self._told("cannot be set up"):
            self._client = self._library.SchemaRegistryClient(options)

    def id_of(self, topic: str, document: str) -> int:
        """The id of one of our schemas (by its name in `schemas.generate`) for the values of a topic."""
        known = self._ids.get((topic, document))
        if known is None:
            known = self._ids[topic, document] = self._ask_id(topic, document)
        return known

    def find(self, topic: str, document: str) -> int | None:
        """The id under which a schema is registered already; None: it is not."""
        try:
            with self._told(f"cannot look up {subject_of(topic)}"):
                found = self._client.lookup_schema(subject_of(topic), self._schema(document), True)
        except RegistryFailed as failure:
            if failure.http_status == _NOT_FOUND:
                return None
            raise
        return _number(found.schema_id)

    def fits(self, topic: str, document: str) -> bool:
        """Whether the registry would take a schema after those that are there."""
        try:
            with self._told(f"cannot compare with {subject_of(topic)}"):
                return bool(self._client.test_compatibility(subject_of(topic), self._schema(document)))
        except RegistryFailed as failure:
            if failure.http_status == _NOT_FOUND:
                return True  # there is none before it
            raise

    def has_asked(self, schema_id: int) -> bool:
        """Whether `knows` can answer without asking the registry."""
        asked_s = self._unknown_s.get(schema_id)
        return schema_id in self._known or (asked_s is not None and time.monotonic() - asked_s < FORGET_S)

    def knows(self, schema_id: int) -> bool:
        """Whether an id is that of a JSON Schema."""
        if self.has_asked(schema_id):
            return schema_id in self._known
        try:
            with self._told("cannot look up a schema's id"):
                found = self._client.get_schema(schema_id)
        except RegistryFailed as failure:
            if failure.http_status != _NOT_FOUND:
                raise
            found = None
        if found is not None and found.schema_type == _JSON:
            self._known.add(schema_id)
        else:
            self._unknown_s[schema_id] = time.monotonic()
        return schema_id in self._known

    def _ask_id(self, topic: str, document: str) -> int:
        subject = subject_of(topic)
        if self._registers:
            with self._told(f"cannot register the schema of {subject}"):
                return _number(self._client.register_schema(subject, self._schema(document), True))
        found = self.find(topic, document)
        if found is None:
            raise RegistryFailed(
                f"schema registry at {self.url}: {subject} does not hold this version's schema; register "
                f"schemas/json/{document}.schema.json there, or set {PREFIX}SCHEMA_REGISTRY_REGISTER to true"
            )
        return found

    def _schema(self, document: str) -> Any:
        return self._library.Schema(json.dumps(schema_of(document), sort_keys=True), _JSON)

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Turn what the client raises into one line; it holds no credentials and no schema."""
        head = f"schema registry at {self.url}: {what}"
        try:
            yield
        except self._library.SchemaRegistryError as error:
            raise RegistryFailed(
                f"{head}: {_refusal(error.http_status_code)}", error.http_status_code
            ) from None
        except (self._http.HTTPError, self._http.InvalidURL, OSError) as error:
            advice = f"check {PREFIX}SCHEMA_REGISTRY_URL, that it is up, and its CA"
            raise RegistryFailed(f"{head}: {type(error).__name__}; {advice}") from None
        except (TypeError, ValueError) as error:
            raise RegistryFailed(f"{head}: {type(error).__name__}; is it a schema registry?") from None


def subject_of(topic: str) -> str:
    """The subject of a topic's values."""
    return f"{topic}-value"


def registry_of(settings: Settings) -> Registry | None:
    """The registry of some settings, the same for the same ones; None: none is configured.

    Raises: RegistryFailed, SettingsError.
    """
    url = settings.schema_registry_url
    if url is None:
        return None
    user, password = settings.schema_registry_username, settings.registry_password()
    more: list[tuple[str, str]] = []
    if user is not None:
        more.append(("basic.auth.user.info", f"{user}:{password or ''}"))
    for name, path in (
        ("ssl.ca.location", settings.schema_registry_ca_file),
        ("ssl.certificate.location", settings.schema_registry_certificate_file),
        ("ssl.key.location", settings.schema_registry_key_file),
    ):
        if path is not None:
            more.append((name, str(path)))
    return _registry(url, tuple(more), settings.schema_registry_register)


@lru_cache(maxsize=8)
def _registry(url: str, more: tuple[tuple[str, str], ...], registers: bool) -> Registry:
    return Registry(url, dict(more), registers=registers)


def _library() -> tuple[Any, Any]:
    """The client's library, and the one that it makes requests with."""
    try:
        library = importlib.import_module("confluent_kafka.schema_registry")
        http = importlib.import_module("confluent_kafka.schema_registry.common._httpx_compat").httpx
    except ImportError:
        raise SettingsError(
            f"{PREFIX}SCHEMA_REGISTRY_URL: the library for schema registries is not installed; install "
            "cleantrace[registry]"
        ) from None
    return library, http


def _refusal(status: int) -> str:
    if status in _FORBIDDEN:
        return f"it refused ({status}); check {PREFIX}SCHEMA_REGISTRY_USERNAME, its password and its rights"
    if status == _INCOMPATIBLE:
        return (
            "this version's schema does not follow those that are there (409); set the subject's "
            "compatibility to NONE for the upgrade, or register it by hand"
        )
    return f"it answered {status}"


def _number(value: int | None) -> int:
    if value is None:
        raise ValueError("no id")
    return value
