"""What was measured, as a table, as JSON, and as a page with the misses.

The page holds the texts of the sets: it is for the eyes of whoever may read those.
"""

import html
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.table import Table

from pipelines.evaluation.scores import Miss, Tally
from streams.evaluation.measure import OURS, Measured

_MOST_MISSES: Final = 400
COLUMNS: Final = (
    ("set", "left"),
    ("detector", "left"),
    ("cases", "right"),
    ("zero leak %", "right"),
    ("damaged %", "right"),
    ("precision", "right"),
    ("recall", "right"),
    ("F2", "right"),
    ("PERSON / 1000 words", "right"),
    ("ms new", "right"),
    ("ms again", "right"),
)


def table(results: Sequence[Measured]) -> Table:
    """One row for each set and detector."""
    shown = Table(title="Detection, measured")
    for name, side in COLUMNS:
        shown.add_column(name, justify="left" if side == "left" else "right")
    for result in results:
        shown.add_row(*_row(result))
    return shown


def as_json(results: Sequence[Measured]) -> list[dict[str, Any]]:
    """All numbers, without any text of the sets."""
    return [
        {
            "set": result.set_name,
            "detector": result.detector,
            "whole_screens": result.whole_screens,
            "cases": result.score.cases,
            "personal_cases": result.score.personal_cases,
            "clean_cases": result.score.clean_cases,
            "zero_leak": result.score.zero_leak,
            "damage": result.score.damage,
            "person_alarms_per_1000_words": result.score.alarms_per_1000_words,
            "characters": _tally(result.score.overall),
            "by_entity": {name: _tally(tally) for name, tally in result.score.by_entity.items()},
            "ms_a_new_line": round(result.new_ms, 3),
            "ms_a_repeated_line": None if result.again_ms is None else round(result.again_ms, 3),
        }
        for result in results
    ]


def as_page(results: Sequence[Measured]) -> str:
    """An HTML page: the table, recall by entity, and the misses of our detector."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _row(result)) + "</tr>"
        for result in results
    )
    head = "".join(f"<th>{html.escape(name)}</th>" for name, _ in COLUMNS)
    misses = "".join(_misses(result) for result in results if result.detector == OURS)
    return (
        "<!doctype html><meta charset=utf-8><title>Detection, measured</title>"
        "<style>body{font:14px sans-serif;margin:2em}td,th{padding:2px 8px;text-align:right}"
        "td:first-child{text-align:left}mark{background:#fbb}ins{background:#bdf;text-decoration:none}</style>"
        "<h1>Detection, measured</h1><p>Texts of the sets stand here: for local use only. "
        "<mark>leaked</mark> <ins>found</ins></p>"
        f"<table><tr>{head}</tr>{rows}</table>{misses}"
    )


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{html.escape(cell)}</td>" for cell in row)


def _row(result: Measured) -> list[str]:
    score = result.score
    labelled = score.overall.right + score.overall.missed > 0
    alarms = score.alarms_per_1000_words
    return [
        result.set_name,
        result.detector,
        str(score.cases),
        _percent(score.zero_leak),
        _percent(score.damage),
        f"{score.overall.precision:.3f}" if labelled and not result.whole_screens else "-",
        f"{score.overall.recall:.3f}" if labelled else "-",
        f"{score.overall.f2:.3f}" if labelled and not result.whole_screens else "-",
        "-" if alarms is None else f"{alarms:.1f}",
        f"{result.new_ms:.2f}",
        "-" if result.again_ms is None else f"{result.again_ms:.3f}",
    ]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _tally(tally: Tally) -> dict[str, float]:
    return {
        "right": tally.right,
        "wrong": tally.wrong,
        "missed": tally.missed,
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f2": round(tally.f2, 4),
    }


def _misses(result: Measured) -> str:
    entities = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{t.precision:.3f}</td><td>{t.recall:.3f}</td><td>{t.f2:.3f}</td></tr>"
        for name, t in result.score.by_entity.items()
    )
    lines = "".join(_miss(miss) for miss in result.score.misses[:_MOST_MISSES])
    return (
        f"<h2>{html.escape(result.set_name)}</h2><table><tr><th>entity</th><th>precision</th><th>recall</th>"
        f"<th>F2</th></tr>{entities}</table><ol>{lines}</ol>"
    )


def _miss(miss: Miss) -> str:
    leaked = {at for gold in miss.leaked for at in range(gold.start, gold.end)}
    found = {at for span in miss.found for at in range(span.start, span.end)}
    names = ", ".join(f"{span.entity} {span.score} {span.rule}" for span in miss.found)
    return f"<li>{''.join(_marked(miss.case.text, leaked, found))} <small>{html.escape(names)}</small></li>"


def _marked(text: str, leaked: set[int], found: set[int]) -> Iterator[str]:
    for at, letter in enumerate(text):
        shown = html.escape(letter)
        if at in found:
            yield f"<ins>{shown}</ins>"
        else:
            yield f"<mark>{shown}</mark>" if at in leaked else shown
