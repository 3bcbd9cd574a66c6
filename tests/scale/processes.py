"""What a process and all that it started cost: processor time and resident memory, from /proc.

Linux only.
"""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_EVERY_S: Final = 0.25


def tree(pid: int) -> list[int]:
    """A process and all below it that are there."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in children.read_text().split():
                found += tree(int(child))
    return found


def redaction_processes(pid: int) -> list[int]:
    """The redaction processes below a process."""
    return [one for one in tree(pid)[1:] if b"spawn_main" in _read(one, "cmdline")]


def rss_bytes(pid: int) -> int:
    """Resident memory of one process; pages that processes share count in each."""
    fields = _read(pid, "statm").split()
    return int(fields[1]) * _PAGE if fields else 0


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


class Meter:
    """Watches a process and all below it until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._seen: dict[int, float] = {}
        self._stopped = threading.Event()
        self.peak_bytes = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def cpu_s(self) -> float:
        """Processor seconds so far, of processes that are gone too."""
        return sum(self._seen.values())

    def stop(self) -> None:
        """Watch no longer."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            there = tree(self._pid)
            self.peak_bytes = max(self.peak_bytes, sum(rss_bytes(pid) for pid in there))
            for pid in there:
                self._seen[pid] = max(self._seen.get(pid, 0.0), own_cpu_s(pid))
            time.sleep(_EVERY_S)


def own_cpu_s(pid: int) -> float:
    """Processor seconds of one process without its children's."""
    fields = _read(pid, "stat").rpartition(b")")[2].split()
    return sum(int(field) for field in fields[11:13]) / _TICKS if fields else 0.0


@contextlib.contextmanager
def metered(pid: int) -> Iterator[Meter]:
    """A meter on a process for as long as the block runs."""
    meter = Meter(pid)
    try:
        yield meter
    finally:
        meter.stop()
