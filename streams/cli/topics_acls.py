"""`cleantrace topics acls`: the least rights of everyone, shown, checked or given."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from streams.acls import Actor, Chosen, Difference, Right
    from streams.kafka.rights import Binding
    from streams.settings import Settings

    Row = tuple[Actor, Right, Binding]

_SAID = {
    "lacks": "lacks",
    "exceeds": "has more than it needs:",
    "reads": "is nobody who may read raw messages, and has",
}


def acls(
    show: Annotated[bool, typer.Option("--print", help="Only show the rights (the default).")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Compare with what the brokers keep; 1 if it differs.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Give the rights that are missing.")] = False,
    commands: Annotated[bool, typer.Option("--commands", help="Show kafka-acls commands.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each.")] = False,
    principal_prefix: Annotated[
        str, typer.Option(metavar="TEXT", help="User names begin with this: cleantrace-worker, ...")
    ] = "cleantrace-",
    principal: Annotated[
        list[str] | None,
        typer.Option(metavar="ACTOR=PRINCIPAL", help="Another principal, as trainer=User:CN=jobs."),
    ] = None,
    trajectory_topic: Annotated[
        list[str] | None, typer.Option(metavar="TOPIC", help="A further trajectory topic, of a replay.")
    ] = None,
    trainer_groups: Annotated[
        str, typer.Option(metavar="TEXT", help="Consumer groups of training jobs begin with this.")
    ] = "training",
    brokers: Annotated[
        str | None,
        typer.Option("--brokers", help="Kafka's addresses; else CLEANTRACE_BROKERS.", metavar="HOSTS"),
    ] = None,
) -> None:
    """Show, check or give the least rights for worker, replay, recorder, trainer, privacy and operator."""
    from streams.acls import Chosen, bindings, principals
    from streams.settings import load_settings

    if show + check + apply > 1:
        raise CommandFailed("choose one of --print, --check and --apply")
    settings = load_settings(brokers=brokers)
    chosen = Chosen(
        principals(principal_prefix, principal or ()), tuple(trajectory_topic or ()), trainer_groups
    )
    if check:
        _check(settings, chosen, as_json)
    elif apply:
        _apply(settings, chosen, as_json)
    else:
        _show(bindings(settings, chosen), commands, as_json)


def _show(rows: "list[Row]", commands: bool, as_json: bool) -> None:
    from streams.acls import command_of

    if commands:
        for _, _, binding in rows:
            typer.echo(command_of(binding))
    elif as_json:
        for actor, right, binding in rows:
            typer.echo(json.dumps({"actor": actor, **_form(binding), "why": right.why}))
    else:
        widths = [max(len(_cells(row)[n]) for row in rows) for n in range(4)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(_cells(row), widths, strict=True)]
            typer.echo("  ".join([*cells, row[1].why]))


def _check(settings: "Settings", chosen: "Chosen", as_json: bool) -> None:
    from streams.acls import compare
    from streams.kafka.rights import read_bindings

    there = read_bindings(settings)
    if not there:
        raise CommandFailed(
            "the brokers keep no rights at all: either nobody was given any (give them with: cleantrace "
            "topics acls --apply), or they have no authorizer and everybody may do everything "
            "(set authorizer.class.name)",
            status=1,
        )
    found = compare(settings, chosen, there)
    for one in found:
        typer.echo(json.dumps({"difference": one.what, **_form(one.binding)}) if as_json else _line(one))
    if found:
        raise CommandFailed(
            f"{len(found)} {'right differs' if len(found) == 1 else 'rights differ'}; give what is missing "
            "with: cleantrace topics acls --apply; take what is too much away with: kafka-acls --remove",
            status=1,
        )


def _apply(settings: "Settings", chosen: "Chosen", as_json: bool) -> None:
    from streams.acls import compare
    from streams.kafka.rights import create_bindings, read_bindings

    found = compare(settings, chosen, read_bindings(settings))
    missing = [one.binding for one in found if one.what == "lacks"]
    create_bindings(settings, missing)
    for binding in missing:
        typer.echo(json.dumps({"given": _form(binding)}) if as_json else f"given  {_words(binding)}")
    for one in found:
        if one.what != "lacks":
            typer.echo(_line(one), err=True)
    if not missing and not as_json:
        typer.echo("nothing was missing")


def _line(one: "Difference") -> str:
    said = _SAID[one.what] if one.binding.allows else "is held back by"
    return f"{one.binding.principal} {said} {_what(one.binding)}"


def _words(binding: "Binding") -> str:
    return f"{binding.principal} {_what(binding)}"


def _what(binding: "Binding") -> str:
    star = "*" if binding.is_prefix else ""
    denied = "" if binding.allows else "a denial of "
    return f"{denied}{binding.operation} on {binding.kind} {binding.name}{star}"


def _cells(row: "Row") -> tuple[str, str, str, str]:
    _, _, binding = row
    star = "*" if binding.is_prefix else ""
    return binding.principal, binding.kind, f"{binding.name}{star}", binding.operation


def _form(binding: "Binding") -> dict[str, Any]:
    return {
        "principal": binding.principal,
        "kind": binding.kind,
        "name": binding.name,
        "pattern": "prefixed" if binding.is_prefix else "literal",
        "operation": binding.operation,
        "permission": "allow" if binding.allows else "deny",
    }
