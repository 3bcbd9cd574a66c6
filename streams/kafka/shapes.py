"""Topics as the brokers know them: making, describing and deleting them."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

from streams.kafka.clients import REQUEST_TIMEOUT_S, KafkaFailed, admin, cluster, told
from streams.settings import Settings

_LOOK_AGAIN_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class TopicShape:
    """A topic's partitions, copies and configuration, as far as the brokers tell it."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The number of brokers, and the topics that were asked for and are there."""

    brokers: int
    topics: Mapping[str, TopicShape]


def describe(settings: Settings, names: Iterable[str]) -> Cluster:
    """What is there of the named topics.

    Raises: KafkaFailed.
    """
    client, known = cluster(settings)
    there = [name for name in names if name in known.topics and known.topics[name].error is None]
    configs = _configs(client, there) if there else {}
    shapes = {}
    for name in there:
        parts = known.topics[name].partitions
        copies = min((len(part.replicas) for part in parts.values()), default=0)
        shapes[name] = TopicShape(name, len(parts), copies, configs[name])
    return Cluster(brokers=len(known.brokers), topics=shapes)


def create_topic(settings: Settings, shape: TopicShape) -> bool:
    """Make a topic; False where it was there already.

    Raises: KafkaFailed.
    """
    client = admin(settings)
    wanted = NewTopic(shape.name, shape.partitions, shape.replication, config=dict(shape.config))
    futures = client.create_topics([wanted], operation_timeout=REQUEST_TIMEOUT_S)
    try:
        futures[shape.name].result(REQUEST_TIMEOUT_S)
    except KafkaException as failure:
        error = failure.args[0]
        if error.code() == KafkaError.TOPIC_ALREADY_EXISTS:
            return False
        raise KafkaFailed(f"cannot make the topic {shape.name}", error) from None
    except TimeoutError:
        raise KafkaFailed(f"cannot make the topic {shape.name}", "the brokers did not answer") from None
    _await_topic(settings, shape.name)
    return True


def _await_topic(settings: Settings, name: str) -> None:
    """Wait until the brokers show a topic that they have made: they hear of it one after the other."""
    until_s = time.monotonic() + REQUEST_TIMEOUT_S
    while name not in describe(settings, [name]).topics:
        if time.monotonic() > until_s:
            raise KafkaFailed(f"cannot see the topic {name}", "it was made, but the brokers do not show it")
        time.sleep(_LOOK_AGAIN_S)


def delete_topic(settings: Settings, name: str) -> None:
    """Delete a topic with all that is in it.

    Raises: KafkaFailed.
    """
    client = admin(settings)
    with told(f"cannot delete the topic {name}"):
        client.delete_topics([name], operation_timeout=REQUEST_TIMEOUT_S)[name].result(REQUEST_TIMEOUT_S)


def _configs(client: AdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    asked = [ConfigResource(ConfigResource.Type.TOPIC, name) for name in names]
    answers = client.describe_configs(asked, request_timeout=REQUEST_TIMEOUT_S)
    found = {}
    for resource, answer in answers.items():
        with told(f"cannot read the configuration of {resource.name}"):
            entries = answer.result(REQUEST_TIMEOUT_S)
        found[resource.name] = {
            name: entry.value for name, entry in entries.items() if entry.value is not None
        }
    return found
