"""`cleantrace demo`: everything at once, from recorded input to readable output."""

import os
import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from rich.console import Console

    from streams.demo.account import Account
    from streams.demo.drive import Outcome, Place

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    output: Annotated[Path, typer.Option(help="folder for the report and the trajectories")] = Path(
        "cleantrace-demo"
    ),
    open_report: Annotated[
        bool | None,
        typer.Option("--open/--no-open", help="show the report in the browser [default: at a desktop]"),
    ] = None,
    broker: Annotated[
        bool, typer.Option("--broker/--no-broker", help="an embedded broker, or a file run")
    ] = True,
    keep: Annotated[
        bool, typer.Option("--keep", help="leave broker and worker running until Ctrl-C")
    ] = False,
) -> None:
    """Run a recorded day of two invented people through everything, and show what came out."""
    from rich.console import Console

    from streams.demo.drive import make_place

    if keep and not broker:
        raise CommandFailed("--keep needs the broker; leave out --no-broker")
    console = Console(highlight=False)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandFailed(f"{output}: cannot be made: {error.strerror}") from None
    place = make_place(output)
    report = output / "report.html"
    account = _run(console, place, report, broker, keep)
    if _wants_browser(open_report):
        webbrowser.open(report.resolve().as_uri())
    if account.survived:
        raise CommandFailed(f"{account.survived} planted values came out; {report} says where", 1)


def _run(console: "Console", place: "Place", report: Path, broker: bool, keep: bool) -> "Account":
    from streams.demo.drive import run_as_file, run_on_broker

    with _Progress(console) as progress:

        def hold(address: str, outcome: "Outcome") -> None:
            _finish(console, progress, place, report, outcome)
            _wait(console, address)

        if broker:
            outcome = run_on_broker(place, progress.tell, hold if keep else None)
        else:
            outcome = run_as_file(place, progress.tell)
        return _finish(console, progress, place, report, outcome, quiet=keep)


def _finish(
    console: "Console",
    progress: "_Progress",
    place: "Place",
    report: Path,
    outcome: "Outcome",
    quiet: bool = False,
) -> "Account":
    from streams.demo.account import report_content, settle
    from streams.report.page import render

    progress.tell("counting what came out, drawing the report")
    account = settle(outcome)
    report.write_text(render(report_content(outcome, account, place.key())), encoding="utf-8")
    progress.stop()
    if not quiet:
        _summarise(console, account, report, outcome.where)
    return account


def _wait(console: "Console", address: str) -> None:
    console.print(f"\nBroker and worker go on at [bold]{address}[/]; Ctrl-C ends them.")
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        console.print("ending them")


class _Progress:
    """One line for each thing that is done, with the time that it took."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._status = console.status("")
        self._doing = ""
        self._since_s = 0.0

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.stop(done=kind is None)

    def tell(self, doing: str) -> None:
        """Say what is being done from now on."""
        self.stop()
        self._doing, self._since_s = doing, time.monotonic()
        self._status.update(f"{doing} …")
        self._status.start()

    def stop(self, *, done: bool = True) -> None:
        """Say that it is done, or was given up."""
        self._status.stop()
        if self._doing:
            mark = "[green]✓[/]" if done else "[red]✗[/]"
            self._console.print(f" {mark} {self._doing} [dim]{time.monotonic() - self._since_s:.1f} s[/]")
        self._doing = ""


WHY = {
    "app_excluded": "windows that the rules exclude: a password manager, a bank, a private window",
    "paused": "the agent asked for a pause",
    "unknown_type": "kinds of event that this version does not know",
    "failed": "redaction failed, so nothing of it was published",
}


def _summarise(console: "Console", account: "Account", report: Path, where: str) -> None:
    console.print()
    colour = "red" if account.survived else "green"
    console.print(
        f" [bold {colour}]{account.survived} of {account.planted}[/] planted values found in the output"
    )
    for leak in account.leaks[:10]:
        console.print(f"   [red]{leak.entity} in {leak.trajectory} at {leak.place} ({leak.form})[/]")
    replaced = sum(account.entities.values())
    console.print(f" {account.events:,} events in, {account.steps} steps out, {replaced:,} pieces replaced")
    for reason, count in account.dropped.items():
        console.print(f" {count:,} events left out as [bold]{reason}[/]: {WHY.get(reason, reason)}")
    console.print(f" {account.events_per_s:,.0f} events per second, {where}")
    console.print(f" report: [bold]{report}[/]")


def _wants_browser(chosen: bool | None) -> bool:
    if chosen is not None:
        return chosen
    at_desktop = sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return at_desktop and sys.stdout.isatty()
