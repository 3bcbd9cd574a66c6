"""Lines that wait to be read ahead by a redaction process, and when they are due.

Owns the size of a batch. Lines are only a hint: those for which there is no room are read with their stretch.
"""

import time
from collections.abc import Iterable
from threading import Lock
from typing import Final

BATCH: Final = 256
"""So many lines are read together: models are quicker with many."""
PATIENCE_S: Final = 5.0
"""Lines wait no longer than this for others."""
MAX_LINES: Final = 4_096
"""Beyond so many that wait new ones are left to their stretch."""


class Pending:
    """Lines that wait to be read ahead; any thread may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._texts: dict[str, None] = {}
        self._since_s = 0.0

    def add(self, texts: Iterable[str]) -> bool:
        """Take lines, as far as there is room; True: a batch is due at another time than before."""
        with self._lock:
            before = len(self._texts)
            if not before:
                self._since_s = time.monotonic()
            for text in texts:
                if len(self._texts) < MAX_LINES:
                    self._texts[text] = None
            return before < len(self._texts) and (not before or before < BATCH <= len(self._texts))

    def wait_s(self) -> float | None:
        """How long to wait until a batch is due: 0 if one is, None where there is nothing."""
        with self._lock:
            if not self._texts:
                return None
            if len(self._texts) >= BATCH:
                return 0.0
            return max(0.0, self._since_s + PATIENCE_S - time.monotonic())

    def take(self) -> tuple[str, ...]:
        """The lines that waited the longest."""
        with self._lock:
            texts = tuple(self._texts)[:BATCH]
            for text in texts:
                del self._texts[text]
            self._since_s = time.monotonic()
            return texts
