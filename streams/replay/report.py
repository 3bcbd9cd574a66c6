"""What a replay says at its end: counts in and out that add up, and what a comparison found."""

from typing import Any, Final

from rich.console import Console
from rich.table import Table

from streams.replay.comparison import Comparison
from streams.replay.tally import LEFT_ALONE, MADE

_ROWS: Final = 12
_EXPLAINED: Final = {
    "published": "",
    "recognised": "an interrupted run had sent them",
    "unpublished": "nothing of them may come out",
    "failed": "their redaction failed twice",
    "already": "done before",
    "filtered": "not chosen",
    "not_committed": "the live workers are not done with them",
    "open": "no end yet; replay again later",
}


def print_report(report: dict[str, Any], comparison: Comparison | None) -> None:
    """The report for people, on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    if report:
        console.print(_counts(report))
        _say_reading(console, report)
    if comparison is not None:
        print_comparison(console, comparison.as_json())


def _counts(report: dict[str, Any]) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 1))
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="dim")
    fates = report["stretches"]
    made = [name for name in (*MADE, *LEFT_ALONE) if fates.get(name)]
    table.add_row("stretches of the range", f"{sum(fates.get(n, 0) for n in made):,}", "", style="bold")
    published = "published" if report["destination"] else "would be published"
    for name in [*made, *(["open"] if fates.get("open") else [])]:
        shown = published if name == "published" else name.replace("_", " ")
        table.add_row(f"  {shown}", f"{fates[name]:,}", _EXPLAINED[name])
    events = report["events"]
    table.add_row("their events", f"{events['in']:,}", "", style="bold")
    table.add_row(f"  {published}", f"{events['published']:,}")
    for reason, count in events["dropped"].items():
        table.add_row(f"  dropped: {reason}", f"{count:,}")
    if events["in_skipped_stretches"]:
        table.add_row("  in stretches left alone", f"{events['in_skipped_stretches']:,}")
    if report["dead_letters"]:
        table.add_row("dead letters", f"{sum(report['dead_letters'].values()):,}", "", style="bold")
    for code, count in report["dead_letters"].items():
        table.add_row(f"  {code}", f"{count:,}")
    return table


def _say_reading(console: Console, report: dict[str, Any]) -> None:
    before = sum(
        (row["range_from"] if row["range_from"] is not None else row["read_from"] + row["messages_read"])
        - row["read_from"]
        for row in report["partitions"]
    )
    told = f"{before:,} of them before the range, to find where its stretches begin; " if before else ""
    console.print(
        f"{report['messages_read']:,} messages read in {report['seconds']:,.1f} s; {told}"
        f"rules {report['rules'][:19]}…"
    )


def print_comparison(console: Console, form: dict[str, Any]) -> None:
    """What differs from what was published before."""
    counts = form["trajectories"]
    console.print(
        f"trajectories: {counts['equal']:,} equal, {counts['changed']:,} changed, {counts['added']:,} added, "
        f"{counts['removed']:,} removed"
    )
    if form["not_compared"]:
        console.print(f"{form['not_compared']:,} stretches were left alone and are not compared")
    gained, lost = _by_kind(form["redactions_gained"]), _by_kind(form["redactions_lost"])
    rows = sorted(
        gained.keys() | lost.keys(), key=lambda kind: (-gained.get(kind, 0) - lost.get(kind, 0), kind)
    )
    if rows:
        table = Table("entity", "rule", "gained", "lost", box=None, padding=(0, 1), header_style="dim")
        for column in table.columns[2:]:
            column.justify = "right"
        for entity, rule in rows[:_ROWS]:
            plus, minus = gained.get((entity, rule), 0), lost.get((entity, rule), 0)
            table.add_row(entity, rule, f"+{plus:,}" if plus else "", f"-{minus:,}" if minus else "")
        console.print(table)
    elif counts["equal"] or counts["changed"]:
        console.print("no redaction gained or lost")
    if len(rows) > _ROWS:
        console.print(f"and {len(rows) - _ROWS} more; all with --json")
    for kind, some in form["examples"].items():
        for one in some[:3]:
            ids = " -> ".join(name for name in (one["old"], one["new"]) if name)
            console.print(f"{kind}: {ids}", style="dim")


def _by_kind(rows: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    return {(row["entity"], row["rule"]): row["count"] for row in rows}
