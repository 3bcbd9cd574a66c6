"""The six topics: what each must be like, making those that are missing, checking those that are there.

Owns the configuration of SPEC section 1 and what follows from it for retention. A setting that
the brokers do not report (the embedded one tells only what was set) is not held against them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from streams.cli.failure import CommandFailed
from streams.kafka import Cluster, TopicShape, create_topic, describe
from streams.settings import Settings

Role = Literal["raw", "clean", "deadletter", "audit", "controls", "rules"]

MIB: Final = 1024 * 1024
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
RAW_MAX_BYTES: Final = 5 * MIB
CLEAN_MAX_BYTES: Final = 33 * MIB
RULES_MAX_BYTES: Final = 2 * MIB
"""A rules document has 1 MiB at most."""
DEFAULT_PARTITIONS: Final = 8
MIN_RAW_RETENTION_MS: Final = 2 * HOUR_MS
"""A session is remembered for an hour after its last message; less than twice that loses open stretches."""
FOREVER: Final = -1
_DEADLETTER_RETENTION_MS: Final = 30 * DAY_MS
_SIDE_BY_SIDE: Final[tuple[Role, ...]] = ("raw", "clean", "audit")
"""Topics that have the same number of partitions: a stretch stays in the partition it came from."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What an operator chooses; `partitions` and `replication` of None follow from what is there."""

    partitions: int | None = None
    replication: int | None = None
    raw_retention_ms: int = DAY_MS
    clean_retention_ms: int = 90 * DAY_MS

    @property
    def audit_retention_ms(self) -> int:
        """Longer than trajectories are kept, by two of their segments and the day their time is cut to."""
        if self.clean_retention_ms == FOREVER:
            return FOREVER
        return self.clean_retention_ms + 3 * DAY_MS


@dataclass(frozen=True, slots=True)
class Report:
    """What was made, what was there, and what is not as it must be: one line each."""

    made: tuple[str, ...]
    there: tuple[str, ...]
    differences: tuple[str, ...]


def names(settings: Settings) -> dict[Role, str]:
    """The topics by what they are for."""
    return {
        "raw": settings.raw_topic,
        "clean": settings.clean_topic,
        "deadletter": settings.deadletter_topic,
        "audit": settings.audit_topic,
        "controls": settings.controls_topic,
        "rules": settings.rules_topic,
    }


def configuration(role: Role, layout: Layout) -> dict[str, str]:
    """The settings that a topic is made with."""
    log_append = {"message.timestamp.type": "LogAppendTime"}
    match role:
        case "raw":
            # Only whole segments are deleted: short ones make the short retention true.
            return {
                "cleanup.policy": "delete",
                **log_append,
                "max.message.bytes": str(RAW_MAX_BYTES),
                "retention.ms": str(layout.raw_retention_ms),
                "segment.ms": str(HOUR_MS),
            }
        case "clean":
            # An erasure's tombstone does its work when the log is compacted: within two days.
            return {
                "cleanup.policy": "compact,delete",
                "message.timestamp.type": "CreateTime",
                "max.message.bytes": str(CLEAN_MAX_BYTES),
                "retention.ms": str(layout.clean_retention_ms),
                "segment.ms": str(DAY_MS),
                "max.compaction.lag.ms": str(DAY_MS),
            }
        case "deadletter":
            return {"cleanup.policy": "delete", **log_append, "retention.ms": str(_DEADLETTER_RETENTION_MS)}
        case "audit":
            return {
                "cleanup.policy": "delete",
                **log_append,
                "retention.ms": str(layout.audit_retention_ms),
                "segment.ms": str(DAY_MS),
            }
        case "controls":
            return {"cleanup.policy": "compact", **log_append}
        case "rules":
            return {"cleanup.policy": "compact", **log_append, "max.message.bytes": str(RULES_MAX_BYTES)}


