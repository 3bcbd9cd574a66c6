"""The command as a whole: help reads well, and whatever is wrong is one line with status 2."""

import pytest

from streams.cli.main import COMMANDS, SECTIONS
from streams.reference import settings_list
from streams.settings import Settings
from tests.commands import cleantrace


def test_help_names_every_command_with_a_line_of_its_own() -> None:
    shown = cleantrace("--help")
    assert shown.status == 0
    for name in COMMANDS:
        assert f"\n  {name} " in shown.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_is_there_and_has_help(name: str) -> None:
    shown = cleantrace(name, "--help")
    assert shown.status == 0, shown.error
    assert f"cleantrace {name}" in shown.output
    assert "Traceback" not in shown.error


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("--nope",),
        ("topics", "nonsense"),
        ("topics", "create", "--nope"),
        ("control", "pause"),
    ],
)
def test_a_wrong_command_is_one_line_with_status_2(arguments: tuple[str, ...]) -> None:
    done = cleantrace(*arguments)
    assert done.status == 2
    assert done.error.startswith("cleantrace: ") and len(done.error.splitlines()) == 1
    assert "--help" in done.error


@pytest.mark.parametrize("arguments", [(), ("topics",), ("control",), ("rules",)])
def test_a_command_that_lacks_its_subcommand_shows_help(arguments: tuple[str, ...]) -> None:
    done = cleantrace(*arguments)
    assert done.status == 2
    assert "Usage: cleantrace" in done.output + done.error
    assert "(see:" not in done.error


def test_the_version_is_told() -> None:
    assert "0." in cleantrace("--version").output


def test_every_command_stands_in_one_section_of_the_help() -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted(COMMANDS)


@pytest.mark.parametrize("arguments", [("topics",), ("rules",), ("control",), ("worker",), ("doctor",)])
def test_help_is_plain_and_cuts_nothing(arguments: tuple[str, ...]) -> None:
    shown = cleantrace(*arguments, "--help").output
    assert "─" not in shown and "<bool>" not in shown
    assert not [line for line in shown.splitlines()[1:] if line.endswith("...")]


def test_settings_are_a_list_in_a_terminal_and_a_table_elsewhere() -> None:
    shown = settings_list()
    assert "CLEANTRACE_KEY  (secret)\n" in shown and "CLEANTRACE_POOL_SIZE  (number, default 0)\n" in shown
    assert "|" not in shown and shown.count("\nCLEANTRACE_") + 1 == len(Settings.model_fields)
    assert cleantrace("settings").output.startswith("| variable |")
