"""`cleantrace rules`: check, test, compare, explain and publish rules documents."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli import rules_diff, rules_publish
from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from pipelines.consent import ControlSet
    from pipelines.detection.spans import Detector, Span
    from pipelines.entries import Stretch
    from pipelines.rules import Checked
    from pipelines.rules.diffing import Comparison
    from pipelines.rules.explaining import Finding
    from schemas.rules import Rules
    from streams.traffic import Traffic

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Check, test, compare, explain and publish rules documents.",
)

app.command()(rules_diff.diff)
app.command()(rules_publish.publish)
app.command()(rules_publish.rollback)
app.command()(rules_publish.active)
MAX_EXAMPLES = 20
Document = Annotated[Path, typer.Argument(help="Rules document (YAML).", metavar="FILE")]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="Rules document; else the shipped default.")
]


@app.command()
def check(file: Document) -> None:
    """Check a document whole; tell every error with its file, line, field and what would be right."""
    checked = checked_document(file)
    for note in checked.notes:
        typer.echo(f"note: {note}", err=True)
    rules = checked.rules
    typer.echo(f"{file}: valid; name {rules.name}, digest {rules.rules_digest}")


@app.command()
def test(file: Document) -> None:
    """Check a document and run its inline tests through the whole chain; ends with 1 if one fails."""
    run_inline_tests(file, checked_document(file).rules)


def run_inline_tests(file: Path, rules: "Rules") -> None:
    """Run the tests of a document and tell each result.

    Raises: CommandFailed, if one failed.
    """
    if not rules.tests:
        typer.echo(f"{file}: valid; it has no tests")
        return
    from pipelines.rules.testing import run_tests

    results = run_tests(rules, detectors()(rules))
    for result in results:
        typer.echo(f"{'ok    ' if result.passed else 'FAILED'} {result.test.name}")
        for fault in result.faults:
            typer.echo(f"       {file}:{result.test.line}: {fault}")
        if result.faults:
            typer.echo(f"       published: {' | '.join(result.shown)[:300] or 'nothing'}")
    failed = sum(not result.passed for result in results)
    if failed:
        raise CommandFailed(
            f"{file}: {failed} of {len(results)} tests failed; mend the rules or the tests", 1
        )
    typer.echo(f"{file}: {len(results)} tests passed")


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The text; - reads standard input.")],
    rules: RulesOption = None,
    application: Annotated[str, typer.Option("--app", help="App that it stands in.")] = "",
    title: Annotated[str, typer.Option(help="Title of its window.")] = "",
    field: Annotated[str, typer.Option(help="Name of its field.")] = "",
    label: Annotated[str, typer.Option(help="The text left of or above it.")] = "",
    header: Annotated[str, typer.Option(help="The head of its column.")] = "",
) -> None:
    """Say what is found in a text, by which rule, with what score, and why other findings do not count."""
    from pipelines.apps import AppFilter
    from pipelines.detection.spans import Query
    from pipelines.draft import Surroundings
    from pipelines.rules.explaining import explain as explain_text
    from schemas.raw import Context

    if text == "-":
        text = sys.stdin.read().rstrip("\n")
    loaded = _load(rules)
    where = Surroundings(
        kind="typed" if field else "screen",
        app=application,
        title=title,
        name=field,
        label=label,
        header=header,
    )
    if (application or title) and AppFilter(loaded.apps).excluded(
        Context(app=application or "com.example.app", title=title or None)
    ):
        typer.echo("the window is excluded: nothing of it is recorded; without that:")
    make = detectors()
    _tell_findings(explain_text(Query(text, where), loaded, make, raw=_claims(text)))


def _claims(text: str) -> "list[Span]":
    """What the models say by themselves, before it is judged."""
    from pipelines.detection.models import load_models
    from pipelines.detection.normalise import normalise
    from pipelines.detection.reading import pieces_of
    from pipelines.detection.spans import Span
    from streams.settings import load_settings

    normal = normalise(text)
    (pieces,) = pieces_of([normal], load_models(tuple(load_settings().models)).models)
    return [
        Span(*normal.to_source(piece.start + c.start, piece.start + c.end), c.entity, c.score, c.rule)
        for piece in pieces
        for c in piece.claims
    ]


def _tell_findings(findings: "Sequence[Finding]") -> None:
    for finding in findings:
        span = finding.span
        mark = "counts " if finding.operator else "ignored"
        place = f"{span.start}-{span.end}"
        typer.echo(f"{mark} {place:>9}  {span.entity:<16} {span.score:.2f}  {span.rule}")
        typer.echo(f"{'':19}{finding.text!r}: {finding.why}")
    if not findings:
        typer.echo("nothing is found in this text")


@app.command()
def show(
    pack: Annotated[str, typer.Option(help="Name of a shipped pack.")] = "default",
) -> None:
    """Print a shipped rule pack."""
    from pipelines.rules.packs import pack_bytes, pack_names
    from pipelines.rules.problems import did_you_mean

    if pack not in pack_names():
        raise CommandFailed(f"there is no pack `{pack}`; {did_you_mean(pack, pack_names())}")
    typer.echo(pack_bytes(pack).decode(), nl=False)


@app.command()
def packs() -> None:
    """List the shipped rule packs, which `extends` can name."""
    from pipelines.rules.packs import PACKS

    for name, purpose in PACKS.items():
        typer.echo(f"{name:<18} {purpose}")


@app.command()
def reference() -> None:
    """Print the reference of rules documents (Markdown), made from the code that reads them."""
    from pipelines.rules.reference import reference_page

    typer.echo(reference_page(), nl=False)


def checked_document(file: Path) -> "Checked":
    """A document that may be used; else every error is told and the command ends with 2."""
    from pipelines.rules import RulesError, check_rules, read_document

    try:
        return check_rules(read_document(file), file.parent, str(file))
    except RulesError as error:
        for problem in error.errors[:-1]:
            typer.echo(f"cleantrace: {problem}", err=True)
        raise CommandFailed(str(error.errors[-1])) from None


def _load(file: Path | None) -> "Rules":
    from pipelines.rules import load_rules

    return load_rules(None) if file is None else checked_document(file).rules


def detectors() -> "Callable[[Rules], Detector]":
    """Makes detectors with the models of the settings; models are loaded once."""
    from pipelines.detection.engine import load_detector
    from pipelines.detection.models import ModelError
    from pipelines.detection.presidio import RecognizerError
    from streams.settings import load_settings

    models = load_settings().models

    def make(rules: "Rules") -> "Detector":
        try:
            return load_detector(rules, models)
        except RecognizerError as error:
            raise CommandFailed(str(error)) from None
        except ModelError as error:
            raise CommandFailed(str(error), 1) from None

    return make


def controls_of(file: Path | None) -> "ControlSet":
    from pipelines.consent import BrokenControl, ControlSet, read_controls

    if file is None:
        return ControlSet.empty()
    try:
        return read_controls(file.read_bytes().splitlines())
    except OSError as error:
        raise CommandFailed(f"{file}: cannot be read: {error.strerror}") from None
    except BrokenControl as error:
        raise CommandFailed(f"{file}: {error}") from None


def controls_of_topic() -> "ControlSet":
    from pipelines.consent import BrokenControl, ControlSet
    from streams.kafka import read_compacted
    from streams.settings import load_settings

    settings = load_settings()
    try:
        return ControlSet.from_records(read_compacted(settings, settings.controls_topic))
    except BrokenControl as error:
        raise CommandFailed(f"{settings.controls_topic}: {error}", 1) from None


def stretches_of(traffic: "Traffic", input: Path | None) -> "Iterator[Stretch]":
    from streams.settings import load_settings

    if input is None:
        yield from traffic.of_topic(load_settings())
        return
    try:
        yield from traffic.of_file(input)
    except OSError as error:
        raise CommandFailed(f"{input}: cannot be read: {error.strerror}") from None


def tell_comparison(found: "Comparison") -> None:
    typer.echo(f"stretches: {found.stretches}; events: {found.events}; texts: {found.texts}")
    typer.echo(f"treated differently: {found.differing}")
    for (before, after), count in sorted(found.changes.items(), key=lambda item: (-item[1], item[0])):
        typer.echo(f"  {count:>6}  {before} -> {after}")
    for reason in sorted({*found.dropped_a, *found.dropped_b}):
        one, other = found.dropped_a[reason], found.dropped_b[reason]
        if one != other:
            typer.echo(f"  events dropped as {reason}: {one} -> {other}")
    for example in found.examples:
        typer.echo(f"{example.kind}")
        typer.echo(f"  A {'(not recorded)' if example.a is None else example.a}")
        typer.echo(f"  B {'(not recorded)' if example.b is None else example.b}")
