"""`cleantrace settings`: everything that can be set, from the code that reads it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from streams.cli.failure import CommandFailed

app = typer.Typer(add_completion=False)


@app.command()
def settings(
    write: Annotated[
        Path | None, typer.Option(help="a page whose tables of settings and metrics are made anew")
    ] = None,
) -> None:
    """List all settings (environment variables): what each takes, its default, what it is."""
    from streams.reference import settings_list, settings_table, with_tables

    if write is None:
        # Markdown is for pages; in a terminal its lines would be too long to read.
        typer.echo(settings_list() if sys.stdout.isatty() else settings_table(), nl=False)
        return
    try:
        write.write_text(with_tables(write.read_text("utf-8")), "utf-8")
    except OSError as error:
        raise CommandFailed(f"{write}: cannot be read or written: {error.strerror}") from None
