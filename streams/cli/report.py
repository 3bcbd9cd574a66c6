"""`cleantrace report`: raw messages beside their trajectories, as one page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from schemas.raw import RawMessage

app = typer.Typer(add_completion=False)


@app.command()
def report(
    raw: Annotated[Path, typer.Option(help="raw messages, JSON lines")],
    clean: Annotated[Path, typer.Option(help="their trajectories, JSON lines")],
    output: Annotated[Path, typer.Option(help="the page, .html; it will hold raw text")],
    rules: Annotated[
        Path | None, typer.Option(help="rules of that run; without it the shipped default")
    ] = None,
    controls: Annotated[Path | None, typer.Option(help="controls of that run, JSON lines")] = None,
) -> None:
    """Show what a run did to its input, step by step. The page holds raw text: keep it as you keep that.

    Needs the key of that run (CLEANTRACE_KEY or CLEANTRACE_KEY_FILE) to tell which session is which.
    """
    from pipelines.consent import BrokenControl, ControlSet, read_controls
    from pipelines.rules import RulesError, load_rules
    from streams.outfile import whole_file
    from streams.report.content import Side, close_stretches
    from streams.report.page import render
    from streams.report.real import real_content
    from streams.settings import load_settings

    keys = load_settings().keyring()
    try:
        effective = load_rules(rules)
        given = read_controls(_read(controls).splitlines()) if controls is not None else ControlSet.empty()
    except (RulesError, BrokenControl) as error:
        raise CommandFailed(str(error)) from None
    trajectories = _trajectories(clean)
    messages = _messages(raw)
    stretches = close_stretches(messages, effective)
    content = real_content(
        trajectories,
        Side(stretches, given, effective, keys.current, keys.others),
        sum(len(m.events) for _, m in messages),
    )
    try:
        with whole_file(output) as sink:
            sink.write(render(content).encode())
    except OSError as error:
        raise CommandFailed(f"{output}: cannot be written: {error.strerror}", 1) from None
    typer.echo(f"{output} holds RAW TEXT of the recording: keep it as you keep the raw messages", err=True)


def _trajectories(path: Path) -> list[dict[str, Any]]:
    try:
        forms = [orjson.loads(line) for line in _read(path).splitlines() if line.strip()]
    except orjson.JSONDecodeError:
        raise CommandFailed(f"{path}: must hold trajectories, one JSON object a line") from None
    if not all(isinstance(form, dict) and "steps" in form and "source" in form for form in forms):
        raise CommandFailed(f"{path}: must hold trajectories, one JSON object a line")
    return forms


def _messages(path: Path) -> "list[tuple[int, RawMessage]]":
    from schemas.codec import BrokenMessage, decode_message

    messages = []
    for offset, line in enumerate(_read(path).splitlines()):
        try:
            messages.append((offset, decode_message(line)))
        except BrokenMessage:
            continue
    return messages


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandFailed(f"{path}: cannot be read: {error.strerror}") from None
