"""Access control lists as the brokers keep them: reading, making, and what the own user may do."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from streams.kafka.clients import REQUEST_TIMEOUT_S, KafkaFailed, answered, cluster, told
from streams.settings import Settings

Kind = Literal["topic", "group", "cluster", "other"]
Operation = Literal["READ", "WRITE", "DESCRIBE", "DESCRIBE_CONFIGS", "CREATE", "ALL", "OTHER"]

_KINDS: Final[Mapping[Kind, ResourceType]] = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "cluster": ResourceType.BROKER,
}
_OPERATIONS: Final = frozenset({"READ", "WRITE", "DESCRIBE", "DESCRIBE_CONFIGS", "CREATE", "ALL"})
_UNASKED: Final = frozenset({KafkaError.SECURITY_DISABLED, KafkaError.UNSUPPORTED_VERSION})
_COORDINATOR_TRIES: Final = 10
_COORDINATOR_COMES: Final = frozenset(
    {
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.NOT_COORDINATOR,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    }
)
"""New brokers make the topic of groups when they are first asked about one."""


@dataclass(frozen=True, slots=True, order=True)
class Binding:
    """A right of a principal (`User:name`), from any host; `allows` is false where it is denied."""

    principal: str
    kind: Kind
    name: str
    is_prefix: bool
    operation: Operation
    allows: bool = True


class NoAuthorizerError(KafkaFailed):
    """The brokers keep no rights at all: everybody may do everything."""


def read_bindings(settings: Settings) -> frozenset[Binding]:
    """All rights that the brokers keep. Raises: KafkaFailed; NoAuthorizerError, where they keep none."""
    client = _keeper(settings)
    every = AclBindingFilter(
        ResourceType.ANY, None, ResourcePatternType.ANY, None, None, AclOperation.ANY, AclPermissionType.ANY
    )
    try:
        asked = client.describe_acls(every, request_timeout=REQUEST_TIMEOUT_S)
        found = answered(asked, "cannot read the brokers' rights")
    except KafkaException as failure:
        raise _failed("cannot read the brokers' rights", failure) from None
    return frozenset(_binding(acl) for acl in found)


def create_bindings(settings: Settings, wanted: Iterable[Binding]) -> None:
    """Give rights; those that are there already stay. Raises: KafkaFailed."""
    acls = [_acl(binding) for binding in wanted]
    if not acls:
        return
    client = _keeper(settings)
    for acl, answer in client.create_acls(acls, request_timeout=REQUEST_TIMEOUT_S).items():
        try:
            answered(answer, f"cannot give {acl.principal} its rights")
        except KafkaException as failure:
            raise _failed(f"cannot give {acl.principal} its rights", failure) from None


def topic_operations(settings: Settings, topics: Iterable[str]) -> dict[str, frozenset[str] | None]:
    """What the own user may do with each topic: names of operations, empty where it may not even see it.

    None: the brokers do not say. Raises: KafkaFailed.
    """
    client = cluster(settings)[0]
    answers = client.describe_topics(
        TopicCollection(list(topics)),
        include_authorized_operations=True,
        request_timeout=REQUEST_TIMEOUT_S,
    )
    found: dict[str, frozenset[str] | None] = {}
    for topic, answer in answers.items():
        try:
            described = answered(answer, f"cannot ask for the rights on {topic}")
            found[topic] = _names(described.authorized_operations)
        except KafkaException as failure:
            code = failure.args[0].code()
            if code in _UNASKED:
                found[topic] = None
            elif code in (KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.UNKNOWN_TOPIC_OR_PART):
                found[topic] = frozenset()
            else:
                raise KafkaFailed(f"cannot ask for the rights on {topic}", failure.args[0]) from None
    return found


def group_operations(settings: Settings, group: str) -> frozenset[str] | None:
    """What the own user may do with a consumer group; None: the brokers do not say. Raises: KafkaFailed."""
    client: AdminClient = cluster(settings)[0]
    for left in reversed(range(_COORDINATOR_TRIES)):
        answer = client.describe_consumer_groups(
            [group], include_authorized_operations=True, request_timeout=REQUEST_TIMEOUT_S
        )[group]
        try:
            described = answered(answer, f"cannot ask for the rights on the group {group}")
            return _names(described.authorized_operations)
        except KafkaException as failure:
            code = failure.args[0].code()
            if code == KafkaError.GROUP_AUTHORIZATION_FAILED:
                return frozenset()
            if code in _UNASKED:
                return None
            if left and code in _COORDINATOR_COMES:
                time.sleep(1)
                continue
            with told(f"cannot ask for the rights on the group {group}"):
                raise
    return None


def _keeper(settings: Settings) -> AdminClient:
    """A client of brokers that can keep rights: librdkafka ends the process where others are asked to."""
    client = cluster(settings)[0]
    asked = client.describe_cluster(include_authorized_operations=True, request_timeout=REQUEST_TIMEOUT_S)
    with told("cannot ask for the rights on the cluster"):
        described = asked.result(REQUEST_TIMEOUT_S)
    if described.authorized_operations is None:
        raise NoAuthorizerError("cannot read the brokers' rights", "these brokers keep none")
    return client


def _names(operations: Iterable[AclOperation] | None) -> frozenset[str] | None:
    return None if operations is None else frozenset(one.name for one in operations)


def _failed(what: str, failure: KafkaException) -> KafkaFailed:
    error = failure.args[0]
    if error.code() in _UNASKED:
        return NoAuthorizerError(
            what, "the brokers have no authorizer: everybody may do everything; set authorizer.class.name"
        )
    return KafkaFailed(what, error)


def _acl(binding: Binding) -> AclBinding:
    return AclBinding(
        _KINDS[binding.kind],
        binding.name,
        ResourcePatternType.PREFIXED if binding.is_prefix else ResourcePatternType.LITERAL,
        binding.principal,
        "*",
        AclOperation[binding.operation],
        AclPermissionType.ALLOW,
    )


def _binding(acl: AclBinding) -> Binding:
    kinds = {resource: kind for kind, resource in _KINDS.items()}
    operation = acl.operation.name if acl.operation.name in _OPERATIONS else "OTHER"
    return Binding(
        acl.principal,
        kinds.get(acl.restype, "other"),
        acl.name,
        acl.resource_pattern_type == ResourcePatternType.PREFIXED,
        cast(Operation, operation),
        acl.permission_type == AclPermissionType.ALLOW,
    )
