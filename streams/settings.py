"""Settings: everything that an operator can choose, from environment variables with the prefix CLEANTRACE_.

Owns names, defaults and checks. Secrets come from the environment or a file, never from a flag,
and are never shown. `docs/operations.md` lists what stands here; `streams.reference` writes that list.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from pipelines.keyring import Keyring
    from pipelines.naming import Key

PREFIX: Final = "CLEANTRACE_"

PROFILES: Final[dict[str, dict[str, float]]] = {
    "production": {
        "session_timeout_s": 30.0,
        "heartbeat_s": 3.0,
        "rebalance_timeout_s": 60.0,
        "watchdog_s": 60.0,
        "idle_margin_s": 10.0,
    },
    "embedded": {
        "session_timeout_s": 10.0,
        "heartbeat_s": 1.0,
        "rebalance_timeout_s": 12.0,
        "watchdog_s": 20.0,
        "idle_margin_s": 5.0,
    },
}
"""Timings that a profile sets where the environment does not: `embedded` joins a group in seconds."""

Seconds = Annotated[float, Field(gt=0, le=86_400)]


class SettingsError(CommandFailed):
    """A setting that is missing or wrong: one line with its name, what was found and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=2)


class Settings(BaseSettings):
    """What a command was told; make one with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True
    )

    brokers: str = Field("127.0.0.1:9092", description="Kafka's bootstrap addresses, `host:port`, by commas")
    security_protocol: Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"] = Field(
        "plaintext", description="how to talk to the brokers"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = Field(
        "SCRAM-SHA-512", description="how to log in, with a `sasl_…` protocol"
    )
    sasl_username: str | None = Field(None, description="user name, for all mechanisms but OAUTHBEARER")
    sasl_password: SecretStr | None = Field(None, description="password, for all mechanisms but OAUTHBEARER")
    sasl_password_file: Path | None = Field(None, description="file that holds the password")
    sasl_token_file: Path | None = Field(
        None, description="file that holds the token for OAUTHBEARER; it is read again as the token expires"
    )
    ssl_ca_file: Path | None = Field(None, description="PEM file with the CA of the brokers")
    ssl_certificate_file: Path | None = Field(None, description="PEM file with the client's certificate")
    ssl_key_file: Path | None = Field(None, description="PEM file with the client's private key")
    ssl_key_password: SecretStr | None = Field(None, description="password of the client's private key")
    ssl_check_hostname: bool = Field(
        True, description="whether the brokers' names must match their certificates"
    )

    raw_topic: str = Field("interactions.raw", min_length=1, description="topic of raw messages")
    clean_topic: str = Field("trajectories.clean", min_length=1, description="topic of trajectories")
    deadletter_topic: str = Field(
        "interactions.deadletter", min_length=1, description="topic of dead letters"
    )
    audit_topic: str = Field("redaction.audit", min_length=1, description="topic of audit records")
    controls_topic: str = Field("controls", min_length=1, description="topic of controls")
    rules_topic: str = Field("redaction.rules", min_length=1, description="topic of rules documents")
    group: str = Field("cleantrace", min_length=1, description="consumer group of the workers")

    key_text: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices(f"{PREFIX}KEY", "key_text"),
        description="key for pseudonyms and ids: base64 or hex, at least 32 bytes",
    )
    key_file: Path | None = Field(
        None, description="file that holds the key, where CLEANTRACE_KEY is not set"
    )
    key_id: str = Field(
        "k1", min_length=1, max_length=64, description="name of the key, as trajectories carry it"
    )
    other_keys: SecretStr | None = Field(
        None, description="keys that were used before, or will be next: `id=key`, by commas or lines"
    )
    other_keys_file: Path | None = Field(None, description="file that holds the other keys")
    lost_keys: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="ids of keys that nobody has any more, by commas: what they named is not looked up"
    )

    schema_registry_url: str | None = Field(
        None, description="schema registry (Confluent's interface); empty: values go without its header"
    )
    schema_registry_username: str | None = Field(None, description="user name at the registry")
    schema_registry_password: SecretStr | None = Field(None, description="password at the registry")
    schema_registry_password_file: Path | None = Field(
        None, description="file that holds the registry's password"
    )
    schema_registry_ca_file: Path | None = Field(None, description="PEM file with the CA of the registry")
    schema_registry_certificate_file: Path | None = Field(
        None, description="PEM file with the client's certificate for the registry"
    )
    schema_registry_key_file: Path | None = Field(
        None, description="PEM file with the client's private key for the registry"
    )
    schema_registry_register: bool = Field(
        True, description="whether our schemas are registered; `false`: they must be there"
    )

    models: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="models that join or replace the shipped ones, by commas; empty: the shipped ones"
    )
    rules_folder: Path | None = Field(
        None, description="folder of the files that a rules document names; empty: the working folder"
    )
    pool_size: int = Field(0, ge=0, le=256, description="redaction processes; 0: one a core")

    profile: Literal["production", "embedded"] = Field(
        "production", description="timings to start from; `embedded` is for one machine"
    )
    session_timeout_s: Seconds = Field(
        30.0, description="after this long without a heartbeat a worker is out"
    )
    heartbeat_s: Seconds = Field(3.0, description="time between heartbeats")
    rebalance_timeout_s: Seconds = Field(60.0, description="time that a worker has to join and to flush")
    watchdog_s: Seconds = Field(
        60.0, description="a worker that is behind and was handed nothing for so long leaves"
    )
    idle_margin_s: Seconds = Field(
        10.0, description="how much longer than `idle_gap_s` a session must be quiet"
    )
    load_timeout_s: Seconds = Field(
        240.0, description="a redaction process that loads its models for longer hangs"
    )
    redaction_timeout_s: Seconds = Field(
        300.0, description="a stretch that takes longer is tried once more, alone"
    )
    produce_timeout_s: Seconds = Field(
        60.0, description="brokers that do not answer a send for so long: leave"
    )
    stop_timeout_s: Seconds = Field(20.0, description="time to finish what is in flight when told to stop")

    max_open_bytes: int = Field(
        256 * 1024 * 1024, ge=1024, description="raw bytes held open in a worker before it reads more slowly"
    )
    max_waiting: int = Field(
        256, ge=1, description="closed stretches that wait for redaction before reading stops"
    )
    otel_endpoint: str | None = Field(
        None, description="collector of OpenTelemetry traces (OTLP over HTTP); empty: none are made"
    )
    web_host: str = Field("127.0.0.1", description="address of metrics and health")
    web_port: int | None = Field(
        6067, ge=0, le=65_535, description="port of metrics and health; 0: any free one; `off`: none"
    )
    log_level: Literal["INFO", "WARNING", "ERROR"] = Field("INFO", description="least level that is logged")

    @model_validator(mode="before")
    @classmethod
    def _start_from_profile(cls, given: Any) -> Any:
        if isinstance(given, dict):
            timings = PROFILES.get(str(given.get("profile", "production")), {})
            return {**timings, **given}
        return given

    @field_validator("models", "lost_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("web_port", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() == "off" else value

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        if self.heartbeat_s * 3 > self.session_timeout_s:
            raise ValueError("heartbeat_s must be at most a third of session_timeout_s")
        if self.security_protocol.startswith("sasl"):
            self._check_login()
        if (self.ssl_certificate_file is None) != (self.ssl_key_file is None):
            raise ValueError("ssl_certificate_file and ssl_key_file belong together")
        if self.schema_registry_url is not None:
            _check_registry_url(self.schema_registry_url)
        names = (
            self.raw_topic,
            self.clean_topic,
            self.deadletter_topic,
            self.audit_topic,
            self.controls_topic,
            self.rules_topic,
        )
        if len(set(names)) != len(names):
            raise ValueError("two topics have the same name")
        return self

    def _check_login(self) -> None:
        if self.sasl_mechanism == "OAUTHBEARER":
            if self.sasl_token_file is None:
                raise ValueError("sasl_token_file is needed with sasl_mechanism OAUTHBEARER")
            return
        if self.sasl_username is None:
            raise ValueError("sasl_username is needed with this security_protocol")
        if self.sasl_password is None and self.sasl_password_file is None:
            raise ValueError("sasl_password or sasl_password_file is needed with this security_protocol")

    @property
    def processes(self) -> int:
        """How many redaction processes a worker runs."""
        return self.pool_size or max(1, os.cpu_count() or 1)

    def password(self) -> str | None:
        """The password for SASL. Raises: SettingsError."""
        if self.sasl_password is not None:
            return self.sasl_password.get_secret_value()
        if self.sasl_password_file is not None:
            return _read_secret(self.sasl_password_file, "SASL_PASSWORD_FILE")
        return None

    def registry_password(self) -> str | None:
        """The password for the schema registry. Raises: SettingsError."""
        if self.schema_registry_password is not None:
            return self.schema_registry_password.get_secret_value()
        if self.schema_registry_password_file is not None:
            return _read_secret(self.schema_registry_password_file, "SCHEMA_REGISTRY_PASSWORD_FILE")
        return None

    def token(self) -> str:
        """The token for OAUTHBEARER, as its file holds it now. Raises: SettingsError."""
        if self.sasl_token_file is None:
            raise SettingsError(f"{PREFIX}SASL_TOKEN_FILE: no token is named")
        return _read_secret(self.sasl_token_file, "SASL_TOKEN_FILE")

    def has_key(self) -> bool:
        """Whether a key is named at all."""
        return self.key_text is not None or self.key_file is not None

    def key(self) -> "Key":
        """The key for pseudonyms and ids. Raises: SettingsError."""
        from pipelines.naming import WeakKey, read_key

        if self.key_text is not None:
            name, text = "KEY", self.key_text.get_secret_value()
        elif self.key_file is not None:
            name, text = "KEY_FILE", _read_secret(self.key_file, "KEY_FILE")
        else:
            raise SettingsError(
                f"{PREFIX}KEY: nothing is published without a key; set {PREFIX}KEY or {PREFIX}KEY_FILE to "
                "at least 32 random bytes in base64 or hex (openssl rand -base64 32)"
            )
        try:
            return read_key(text, self.key_id)
        except WeakKey as weak:
            raise SettingsError(f"{PREFIX}{name}: {weak}; make one with: openssl rand -base64 32") from None

    def keyring(self) -> "Keyring":
        """The key in use and the others that are known. Raises: SettingsError."""
        from pipelines.keyring import keyring_of, read_keys
        from pipelines.naming import WeakKey

        current = self.key()
        name, text = "OTHER_KEYS", ""
        if self.other_keys is not None:
            text = self.other_keys.get_secret_value()
        elif self.other_keys_file is not None:
            name = "OTHER_KEYS_FILE"
            text = _read_secret(self.other_keys_file, name, may_be_empty=True)
        try:
            return keyring_of(current, read_keys(text), self.lost_keys)
        except WeakKey as weak:
            raise SettingsError(f"{PREFIX}{name}: {weak}") from None


def load_settings(**chosen: Any) -> Settings:
    """Settings from the environment, with what flags chose before it (None: not chosen).

    Raises: SettingsError, on the first thing that is wrong.
    """
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    text = first["msg"].removeprefix("Value error, ")
    if not where:
        return f"settings: {text} (each is set as {PREFIX}NAME)"
    return f"{PREFIX}{where.removeprefix(PREFIX).upper()}: {text[0].lower()}{text[1:]}"


def _check_registry_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("schema_registry_url must be like https://registry.example:8081")
    if parts.username or parts.password:
        raise ValueError(
            "schema_registry_url must hold no login; set schema_registry_username and "
            "schema_registry_password_file"
        )


def _read_secret(path: Path, name: str, *, may_be_empty: bool = False) -> str:
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{PREFIX}{name}: cannot read {path}: {type(error).__name__}") from None
    if not text and not may_be_empty:
        raise SettingsError(f"{PREFIX}{name}: {path} is empty")
    return text
