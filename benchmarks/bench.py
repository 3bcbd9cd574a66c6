"""`make bench`: the same generated work through cleantrace and two baselines, and a real worker on a broker.

The short form takes some minutes; `--long` shows how figures grow with people, partitions, workers and
redaction processes. Ratios within one run mean something; seconds depend on the machine.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import charts
import orjson
from measure import count_input
from rich.console import Console
from rich.table import Table

from streams.generator.people import generate

HERE: Final = Path(__file__).parent
START_MS: Final = 1_793_000_000_000
CONTENDERS: Final = ("ours", "cached", "naive")
LIVE_SHORT: Final = ((10, 1, 1, 1),)
"""People, partitions, workers, redaction processes of each run on a broker."""
LIVE_LONG: Final = (
    (50, 2, 1, 1),
    (200, 2, 1, 1),
    (500, 2, 1, 1),
    (200, 8, 1, 1),
    (400, 2, 2, 1),
    (800, 4, 1, 2),
)
Figures = dict[str, Any]


def main() -> None:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive-messages", type=int, default=40, help="it is slow: only so many")
    parser.add_argument("--long", action="store_true", help="more people, workers, partitions, processes")
    parser.add_argument("--no-live", action="store_true", help="leave the broker and the workers out")
    parser.add_argument("--broker", choices=("kafka", "embedded"), default="kafka")
    parser.add_argument("--memory-people", type=int, default=0, help="0: 200, long 1,000")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    parser.add_argument("--plots", type=Path, help="a folder for plots (SVG)")
    given = parser.parse_args()
    found = measure(given)
    show(found)
    if given.json:
        given.json.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    if given.plots:
        plot(found, given.plots)


def measure(given: argparse.Namespace) -> Figures:
    """All figures."""
    crowds = [given.people] if not given.long else [given.people // 4 or 1, given.people, given.people * 4]
    runs = [compare(people, given) for people in crowds]
    people = given.memory_people or (1_000 if given.long else 200)
    memory = script("memory.py", "--people", str(people))
    live = []
    if not given.no_live:
        seconds, warm_up = ("370", "70") if given.long else ("150", "60")
        for crowd, partitions, workers, processes in LIVE_LONG if given.long else LIVE_SHORT:
            wanted = {
                "people": crowd,
                "partitions": partitions,
                "workers": workers,
                "processes": processes,
                "seconds": seconds,
                "warm-up": warm_up,
                "broker": given.broker,
                "seed": given.seed,
            }
            live.append(script("live.py", *(f"--{name}={value}" for name, value in wanted.items())))
    return {"runs": runs, "memory": memory, "live": live, "cores": os.cpu_count()}


def compare(people: int, given: argparse.Namespace) -> Figures:
    """All contenders on one input."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "load.jsonl"
        with path.open("wb") as file:
            for form in generate(people, given.seconds, given.seed, START_MS):
                file.write(orjson.dumps(form) + b"\n")
        counts = count_input(str(path))
        most = {name: given.naive_messages if name == "naive" else 10**9 for name in CONTENDERS}
        taken = {name: script(f"{name}.py", str(path), str(most[name])) for name in CONTENDERS}
    moments = people * given.seconds
    rows = [row(name, figures, counts, counts["events"] / moments) for name, figures in taken.items()]
    return {"people": people, "seconds": given.seconds, "input": inputs(counts, moments), "contenders": rows}


def inputs(counts: dict[str, float], moments: float) -> Figures:
    """What the input holds for each person and second."""
    return {
        "events_per_s": counts["events"] / moments,
        "lines_per_s": counts["lines"] / moments,
        "new_lines_per_s": counts["new_lines"] / moments,
        "late_new_lines_per_s": counts["late_new_lines"] / moments * 2,
        "share_of_new_lines": counts["new_lines"] / counts["lines"],
        "late_share_of_new_lines": counts["late_new_lines"] / counts["late_lines"],
    }


def row(name: str, taken: Figures, counts: dict[str, float], rate: float) -> Figures:
    """One contender: whole, and the second half alone (`late_`), where the caches are warm."""
    lines = counts["lines"] / counts["events"]
    new, late_new = (counts[f"{half}new_lines"] / counts[f"{half}events"] for half in ("", "late_"))
    cpu_s, late_cpu_s = taken["cpu_s"] / taken["events"], taken["late_cpu_s"] / max(1, taken["late_events"])
    return {
        "name": name,
        "people_per_core": 1 / rate / cpu_s,
        "late_people_per_core": 1 / rate / late_cpu_s,
        "cpu_s_per_1000_events": cpu_s * 1000,
        "late_cpu_s_per_1000_events": late_cpu_s * 1000,
        "lines_per_s": lines / cpu_s,
        "new_lines_per_s": new / cpu_s,
        "late_new_lines_per_s": late_new / late_cpu_s,
        **taken,
    }


