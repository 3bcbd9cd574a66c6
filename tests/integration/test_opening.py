"""Taking a partition over on real brokers: neither the machine's clock nor an older log leads astray."""

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from confluent_kafka import Consumer, TopicPartition

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.keyring import keyring_of
from pipelines.naming import read_key, session_name
from pipelines.rules import complete, parse_rules
from pipelines.stretches import Sessions
from schemas.audit import Published
from schemas.codec import decode_message
from streams.kafka import Outgoing, client_config, send
from streams.kafka.groups import Asker
from streams.opening import DAY_MS, open_partition
from tests import fakes
from tests.workers import KEY, RULES, Stand, stand, typed

pytestmark = pytest.mark.kafka


@pytest.fixture
def left(apache_kafka: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    """What a worker left that was stopped when all was done: a session, its audit record, its commit."""
    with stand(apache_kafka, prefix, tmp_path) as made:
        values = typed("s1", "all is done")
        made.feed(values)
        _audit(made, values)
        commit(made, len(values))
        yield made


def _audit(made: Stand, values: list[bytes]) -> None:
    settings = made.settings
    rules = parse_rules(complete(RULES, None), None, "test")
    sessions = Sessions(settings.raw_topic, 0, lambda: rules.trajectory)
    closed = [
        s for n, value in enumerate(values) for s in sessions.add(decode_message(value), n, None).closed
    ]
    redactor = Redactor(rules, fakes.load(rules), read_key(KEY))
    outcome = redactor.process(closed[0], ControlSet.empty())
    told = outcome.audit(Published(topic=settings.clean_topic, partition=0, offset=0))
    key, value = outcome.key.encode(), msgspec.json.encode(told)
    send(settings, [Outgoing(settings.clean_topic, key, outcome.trajectory, 0)])
    send(settings, [Outgoing(settings.audit_topic, key, value, 0)])


def commit(made: Stand, offset: int) -> None:
    """Let the group have committed an offset."""
    settings = made.settings
    consumer = Consumer(client_config(settings, group_id=settings.group, enable_auto_commit=False))
    consumer.commit(offsets=[TopicPartition(settings.raw_topic, 0, offset)], asynchronous=False)
    consumer.close()


@pytest.mark.parametrize("days", [-40, 0, 40])
def test_a_clock_that_is_wrong_hides_nothing_of_what_was_done(
    left: Stand, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = time.time()
    monkeypatch.setattr("streams.opening.time.time", lambda: now_s + days * DAY_MS / 1000)
    key = read_key(KEY)
    asker = Asker(left.settings, left.settings.raw_topic)
    opening = open_partition(left.settings, asker, 0, keyring_of(key, []))
    asker.close()
    assert opening.start == len(left.records(left.settings.raw_topic))
    done = opening.history.progress(session_name(key, "s1"))
    assert done is not None
    assert done.last_seq == len("all is done")


def test_a_log_that_is_shorter_than_what_was_committed_is_read_from_its_beginning(left: Stand) -> None:
    commit(left, 1_000)
    asker = Asker(left.settings, left.settings.raw_topic)
    opening = open_partition(left.settings, asker, 0, keyring_of(read_key(KEY), []))
    asker.close()
    assert (opening.start, opening.expired) == (0, 0)
