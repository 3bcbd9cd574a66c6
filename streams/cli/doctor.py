"""`cleantrace doctor`: whether everything is there, and what to do where it is not."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from streams.acls import Actor
    from streams.doctor import Finding

app = typer.Typer(add_completion=False)


@app.command()
def doctor(
    actor: Annotated[
        str,
        typer.Option("--as", metavar="ACTOR", help="worker, replay, recorder, trainer, privacy or operator."),
    ] = "worker",
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each finding.")] = False,
    brokers: Annotated[
        str | None,
        typer.Option("--brokers", help="Kafka's addresses; else CLEANTRACE_BROKERS.", metavar="HOSTS"),
    ] = None,
) -> None:
    """Check settings, keys, models, memory, brokers, topics, rights, clock, rules, controls; change nothing.

    Each line says ok, warn or fail, and what to do. Ends with 1 if a check failed.
    """
    from streams.acls import ACTORS

    chosen = next((one for one in ACTORS if one == actor), None)
    if chosen is None:
        raise CommandFailed(f"--as {actor}: must be one of {', '.join(ACTORS)}")
    failed = 0
    for finding in _findings(chosen, brokers):
        failed += finding.state == "fail"
        typer.echo(json.dumps(finding.as_json()) if as_json else _lines(finding))
    if failed:
        raise CommandFailed(f"{failed} {'check' if failed == 1 else 'checks'} failed", status=1)


def _findings(actor: "Actor", brokers: str | None) -> "Iterable[Finding]":
    from streams.doctor import Finding, examine
    from streams.settings import SettingsError, load_settings

    try:
        settings = load_settings(brokers=brokers)
    except SettingsError as error:
        return [Finding("settings", "fail", str(error), "set it right; see: cleantrace settings")]
    return examine(settings, actor)


def _lines(finding: "Finding") -> str:
    head = f"{finding.state:<5} {finding.check:<13} {finding.text}"
    return f"{head}\n{'':<19} -> {finding.cure}" if finding.cure else head
