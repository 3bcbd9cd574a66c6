"""Who may do what on the brokers: the least rights of each role, and what differs from them.

Owns the table of rights (`docs/security.md` shows it). Nothing else in the project gives rights;
brokers must deny what nobody was given (`allow.everyone.if.no.acl.found=false`, their default).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from streams.cli.failure import CommandFailed
from streams.kafka import cluster
from streams.kafka.clients import READER_GROUPS
from streams.kafka.rights import Binding, Kind, Operation, group_operations, topic_operations
from streams.settings import Settings

Actor = Literal["worker", "replay", "recorder", "trainer", "privacy", "operator"]
ACTORS: Final[tuple[Actor, ...]] = get_args(Actor)
DEFAULT_PREFIX: Final = "cleantrace-"
TRAINER_GROUPS: Final = "training"
"""Consumer groups of training jobs begin with this, unless the operator chooses otherwise."""

ABOUT: Final[Mapping[Actor, str]] = {
    "worker": "`cleantrace worker`",
    "replay": "`cleantrace replay`, `rules diff`",
    "recorder": "recorders on people's machines: they write raw messages and read nothing",
    "trainer": "training jobs: they read trajectories and nothing else",
    "privacy": "the privacy office: `cleantrace control`, the audit records",
    "operator": "who runs it: `cleantrace topics create` and `check`, `rules publish`, dead letters",
}


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that an actor may do; `is_prefix` gives it for every name that begins so."""

    kind: Kind
    name: str
    operation: Operation
    why: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an operator chooses: principals by actor, further trajectory topics, trainers' groups."""

    principals: Mapping[Actor, str]
    trajectory_topics: tuple[str, ...] = ()
    trainer_groups: str = TRAINER_GROUPS


def principals(prefix: str, named: Sequence[str] = ()) -> dict[Actor, str]:
    """The principal of each actor: `User:PREFIXactor`, unless `ACTOR=PRINCIPAL` names another.

    Raises: CommandFailed.
    """
    start = prefix if ":" in prefix else f"User:{prefix}"
    found: dict[Actor, str] = {actor: f"{start}{actor}" for actor in ACTORS}
    for text in named:
        actor, equals, principal = text.partition("=")
        if actor not in ACTORS or not equals or not principal:
            raise CommandFailed(
                f"--principal {text}: must be ACTOR=PRINCIPAL, with one of {', '.join(ACTORS)}"
            )
        found[actor] = principal if ":" in principal else f"User:{principal}"
    return found


def rights(settings: Settings, chosen: Chosen) -> dict[Actor, tuple[Right, ...]]:
    """The least rights of each actor, with the reason for each."""
    topics = tuple(dict.fromkeys((settings.clean_topic, *chosen.trajectory_topics)))
    return {
        "worker": _worker(settings),
        "replay": _replay(settings, topics),
        "recorder": (Right("topic", settings.raw_topic, "WRITE", "send raw messages"),),
        "trainer": (
            *(Right("topic", topic, "READ", "read trajectories") for topic in topics),
            Right("group", chosen.trainer_groups, "READ", "commit how far a job is", is_prefix=True),
        ),
        "privacy": _privacy(settings, topics),
        "operator": _operator(settings, topics),
    }


def _readers() -> Right:
    return Right("group", READER_GROUPS, "DESCRIBE", "read without a group: nothing is committed", True)


def _terms(settings: Settings) -> tuple[Right, ...]:
    return (
        Right("topic", settings.controls_topic, "READ", "follow controls"),
        Right("topic", settings.rules_topic, "READ", "follow rules"),
        _readers(),
    )


def _worker(settings: Settings) -> tuple[Right, ...]:
    return (
        Right("topic", settings.raw_topic, "READ", "take raw messages"),
        Right("group", settings.group, "READ", "join the group, commit offsets"),
        Right("topic", settings.clean_topic, "WRITE", "publish trajectories and tombstones"),
        Right("topic", settings.clean_topic, "READ", "find what a crash left without an audit record"),
        Right("topic", settings.audit_topic, "WRITE", "write audit records"),
        Right("topic", settings.audit_topic, "READ", "read progress from them"),
        Right("topic", settings.deadletter_topic, "WRITE", "write dead letters"),
        *_terms(settings),
    )


def _replay(settings: Settings, topics: Sequence[str]) -> tuple[Right, ...]:
    own = [
        right
        for topic in topics
        for right in (
            Right("topic", topic, "WRITE", "publish trajectories and tombstones"),
            Right("topic", topic, "READ", "go on where it was; compare"),
            Right("topic", topic, "DESCRIBE_CONFIGS", "refuse a topic that keeps too little"),
        )
    ]
    return (
        Right("topic", settings.raw_topic, "READ", "read the range again"),
        Right("topic", settings.raw_topic, "DESCRIBE_CONFIGS", "compare partitions and retention"),
        Right("group", settings.group, "DESCRIBE", "in the live topic, stay below what is committed"),
        *own,
        Right("topic", settings.audit_topic, "WRITE", "write audit records"),
        Right("topic", settings.audit_topic, "READ", "read progress from them"),
        Right("topic", settings.audit_topic, "DESCRIBE_CONFIGS", "compare partitions and retention"),
        Right("topic", settings.deadletter_topic, "READ", "find dead letters that can be read by now"),
        *_terms(settings),
    )


