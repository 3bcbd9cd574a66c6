"""`cleantrace train`: fits the weights by which claims of models are judged."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from pipelines.detection.judge import Weights
    from pipelines.detection.models import ModelSet

app = typer.Typer(add_completion=False)
WEIGHTS: Final = Path("pipelines/detection/judge.json")
LINES: Final = Path("tests/data/lines")


@app.command()
def train(
    output: Annotated[Path, typer.Option(help="file for the weights")] = WEIGHTS,
    lines: Annotated[Path, typer.Option(help="folder with the project's own lines")] = LINES,
    data: Annotated[Path | None, typer.Option(help="folder with the shared data sets")] = None,
    folds: Annotated[int, typer.Option(min=0, help="measure on held-out own lines first; 0: do not")] = 2,
) -> None:
    """Fit the second stage of detection on training parts: the same data give the same weights.

    Without --data: ../shared/data, or what CLEANTRACE_SHARED names. Takes about a minute a fit.
    """
    import orjson

    from pipelines.detection.models import ModelError, load_models
    from pipelines.detection.trees import as_json
    from pipelines.evaluation.training import fitted
    from streams.evaluation.lessons import lessons, without_fold

    shared = data or Path(os.environ.get("CLEANTRACE_SHARED", "../shared")) / "data"
    for folder in (lines, shared):
        if not folder.is_dir():
            raise CommandFailed(f"train: {folder}: there is no such folder", 2)
    try:
        models = load_models()
    except ModelError as error:
        raise CommandFailed(str(error), 1) from None
    taught = lessons(lines, shared, models)
    for fold in range(folds):
        weights = fitted(without_fold(taught, fold, folds), models.spacy)
        print(_held_out(lines, weights, models, fold, folds))  # noqa: T201
    weights = fitted(taught, models.spacy)
    raw: dict[str, Any] = {
        "person": as_json(weights.person),
        "organization": as_json(weights.organization),
        "vector": list(weights.vector),
    }
    output.write_bytes(orjson.dumps(raw, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))


def _held_out(lines: Path, weights: "Weights", models: "ModelSet", fold: int, folds: int) -> str:
    """Zero leak and damage on the own lines of a fold, under weights that were fitted without them."""
    from pipelines.detection.cache import SpanCache
    from pipelines.detection.engine import UnionDetector
    from pipelines.rules import load_rules
    from streams.evaluation.lessons import OWN, fold_of
    from streams.evaluation.measure import measure
    from streams.evaluation.sets import LabelledSet, read_set

    detector = UnionDetector(load_rules(None), models, SpanCache(b"", "train"), weights)
    cases = [
        case
        for name in OWN
        for case in read_set(LabelledSet(name, lines / name), 0)
        if fold_of(case, folds) == fold
    ]
    score = measure("held out", cases, "cleantrace", detector, again=False).score
    return (
        f"held-out fold {fold + 1} of {folds}: {len(cases)} lines, "
        f"zero leak {100 * (score.zero_leak or 0):.1f} %, damaged {100 * (score.damage or 0):.1f} %"
    )
