"""Topics: made as the contract says, and held to it where they were there before."""

import time

import pytest

from streams.cli.failure import CommandFailed
from streams.kafka import Outgoing, TopicShape, create_topic, describe, read_to_end, send
from streams.settings import Settings, load_settings
from streams.topics import DAY_MS, Layout, check_destination, check_topics, configuration, names
from tests.commands import Ran, cleantrace

ROLES = ("raw", "clean", "deadletter", "audit", "controls", "rules")


def variables(broker: str, prefix: str) -> dict[str, str]:
    own = {f"CLEANTRACE_{role.upper()}_TOPIC": f"{prefix}{role}" for role in ROLES}
    return {"CLEANTRACE_BROKERS": broker, **own}


@pytest.fixture
def settings(broker: str, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in variables(broker, prefix).items():
        monkeypatch.setenv(name, value)
    return load_settings()


def create(*flags: str) -> Ran:
    return cleantrace("topics", "create", *flags)


def test_all_topics_are_made_as_the_contract_says(settings: Settings) -> None:
    done = create("--partitions", "3")
    assert done.status == 0, done.error
    assert done.output.count("made") == 6
    shapes = describe(settings, names(settings).values()).topics
    assert len(shapes) == 6
    for role, name in names(settings).items():
        for setting, value in configuration(role, Layout()).items():
            assert shapes[name].config[setting] == value, (name, setting)
    assert {shapes[names(settings)[role]].partitions for role in ("raw", "clean", "audit")} == {3}


def test_what_is_there_is_checked_and_left_alone(settings: Settings) -> None:
    assert create("--partitions", "2").status == 0
    again = create()
    assert (again.status, again.output.count("there"), again.output.count("made")) == (0, 6, 0)
    assert check_topics(settings).differences == ()


def test_every_difference_is_told_on_a_line_of_its_own(settings: Settings) -> None:
    create_topic(
        settings,
        TopicShape(
            settings.raw_topic,
            2,
            1,
            {"cleanup.policy": "compact", "max.message.bytes": "1000000", "retention.ms": "-1"},
        ),
    )
    create_topic(
        settings, TopicShape(settings.clean_topic, 2, 1, {"message.timestamp.type": "LogAppendTime"})
    )
    done = create()
    assert done.status == 1
    told = [line for line in done.output.splitlines() if line.startswith("differs")]
    for name, setting in (
        (settings.raw_topic, "cleanup.policy"),
        (settings.raw_topic, "max.message.bytes"),
        (settings.raw_topic, "retention.ms"),
        (settings.clean_topic, "message.timestamp.type"),
    ):
        assert sum(f"{name}: {setting}" in line for line in told) == 1, (name, setting, told)
    assert len(done.error.splitlines()) == 1


def test_unequal_partitions_are_refused_before_anything_is_made(settings: Settings) -> None:
    create_topic(settings, TopicShape(settings.raw_topic, 2, 1, {}))
    create_topic(settings, TopicShape(settings.audit_topic, 3, 1, {}))
    done = create()
    assert done.status == 1
    assert "partition counts" in done.error and "has 2" in done.error and "has 3" in done.error
    assert len(describe(settings, names(settings).values()).topics) == 2


def test_a_flag_that_contradicts_what_is_there_is_refused(settings: Settings) -> None:
    create_topic(settings, TopicShape(settings.raw_topic, 2, 1, {}))
    done = create("--partitions", "4")
    assert done.status == 2
    assert "has 2 partitions and --partitions says 4" in done.error
    assert len(describe(settings, names(settings).values()).topics) == 1


def test_missing_topics_are_differences_of_a_check(settings: Settings) -> None:
    assert len(check_topics(settings).differences) == 6


@pytest.mark.parametrize(
    ("flags", "part"),
    [
        (("--keep-raw", "1h"), "--keep-raw"),
        (("--keep-raw", "soon"), "--keep-raw"),
        (("--keep-raw", "forever"), "--keep-raw"),
        (("--keep-clean", "1d"), "--keep-clean"),
        (("--replication", "9"), "--replication"),
    ],
)
def test_choices_that_cannot_hold_are_refused(settings: Settings, flags: tuple[str, ...], part: str) -> None:
    done = create(*flags)
    assert done.status == 2
    assert part in done.error and len(done.error.splitlines()) == 1


@pytest.mark.kafka
def test_a_replay_into_a_topic_that_keeps_too_little_is_refused(
    apache_kafka: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(apache_kafka, prefix).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert create("--partitions", "2", "--keep-clean", "10d").status == 0
    now = 100 * DAY_MS
    check_destination(settings, settings.clean_topic, now - 9 * DAY_MS, now)
    with pytest.raises(Exception, match="retention.ms"):
        check_destination(settings, settings.clean_topic, now - 10 * DAY_MS, now)
    with pytest.raises(Exception, match="is not there"):
        check_destination(settings, f"{prefix}other", now, now)
    create_topic(settings, TopicShape(f"{prefix}other", 3, 1, configuration("clean", Layout())))
    with pytest.raises(Exception, match="partition counts"):
        check_destination(settings, f"{prefix}other", now, now)


@pytest.mark.kafka
def test_audit_records_must_outlive_trajectories(
    apache_kafka: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(apache_kafka, prefix).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    short = {**configuration("audit", Layout()), "retention.ms": str(90 * DAY_MS)}
    create_topic(settings, TopicShape(settings.audit_topic, 8, 1, short))
    done = create()
    assert done.status == 1
    assert f"{settings.audit_topic}: retention.ms" in done.output


@pytest.mark.kafka
def test_the_biggest_messages_of_the_contract_go_through_and_bigger_ones_do_not(
    apache_kafka: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(apache_kafka, prefix).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert create("--partitions", "1").status == 0
    mib = 1024 * 1024
    for topic, fits, too_big in (
        (settings.raw_topic, 4 * mib, 6 * mib),
        (settings.clean_topic, 32 * mib, 33 * mib + 512 * 1024),
        (settings.rules_topic, mib, 3 * mib),
    ):
        send(settings, [Outgoing(topic, b"k", b"x" * fits, 0)])
        assert [len(record.value or b"") for record in read_to_end(settings, topic)] == [fits]
        with pytest.raises(CommandFailed):
            send(settings, [Outgoing(topic, b"k", b"x" * too_big, 0)])


@pytest.mark.kafka
def test_trajectories_keep_the_time_they_are_given_and_raw_messages_get_kafkas(
    apache_kafka: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables(apache_kafka, prefix).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert create("--partitions", "1").status == 0
    yesterday = int(time.time() * 1000) // DAY_MS * DAY_MS - DAY_MS
    for topic in (settings.raw_topic, settings.clean_topic):
        send(settings, [Outgoing(topic, b"k", b"v", 0, at_ms=yesterday)])
    assert next(iter(read_to_end(settings, settings.clean_topic))).at_ms == yesterday
    assert (next(iter(read_to_end(settings, settings.raw_topic))).at_ms or 0) > yesterday + DAY_MS - 1
