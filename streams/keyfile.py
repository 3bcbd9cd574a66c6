"""Reading the key for pseudonyms and ids: base64 or hex, from a setting or a file.

Owns what a key must be like. Nothing here ever shows a key, whole or in part.
"""

import base64
import binascii
import re
from typing import Final

MIN_KEY_BYTES: Final = 32
_MIN_DISTINCT_BYTES: Final = 4
"""Fewer come from a keyboard, not from a source of randomness (32 random bytes have about 30)."""

_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})+")


class WeakKey(ValueError):  # noqa: N818
    """A key that cannot be used; says why, never what it is."""


def parse_key(text: str) -> bytes:
    """The bytes of a key that is written as hex, base64 or URL-safe base64.

    Raises: WeakKey.
    """
    secret = _decode("".join(text.split()))
    if len(secret) < MIN_KEY_BYTES:
        raise WeakKey(f"has {len(secret)} bytes and must have at least {MIN_KEY_BYTES}")
    if len(set(secret)) < _MIN_DISTINCT_BYTES:
        raise WeakKey("repeats the same few bytes and could be guessed")
    return secret


def _decode(text: str) -> bytes:
    if _HEX.fullmatch(text):
        return bytes.fromhex(text)
    padded = text.rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        return base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        raise WeakKey("is neither base64 nor hex") from None
