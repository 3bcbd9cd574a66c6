"""`cleantrace doctor` on a healthy set-up, on broken ones, and with the rights of each actor."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.acls import ACTORS
from streams.doctor.clock import check_clock
from streams.embedded import free_port
from streams.kafka import Outgoing, TopicShape, create_topic, delete_topic, send
from streams.kafka.line import Line
from streams.progress import KEY_HEADER
from streams.topics import Layout, configuration
from tests.commands import Ran, cleantrace
from tests.registry import registry
from tests.secure_kafka import SecureKafka
from tests.workers import KEY, Stand, stand

pytestmark = pytest.mark.models


def variables(made: Stand) -> dict[str, str]:
    """What a worker of the stand is told."""
    return {**made.environment(0), "CLEANTRACE_KEY": KEY, "CLEANTRACE_RULES_FOLDER": str(made.folder)}


@pytest.fixture
def healthy(broker: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """Topics, rules and a key, as the environment names them; nobody waits for messages to come in."""
    monkeypatch.setattr("streams.doctor.clock.LISTEN_S", 0.1)
    with stand(broker, prefix, tmp_path, partitions=2) as made:
        for name, value in variables(made).items():
            monkeypatch.setenv(name, value)
        yield made


def doctor(*flags: str) -> tuple[Ran, dict[str, set[str]]]:
    """What the doctor says: the command, and the states of each check."""
    done = cleantrace("doctor", "--json", *flags)
    states: dict[str, set[str]] = {}
    for line in done.output.splitlines():
        finding = json.loads(line)
        assert (finding["state"] == "ok") == (finding["cure"] == ""), finding
        states.setdefault(finding["check"], set()).add(finding["state"])
    return done, states


def test_a_healthy_set_up_passes(healthy: Stand) -> None:
    done, states = doctor()
    assert done.status == 0, done.output
    checks = {"settings", "key", "models", "rules folder", "brokers", "topics", "rights", "clock", "rules"}
    assert set(states) >= checks | {"controls"}
    assert not any("fail" in found for found in states.values())
    assert KEY not in done.output
    for check in ("key", "models", "rules folder", "rules", "controls"):
        assert states[check] == {"ok"}


def test_each_line_says_what_to_do(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_KEY", "aa" * 32)
    done = cleantrace("doctor")
    assert done.status == 1 and done.error == "cleantrace: 1 check failed\n"
    assert "fail  key " in done.output and "-> make one with: openssl rand -base64 32" in done.output


def fails(check: str, *, says: str) -> None:
    """Hold that one check fails, in one line that says this, and the others do not."""
    done, states = doctor()
    assert done.status == 1
    assert {name for name, found in states.items() if "fail" in found} == {check}, done.output
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert any(says in line["text"] + line["cure"] for line in lines if line["state"] == "fail"), done.output


def test_brokers_that_are_not_there(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.kafka.clients.REQUEST_TIMEOUT_S", 3.0)
    monkeypatch.setenv("CLEANTRACE_BROKERS", f"127.0.0.1:{free_port()}")
    fails("brokers", says="CLEANTRACE_BROKERS")


def test_a_missing_topic(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_AUDIT_TOPIC", f"{healthy.prefix}other")
    fails("topics", says="topics create")


def test_unequal_partitions(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{healthy.prefix}wider"
    create_topic(healthy.settings, TopicShape(name, 3, 1, configuration("clean", Layout())))
    monkeypatch.setenv("CLEANTRACE_CLEAN_TOPIC", name)
    fails("topics", says="partition counts differ")


def test_no_active_rules(healthy: Stand) -> None:
    send(healthy.settings, [Outgoing(healthy.settings.rules_topic, b"active", None)])
    fails("rules", says="rules publish")


def test_active_rules_that_are_not_there(healthy: Stand) -> None:
    nothing = b"sha256:" + b"0" * 64
    send(healthy.settings, [Outgoing(healthy.settings.rules_topic, b"active", nothing)])
    fails("rules", says="names a document that is not there")


def test_a_broken_control(healthy: Stand) -> None:
    send(healthy.settings, [Outgoing(healthy.settings.controls_topic, b"halt/x", b"{}")])
    fails("controls", says="halt/x")


@pytest.mark.parametrize(
    ("key", "says"),
    [("aa" * 32, "random"), ("ab" * 8, "at least 32 bytes"), ("zz!", "base64 or hex"), ("", "openssl rand")],
)
def test_a_weak_key(healthy: Stand, monkeypatch: pytest.MonkeyPatch, key: str, says: str) -> None:
    monkeypatch.setenv("CLEANTRACE_KEY", key)
    fails("key", says=says)


def test_a_missing_model(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_MODELS", "no_such_model")
    fails("models", says="no_such_model")


def test_a_missing_rules_folder(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_RULES_FOLDER", str(healthy.folder / "nowhere"))
    fails("rules folder", says="CLEANTRACE_RULES_FOLDER")


def test_a_setting_that_is_wrong(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_POOL_SIZE", "many")
    fails("settings", says="CLEANTRACE_POOL_SIZE")


def test_a_key_that_everybody_can_read_is_a_warning(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    file = healthy.folder / "key"
    file.write_text(KEY)
    file.chmod(0o644)
    monkeypatch.delenv("CLEANTRACE_KEY")
    monkeypatch.setenv("CLEANTRACE_KEY_FILE", str(file))
    done, states = doctor()
    assert done.status == 0 and states["settings"] == {"ok", "warn"}


def test_a_clock_that_is_behind(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    import streams.doctor.clock as checks

    class Behind:
        @staticmethod
        def time() -> float:
            return 1_600_000_000.0

    monkeypatch.setattr(checks, "time", Behind)
    fails("clock", says="behind")


@pytest.mark.kafka
@pytest.mark.parametrize(
    ("ahead_s", "state"), [(0, "ok"), (120, "fail"), (-120, "fail")], ids=["right", "ahead", "behind"]
)
def test_a_clock_is_told_by_what_comes_in(
    apache_kafka: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead_s: int, state: str
) -> None:
    class Clock:
        monotonic = staticmethod(time.monotonic)

        @staticmethod
        def time() -> float:
            return time.time() + ahead_s

    with stand(apache_kafka, prefix, tmp_path) as made:
        stopped = threading.Event()

        def recorders() -> None:
            while not stopped.wait(0.1):
                made.feed([b"{}"])

        threading.Thread(target=recorders, daemon=True).start()
        monkeypatch.setattr("streams.kafka.fresh.time", Clock)
        try:
            (found,) = check_clock(made.settings)
        finally:
            stopped.set()
    assert found.state == state, found
    if ahead_s:
        assert ("ahead" if ahead_s > 0 else "behind") in found.text


def test_audit_records_under_a_key_that_is_not_known(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    written = Outgoing(healthy.settings.audit_topic, b"t", b"{}", 0, headers=((KEY_HEADER, b"k0:00"),))
    line = Line(healthy.settings)
    line.send(written).result(30)
    line.close(5)
    fails("audit key", says="k0: is not known here")
    monkeypatch.setenv("CLEANTRACE_LOST_KEYS", "k0")
    done, states = doctor()
    assert done.status == 0 and states["audit key"] == {"ok"}


def test_other_keys_are_shown_by_their_ids(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    other = bytes(range(60, 92)).hex()
    monkeypatch.setenv("CLEANTRACE_OTHER_KEYS", f"k0={other}")
    done, _ = doctor()
    assert "known besides: k0" in done.output and other not in done.output
    monkeypatch.setenv("CLEANTRACE_OTHER_KEYS", f"k0={other},k9={'ab' * 32}")
    fails("key", says="k9: its bytes are not random")


def test_too_little_memory(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_POOL_SIZE", "256")
    monkeypatch.setenv("CLEANTRACE_MAX_OPEN_BYTES", str(2**50))
    fails("memory", says="CLEANTRACE_POOL_SIZE")


def test_a_schema_registry(healthy: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("confluent_kafka.schema_registry", reason="cleantrace[registry] is not installed")
    with registry() as fake:
        monkeypatch.setenv("CLEANTRACE_SCHEMA_REGISTRY_URL", fake.url)
        done, states = doctor()
        assert done.status == 0 and states["registry"] == {"ok"}
        assert "will be registered" in done.output and fake.subjects == {}
        monkeypatch.setenv("CLEANTRACE_SCHEMA_REGISTRY_REGISTER", "false")
        fails("registry", says="does not hold this version's schema")
    monkeypatch.setenv("CLEANTRACE_SCHEMA_REGISTRY_URL", f"{fake.url}/gone")
    fails("registry", says="CLEANTRACE_SCHEMA_REGISTRY_URL")


@pytest.mark.kafka
def test_a_raw_topic_that_keeps_less_than_a_stretch(
    apache_kafka: str, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stand(apache_kafka, prefix, tmp_path) as made:
        for name, value in variables(made).items():
            monkeypatch.setenv(name, value)
        made.publish_rules(b"version: 1\nname: long\ntrajectory: {max_duration_s: 3600}\n")
        delete_topic(made.settings, made.settings.raw_topic)
        shape = {**configuration("raw", Layout()), "retention.ms": str(3 * 3_600_000)}
        monkeypatch.setenv("CLEANTRACE_RAW_TOPIC", f"{prefix}short")
        create_topic(made.settings, TopicShape(f"{prefix}short", 1, 1, shape))
        fails("retention", says="max_duration_s")


def test_an_actor_that_there_is_not_is_refused() -> None:
    done = cleantrace("doctor", "--as", "boss")
    assert done.status == 2 and "--as boss" in done.error


@pytest.mark.kafka
def test_each_actor_has_its_rights_and_others_have_not(
    secure_kafka: SecureKafka, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in secure_kafka.login("admin").items():
        monkeypatch.setenv(name, value)
    with stand(secure_kafka.bootstrap, prefix, tmp_path) as made:
        for name, value in variables(made).items():
            monkeypatch.setenv(name, value)
        assert cleantrace("topics", "acls", "--apply", "--principal-prefix", "").status == 0
        assert doctor()[1]["rights"] == {"warn"}, "an administrator has more than it needs"
        for actor in ACTORS:
            for name, value in secure_kafka.login(actor).items():
                monkeypatch.setenv(name, value)
            done, states = doctor("--as", actor)
            assert states["rights"] == {"ok"}, (actor, done.output)
        for name, value in secure_kafka.login("trainer").items():
            monkeypatch.setenv(name, value)
        done, states = doctor("--as", "worker")
        assert done.status == 1 and states["rights"] == {"fail"}
