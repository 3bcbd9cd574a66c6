"""`cleantrace worker`: takes raw messages from Kafka and publishes trajectories."""

import sys
from typing import Annotated

import typer

from streams.cli.failure import CommandFailed

app = typer.Typer(add_completion=False)


@app.command()
def worker(
    restart: Annotated[
        bool, typer.Option("--restart", help="Start the worker anew whenever it leaves with status 1.")
    ] = False,
) -> None:
    """Run a worker until it is told to stop (SIGTERM or Ctrl-C).

    Settings come from the environment (CLEANTRACE_...). Metrics and health are served on
    http://127.0.0.1:6067 (/metrics, /health, /ready) unless CLEANTRACE_WEB_PORT says otherwise.
    """
    from streams.settings import load_settings

    settings = load_settings()
    settings.keyring()
    if restart:
        from streams.worker import supervise

        status = supervise([sys.executable, "-m", "streams.cli", "worker"])
    else:
        from streams.worker import run_worker

        status = run_worker(settings)
    if status == 1:
        raise CommandFailed("the worker left; its log says why", status=1)
    if status:
        raise typer.Exit(status)
