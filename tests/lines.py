"""Reads the development set of screen lines, and makes its records from lines with inline marks.

A mark is `[[LABEL|text]]`. Run as a command it turns marked lines on standard input into
records on standard output: `python tests/lines.py CATEGORY [APP [TITLE [FIELD]]]`.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "lines"
MARK = re.compile(r"\[\[([A-Z_]+)\|(.*?)\]\](?!\])")


def read(name: str) -> list[dict[str, Any]]:
    """The records of `personal`, `clean` or `screens`."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def unmark(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The text without its marks, and a span for each mark."""
    text, spans, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append({"start": len(text), "end": len(text) + len(mark[2]), "label": mark[1]})
        text += mark[2]
        at = mark.end()
    return text + marked[at:], spans


def mark(text: str, spans: list[dict[str, Any]]) -> str:
    """The opposite of `unmark`."""
    for span in sorted(spans, key=lambda span: -int(span["start"])):
        start, end = span["start"], span["end"]
        text = f"{text[:start]}[[{span['label']}|{text[start:end]}]]{text[end:]}"
    return text


def main(category: str, app: str = "", title: str = "", field: str = "") -> None:
    """Prints one record for each marked line; ids go on from those in the set."""
    number = 1 + sum(
        record["category"] == category for name in ("personal", "clean") for record in read(name)
    )
    for offset, line in enumerate(sys.stdin.read().splitlines()):
        text, spans = unmark(line)
        kind = "personal" if spans else "clean"
        record: dict[str, Any] = {
            "id": f"{kind}-{category}-{number + offset:03d}",
            "text": text,
            "app": app,
            "title": title,
        }
        record |= ({"field": field} if field else {}) | {"spans": spans, "category": category}
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
