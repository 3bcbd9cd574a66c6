"""Messages to begin fuzzing with, all made by code: good ones, and one for each way to break the contract."""

import random
from collections.abc import Iterator
from pathlib import Path

from tests.torture import damage, sessions

LARGEST: int = 20_000
"""Bytes: larger messages make a fuzzer slow and show it nothing new."""


def seeds() -> Iterator[bytes]:
    """The messages, in a fixed order."""
    chance = random.Random("corpus")
    for number in range(8):
        yield from sessions.work(number, 0, 0, 2, parts=5)
    for _ in range(60):
        value = damage.broken(chance)
        if value and len(value) <= LARGEST:
            yield value


def write(folder: Path) -> int:
    """Write them into a folder, a file for each; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for count, data in enumerate(seeds(), start=1):
        (folder / f"seed-{count:03d}").write_bytes(data)
    return count
