"""What a replay shows: progress while it runs, and a report whose numbers add up."""

import sys
import time
from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from streams.replay.comparison import Comparison
from streams.replay.reading import Course
from streams.replay.tally import Tally

PLAIN_EVERY_S: Final = 5.0
_ROWS: Final = 12


class Watch:
    """Bars on a terminal, a plain line every few seconds elsewhere; all on standard error."""

    def __init__(self, courses: Sequence[Course], *, quiet: bool) -> None:
        self._courses = courses
        self._quiet = quiet
        self._console = Console(stderr=True)
        self._bars: Progress | None = None
        self._tasks: dict[int, TaskID] = {}
        self._started_s = self._said_s = time.monotonic()

    def __enter__(self) -> "Watch":
        if not self._quiet and sys.stderr.isatty():
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._bars = Progress(
                *columns, TextColumn("{task.fields[note]}"), TimeRemainingColumn(), console=self._console
            )
            for course in self._courses:
                self._tasks[course.partition] = self._bars.add_task(
                    f"partition {course.partition}", total=course.log_end - course.look_from, note=""
                )
            self._tasks[-1] = self._bars.add_task(
                "all", total=sum(c.log_end - c.look_from for c in self._courses), note=""
            )
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def show(self, tally: Tally) -> None:
        """Show where things are."""
        now_s = time.monotonic()
        if self._bars is not None:
            for course in self._courses:
                self._bars.update(
                    self._tasks[course.partition], completed=tally.per_partition[course.partition]
                )
            done = sum(tally.per_partition.values())
            self._bars.update(self._tasks[-1], completed=done, note=self._note(tally, now_s))
        elif not self._quiet and now_s - self._said_s >= PLAIN_EVERY_S:
            self._said_s = now_s
            self._console.print(self._note(tally, now_s), highlight=False)

    def _note(self, tally: Tally, now_s: float) -> str:
        per_s = tally.messages_read / max(now_s - self._started_s, 0.001)
        done = tally.fates["published"] + tally.fates["recognised"]
        return (
            f"{tally.messages_read} messages ({per_s:.0f}/s), {done} stretches published, "
            f"{sum(tally.dropped.values())} events dropped, {sum(tally.dead.values())} dead letters"
        )


def print_report(report: dict[str, Any], comparison: Comparison | None) -> None:
    """The report for people, on standard error."""
    console = Console(stderr=True)
    table = Table(title="replay", show_header=False)
    events = report["events"]
    table.add_row("messages read", str(report["messages_read"]))
    table.add_row("events in the range's stretches", str(events["in"]))
    table.add_row("  published", str(events["published"]))
    for reason, count in events["dropped"].items():
        table.add_row(f"  dropped: {reason}", str(count))
    table.add_row("  in stretches left alone", str(events["in_skipped_stretches"]))
    for fate, count in report["stretches"].items():
        table.add_row(f"stretches: {fate}", str(count))
    for code, count in report["dead_letters"].items():
        table.add_row(f"dead letters: {code}", str(count))
    console.print(table)
    if comparison is not None:
        _print_comparison(console, comparison.as_json())


def _print_comparison(console: Console, form: dict[str, Any]) -> None:
    counts = ", ".join(f"{name} {n}" for name, n in form["trajectories"].items())
    console.print(f"trajectories: {counts}", highlight=False)
    for title in ("redactions_gained", "redactions_lost"):
        rows = form[title]
        table = Table("entity", "rule", "count", title=title.replace("_", " "))
        for row in rows[:_ROWS]:
            table.add_row(row["entity"], row["rule"], str(row["count"]))
        if rows:
            console.print(table)
        if len(rows) > _ROWS:
            console.print(f"and {len(rows) - _ROWS} more; all with --json")
