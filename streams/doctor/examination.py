"""All checks in their order; after brokers that do not answer, those that ask them are left out."""

from collections.abc import Callable, Iterator

from streams.acls import Actor
from streams.cli.failure import CommandFailed
from streams.doctor import brokers, here, terms
from streams.doctor.finding import Finding, fail
from streams.settings import Settings

Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings, actor: Actor = "worker") -> Iterator[Finding]:
    """What all checks find, one after the other."""
    does_redact = actor in ("worker", "replay")
    for name, check in _here(does_redact):
        yield from _guarded(name, check, settings)
    reached = list(_guarded("brokers", brokers.check_reach, settings))
    yield from reached
    if any(finding.state == "fail" for finding in reached):
        return
    yield from _guarded("topics", brokers.check_existence, settings)
    yield from _guarded("rights", lambda s: brokers.check_rights(s, actor), settings)
    yield from _guarded("clock", brokers.check_clock, settings)
    if does_redact or actor == "operator":
        yield from _guarded("rules", terms.check_rules, settings)
        yield from _guarded("controls", terms.check_controls, settings)
        yield from _guarded("retention", _check_retention, settings)


def _here(does_redact: bool) -> Iterator[tuple[str, Check]]:
    yield "settings", here.check_settings
    if does_redact:
        yield "key", here.check_key
        yield "models", here.check_models
        yield "rules folder", here.check_folder


def _check_retention(settings: Settings) -> Iterator[Finding]:
    try:
        rules = terms.active_rules(settings)
    except CommandFailed:
        return  # said where rules are checked
    if rules is not None:
        yield from brokers.check_retention(settings, rules.trajectory)


def _guarded(name: str, check: Check, settings: Settings) -> Iterator[Finding]:
    try:
        yield from check(settings)
    except CommandFailed as failure:
        text, _, cure = str(failure).rpartition("; ")
        yield fail(name, text or str(failure), cure if text else "see docs/operations.md")
