"""Rights on a broker that denies what nobody was given: each actor can do its work, and no more."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer
from confluent_kafka.admin import AclBindingFilter

from schemas.control import Erase
from streams.acls import Chosen, bindings, principals
from streams.controls import raw_retention_ms, read_controls, write_control
from streams.erasure import delete_published, find_published
from streams.kafka import KafkaFailed, Outgoing, admin, client_config, read_to_end, send
from streams.kafka.rights import Binding, create_bindings
from streams.replay.filters import Filters
from streams.replay.order import Order, carry_out
from streams.replay.reading import plan
from streams.replay.terms import choose_rules
from streams.replay.window import Asked
from streams.rulebook import publish, read_book
from streams.settings import Settings, load_settings
from streams.topics import check_destination, check_topics
from tests.commands import Ran, cleantrace
from tests.secure_kafka import SecureKafka
from tests.workers import FAKE_WORKER, KEY, RULES, T0, Stand, eventually, stand, typed

pytestmark = pytest.mark.kafka
TOPICS = ("raw_topic", "clean_topic", "deadletter_topic", "audit_topic", "controls_topic", "rules_topic")


class Office:
    """Topics with rights on them; `as_user` gives the settings of somebody."""

    def __init__(self, made: Stand, kafka: SecureKafka, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stand = made
        self._kafka = kafka
        self._monkeypatch = monkeypatch
        self.names = {name: str(getattr(made.settings, name)) for name in (*TOPICS, "group")}

    def login(self, user: str) -> dict[str, str]:
        """The environment of a user."""
        own = {f"CLEANTRACE_{name.upper()}": value for name, value in self.names.items()}
        return {**self._kafka.login(user), **own, "CLEANTRACE_KEY": "", "CLEANTRACE_PROFILE": "embedded"}

    def as_user(self, user: str) -> Settings:
        """Settings of a user, with the key of the stand; the environment is theirs from now on."""
        for name, value in self.login(user).items():
            self._monkeypatch.setenv(name, value)
        return load_settings(key_text=self.stand.settings.key_text)

    def acls(self, *flags: str) -> Ran:
        """`cleantrace topics acls`, as the administrator."""
        self.as_user("admin")
        return cleantrace("topics", "acls", "--principal-prefix", "", *flags)


@pytest.fixture
def bare(
    secure_kafka: SecureKafka, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """Topics on which nobody has rights."""
    for name, value in secure_kafka.login("admin").items():
        monkeypatch.setenv(name, value)
    with stand(secure_kafka.bootstrap, prefix, tmp_path) as made:
        yield Office(made, secure_kafka, monkeypatch)
        every = AclBindingFilter("any", None, "any", None, None, "any", "any")
        client = admin(made.settings)
        (deleted,) = client.delete_acls([every]).values()
        deleted.result(20)


@pytest.fixture
def office(bare: Office) -> Office:
    """Topics with the rights that the command gives."""
    done = bare.acls("--apply")
    assert done.status == 0, done.error
    return bare


def denied(settings: Settings, topic: str, *, to: str) -> None:
    """Hold that somebody may not read, or write, a topic."""
    with pytest.raises(KafkaFailed, match="uthori|give this user the right"):
        if to == "read":
            list(read_to_end(settings, topic, {0: 0}, timeout_s=10))
        else:
            send(settings, [Outgoing(topic, b"k", b"v", 0)], timeout_s=10)


def test_with_the_rights_given_a_worker_and_a_replay_do_their_work(office: Office, tmp_path: Path) -> None:
    office.stand.feed([*typed("s1", "hello zq123 there"), b"broken"])
    number = office.stand.start(True, FAKE_WORKER, **office.login("worker") | {"CLEANTRACE_KEY": KEY})
    eventually(lambda: len(office.stand.audits()) == 1, "an audit record")
    eventually(lambda: len(office.stand.records(office.names["deadletter_topic"])) == 1, "a dead letter")
    assert office.stand.stop(number) == 0

    settings = office.as_user("replay")
    check_destination(settings, settings.clean_topic, 0, 1000)
    chosen = choose_rules(settings, None, None)
    asked = Asked(from_offset=0)
    order = Order(asked, Filters(), settings.clean_topic, None, settings.clean_topic, 1, 0.0, True)
    courses = [plan(settings, 0, asked, chosen.rules.trajectory)]
    report, _ = carry_out(settings, order, chosen, courses, detector="tests.fakes:load", show=False)
    assert report["adds_up"]


def test_the_privacy_office_erases_with_its_own_rights(office: Office) -> None:
    office.stand.feed(typed("s1", "hello zq123 there"))
    number = office.stand.start(True, FAKE_WORKER, **office.login("worker") | {"CLEANTRACE_KEY": KEY})
    eventually(lambda: len(office.stand.audits()) == 1, "an audit record")
    assert office.stand.stop(number) == 0

    settings = office.as_user("privacy")
    erase = Erase(v=1, session_id="s1", from_=T0, until=T0 + 60_000)
    write_control(settings, erase, "e1")
    assert len(read_controls(settings)) == 1
    found = find_published(settings, settings.keyring(), [erase])
    assert delete_published(settings, found.doomed) == 1
    assert raw_retention_ms(settings) > 0
    assert office.stand.trajectories() == {}
    denied(settings, settings.raw_topic, to="read")
    denied(settings, settings.clean_topic, to="read")
    denied(settings, settings.rules_topic, to="write")


def test_the_operator_makes_topics_and_publishes_rules(office: Office) -> None:
    settings = office.as_user("operator")
    assert check_topics(settings).differences == ()
    publish(settings, RULES)
    assert read_book(settings).active is not None
    office.names["clean_topic"] += ".second"
    office.as_user("operator")
    assert cleantrace("topics", "create", "--partitions", "1").status != 0, "no right to make this one"
    for topic in ("raw_topic", "clean_topic", "audit_topic"):
        denied(settings, getattr(settings, topic), to="read")
        denied(settings, getattr(settings, topic), to="write")


def test_trainers_read_trajectories_and_nothing_else(office: Office) -> None:
    office.stand.feed(typed("s1", "hello"))
    settings = office.as_user("trainer")
    config = client_config(settings, group_id="training-a", auto_offset_reset="earliest")
    send(office.as_user("admin"), [Outgoing(settings.clean_topic, b"k", b"v", 0)])
    consumer = Consumer(config)
    consumer.subscribe([settings.clean_topic])
    message = consumer.poll(20)
    consumer.close()
    assert message is not None and message.error() is None and message.value() == b"v"
    settings = office.as_user("trainer")
    for name in TOPICS:
        denied(settings, getattr(settings, name), to="write")
        if name != "clean_topic":
            denied(settings, getattr(settings, name), to="read")


def test_recorders_write_raw_messages_and_read_nothing(office: Office) -> None:
    settings = office.as_user("recorder")
    send(settings, [Outgoing(settings.raw_topic, b"s1", typed("s1", "hello")[0])])
    for name in TOPICS:
        denied(settings, getattr(settings, name), to="read")
        if name != "raw_topic":
            denied(settings, getattr(settings, name), to="write")


def test_without_rights_a_worker_publishes_nothing_and_says_what_is_missing(bare: Office) -> None:
    bare.stand.feed(typed("s1", "hello zq123 there"))
    settings = bare.as_user("worker")
    for name in TOPICS:
        denied(settings, getattr(settings, name), to="write")
    bare.as_user("admin")
    assert bare.stand.records(bare.names["clean_topic"]) == []


LACKS = [
    ("group", "group", "READ", '"right_missing","operation":"READ","kind":"group"'),
    ("topic", "audit_topic", "WRITE", '"lane_failed"'),
    ("topic", "clean_topic", "WRITE", '"lane_failed"'),
    ("topic", "controls_topic", "READ", '"follower_failed"'),
]


@pytest.mark.parametrize(("kind", "name", "operation", "said"), LACKS)
def test_a_worker_that_lacks_one_right_accounts_for_nothing_and_says_which(
    bare: Office, kind: str, name: str, operation: str, said: str
) -> None:
    settings = bare.as_user("admin")
    given = [
        binding
        for actor, _, binding in bindings(settings, Chosen(principals("")))
        if actor == "worker" and (binding.name, binding.operation) != (bare.names[name], operation)
    ]
    if kind == "topic":
        given.append(Binding("User:worker", "topic", bare.names[name], False, "DESCRIBE"))
    create_bindings(settings, given)
    bare.stand.feed(typed("s1", "hello zq123 there"))
    number = bare.stand.start(False, FAKE_WORKER, **bare.login("worker") | {"CLEANTRACE_KEY": KEY})
    eventually(lambda: said in bare.stand.log(number), f"{said}:\n{bare.stand.log(number)}")
    assert "right_missing" in bare.stand.log(number) and bare.names[name] in bare.stand.log(number)
    bare.stand.kill(number)
    assert bare.stand.audits() == []


def test_the_check_tells_what_is_missing_too_much_and_who_else_reads(bare: Office) -> None:
    before = bare.acls("--check")
    assert before.status == 1 and "no rights at all" in before.error
    some = Binding("User:worker", "topic", bare.names["raw_topic"], False, "READ")
    create_bindings(bare.as_user("admin"), [some])
    some_given = bare.acls("--check")
    assert some_given.status == 1 and "User:worker lacks WRITE on topic" in some_given.output
    assert len(some_given.error.splitlines()) == 1
    assert bare.acls("--apply").status == 0
    assert (bare.acls("--check").status, bare.acls("--check").output) == (0, "")
    assert bare.acls("--apply").output == "nothing was missing\n"
    raw, audit = bare.names["raw_topic"], bare.names["audit_topic"]
    create_bindings(
        bare.as_user("admin"),
        [
            Binding("User:trainer", "topic", audit, False, "READ"),
            Binding("User:nobody", "topic", raw[:-3], True, "READ"),
        ],
    )
    after = bare.acls("--check", "--json")
    assert after.status == 1
    told = {(f["difference"], f["principal"]) for f in map(json.loads, after.output.splitlines())}
    assert told == {("exceeds", "User:trainer"), ("reads", "User:nobody")}


def test_a_broker_without_an_authorizer_is_told_so(
    apache_kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEANTRACE_BROKERS", apache_kafka)
    for flag in ("--check", "--apply"):
        done = cleantrace("topics", "acls", flag)
        assert done.status == 1 and "authorizer.class.name" in done.error


def test_the_embedded_broker_keeps_no_rights(embedded_broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_BROKERS", embedded_broker)
    for flag in ("--check", "--apply"):
        done = cleantrace("topics", "acls", flag)
        assert done.status == 1 and "keep none" in done.error
