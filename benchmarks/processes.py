"""What processes and their children use: CPU time and memory, as the kernel counts them (Linux)."""

import contextlib
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_EVERY_S = 0.5


def family(pid: int) -> list[int]:
    """A process and all below it that run now."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                found.extend(family(int(child)))
    return found


def cpu_s(pid: int) -> float:
    """CPU seconds of one process, 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_mb(pid: int) -> float:
    """Memory of one process, pages that it shares with others in parts (PSS), 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


class Watched:
    """Figures of some processes and their children between `begin` and `end`."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self._before: tuple[float, float] = (0.0, 0.0)
        self.cpu_s = 0.0
        self.own_cpu_s = 0.0
        """Of the processes themselves, without their children."""
        self.peak_mb = 0.0

    def _used(self) -> tuple[float, float]:
        return (
            sum(cpu_s(member) for pid in self._pids for member in family(pid)),
            sum(map(cpu_s, self._pids)),
        )

    def begin(self) -> None:
        """From here on CPU time counts."""
        self._before = self._used()

    def end(self) -> None:
        """Up to here CPU time counts."""
        whole, own = self._used()
        self.cpu_s, self.own_cpu_s = whole - self._before[0], own - self._before[1]

    def look(self) -> None:
        """Keep the highest memory use."""
        now_mb = sum(memory_mb(member) for pid in self._pids for member in family(pid))
        self.peak_mb = max(self.peak_mb, now_mb)


@contextlib.contextmanager
def watch(pids: Sequence[int]) -> Iterator[Watched]:
    """Watch processes from now on."""
    watched = Watched(pids)
    watched.begin()
    done = threading.Event()

    def look() -> None:
        while not done.wait(_EVERY_S):
            watched.look()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        done.set()
        thread.join()
