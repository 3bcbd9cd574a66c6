"""`cleantrace rules publish`, `rollback` and `active`: the rules that workers follow."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.failure import CommandFailed

if TYPE_CHECKING:
    from streams.rulebook import Published
    from streams.settings import Settings

Brokers = Annotated[
    str | None, typer.Option("--brokers", help="Kafka's addresses; else CLEANTRACE_BROKERS.", metavar="HOSTS")
]


def publish(
    file: Annotated[Path, typer.Argument(help="Rules document (YAML).", metavar="FILE")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and test, and publish nothing.")] = False,
    brokers: Brokers = None,
) -> None:
    """Check a document, run its tests, and put it in force in all workers."""
    from streams.cli import rules
    from streams.rulebook import publish as publish_document

    checked = rules.checked_document(file)
    rules.run_inline_tests(file, checked.rules)
    if dry_run:
        typer.echo(
            f"{file}: may be published; name {checked.rules.name}, digest {checked.rules.rules_digest}"
        )
        return
    digest = publish_document(_settings(brokers), checked.completed)
    typer.echo(f"{file}: in force; name {checked.rules.name}, digest {digest}")


def rollback(
    digest: Annotated[
        str | None, typer.Argument(help="Its digest, or the beginning; else the one published before.")
    ] = None,
    brokers: Brokers = None,
) -> None:
    """Put an earlier document back in force."""
    from streams.rulebook import activate, check_published, read_book

    settings = _settings(brokers)
    book = read_book(settings)
    wanted = book.before_active() if digest is None else book.find(digest)
    name = check_published(wanted, _folder(settings))
    activate(settings, wanted.digest)
    typer.echo(f"in force: name {name}, digest {wanted.digest}")


def active(brokers: Brokers = None) -> None:
    """Show the documents of the rules topic; ends with 1 if no valid one is active."""
    from streams.rulebook import check_published, read_book

    settings = _settings(brokers)
    book = read_book(settings)
    for one in sorted(book.documents.values(), key=lambda one: one.place):
        typer.echo(f"{'active' if one.digest == book.active else '      '}  {_shown(one)}")
    current = book.documents.get(book.active or "")
    if current is None:
        raise CommandFailed("no rules are in force: publish some with: cleantrace rules publish FILE", 1)
    check_published(current, _folder(settings))


def _shown(one: "Published") -> str:
    from datetime import UTC, datetime

    moment = datetime.fromtimestamp(one.written_ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}  {len(one.document):>7} bytes  {one.digest}"


def _folder(settings: "Settings") -> Path:
    return settings.rules_folder or Path.cwd()


def _settings(brokers: str | None) -> "Settings":
    from streams.settings import load_settings

    return load_settings(brokers=brokers)
