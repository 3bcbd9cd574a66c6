"""`make bench`: the same generated work through cleantrace and two baselines, as one table of ratios."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import orjson
from measure import count_input
from rich.console import Console
from rich.table import Table

from streams.generator.people import generate

HERE: Final = Path(__file__).parent
START_MS: Final = 1_793_000_000_000
CONTENDERS: Final = ("ours", "cached", "naive")


def write_input(path: Path, people: int, seconds: float, seed: int) -> None:
    """Generate the input."""
    with path.open("wb") as file:
        for form in generate(people, seconds, seed, START_MS):
            file.write(orjson.dumps(form) + b"\n")


def cut(path: Path, messages: int) -> Path:
    """The first messages of a file, as a file of their own."""
    part = path.with_suffix(f".{messages}")
    with path.open("rb") as source, part.open("wb") as file:
        for _, line in zip(range(messages), source, strict=False):
            file.write(line)
    return part


def run(name: str, path: Path, messages: int) -> dict[str, Any]:
    """Run one contender in a process of its own."""
    command = [sys.executable, str(HERE / f"{name}.py"), str(path), str(messages)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=HERE.parent)
    figures: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])
    return figures


def figures_of(name: str, path: Path, people: int, seconds: float, share: float) -> dict[str, Any]:
    """What a contender needed for its share of the messages."""
    total = sum(1 for _ in path.open("rb"))
    messages = max(people, int(total * share))
    part = cut(path, messages)
    counts = count_input(str(part))
    taken = run(name, part, messages)
    cpu_s = taken["cpu_s"]
    return {
        "name": name,
        "people_per_core": people * seconds * messages / total / cpu_s,
        "cpu_s_per_1000_events": cpu_s / counts["events"] * 1000,
        "lines_per_s": counts["lines"] / cpu_s,
        "new_lines_per_s": counts["new_lines"] / cpu_s,
        "memory_mb": taken["memory_mb"],
        "messages": messages,
        "cpu_s": cpu_s,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--naive-share", type=float, default=0.05, help="the naive worker's part of the input"
    )
    parser.add_argument("--json", type=Path, help="write the figures there too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.jsonl"
        write_input(path, given.people, given.seconds, given.seed)
        shares = {"ours": 1.0, "cached": 1.0, "naive": given.naive_share}
        rows = [figures_of(n, path, given.people, given.seconds, shares[n]) for n in CONTENDERS]
    table = Table(
        "", "people a core", "ours is", "CPU s / 1,000 events", "lines/s", "new lines/s", "memory MB",
        title=f"{given.people} people, {given.seconds:.0f} s each, seed {given.seed}",
    )  # fmt: skip
    ours = rows[0]["people_per_core"]
    for row in rows:
        table.add_row(
            row["name"],
            f"{row['people_per_core']:.0f}",
            f"{ours / row['people_per_core']:.1f}x",
            f"{row['cpu_s_per_1000_events']:.3f}",
            f"{row['lines_per_s']:.0f}",
            f"{row['new_lines_per_s']:.0f}",
            f"{row['memory_mb']:.0f}",
        )
    Console().print(table)
    if given.json:
        given.json.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