def _privacy(settings: Settings, topics: Sequence[str]) -> tuple[Right, ...]:
    return (
        Right("topic", settings.controls_topic, "WRITE", "write controls"),
        Right("topic", settings.controls_topic, "READ", "list and end them"),
        Right("topic", settings.audit_topic, "READ", "find what is a person's"),
        *(Right("topic", topic, "WRITE", "write an erasure's tombstones") for topic in topics),
        Right("topic", settings.raw_topic, "DESCRIBE_CONFIGS", "learn when a control may be pruned"),
        Right("topic", settings.raw_topic, "DESCRIBE", "learn when a control may be pruned"),
        _readers(),
    )


def _operator(settings: Settings, topics: Sequence[str]) -> tuple[Right, ...]:
    every = (
        settings.raw_topic,
        *topics,
        settings.deadletter_topic,
        settings.audit_topic,
        settings.controls_topic,
        settings.rules_topic,
    )
    made: list[Right] = []
    for topic in every:
        made += (
            Right("topic", topic, "CREATE", "make the topic"),
            Right("topic", topic, "DESCRIBE", "check the topic"),
            Right("topic", topic, "DESCRIBE_CONFIGS", "check the topic"),
        )
    return (
        *made,
        Right("topic", settings.rules_topic, "WRITE", "publish rules"),
        Right("topic", settings.rules_topic, "READ", "show and roll back rules"),
        Right("topic", settings.controls_topic, "READ", "see what stops publishing"),
        Right("topic", settings.deadletter_topic, "READ", "see what recorders get wrong"),
        Right("group", settings.group, "DESCRIBE", "see how far workers are behind"),
        _readers(),
    )


def bindings(settings: Settings, chosen: Chosen) -> list[tuple[Actor, Right, Binding]]:
    """Every right as the brokers keep it, in the order of the table."""
    return [
        (
            actor,
            right,
            Binding(chosen.principals[actor], right.kind, right.name, right.is_prefix, right.operation),
        )
        for actor, own in rights(settings, chosen).items()
        for right in own
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the own user may do, beside what an actor needs; topics that are not there are left out."""

    lacking: tuple[Right, ...]
    keeps_rights: bool
    is_administrator: bool


def standing(settings: Settings, actor: Actor) -> Standing:
    """Ask the brokers what the own user may do; this needs no right. Raises: KafkaFailed."""
    needed = rights(settings, Chosen(principals(DEFAULT_PREFIX)))[actor]
    there = set(cluster(settings)[1].topics)
    topics = dict.fromkeys(right.name for right in needed if right.kind == "topic" and right.name in there)
    allowed = {("topic", name): found for name, found in topic_operations(settings, topics).items()}
    for right in needed:
        if right.kind == "group":
            group = f"{right.name}doctor" if right.is_prefix else right.name
            allowed["group", right.name] = group_operations(settings, group)
    known = {place: found for place, found in allowed.items() if found is not None}
    return Standing(
        tuple(right for right in needed if _lacks(right, known.get((right.kind, right.name)))),
        bool(known),
        any("ALTER" in found for (kind, _), found in known.items() if kind == "topic"),
    )


def _lacks(right: Right, allowed: frozenset[str] | None) -> bool:
    return allowed is not None and right.operation != "CREATE" and right.operation not in allowed


@dataclass(frozen=True, slots=True)
class Difference:
    """What the brokers keep beside what they should: `lacks`, `exceeds` (an actor has more), or
    `reads` (somebody else may read raw messages)."""

    what: Literal["lacks", "exceeds", "reads"]
    binding: Binding


def compare(settings: Settings, chosen: Chosen, there: Iterable[Binding]) -> list[Difference]:
    """What is missing, what is more than an actor needs, and who else reads the raw topic."""
    wanted = {binding for _, _, binding in bindings(settings, chosen)}
    kept = set(there)
    mine = set(chosen.principals.values())
    found = [Difference("lacks", one) for one in sorted(wanted - kept)]
    for one in sorted(kept - wanted):
        if one.principal in mine:
            found.append(Difference("exceeds", one))
        elif one.allows and _reads(one, settings.raw_topic):
            found.append(Difference("reads", one))
    return found


def _reads(binding: Binding, topic: str) -> bool:
    if binding.kind != "topic" or binding.operation not in ("READ", "ALL"):
        return False
    if binding.is_prefix:
        return topic.startswith(binding.name)
    return binding.name in (topic, "*")


def command_of(binding: Binding) -> str:
    """The `kafka-acls` command that gives a right."""
    import shlex

    pattern = " --resource-pattern-type prefixed" if binding.is_prefix else ""
    operation = "".join(part.capitalize() for part in binding.operation.split("_"))
    return (
        f"kafka-acls --bootstrap-server $BROKERS --command-config admin.properties --add"
        f" --allow-principal {shlex.quote(binding.principal)} --operation {operation}"
        f" --{binding.kind} {shlex.quote(binding.name)}{pattern}"
    )