def script(name: str, *arguments: str) -> Figures:
    """Run one of our scripts in a process of its own; what it says last."""
    command = [sys.executable, str(HERE / name), *arguments]
    places = [str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=HERE.parent, env=environment)
    figures: Figures = orjson.loads(done.stdout.splitlines()[-1])
    return figures


def show(found: Figures) -> None:
    """Tables."""
    console = Console()
    for run in found["runs"]:
        console.print(contenders_table(run))
        told = run["input"]
        console.print(
            f"A person's second: {told['events_per_s']:.1f} events, {told['lines_per_s']:.1f} lines, "
            f"{told['new_lines_per_s']:.2f} of them new ({told['share_of_new_lines']:.1%}), "
            f"later {told['late_new_lines_per_s']:.2f} ({told['late_share_of_new_lines']:.1%}).\n"
        )
    memory = found["memory"]
    console.print(
        f"{memory['open_sessions']} open sessions: {memory['held_mb']:.0f} MB for "
        f"{memory['open_raw_mb']:.0f} MB of raw messages ({memory['held_kb_a_session']:.0f} kB each).\n"
    )
    if found["live"]:
        console.print(live_table(found["live"]))


def contenders_table(run: Figures) -> Table:
    """Ours beside the baselines."""
    table = Table(
        "", "people a core", "ours is", "second half", "ours is", "CPU s / 1,000 events", "lines/s",
        "new lines/s", "memory MB", title=f"{run['people']} people, {run['seconds']:.0f} s each; CPU time",
    )  # fmt: skip
    ours = run["contenders"][0]
    for one in run["contenders"]:
        table.add_row(
            one["name"],
            f"{one['people_per_core']:.0f}",
            f"{ours['people_per_core'] / one['people_per_core']:.1f}x",
            f"{one['late_people_per_core']:.0f}",
            f"{ours['late_people_per_core'] / one['late_people_per_core']:.1f}x",
            f"{one['cpu_s_per_1000_events']:.3f}",
            f"{one['lines_per_s']:.0f}",
            f"{one['new_lines_per_s']:.0f}",
            f"{one['memory_mb']:.0f}",
        )
    return table


def live_table(rows: list[Figures]) -> Table:
    """Workers on a broker."""
    table = Table(
        "people", "partitions", "workers", "processes", "ready s", "cores used", "CPU ms / person s",
        "memory MB", "stretches", "median s", "p99 s", title="From a stretch's end to its publication",
    )  # fmt: skip
    for one in rows:
        lag = one["lag_ms"]
        table.add_row(
            *(str(one[name]) for name in ("people", "partitions", "workers", "processes")),
            f"{one['ready_s']:.1f}",
            f"{one['cores_used']:.2f}",
            f"{one['cpu_ms_a_person_second']:.2f}",
            f"{one['memory_mb']:.0f}",
            str(lag["stretches"]),
            f"{lag['median'] / 1000:.2f}",
            f"{lag['p99'] / 1000:.2f}",
        )
    return table


def plot(found: Figures, folder: Path) -> None:
    """Plots of what was measured."""
    last = found["runs"][-1]
    names = {"ours": "cleantrace", "cached": "Presidio, cached", "naive": "Presidio, naive"}
    values = {names[one["name"]]: one["late_people_per_core"] for one in last["contenders"]}
    title = f"People served in real time by one core ({last['people']} people, second half)"
    charts.bars(folder / "people-per-core.svg", title, "people", values)
    if len(found["runs"]) > 1:
        series = {
            names[name]: [
                (run["people"], one["late_people_per_core"])
                for run in found["runs"]
                for one in run["contenders"]
                if one["name"] == name
            ]
            for name in CONTENDERS
        }
        title = "People served by one core, as more share a worker"
        charts.lines(folder / "people-growth.svg", title, "people in the input", "people", series)
    if len(found["live"]) > 1:
        plot_live(found["live"], folder)


def plot_live(found: list[Figures], folder: Path) -> None:
    """How a worker's lag and cost grow with people, with a line for each number of workers and processes."""
    kinds: dict[str, list[Figures]] = {}
    for one in found:
        told = f"{one['workers']} x {one['processes']}, {one['partitions']} part."
        kinds.setdefault(told, []).append(one)
    for name, title, unit, value in (
        ("lag-median", "From a stretch's end to its publication (median)", "s", _lag_s("median")),
        ("lag-p99", "From a stretch's end to its publication (99th percentile)", "s", _lag_s("p99")),
        ("cpu", "A core's time for each second of a person", "ms", lambda one: one["cpu_ms_a_person_second"]),
        ("memory", "Memory of all processes", "MB", lambda one: one["memory_mb"]),
    ):
        series = {
            kind: [(one["people"], value(one)) for one in kind_rows] for kind, kind_rows in kinds.items()
        }
        charts.lines(folder / f"live-{name}.svg", title, "people (workers x processes)", unit, series)


def _lag_s(part: str) -> Callable[[Figures], float]:
    return lambda one: one["lag_ms"][part] / 1000


if __name__ == "__main__":
    main()
