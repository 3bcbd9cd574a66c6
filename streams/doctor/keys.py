"""Checks of keys: the one in use, the others that are known, and those that audit records name."""

from collections.abc import Iterator
from typing import Final

from pipelines.keyring import id_in
from streams.cli.failure import CommandFailed
from streams.doctor.finding import Finding, fail, ok
from streams.kafka import bounds, cluster, read_range
from streams.progress import mark_in
from streams.settings import PREFIX, Settings, SettingsError

_MAKE: Final = "make one with: openssl rand -base64 32"
_LAST: Final = 20
"""So many audit records of each partition are looked at."""


def check_keys(settings: Settings) -> Iterator[Finding]:
    """Whether there is a key, a strong one, and whether the others are well."""
    try:
        key = settings.key()
        ring = settings.keyring()
    except SettingsError as error:
        message, _, cure = str(error).partition("; ")
        yield fail("key", message, cure or _MAKE)
        return
    weak = [one for one in ring if not one.looks_random]
    for one in weak:
        yield fail("key", f"{one.key_id}: its bytes are not random", _MAKE)
    if not weak:
        others = ", ".join(one.key_id for one in ring.others)
        known = f"; known besides: {others}" if others else ""
        yield ok("key", f"{key.key_id}: {len(key.secret) * 8} bits{known}")


def check_marks(settings: Settings) -> Iterator[Finding]:
    """Whether the keys are known that the newest audit records were written under."""
    try:
        ring = settings.keyring()
    except CommandFailed:
        return  # said where keys are checked
    if settings.audit_topic not in cluster(settings)[1].topics:
        return  # said where topics are checked
    marks: set[str] = set()
    for number, found in bounds(settings, settings.audit_topic).items():
        start = max(found.first, found.end - _LAST)
        for record in read_range(settings, settings.audit_topic, number, start, found.end):
            mark = mark_in(record.headers)
            marks |= set() if mark is None else {mark}
    ids = {key.key_id for key in ring}
    for mark in ring.unknown(marks):
        key_id = id_in(mark)
        if key_id in ids:
            text, cure = f"{key_id}: is another key than before", "give each key an id of its own"
        else:
            text, cure = f"{key_id}: is not known here", f"name it in {PREFIX}OTHER_KEYS"
        yield fail("audit key", f"{text}; audit records were written under it", cure)
    if not ring.unknown(marks):
        yield ok("audit key", f"{len(marks)} in use, all known" if marks else "no records yet")
