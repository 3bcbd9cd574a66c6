"""All checks in their order; after brokers that do not answer, those that ask them are left out."""

from collections.abc import Callable, Iterator

from streams.acls import Actor
from streams.cli.failure import CommandFailed
from streams.doctor import brokers, clock, here, keys, memory, registry, terms
from streams.doctor.finding import Finding, fail
from streams.settings import Settings

Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings, actor: Actor = "worker") -> Iterator[Finding]:
    """What all checks find, one after the other."""
    does_redact = actor in ("worker", "replay")
    for name, check in _here(actor):
        yield from _guarded(name, check, settings)
    reached = list(_guarded("brokers", brokers.check_reach, settings))
    yield from reached
    if any(finding.state == "fail" for finding in reached):
        return
    yield from _guarded("topics", brokers.check_existence, settings)
    yield from _guarded("rights", lambda s: brokers.check_rights(s, actor), settings)
    yield from _guarded("clock", clock.check_clock, settings)
    if _has_key(actor, settings):
        yield from _guarded("audit key", keys.check_marks, settings)
    if does_redact or actor == "operator":
        yield from _guarded("rules", terms.check_rules, settings)
        yield from _guarded("controls", terms.check_controls, settings)
        yield from _guarded("retention", _check_retention, settings)


def _here(actor: Actor) -> Iterator[tuple[str, Check]]:
    yield "settings", here.check_settings
    if actor in ("worker", "replay"):
        yield "key", keys.check_keys
        yield "models", here.check_models
        yield "memory", memory.check_memory
        yield "rules folder", here.check_folder
    elif actor == "privacy":
        yield "key", keys.check_keys
    if actor in ("worker", "replay", "privacy"):
        yield "registry", registry.check_registry


def _has_key(actor: Actor, settings: Settings) -> bool:
    return actor in ("worker", "replay", "privacy") and settings.has_key()


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
