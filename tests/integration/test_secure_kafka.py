"""TLS and logins on a broker that asks for them: one set of settings for every command and for Faust."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.kafka import Outgoing, cluster, send
from streams.kafka.clients import KafkaFailed, expiry_s
from streams.replay.filters import Filters
from streams.replay.order import Order, carry_out
from streams.replay.reading import plan
from streams.replay.terms import choose_rules
from streams.replay.window import Asked
from streams.settings import Settings, load_settings
from tests.commands import cleantrace
from tests.secure_kafka import Authority, SecureKafka, token
from tests.workers import FAKE_WORKER, Stand, eventually, stand, typed

pytestmark = pytest.mark.kafka


def use(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    """Settings as a command with this environment has them."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


@pytest.fixture
def secure_stand(
    secure_kafka: SecureKafka, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stand]:
    """Topics of one's own, made by the administrator."""
    use(monkeypatch, secure_kafka.login("admin"))
    with stand(secure_kafka.bootstrap, prefix, tmp_path) as made:
        yield made


ALL = bool(os.environ.get("CLEANTRACE_TEST_ALL"))
"""A librdkafka client needs a second for each token: a worker and a replay by token take a minute."""
LOGINS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "certificate")


def login(kafka: SecureKafka, how: str, folder: Path, user: str = "admin") -> dict[str, str]:
    """The environment of a user who comes in this way."""
    if how == "certificate":
        return kafka.certificate(user)
    if how == "OAUTHBEARER":
        (folder / "token").write_text(token(user))
        return kafka.bearer(folder / "token")
    return kafka.login(user, how)


@pytest.mark.parametrize("how", LOGINS)
def test_librdkafka_comes_in(
    secure_kafka: SecureKafka, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = use(monkeypatch, login(secure_kafka, how, tmp_path))
    assert len(cluster(settings)[1].brokers) == 1


@pytest.mark.parametrize(
    "how",
    [
        "SCRAM-SHA-512",
        pytest.param("OAUTHBEARER", marks=pytest.mark.skipif(not ALL, reason="slow: CLEANTRACE_TEST_ALL=1")),
    ],
)
def test_topics_worker_and_replay_share_one_set_of_settings(
    secure_kafka: SecureKafka, how: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = login(secure_kafka, how, tmp_path)
    use(monkeypatch, environment)
    with stand(secure_kafka.bootstrap, prefix, tmp_path) as made:
        made.feed(typed("s1", "hello zq123 there"))
        number = made.start(True, FAKE_WORKER, **environment, CLEANTRACE_SESSION_TIMEOUT_S="30")
        try:
            eventually(lambda: len(made.audits()) == 1, "an audit record", timeout_s=120)
        except AssertionError as never:
            raise AssertionError(made.log(number)) from never
        assert made.stop(number) == 0
        assert b"zq123" not in b"".join(made.trajectories().values())
        settings = made.settings
        asked = Asked(from_offset=0)
        chosen = choose_rules(settings, None, None)
        order = Order(asked, Filters(), None, tmp_path / "again.jsonl", None, 1, 0.0, True)
        courses = [plan(settings, 0, asked, chosen.rules.trajectory)]
        carry_out(settings, order, chosen, courses, detector="tests.fakes:load", show=False)
        assert (tmp_path / "again.jsonl").read_bytes().splitlines() == list(made.trajectories().values())


def test_topics_are_made_over_tls(
    secure_kafka: SecureKafka, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, secure_kafka.login("admin"))
    for role in ("RAW", "CLEAN", "DEADLETTER", "AUDIT", "CONTROLS", "RULES"):
        monkeypatch.setenv(f"CLEANTRACE_{role}_TOPIC", f"{prefix}{role.lower()}")
    done = cleantrace("topics", "create", "--partitions", "1")
    assert (done.status, done.output.count("made")) == (0, 6), done.error
    assert cleantrace("topics", "check").status == 0


def broken(kafka: SecureKafka, fault: str, folder: Path) -> tuple[dict[str, str], str]:
    """A login that does not come in, and the setting that the error has to name."""
    good = kafka.login("admin")
    match fault:
        case "password":
            return {**good, "CLEANTRACE_SASL_PASSWORD": "wrong-secret"}, "CLEANTRACE_SASL_USERNAME"
        case "authority":
            other = Authority(folder / "other", "somebody else").ca_file
            return {**good, "CLEANTRACE_SSL_CA_FILE": str(other)}, "CLEANTRACE_SSL_CA_FILE"
        case "token":
            (folder / "token").write_text("no.token.here")
            return kafka.bearer(folder / "token"), "CLEANTRACE_SASL"
        case "certificate":
            names = kafka.certificate("somebody")
            certificate, key = Authority(folder / "other", "somebody else").issue("somebody")
            names |= {
                "CLEANTRACE_SSL_CERTIFICATE_FILE": str(certificate),
                "CLEANTRACE_SSL_KEY_FILE": str(key),
            }
            return names, "CLEANTRACE_SSL"
        case _:
            raise AssertionError(fault)


FAULTS = ("password", "authority", "token", "certificate")


@pytest.mark.parametrize("fault", FAULTS)
def test_who_is_turned_away_is_told_so_in_one_line(
    secure_kafka: SecureKafka, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment, named = broken(secure_kafka, fault, tmp_path)
    use(monkeypatch, environment)
    done = cleantrace("topics", "check")
    assert done.status == 1
    assert len(done.error.splitlines()) == 1 and named in done.error
    assert "wrong-secret" not in done.error + done.output
    with pytest.raises(KafkaFailed, match="cannot write"):
        send(load_settings(), [Outgoing("any", b"k", b"v")])


@pytest.mark.parametrize("fault", ["password", "authority"])
def test_a_worker_that_is_turned_away_leaves_and_publishes_nothing(
    secure_kafka: SecureKafka, secure_stand: Stand, fault: str, tmp_path: Path
) -> None:
    environment, named = broken(secure_kafka, fault, tmp_path)
    secure_stand.feed(typed("s1", "hello zq123 there"))
    number = secure_stand.start(wait=False, command=("-m", "streams.cli", "worker"), **environment)
    assert secure_stand.processes[number].wait(60) == 1
    last = secure_stand.log(number).splitlines()[-1]
    assert last.startswith("cleantrace: ") and named in last
    assert "Traceback" not in secure_stand.log(number) and "wrong-secret" not in secure_stand.log(number)
    assert secure_stand.records(secure_stand.settings.clean_topic) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SASL_MECHANISM": "OAUTHBEARER"}, "sasl_token_file"),
        ({"SASL_USERNAME": "worker"}, "sasl_password"),
        ({"SASL_PASSWORD": "secret"}, "sasl_username"),
    ],
)
def test_half_a_login_is_refused(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str) -> None:
    monkeypatch.setenv("CLEANTRACE_SECURITY_PROTOCOL", "sasl_ssl")
    for name, value in given.items():
        monkeypatch.setenv(f"CLEANTRACE_{name}", value)
    with pytest.raises(Exception, match=said):
        load_settings()


def test_a_token_says_when_it_expires() -> None:
    assert expiry_s(token("x", 60), 1000.0) == pytest.approx(time.time() + 60, abs=5)


@pytest.mark.parametrize("text", ["opaque", "a.b.c", "a.W10.c"])
def test_a_token_that_does_not_say_when_it_expires_is_read_again_soon(text: str) -> None:
    assert expiry_s(text, 1000.0) == 1300.0
