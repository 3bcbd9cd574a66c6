"""Keyed names: pseudonyms of values, sessions and people, and the ids of trajectories.

Everything is an HMAC-SHA-256 under the key; parts are prefixed with their length, so that no two
different inputs run together. The key is never shown.
"""

import base64
import binascii
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

MIN_KEY_BYTES: Final = 32
MAX_ID_CHARS: Final = 64
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_SPACE: Final = re.compile(r"\s+")


class WeakKey(ValueError):  # noqa: N818
    """A key that must not be used; says why, never the key."""


@dataclass(frozen=True, slots=True)
class Key:
    """The secret (32 bytes or more) and the name under which it is known."""

    secret: bytes = field(repr=False)
    key_id: str = "k1"

    @property
    def looks_random(self) -> bool:
        """Whether its bytes are as different as random ones are; `doctor` warns where they are not."""
        return len(set(self.secret)) >= 8


def read_key(text: str, key_id: str = "k1") -> Key:
    """Read a key written in hex or base64.

    Raises: WeakKey, if it is neither, shorter than 32 bytes, or all zeros.
    """
    written = text.strip()
    secret = _unhex(written)
    if secret is None:
        secret = _unbase64(written)
    if secret is None:
        raise WeakKey("the key must be written in base64 or hex")
    if len(secret) < MIN_KEY_BYTES:
        raise WeakKey(f"the key must be at least {MIN_KEY_BYTES} bytes long, it has {len(secret)}")
    if not any(secret):
        raise WeakKey("the key is all zeros, which is no key")
    return Key(secret, key_id)


def _unhex(written: str) -> bytes | None:
    try:
        return bytes.fromhex(written)
    except ValueError:
        return None


def _unbase64(written: str) -> bytes | None:
    padded = written.rstrip("=") + "=" * (-len(written.rstrip("=")) % 4)
    try:
        return base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        return None


def digest(key: Key, purpose: str, *parts: str) -> str:
    """HMAC-SHA-256 (64 hex digits) over a purpose and parts."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in (purpose, *parts)]
    message = b"".join([len(data).to_bytes(8, "big") + data for data in encoded])
    return hmac.digest(key.secret, message, "sha256").hex()


def session_name(key: Key, session_id: str) -> str:
    """The pseudonym of a session, as trajectories and audit records show it."""
    return "s-" + digest(key, "session", session_id)[:32]


def subject_name(key: Key, user_id: str) -> str:
    """The pseudonym of a person, as audit records show it."""
    return "u-" + digest(key, "subject", user_id)[:32]


def trajectory_id(key: Key, session_id: str, first_seq: int, last_seq: int, policy_digest: str) -> str:
    """The id of a stretch under a policy: the same input under the same policy and key, the same id."""
    return "t-" + digest(key, "trajectory", session_id, str(first_seq), str(last_seq), policy_digest)[:32]


def normalise_value(text: str) -> str:
    """A value as pseudonyms see it: NFKC, case folded, spaces collapsed, bare of outer punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = _strip_punctuation(_SPACE.sub(" ", folded))
    return _strip_punctuation(_POSSESSIVE.sub("", bare)) or bare or folded


def _strip_punctuation(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not _is_inner(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_inner(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def value_digest(key: Key, session_id: str, entity: str, text: str) -> str:
    """The HMAC that names a value within its session (64 hex digits)."""
    return digest(key, "value", session_id, entity, normalise_value(text))
