"""`cleantrace run`: a file of raw messages to a file of trajectories."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from pipelines.consent import ControlSet
    from pipelines.naming import Key
    from schemas.rules import Rules
    from streams.filerun import Report

app = typer.Typer(add_completion=False)


@app.command()
def run(
    input: Annotated[str, typer.Option(help="raw messages, JSON lines; - is standard input")],
    output: Annotated[str, typer.Option(help="trajectories, JSON lines; - is standard output")],
    rules: Annotated[Path | None, typer.Option(help="rules document; without it the shipped default")] = None,
    controls: Annotated[Path | None, typer.Option(help="controls, JSON lines")] = None,
    audit: Annotated[Path | None, typer.Option(help="where audit records go, JSON lines")] = None,
    deadletters: Annotated[Path | None, typer.Option(help="where dead letters go, JSON lines")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="end with 1 if there was a dead letter")] = False,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="redaction processes")] = 1,
) -> None:
    """Turn a file of raw messages into a file of trajectories, with no broker."""
    from streams.settings import load_settings

    settings = load_settings()
    plan = Plan(
        "stdin" if input == "-" else Path(input).name,
        *_load_rules(rules),
        _load_controls(controls),
        settings.key(),
        settings.models,
        jobs,
        settings.redaction_timeout_s,
    )
    _check_apart(input, output, audit, deadletters, rules, controls)
    with ExitStack() as stack:
        source = _open_input(input, stack)
        sinks = [_open_output(name, stack) for name in (output, audit, deadletters)]
        report = _run(source, plan, sinks)
    _summarise(report, told_dead=deadletters is not None)
    if report.dropped["failed"]:
        raise CommandFailed(
            f"{report.dropped['failed']} events failed: they are in no trajectory; see the audit records", 1
        )
    if strict and report.dead:
        raise CommandFailed(f"{sum(report.dead.values())} dead letters under --strict", 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file run is made under; `document` is the completed rules document."""

    topic: str
    rules: "Rules"
    document: bytes
    folder: Path
    controls: "ControlSet"
    key: "Key"
    models: tuple[str, ...]
    jobs: int
    timeout_s: float


def _run(source: IO[bytes], plan: Plan, sinks: list[IO[bytes] | None]) -> "Report":
    from streams.filerun import Sinks, run_file
    from streams.pool import ModelsRefused, RulesRefused
    from streams.redaction import redact_with

    output, audit, dead = sinks
    assert output is not None
    try:
        with redact_with(
            plan.document,
            plan.folder,
            plan.controls,
            plan.key,
            plan.models,
            jobs=plan.jobs,
            timeout_s=plan.timeout_s,
        ) as redact:
            return run_file(source, plan.topic, plan.rules.trajectory, redact, Sinks(output, audit, dead))
    except (ModelsRefused, RulesRefused) as refusal:
        raise CommandFailed(f"nothing was published: {refusal}", 1) from None
    except BrokenPipeError:
        raise CommandFailed("standard output was closed before all was written", 1) from None
    except OSError as error:
        raise CommandFailed(f"cannot read or write: {error.strerror}; no file was put in place", 1) from None


def _check_apart(input: str, output: str, *others: Path | None) -> None:
    names = [output, *(str(name) for name in others if name is not None)]
    names.extend([input] if input != "-" else [])
    paths = [Path(name).resolve() for name in names]
    if len(set(paths)) < len(paths):
        raise CommandFailed("two options name the same file; name a different one for each")


def _load_rules(path: Path | None) -> tuple["Rules", bytes, Path]:
    from pipelines.rules import RulesError, check_rules, read_document
    from pipelines.rules.packs import pack_path

    where = pack_path("default") if path is None else path
    try:
        checked = check_rules(read_document(where), where.parent, str(where) if path else where.name)
    except RulesError as error:
        raise CommandFailed(str(error)) from None
    return checked.rules, checked.completed, where.parent


def _load_controls(path: Path | None) -> "ControlSet":
    from pipelines.consent import BrokenControl, ControlSet, read_controls

    if path is None:
        return ControlSet.empty()
    try:
        return read_controls(path.read_bytes().splitlines())
    except OSError as error:
        raise CommandFailed(f"{path}: cannot be read: {error.strerror}") from None
    except BrokenControl as error:
        raise CommandFailed(f"{path}: {error}") from None


def _open_input(name: str, stack: ExitStack) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(name).open("rb"))
    except OSError as error:
        raise CommandFailed(f"{name}: cannot be read: {error.strerror}") from None


def _open_output(name: str | Path | None, stack: ExitStack) -> IO[bytes] | None:
    from streams.outfile import whole_file

    if name is None:
        return None
    if str(name) == "-":
        return sys.stdout.buffer
    try:
        return stack.enter_context(whole_file(Path(name)))
    except OSError as error:
        raise CommandFailed(f"{name}: cannot be written: {error.strerror}") from None


def _summarise(report: "Report", *, told_dead: bool) -> None:
    def counts(values: dict[str, int]) -> str:
        return ", ".join(f"{name} {n}" for name, n in sorted(values.items()) if n) or "none"

    lines = [
        f"{report.messages} messages, {report.events} events: {report.published_events} in "
        f"{report.trajectories} trajectories, {sum(report.dropped.values())} dropped",
        f"dropped: {counts(report.dropped)}",
        f"redacted: {counts(report.entities)}",
    ]
    if report.dead or told_dead:
        lines.append(f"dead letters: {counts(report.dead)}")
    typer.echo("\n".join(lines), err=True)
