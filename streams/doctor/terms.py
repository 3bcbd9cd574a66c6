"""Checks of what stops publishing: the active rules, and controls that cannot be understood."""

import time
from collections.abc import Iterator
from pathlib import Path

from pipelines.consent import ControlSet
from pipelines.rules import RulesError, parse_rules
from schemas.control import Halt
from schemas.rules import Rules
from streams.cli.failure import CommandFailed
from streams.controls import Entry, read_controls
from streams.doctor.finding import Finding, fail, ok, warn
from streams.rulebook import Book, check_published, read_book
from streams.settings import Settings


def check_controls(settings: Settings) -> Iterator[Finding]:
    """Whether all controls can be understood, and whether one of them stops everything."""
    entries = read_controls(settings)
    broken = [entry for entry in entries if entry.control is None]
    for entry in broken:
        yield fail(
            "controls",
            f"{entry.key}: {entry.why}; nothing is published until it is replaced",
            "write a control with the same key anew, with --id: cleantrace control --help",
        )
    now_ms = int(time.time() * 1000)
    if any(_halts(entry, now_ms) for entry in entries):
        yield warn("controls", "a halt is in force: all events are dropped", "cleantrace control list")
    known = ControlSet({entry.key: entry.control for entry in entries if entry.control is not None})
    for warning in known.warnings:
        yield warn("controls", f"{warning.key}: {warning.why}", "cleantrace control end KEY")
    if not broken:
        yield ok("controls", f"{len(entries)} read")


def _halts(entry: Entry, now_ms: int) -> bool:
    return isinstance(entry.control, Halt) and entry.state(now_ms) == "in force"


def check_rules(settings: Settings) -> Iterator[Finding]:
    """Whether a document is active, is valid, and its files are here."""
    book = read_book(settings)
    current = book.documents.get(book.active or "")
    if current is None:
        what = "names a document that is not there" if book.active else "is empty: no rules are in force"
        yield fail(
            "rules", f"{settings.rules_topic} {what}", "publish some with: cleantrace rules publish FILE"
        )
        return
    try:
        name = check_published(current, settings.rules_folder or Path.cwd())
    except CommandFailed as failure:
        yield fail(
            "rules",
            str(failure),
            "publish a document that is valid here: cleantrace rules publish FILE, or: rules rollback",
        )
    else:
        yield ok("rules", f"{name}, {current.digest[:19]}…")


def active_rules(settings: Settings) -> Rules | None:
    """The rules in force, where they can be read."""
    book: Book = read_book(settings)
    current = book.documents.get(book.active or "")
    if current is None:
        return None
    try:
        return parse_rules(current.document, settings.rules_folder or Path.cwd(), "the rules topic")
    except RulesError:
        return None
