"""Whether there is memory enough: for redaction processes with their models, and for what is held open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from streams.doctor.finding import Finding, fail, ok, warn
from streams.settings import PREFIX, Settings

MIB: Final = 1024 * 1024
WORKER_MIB: Final = 200
"""The worker's own process, with nothing open. Measured: 130 MiB."""
PROCESS_MIB: Final = 600
"""A redaction process with the shipped models. Measured: 230 MiB loaded, 380 MiB after minutes of 400 people;
its cache of findings grows for some hours."""
OPEN_FACTOR: Final = 2
"""Memory for a raw byte that is held open. Measured on generated work: 0.6; more if screens never repeat."""
_FOREVER: Final = 1 << 60


def needed_mib(settings: Settings) -> int:
    """What a worker of these settings needs at most."""
    held = settings.max_open_bytes * OPEN_FACTOR // MIB
    return WORKER_MIB + settings.processes * PROCESS_MIB + held


def check_memory(settings: Settings, root: Path = Path("/")) -> Iterator[Finding]:
    """Whether what a worker needs is there, and is free."""
    total, free = _machine(root)
    limit, left = _group(root)
    total, free = min(total, limit), min(free, left)
    if total >= _FOREVER * 0.9:
        return  # this system does not tell
    need = needed_mib(settings)
    told = (
        f"{need} MiB are needed ({settings.processes} processes, {settings.max_open_bytes // MIB} MiB of raw "
        f"bytes open at most), {free // MIB} of {total // MIB} MiB are free"
    )
    cure = f"give it more, or lower {PREFIX}POOL_SIZE or {PREFIX}MAX_OPEN_BYTES"
    if need * MIB > total:
        yield fail("memory", told, cure)
    elif need * MIB > free:
        yield warn("memory", told, f"{cure}; or stop what else runs here")
    else:
        yield ok("memory", told)


def _machine(root: Path) -> tuple[int, int]:
    """Bytes that this machine has, and that are free."""
    told = _numbers(root / "proc/meminfo", 1024)
    return told.get("MemTotal:", _FOREVER), told.get("MemAvailable:", _FOREVER)


def _group(root: Path) -> tuple[int, int]:
    """Bytes that this container may have, and that are left; what the kernel can take back is free."""
    folder = root / "sys/fs/cgroup"
    for limit_name, used_name, stat, inactive in (
        ("memory.max", "memory.current", "memory.stat", "inactive_file"),
        (
            "memory/memory.limit_in_bytes",
            "memory/memory.usage_in_bytes",
            "memory/memory.stat",
            "total_inactive_file",
        ),
    ):
        limit, used = _number(folder / limit_name), _number(folder / used_name)
        if limit is not None and used is not None and limit < _FOREVER:
            return limit, limit - used + _numbers(folder / stat, 1).get(inactive, 0)
    return _FOREVER, _FOREVER


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text("utf-8"))
    except (OSError, ValueError):  # "max": there is no limit
        return None


def _numbers(path: Path, unit: int) -> dict[str, int]:
    try:
        lines = [line.split() for line in path.read_text("utf-8").splitlines()]
    except OSError:
        return {}
    return {words[0]: int(words[1]) * unit for words in lines if len(words) > 1 and words[1].isdigit()}
