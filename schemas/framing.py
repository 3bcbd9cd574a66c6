"""The header of a schema registry before a value: a zero byte, and the schema's id in four bytes.

Source: Confluent's wire format, version 0. Neither JSON nor YAML can begin with a zero byte, so that
a value with the header is told from one without.
"""

import struct
from typing import Final

MAGIC: Final = 0
HEADER_BYTES: Final = 5
_HEADER: Final = struct.Struct(">bI")


def frame(schema_id: int, body: bytes) -> bytes:
    """A value with the header before it."""
    return _HEADER.pack(MAGIC, schema_id) + body


def is_framed(value: bytes | None) -> bool:
    """Whether a value begins as only one with a header does; it may be too short for a whole one."""
    return bool(value) and value is not None and value[0] == MAGIC


def unframe(value: bytes) -> tuple[int | None, bytes]:
    """The schema's id and the value without its header; None and the value as it is, where it has none."""
    if not is_framed(value) or len(value) < HEADER_BYTES:
        return None, value
    return _HEADER.unpack_from(value)[1], value[HEADER_BYTES:]
