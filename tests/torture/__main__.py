"""`python -m tests.torture`: many seeded runs on one broker, a line of JSON for each, a table at the end.

    python -m tests.torture --seeds 1..200 --jobs 3
    python -m tests.torture --seeds 17                  # the same faults again

Ends with 0 if every run held, with 1 if one did not; what is left of a failed run stays in the folder.
"""

import argparse
import contextlib
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from tests.brokers import ApacheKafka
from tests.torture import faults
from tests.torture.course import carry_out
from tests.torture.fleet import WORKER
from tests.torture.plan import KINDS, plan_of
from tests.torture.result import Result
from tests.torture.scenes import SCENES, play
from tests.torture.table import rest, table
from tests.torture.zygote import Zygote


def seeds_of(text: str) -> list[int]:
    """Seeds as people write them: `1..20`, `3`, `1,5,9..12`."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("..")
        found.extend(range(int(first), int(last or first) + 1))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status."""
    parser = argparse.ArgumentParser(prog="torture", description=__doc__, formatter_class=_Plain)
    parser.add_argument("--seeds", default="1..24", help="for example 1..200, or 17 (default: 1..24)")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time (default: 2)")
    parser.add_argument("--nodes", type=int, default=1, help="brokers under the plans (default: 1)")
    parser.add_argument("--kinds", default="", help=f"only these, by commas: {', '.join(KINDS)}")
    parser.add_argument("--scenes", default="", help=f"scenes in place of plans: all, {', '.join(SCENES)}")
    parser.add_argument("--out", type=Path, help="file that the results are appended to (JSON lines)")
    parser.add_argument("--table", type=Path, nargs="*", help="only print the table of such files")
    chosen = parser.parse_args(arguments)
    if chosen.table:
        lines = [line for path in chosen.table for line in path.read_text().splitlines()]
        _show([json.loads(line) for line in lines])
        return 0
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    faults.allow_core_files()
    name = tempfile.mkdtemp(prefix="cleantrace-torture-")
    results = _scenes(chosen, Path(name)) if chosen.scenes else _plans(chosen, Path(name))
    _show(results)
    failed = [result for result in results if not result["ok"]]
    if failed:
        print(f"{len(failed)} of {len(results)} runs failed; what they left: {name}")  # noqa: T201
        return 1
    shutil.rmtree(name, ignore_errors=True)
    return 0


class _Plain(argparse.RawDescriptionHelpFormatter):
    pass


def _plans(chosen: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    kinds = [kind for kind in KINDS if kind in chosen.kinds.split(",")]
    plans = [plan_of(seed, kinds[seed % len(kinds)] if kinds else None) for seed in seeds_of(chosen.seeds)]
    results: list[dict[str, Any]] = []
    zygote = Zygote([*WORKER, "--zygote"])
    with (
        contextlib.closing(zygote),
        ApacheKafka(folder / "kafka", size=chosen.nodes, heap_mb=768) as kafka,
        ThreadPoolExecutor(chosen.jobs) as pool,
    ):
        runs = [
            pool.submit(carry_out, plan, kafka, folder / f"run-{plan.kind}-{plan.seed}", zygote)
            for plan in plans
        ]
        try:
            for run in as_completed(runs):
                results.append(_note(run.result(), chosen.out))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return results


def _scenes(chosen: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    names = list(SCENES) if chosen.scenes == "all" else chosen.scenes.split(",")
    turns = [(seed, name) for seed in seeds_of(chosen.seeds) for name in names]
    results: list[dict[str, Any]] = []
    with ApacheKafka(folder / "kafka") as shared, ThreadPoolExecutor(chosen.jobs) as pool:
        runs = [
            pool.submit(play, name, seed, folder / f"scene-{name}-{seed}", shared) for seed, name in turns
        ]
        for run in as_completed(runs):
            results.append(_note(run.result(), chosen.out))
    return results


def _show(results: list[dict[str, Any]]) -> None:
    print(table(results), rest(results), sep="\n\n")  # noqa: T201


def _note(result: Result, out: Path | None) -> dict[str, Any]:
    line = result.line()
    print(line, flush=True)  # noqa: T201
    if out is not None:
        with out.open("a") as file:
            file.write(line + "\n")
    form: dict[str, Any] = json.loads(line)
    return form


if __name__ == "__main__":
    sys.exit(main())