def create_topics(settings: Settings, layout: Layout) -> Report:
    """Make the topics that are missing and check those that are there.

    Raises: CommandFailed, before anything is made where partition counts could not agree.
    """
    wanted = names(settings)
    cluster = describe(settings, wanted.values())
    shapes = _shapes(wanted, cluster, layout)
    made = [f"{shape.name}: {_size(shape)}" for shape in shapes if create_topic(settings, shape)]
    differences = compare(settings, cluster.topics, layout)
    return Report(tuple(made), tuple(sorted(cluster.topics)), differences)


def check_topics(settings: Settings) -> Report:
    """Check all topics and make none; one that is missing is a difference."""
    wanted = names(settings)
    cluster = describe(settings, wanted.values())
    missing = tuple(f"{name}: is not there" for name in wanted.values() if name not in cluster.topics)
    differences = missing + compare(settings, cluster.topics, Layout())
    return Report((), tuple(sorted(cluster.topics)), differences)


def compare(settings: Settings, topics: Mapping[str, TopicShape], layout: Layout) -> tuple[str, ...]:
    """What is not as it must be, one line for each difference."""
    wanted = names(settings)
    by_role = {role: topics[name] for role, name in wanted.items() if name in topics}
    found: list[str] = []
    for role, shape in by_role.items():
        found += _differences(role, shape, layout)
    found += _unequal(by_role[role] for role in _SIDE_BY_SIDE if role in by_role)
    raw, clean, audit = (by_role.get(role) for role in _SIDE_BY_SIDE)
    if clean is not None:
        # A topic that is only now made is made with what the layout says.
        raw_ms = layout.raw_retention_ms if raw is None else _number(raw, "retention.ms")
        found += _kept_long_enough(clean, raw_ms)
    if audit is not None:
        found += _audit_outlives(audit, clean, layout)
    return tuple(found)


def check_destination(settings: Settings, topic: str, oldest_ms: int, now_ms: int) -> None:
    """Check that a trajectory topic can take a replay of raw messages as old as `oldest_ms` (Kafka's time).

    Raises: CommandFailed, with the first difference.
    """
    cluster = describe(settings, [topic, settings.raw_topic, settings.audit_topic])
    for name in (topic, settings.raw_topic, settings.audit_topic):
        if name not in cluster.topics:
            raise CommandFailed(f"{name}: is not there; make the topics with: cleantrace topics create")
    shape = cluster.topics[topic]
    found = [*_differences("clean", shape, Layout()), *_unequal(cluster.topics.values())]
    found += _kept_long_enough(shape, max(0, now_ms - oldest_ms))
    found += _audit_outlives(cluster.topics[settings.audit_topic], shape, Layout())
    if found:
        raise CommandFailed(found[0], status=1)


def create_destination(settings: Settings, topic: str) -> str:
    """Make a trajectory topic for a replay, as the live one is; says what was made. Raises: CommandFailed."""
    cluster = describe(settings, [settings.raw_topic, settings.clean_topic])
    raw = cluster.topics.get(settings.raw_topic)
    if raw is None:
        raise CommandFailed(
            f"{settings.raw_topic}: is not there; make the topics with: cleantrace topics create"
        )
    live = cluster.topics.get(settings.clean_topic)
    kept = None if live is None else _number(live, "retention.ms")
    layout = Layout() if kept is None else Layout(clean_retention_ms=kept)
    copies = {"min.insync.replicas": "2"} if raw.replication > 2 else {}
    shape = TopicShape(topic, raw.partitions, raw.replication, {**configuration("clean", layout), **copies})
    create_topic(settings, shape)
    return f"{topic}: {_size(shape)}"


def _size(shape: TopicShape) -> str:
    many = "partition" if shape.partitions == 1 else "partitions"
    return f"{shape.partitions} {many}, replication {shape.replication}"


