"""Sends that are waited for, and reads that end, on both kinds of broker."""

import pytest

from streams.cli.failure import CommandFailed
from streams.kafka import (
    Bounds,
    Outgoing,
    TopicShape,
    bounds,
    create_topic,
    partitions,
    producer,
    read_compacted,
    read_range,
    read_to_end,
    send,
)
from streams.settings import Settings, load_settings


@pytest.fixture
def settings(broker: str) -> Settings:
    return load_settings(brokers=broker)


@pytest.fixture
def topic(settings: Settings, prefix: str) -> str:
    name = f"{prefix}numbers"
    assert create_topic(settings, TopicShape(name, 2, 1, {}))
    return name


def test_what_is_sent_is_read_to_the_end_in_order(settings: Settings, topic: str) -> None:
    sent = send(settings, [Outgoing(topic, b"k", str(n).encode(), n % 2, 1_000 + n) for n in range(10)])
    assert len(sent) == 10
    read = list(read_to_end(settings, topic))
    assert [int(r.value or b"") for r in read if r.partition == 0] == [0, 2, 4, 6, 8]
    assert [int(r.value or b"") for r in read if r.partition == 1] == [1, 3, 5, 7, 9]
    assert [r.at_ms for r in read if r.partition == 1] == [1_001, 1_003, 1_005, 1_007, 1_009]
    assert bounds(settings, topic) == {0: Bounds(0, 5), 1: Bounds(0, 5)}


def test_an_empty_topic_has_an_end(settings: Settings, topic: str) -> None:
    assert partitions(settings, topic) == (0, 1)
    assert list(read_to_end(settings, topic)) == []
    assert read_compacted(settings, topic) == {}


@pytest.mark.parametrize(
    ("first", "end", "expected"),
    [(0, 3, [0, 1, 2]), (2, 4, [2, 3]), (3, 99, [3, 4]), (5, 9, []), (2, 2, []), (3, 1, [])],
)
def test_a_range_ends_before_its_end_or_with_the_log(
    settings: Settings, topic: str, first: int, end: int, expected: list[int]
) -> None:
    send(settings, [Outgoing(topic, None, str(n).encode(), 1) for n in range(5)])
    assert [int(r.value or b"") for r in read_range(settings, topic, 1, first, end)] == expected


def test_the_last_value_of_a_key_counts_and_a_tombstone_removes_it(settings: Settings, topic: str) -> None:
    rows = [(b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", None), (b"c", None), (b"\xff", b"3")]
    send(settings, [Outgoing(topic, key, value) for key, value in rows])
    assert read_compacted(settings, topic) == {"a": b"2", "\\xff": b"3"}


def test_a_topic_that_is_not_there_is_one_line_with_the_way_out(settings: Settings, prefix: str) -> None:
    for call in (
        lambda: partitions(settings, f"{prefix}nothing"),
        lambda: list(read_to_end(settings, f"{prefix}nothing")),
    ):
        with pytest.raises(CommandFailed, match="cleantrace topics create") as failure:
            call()
        assert "\n" not in str(failure.value)
        assert failure.value.status == 1


def test_brokers_that_are_not_there_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.kafka.reads.REQUEST_TIMEOUT_S", 1.0)
    with pytest.raises(CommandFailed, match="CLEANTRACE_BROKERS") as failure:
        partitions(load_settings(brokers="127.0.0.1:9"), "any")
    assert "\n" not in str(failure.value)


@pytest.mark.kafka
def test_a_read_sees_the_end_behind_the_markers_of_transactions(apache_kafka: str, prefix: str) -> None:
    settings = load_settings(brokers=apache_kafka)
    name = f"{prefix}marked"
    create_topic(settings, TopicShape(name, 1, 1, {}))
    line = producer(settings, transactional_id=f"{prefix}id")
    line.init_transactions(10)
    for value, commit in ((b"kept", True), (b"dropped", False)):
        line.begin_transaction()
        line.produce(name, value)
        (line.commit_transaction if commit else line.abort_transaction)(10)
    assert [r.value for r in read_to_end(settings, name)] == [b"kept"]
    assert [r.value for r in read_range(settings, name, 0, 0, 99)] == [b"kept"]
