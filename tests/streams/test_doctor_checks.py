"""The doctor's judgement of a clock and of memory, on made-up machines."""

from pathlib import Path

import pytest

from streams.doctor.clock import judge
from streams.doctor.memory import check_memory, needed_mib
from streams.kafka.fresh import Fresh
from streams.settings import load_settings

NOW = 1_800_000_000_000
CLOCKS = [
    ("right", Fresh(NOW + 100, NOW, NOW + 200), "ok", "goes with"),
    ("it came late", Fresh(NOW + 100, NOW, NOW + 90_000), "ok", "goes with"),
    ("a little ahead", Fresh(NOW - 20_000, NOW, NOW + 200), "ok", "goes with"),
    ("ahead", Fresh(NOW - 45_000, NOW, NOW + 200), "fail", "45 s ahead"),
    ("behind", Fresh(NOW + 45_200, NOW, NOW + 200), "fail", "45 s behind"),
    ("nothing came", None, "warn", "cannot be told"),
]


@pytest.mark.parametrize(
    ("fresh", "state", "says"), [case[1:] for case in CLOCKS], ids=[case[0] for case in CLOCKS]
)
def test_a_clock_is_judged_by_a_message_that_came_in(fresh: Fresh | None, state: str, says: str) -> None:
    found = judge(fresh, is_known=True)
    assert (found.state, says in found.text) == (state, True), found
    assert "not behind" not in judge(None, is_known=False).text


def machine(
    root: Path, total_mib: int, free_mib: int, limit_mib: int | None = None, used_mib: int = 0
) -> Path:
    files = {
        "proc/meminfo": f"MemTotal: {total_mib * 1024} kB\nMemAvailable: {free_mib * 1024} kB\n",
        "sys/fs/cgroup/memory.max": "max\n" if limit_mib is None else f"{limit_mib * 2**20}\n",
        "sys/fs/cgroup/memory.current": f"{used_mib * 2**20}\n",
        "sys/fs/cgroup/memory.stat": f"anon 1\ninactive_file {100 * 2**20}\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


BIG = {"total_mib": 64_000, "free_mib": 60_000}
MACHINES = [
    ("enough", {"total_mib": 8_000, "free_mib": 6_000}, "ok"),
    ("taken by others", {"total_mib": 8_000, "free_mib": 1_000}, "warn"),
    ("too small", {"total_mib": 1_000, "free_mib": 900}, "fail"),
    ("a container", {**BIG, "limit_mib": 1_000}, "fail"),
    ("a full container", {**BIG, "limit_mib": 2_048, "used_mib": 600}, "warn"),
    ("a container with files", {**BIG, "limit_mib": 2_048, "used_mib": 150}, "ok"),
]


@pytest.mark.parametrize(("sizes", "state"), [case[1:] for case in MACHINES], ids=[c[0] for c in MACHINES])
def test_memory_is_compared_with_what_a_worker_needs(tmp_path: Path, sizes: dict, state: str) -> None:
    settings = load_settings(pool_size=2, max_open_bytes=256 * 2**20)
    assert needed_mib(settings) == 200 + 2 * 600 + 512
    (found,) = check_memory(settings, machine(tmp_path, **sizes))
    assert found.state == state, found
    assert ("CLEANTRACE_POOL_SIZE" in found.cure) == (state != "ok")


def test_where_the_system_tells_nothing_nothing_is_said(tmp_path: Path) -> None:
    assert list(check_memory(load_settings(pool_size=2), tmp_path)) == []
