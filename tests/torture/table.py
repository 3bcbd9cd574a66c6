"""Results as a table: one row for each kind of run."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

_COLUMNS: Final = (
    "kind",
    "runs",
    "held",
    "faults",
    "events",
    "stretches",
    "holes filled",
    "sent twice",
    "lost",
    "seconds",
)


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """The table, in Markdown, with a row for all runs together."""
    kinds = sorted({str(result["kind"]) for result in results})
    rows = [_row(kind, [r for r in results if r["kind"] == kind]) for kind in kinds]
    rows.append(_row("all", results))
    widths = [max(len(row[n]) for row in [*rows, _COLUMNS]) for n in range(len(_COLUMNS))]
    lines = [_line(_COLUMNS, widths), _line(["-" * width for width in widths], widths)]
    return "\n".join(lines + [_line(row, widths) for row in rows])


def rest(results: Sequence[Mapping[str, Any]]) -> str:
    """All that was counted besides, in one line: faults by kind, looks, and how workers left."""
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result["counts"])
    shown = {"events", "stretches", "holes", "messages in holes", "sent_twice", "lost"}
    return "; ".join(f"{name}: {counts[name]}" for name in sorted(counts.keys() - shown))


def _row(kind: str, results: Sequence[Mapping[str, Any]]) -> list[str]:
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result["counts"])
    faults = sum(n for name, n in counts.items() if name.startswith("fault "))
    return [
        kind,
        str(len(results)),
        str(sum(result["ok"] for result in results)),
        str(faults),
        str(counts["events"]),
        str(counts["stretches"]),
        f"{counts['holes']} ({counts['messages in holes']})",
        str(counts["sent_twice"]),
        str(counts["lost"]),
        f"{sum(result['seconds'] for result in results):.0f}",
    ]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"
