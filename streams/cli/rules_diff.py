"""`cleantrace rules diff`: two rules documents side by side, and what they make of recorded work."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from schemas.rules import Rules
    from streams.settings import Settings


def diff(
    a: Annotated[Path, typer.Argument(help="Rules document.", metavar="FILE")],
    b: Annotated[
        Path | None,
        typer.Argument(help="The one that would take its place; else FILE would, of the rules in force."),
    ] = None,
    input: Annotated[Path | None, typer.Option(help="Raw messages, JSON lines.")] = None,
    topic: Annotated[bool, typer.Option("--topic", help="What the raw topic holds now.")] = False,
    controls: Annotated[Path | None, typer.Option(help="Controls, JSON lines; for --input.")] = None,
    examples: Annotated[
        bool, typer.Option("--examples", help="Show texts before and after; on a terminal only.")
    ] = False,
) -> None:
    """Count which texts of recorded work two documents treat differently.

    With FILE alone it is compared with the document in force (with the shipped rules, where no brokers
    are named), and recorded work may be left out: then it says which settings differ.
    With --topic, the controls of the controls topic hold: nobody's paused work is looked at.
    """
    from streams.cli import rules

    alone = b is None and input is None and not topic and controls is None
    if not alone and ((input is None) != topic or (topic and controls is not None)):
        raise CommandFailed("say where recorded work is: --input FILE (and --controls FILE), or --topic")
    if examples and not sys.stdout.isatty():
        raise CommandFailed("--examples shows recorded texts, so it writes to a terminal only; leave it out")
    given = rules.checked_document(a).rules
    if b is not None:
        left, right = given, rules.checked_document(b).rules
    else:
        name, left = document_in_force(topic=topic)
        right = given
        _tell_settings(name, a, left, right)
    if input is not None or topic:
        _compare_on_work(left, right, input, controls, rules.MAX_EXAMPLES if examples else 0)


def _tell_settings(name: str, file: Path, left: "Rules", right: "Rules") -> None:
    from pipelines.rules.changes import changed_settings

    typer.echo(f"{file} instead of {name}:")
    for line in changed_settings(left, right) or ["nothing differs"]:
        typer.echo(f"  {line}")


def _compare_on_work(
    left: "Rules", right: "Rules", input: Path | None, controls: Path | None, examples: int
) -> None:
    from pipelines.chain import Redactor
    from pipelines.rules.diffing import compare
    from pipelines.rules.testing import KEY
    from streams.cli import rules
    from streams.traffic import Traffic

    make = rules.detectors()
    redactors = Redactor(left, make(left), KEY), Redactor(right, make(right), KEY)
    traffic = Traffic(lambda: left.trajectory)
    said = rules.controls_of_topic() if input is None else rules.controls_of(controls)
    rules.tell_comparison(compare(rules.stretches_of(traffic, input), *redactors, said, examples=examples))
    if traffic.broken:
        typer.echo(f"{traffic.broken} messages break the contract and were left out", err=True)
    if left.trajectory != right.trajectory:
        typer.echo("stretches end as A says: `trajectory` differs")


def document_in_force(*, topic: bool) -> "tuple[str, Rules]":
    """Its name for a reader, and its rules.

    The active document of the rules topic, if brokers are named (or `topic` asks for what they hold),
    else the shipped default. Raises: CommandFailed.
    """
    from pipelines.rules import load_rules
    from streams.settings import load_settings

    settings = load_settings()
    if not topic and "brokers" not in settings.model_fields_set:
        return "the shipped default rules", load_rules(None)
    return _active(settings)


def _active(settings: "Settings") -> "tuple[str, Rules]":
    from pipelines.rules import RulesError, parse_rules
    from streams.rulebook import read_book

    book = read_book(settings)
    current = book.documents.get(book.active or "")
    if current is None:
        raise CommandFailed(
            f"no rules are in force in {settings.rules_topic}: name a second document to compare with", 1
        )
    try:
        rules = parse_rules(current.document, settings.rules_folder or Path.cwd(), "the rules topic")
    except RulesError as error:
        raise CommandFailed(f"{current.digest}: {error.errors[0]}", 1) from None
    return f"the rules in force ({rules.name}, {current.digest[:19]}…)", rules
