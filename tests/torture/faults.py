"""How faults are done to processes: signals, memory, the disk, the time of day.

Each function says whether it could be done here; what needs rights that are not there is done in the
next best way. Only processes whose ids were handed in are touched.
"""

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/sys/fs/cgroup/memory")
_TIGHT_BYTES: Final = 1 << 20
JUMPS_S: Final = (-172_800, 3_600, 40 * 86_400, -90, 0)
_CLOCK: Final = Path(__file__).parent / "clock.c"


def redaction_processes(worker: int) -> list[int]:
    """The ids of a worker's redaction processes."""
    found: list[int] = []
    for children in Path(f"/proc/{worker}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(number) for number in children.read_text().split()]
    return sorted(number for number in found if "spawn_main" in _command(number))


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def send_signal(pid: int, number: signal.Signals) -> bool:
    """Send a signal, if the process is there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def leave_no_memory(pid: int, name: str) -> str:
    """Give a process no more memory: by a control group, so that the kernel kills it, or by a limit."""
    group = _MEMORY / name
    try:
        group.mkdir(exist_ok=True)
        (group / "memory.limit_in_bytes").write_text(str(_TIGHT_BYTES))
        (group / "cgroup.procs").write_text(str(pid))
    except OSError:
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
            size = pages * resource.getpagesize()
            resource.prlimit(pid, resource.RLIMIT_AS, (size, size))
        except (OSError, ValueError):
            return "gone"
        return "limit"
    return "cgroup"


def forget_memory(name: str) -> int:
    """Remove the control group again; how many processes the kernel ended in it."""
    group, killed = _MEMORY / name, 0
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (group / "memory.oom_control").read_text().splitlines():
            if line.startswith("oom_kill "):
                killed = int(line.split()[1])
        group.rmdir()
    return killed


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "3m") -> Iterator[bool]:
    """Mount a small file system on a folder; False where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def fill_disk(folder: Path) -> Path:
    """Fill the file system that a folder is on, which must be a small one."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("ab", buffering=0) as out:
        while True:
            out.write(bytes(1 << 16))
    with contextlib.suppress(OSError), filler.open("ab", buffering=0) as out:
        while True:
            out.write(b"\0")
    return filler


def stop_writing(pid: int) -> bool:
    """Let a process write no file beyond the size that files have now (RLIMIT_FSIZE)."""
    try:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    except OSError:
        return False
    return True


def clock_environment(folder: Path, jump: Path, seconds: int) -> dict[str, str]:
    """What lets a worker's time of day jump by the seconds in a file; nothing where there is no compiler.

    The library is our own: libfaketime moves clocks that nobody can set, too.
    """
    library = folder / "clock.so"
    if not library.exists():
        command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(_CLOCK), "-ldl", "-lpthread"]
        with contextlib.suppress(OSError):
            subprocess.run(command, capture_output=True, check=False)
    if not library.exists():
        return {}
    jump.write_text(f"{seconds}\n")
    return {"LD_PRELOAD": str(library), "CLOCK_JUMP": str(jump)}


def allow_core_files() -> None:
    """Let processes that are started from here leave core files, so that one that does is found out."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    if soft == 0 and hard == 0:
        sys.stderr.write("core files are not allowed here: their absence says nothing\n")
