"""Checks of this machine: settings, models, and the folder of rules' files. No broker is asked."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from streams.doctor.finding import Finding, fail, ok, warn
from streams.settings import PREFIX, Settings

_LOOPBACK: Final = ("127.", "localhost", "[::1]")


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Whether what was chosen is safe; that it can be read at all was found before."""
    name = "settings"
    addresses = [address.strip() for address in settings.brokers.split(",")]
    is_near = all(address.startswith(_LOOPBACK) for address in addresses)
    if not settings.security_protocol.endswith("ssl") and not is_near:
        yield warn(
            name,
            f"raw text crosses the network in the clear ({settings.security_protocol})",
            f"set {PREFIX}SECURITY_PROTOCOL to sasl_ssl or ssl",
        )
    elif settings.security_protocol.endswith("ssl") and not settings.ssl_check_hostname:
        yield warn(
            name,
            "the brokers' names are not compared with their certificates",
            f"set {PREFIX}SSL_CHECK_HOSTNAME to true",
        )
    else:
        yield ok(name, f"{settings.security_protocol}, group {settings.group}, profile {settings.profile}")
    for path, field in (
        (settings.key_file, "KEY_FILE"),
        (settings.other_keys_file, "OTHER_KEYS_FILE"),
        (settings.sasl_password_file, "SASL_PASSWORD_FILE"),
        (settings.sasl_token_file, "SASL_TOKEN_FILE"),
        (settings.ssl_key_file, "SSL_KEY_FILE"),
        (settings.schema_registry_password_file, "SCHEMA_REGISTRY_PASSWORD_FILE"),
        (settings.schema_registry_key_file, "SCHEMA_REGISTRY_KEY_FILE"),
    ):
        if path is not None and _is_open_to_others(path):
            yield warn(name, f"{PREFIX}{field}: {path} can be read by everybody", f"chmod o-rwx {path}")


def _is_open_to_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IRWXO)
    except OSError:
        return False  # the check that reads it says so


def check_models(settings: Settings) -> Iterator[Finding]:
    """Whether all models are there, are those that are pinned, and can be loaded."""
    from pipelines.detection.models import ModelError, load_models

    try:
        found = load_models(settings.models)
    except ModelError as error:
        message, _, cure = str(error).rpartition(": ")
        yield fail("models", message or str(error), cure if message else "install the pinned packages again")
    else:
        yield ok("models", f"{', '.join(found.names)}: {len(found.digests)} files as pinned")


def check_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the folder of the files that rules name can be read."""
    folder = settings.rules_folder or Path.cwd()
    if folder.is_dir() and os.access(folder, os.R_OK | os.X_OK):
        yield ok("rules folder", f"{folder}: can be read; workers keep nothing on disk")
    else:
        yield fail(
            "rules folder",
            f"{folder}: is no folder that can be read",
            f"mount it, or set {PREFIX}RULES_FOLDER to the folder with the files that rules name",
        )
