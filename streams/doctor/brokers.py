"""Checks of the brokers: can they be reached, are the topics as they must be, what may this user do."""

from collections.abc import Iterator
from typing import Final

from schemas.rules import TrajectoryLimits
from streams.acls import Actor, standing
from streams.doctor.finding import Finding, fail, ok, warn
from streams.kafka import KafkaFailed, cluster, describe
from streams.replay.reading import look_back_ms
from streams.settings import Settings
from streams.topics import Layout, compare, names

_MAKE: Final = "make them with: cleantrace topics create"
_CHANGE: Final = "change it with kafka-configs; then: cleantrace topics check"


def check_reach(settings: Settings) -> Iterator[Finding]:
    """Whether brokers answer, and how many."""
    told = cluster(settings)[1]
    count = len(told.brokers)
    if count < 3:
        yield warn(
            "brokers",
            f"{count} at {settings.brokers}: less than three keep what is written through no failure",
            "run three or more in production",
        )
    else:
        yield ok("brokers", f"{count} at {settings.brokers}")


def check_existence(settings: Settings) -> Iterator[Finding]:
    """Whether all topics are there, with the same numbers of partitions; and how they are set."""
    told = cluster(settings)[1].topics
    missing = [name for name in names(settings).values() if name not in told]
    if missing:
        yield fail(
            "topics",
            f"{', '.join(missing)}: not there, or this user may not see it",
            f"{_MAKE}; or give the rights with: cleantrace topics acls --apply",
        )
    try:
        shapes = describe(settings, names(settings).values()).topics
    except KafkaFailed as failure:
        if failure.code != "TOPIC_AUTHORIZATION_FAILED":
            raise
        yield from _check_counts(settings)
        return
    differences = compare(settings, shapes, Layout())
    for line in differences:
        yield fail("topics", line, _CHANGE)
    copies = {shape.replication for shape in shapes.values()}
    if copies and min(copies) < 2 and not missing:
        yield warn("topics", "a topic has one copy only", "kafka-reassign-partitions, with three copies")
    elif not missing and not differences:
        yield ok("topics", f"{len(shapes)} as they must be")


def _check_counts(settings: Settings) -> Iterator[Finding]:
    """What can be told without the right to read configurations."""
    told = cluster(settings)[1].topics
    side_by_side = (settings.raw_topic, settings.clean_topic, settings.audit_topic)
    counts = {name: len(told[name].partitions) for name in side_by_side if name in told}
    if len(set(counts.values())) > 1:
        found = ", ".join(f"{name} has {count}" for name, count in counts.items())
        yield fail("topics", f"partition counts differ: {found}", "add partitions to the smaller ones")
    yield warn(
        "topics",
        "this user may not read their configuration, so retention and sizes are not checked",
        "run as the operator: cleantrace topics check",
    )


def check_retention(settings: Settings, limits: TrajectoryLimits) -> Iterator[Finding]:
    """Whether the raw topic keeps messages for longer than a stretch can take."""
    try:
        shape = describe(settings, [settings.raw_topic]).topics.get(settings.raw_topic)
    except KafkaFailed:
        return  # said where topics are checked
    told = shape.config.get("retention.ms") if shape is not None else None
    if told is None:
        return
    need_ms = 2 * look_back_ms(limits)
    if 0 <= int(told) < need_ms:
        yield fail(
            "retention",
            f"{settings.raw_topic}: keeps messages for {int(told) // 60_000} min, and a stretch under the "
            f"active rules can take {look_back_ms(limits) // 60_000} min",
            f"set its retention.ms to {need_ms} or more, or shorten max_duration_s in the rules",
        )
    else:
        yield ok("retention", f"{settings.raw_topic}: longer than two stretches")


def check_rights(settings: Settings, actor: Actor) -> Iterator[Finding]:
    """Whether this user may do what the actor needs, and whether it may do more."""
    found = standing(settings, actor)
    for right in found.lacking:
        star = "*" if right.is_prefix else ""
        yield fail(
            "rights",
            f"may not {right.operation} the {right.kind} {right.name}{star} ({right.why})",
            "give what is missing with: cleantrace topics acls --apply (as an administrator)",
        )
    if not found.keeps_rights:
        yield warn("rights", "the brokers keep none", "use brokers with an authorizer in production")
    elif found.is_administrator:
        yield warn(
            "rights",
            "this user may change topics: the brokers have no authorizer, or it is an administrator",
            f"run it as a user with the rights of `{actor}` only: cleantrace topics acls",
        )
    elif not found.lacking:
        yield ok("rights", f"all that a {actor} needs")
