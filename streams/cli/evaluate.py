"""`cleantrace evaluate`: how good detection is on labelled texts, beside Presidio as it comes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from pipelines.chain import Redactor
    from streams.evaluation.measure import Finder

app = typer.Typer(add_completion=False)
_NO_SECRET: Final = bytes(range(32))
"""Pseudonyms of a measurement are seen by nobody."""


@app.command()
def evaluate(
    data: Annotated[
        list[Path] | None,
        typer.Option(help="folder or file of labelled JSON lines; may be given more than once"),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--set", help="only sets whose name holds this; more than once")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="rules document; without it the shipped default")] = None,
    limit: Annotated[int, typer.Option(min=0, help="cases of a set at most, evenly spread; 0: all")] = 500,
    json: Annotated[Path | None, typer.Option(help="write all numbers to this file")] = None,
    html: Annotated[
        Path | None, typer.Option(help="write a page with the misses (it holds their texts) to this file")
    ] = None,
    baseline: Annotated[bool, typer.Option(help="measure Presidio as it comes, too")] = True,
) -> None:
    """Measure zero leak, damage, precision, recall, false alarms and time on labelled texts.

    A record is {"id","text","spans":[{"start","end","label"}]}, or a whole labelled screen: those go
    through the whole chain, and what counts are values left and clean lines changed.
    Without --data: ../shared/data (or what CLEANTRACE_SHARED names) and tests/data/lines, where they exist.
    """
    import orjson
    from rich.console import Console

    from streams.evaluation.measure import OURS, Measured, measure, measure_screens
    from streams.evaluation.sets import find_sets, read_screen_set, read_set
    from streams.evaluation.shown import as_json, as_page, table

    found = find_sets(_folders(data))
    sets = [one for one in found if not only or any(part in one.name for part in only)]
    if not sets:
        raise CommandFailed("evaluate: no labelled texts found: name a folder with --data", 2)
    finders, redactor = _finders(rules, baseline)
    console = Console(width=None if os.isatty(1) else 160)
    results: list[Measured] = []
    for labelled in sets:
        try:
            if labelled.whole_screens:
                screens = read_screen_set(labelled, limit)
                results.append(measure_screens(labelled.name, screens, redactor))
                continue
            cases = read_set(labelled, limit)
        except ValueError as error:
            raise CommandFailed(f"evaluate: {error}", 2) from None
        for name, finder in finders:
            results.append(measure(labelled.name, cases, name, finder, again=name == OURS))
    console.print(table(results))
    if json is not None:
        json.write_bytes(orjson.dumps(as_json(results), option=orjson.OPT_INDENT_2))
    if html is not None:
        html.write_text(as_page(results), encoding="utf-8")


def _folders(data: list[Path] | None) -> list[Path]:
    if data:
        missing = [path for path in data if not path.exists()]
        if missing:
            raise CommandFailed(f"evaluate: --data {missing[0]}: there is no such file or folder", 2)
        return data
    shared = Path(os.environ.get("CLEANTRACE_SHARED", "../shared"))
    return [path for path in (Path("tests/data/lines"), shared / "data") if path.is_dir()]


def _finders(rules: Path | None, baseline: bool) -> tuple[list[tuple[str, "Finder"]], "Redactor"]:
    """What finds spans in texts, by name, and the chain with our detector in it."""
    from pipelines.chain import Redactor
    from pipelines.detection.engine import load_detector
    from pipelines.detection.models import ModelError
    from pipelines.detection.vanilla import VanillaPresidio
    from pipelines.naming import Key
    from pipelines.rules import RulesError, load_rules
    from streams.evaluation.measure import OURS
    from streams.settings import load_settings

    try:
        document = load_rules(rules)
        ours = load_detector(document, load_settings().models)
    except RulesError as error:
        raise CommandFailed(str(error), 2) from None
    except ModelError as error:
        raise CommandFailed(str(error), 1) from None
    finders: list[tuple[str, Finder]] = [(OURS, ours)]
    if baseline:
        finders.append(("presidio", VanillaPresidio()))
    return finders, Redactor(document, ours, Key(_NO_SECRET))
