"""The `cleantrace` command: the list of its commands, and how they fail.

A command's module is imported only when it is called, so that help answers at once.
"""

import importlib
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Final, cast

import click
import typer

from streams.cli.failure import CommandFailed

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "demo": ("streams.cli.demo", "Everything at once, from recorded input to readable output."),
    "run": ("streams.cli.run", "Turn a file of raw messages into a file of trajectories, with no broker."),
    "detect": ("streams.cli.detect", "Find what is personal in texts: JSON lines in, spans out."),
    "worker": ("streams.cli.worker", "Take raw messages from Kafka and publish trajectories."),
    "replay": ("streams.cli.replay", "Make a range of the raw topic anew, under chosen rules."),
    "settings": ("streams.cli.settings", "List everything that can be set."),
    "import": ("streams.cli.import_", "Turn recordings of other tools into raw messages."),
    "report": ("streams.cli.report", "Show a run before and after, step by step, as one page."),
    "generate": ("streams.cli.generate", "Make up recorded work of any number of people, for load tests."),
    "topics": ("streams.cli.topics", "Make all topics, or check those that are there, and who may use them."),
    "doctor": ("streams.cli.doctor", "Check that everything is there, and say what to do where it is not."),
    "rules": ("streams.cli.rules", "Check, test, compare and explain rules documents."),
    "control": ("streams.cli.control", "Pause, exempt, halt or erase; show what is in force."),
    "train": ("streams.cli.train", "Fit the weights by which claims of models are judged."),
    "evaluate": ("streams.cli.evaluate", "Measure detection on labelled texts, beside Presidio as it comes."),
}
"""Name of a command: the module that holds `app` (a typer.Typer), and its one-line help."""

SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "See it work": ("demo", "report"),
    "Files, without Kafka": ("run", "detect"),
    "Kafka": ("topics", "rules", "control", "worker", "replay", "doctor", "settings"),
    "Measure and make input": ("evaluate", "train", "generate", "import"),
}
"""The commands as help lists them."""

_WIDTH: Final = 100

_TYPER_ERROR: Final[type[click.ClickException]] = typer.BadParameter.__mro__[2]
"""Typer has brought its own copy of click, whose errors are not click's."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[name][0])
        # Typer's boxes show flags as if they took a value, and cut what is long.
        module.app.rich_markup_mode = None
        command = cast(click.Command, typer.main.get_command(module.app))
        command.name = name
        command.context_settings["max_content_width"] = _WIDTH
        if hasattr(command, "list_commands"):
            group = cast(click.Group, command)
            group.format_commands = partial(_format_commands, group)  # type: ignore[method-assign]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, COMMANDS[name][1]) for name in names], col_max=12)


def _format_commands(group: click.Group, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """A group's commands with the whole first sentence of their help."""
    commands = [(name, group.get_command(ctx, name)) for name in group.list_commands(ctx)]
    told = [(name, (one.help or "").split("\n\n")[0]) for name, one in commands if one is not None]
    with formatter.section("Commands"):
        formatter.write_dl([(name, " ".join(text.split())) for name, text in told])


@click.group(
    cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDTH}
)
@click.version_option(package_name="cleantrace")
def cli() -> None:
    """Turn recorded computer work into training data that nobody has to be afraid of."""


def main() -> None:
    """Run the command; an expected error is one line on standard error."""
    try:
        cli.main(standalone_mode=False, prog_name="cleantrace")
    except CommandFailed as failure:
        print(f"cleantrace: {failure}", file=sys.stderr)  # noqa: T201
        sys.exit(failure.status)
    except (click.exceptions.Exit, typer.Exit) as done:
        sys.exit(done.exit_code)
    except (click.ClickException, _TYPER_ERROR) as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message(), file=sys.stderr)  # noqa: T201
            sys.exit(2)
        where = getattr(getattr(error, "ctx", None), "command_path", "cleantrace")
        told = " ".join(error.format_message().split())
        print(f"cleantrace: {told[:1].lower()}{told[1:]} (see: {where} --help)", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except (click.Abort, typer.Abort, KeyboardInterrupt):
        print("cleantrace: stopped", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - an error's own text may hold what was recorded
        print(f"cleantrace: {_where(error)}; please report this", file=sys.stderr)  # noqa: T201
        sys.exit(1)


def _where(error: Exception) -> str:
    """What went wrong inside, and in which line of which module: never the error's text."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"failed inside with {type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