def _shapes(wanted: Mapping[Role, str], cluster: Cluster, layout: Layout) -> list[TopicShape]:
    """The topics that are missing, with the partitions that agree with what is there."""
    counts = {
        wanted[role]: cluster.topics[wanted[role]].partitions
        for role in _SIDE_BY_SIDE
        if wanted[role] in cluster.topics
    }
    if len(set(counts.values())) > 1:
        raise CommandFailed(_unequal_text(counts), status=1)
    there = next(iter(counts.values()), None)
    if layout.partitions is not None and there is not None and layout.partitions != there:
        name = next(iter(counts))
        raise CommandFailed(
            f"{name}: has {there} partitions and --partitions says {layout.partitions}; "
            f"{', '.join(wanted[role] for role in _SIDE_BY_SIDE)} must have the same number: "
            f"leave the flag out, or name other topics"
        )
    side_by_side = there or layout.partitions or DEFAULT_PARTITIONS
    replication = layout.replication or min(3, cluster.brokers)
    if replication > cluster.brokers:
        raise CommandFailed(
            f"--replication {replication}: the cluster has {cluster.brokers} brokers; ask for as many at most"
        )
    copies = {"min.insync.replicas": "2"} if replication > 2 else {}
    return [
        TopicShape(
            name,
            1 if role in ("controls", "rules") else side_by_side,
            replication,
            {**configuration(role, layout), **copies},
        )
        for role, name in wanted.items()
        if name not in cluster.topics
    ]


def _differences(role: Role, shape: TopicShape, layout: Layout) -> list[str]:
    found = []
    for name, value in configuration(role, layout).items():
        there = shape.config.get(name)
        if there is None or _fits(name, there, value):
            continue
        at_least = "at least " if name == "max.message.bytes" else ""
        found.append(f"{shape.name}: {name} is {there}, must be {at_least}{value}")
    if role == "raw":
        found += _raw_retention(shape)
    return found


def _fits(name: str, there: str, value: str) -> bool:
    match name:
        case "cleanup.policy":
            return {part.strip() for part in there.split(",")} == set(value.split(","))
        case "message.timestamp.type":
            return there == value
        case "max.message.bytes":
            return int(there) >= int(value)
        case _:
            return True  # times are the operator's choice, within what the other checks ask for


def _raw_retention(shape: TopicShape) -> list[str]:
    kept = _number(shape, "retention.ms")
    if kept is None:
        return []
    if kept == FOREVER:
        return [f"{shape.name}: retention.ms is -1, must be short: raw text is not kept for ever"]
    if kept < MIN_RAW_RETENTION_MS:
        return [f"{shape.name}: retention.ms is {kept}, must be at least {MIN_RAW_RETENTION_MS}"]
    return []


def _kept_long_enough(clean: TopicShape, age_ms: int | None) -> list[str]:
    kept = _number(clean, "retention.ms")
    if kept is None or kept == FOREVER or age_ms is None:
        return []
    # A trajectory's time is the start of its day: up to a day is gone when it arrives.
    need = age_ms + DAY_MS
    if age_ms == FOREVER or kept < need:
        least = "-1" if age_ms == FOREVER else f"at least {need}"
        return [
            f"{clean.name}: retention.ms is {kept}, must be {least}: trajectories would be gone on arrival"
        ]
    return []


def _audit_outlives(audit: TopicShape, clean: TopicShape | None, layout: Layout) -> list[str]:
    kept = _number(audit, "retention.ms")
    clean_ms = layout.clean_retention_ms if clean is None else _number(clean, "retention.ms")
    segment_ms = DAY_MS if clean is None else (_number(clean, "segment.ms") or DAY_MS)
    if kept is None or kept == FOREVER or clean_ms is None:
        return []
    if clean_ms == FOREVER or kept < clean_ms + segment_ms:
        least = "-1" if clean_ms == FOREVER else f"at least {clean_ms + segment_ms}"
        return [f"{audit.name}: retention.ms is {kept}, must be {least}: longer than trajectories are kept"]
    return []


def _unequal(shapes: Iterable[TopicShape]) -> list[str]:
    counts = {shape.name: shape.partitions for shape in shapes}
    return [_unequal_text(counts)] if len(set(counts.values())) > 1 else []


def _unequal_text(counts: Mapping[str, int]) -> str:
    told = ", ".join(f"{name} has {count}" for name, count in counts.items())
    return f"partition counts differ and must be equal: {told}; make the smaller ones anew or add partitions"


def _number(shape: TopicShape, name: str) -> int | None:
    value = shape.config.get(name)
    return None if value is None else int(value)
