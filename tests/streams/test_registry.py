"""A schema registry over HTTP: ids are looked up or registered, and every failure is one clear line."""

import json

import pytest

from schemas.framing import frame, is_framed, unframe
from schemas.generate import schema_of
from streams.embedded import free_port
from streams.kafka import Outgoing
from streams.kafka.framing import framing_of, prepare
from streams.kafka.registry import RegistryFailed, registry_of
from streams.settings import Settings, SettingsError, load_settings
from tests.registry import FakeRegistry, registry

pytest.importorskip("confluent_kafka.schema_registry", reason="the extra cleantrace[registry] is not here")
DOCUMENTS = {"clean": "trajectory", "audit": "audit-record"}


def settings(fake: FakeRegistry, **more: object) -> Settings:
    return load_settings(schema_registry_url=fake.url, raw_topic="raw", **more)


def test_the_header_is_a_zero_byte_and_four_of_the_id() -> None:
    assert frame(258, b"{}") == b"\x00\x00\x00\x01\x02{}"
    assert unframe(frame(2**32 - 1, b"x")) == (2**32 - 1, b"x")
    assert unframe(b"{}") == (None, b"{}")
    assert unframe(b"\x00\x00") == (None, b"\x00\x00")
    assert [is_framed(value) for value in (None, b"", b"\x00", b"{}")] == [False, False, True, False]


def test_schemas_are_registered_once_under_the_topics_subject() -> None:
    with registry() as fake:
        own = settings(fake)
        prepare(own, DOCUMENTS)
        assert set(fake.subjects) == {"clean-value", "audit-value"}
        (number,) = fake.subjects["clean-value"]
        assert json.loads(fake.schemas[number]["schema"]) == schema_of("trajectory")
        assert fake.schemas[number]["schemaType"] == "JSON"
        asked = len(fake.asked)
        framing = framing_of(own)
        written = framing.written(Outgoing("clean", b"k", b"{}", document="trajectory"))
        assert written == frame(number, b"{}")
        assert len(fake.asked) == asked, "ids are asked for once"
        assert framing.read("clean", written) == b"{}"


def test_what_has_no_document_or_no_value_goes_out_as_it_is() -> None:
    with registry() as fake:
        framing = framing_of(settings(fake))
        assert framing.written(Outgoing("rules", b"k", b"version: 1")) == b"version: 1"
        assert framing.written(Outgoing("clean", b"k", None, document="trajectory")) is None
        assert fake.asked == []


def test_without_a_registry_nothing_has_a_header_and_what_has_one_is_read_all_the_same() -> None:
    framing = framing_of(load_settings(raw_topic="raw"))
    assert framing.written(Outgoing("clean", b"k", b"{}", document="trajectory")) == b"{}"
    assert framing.read("clean", frame(1, b"{}")) == b"{}"
    assert framing.read("raw", frame(1, b"{}")) == frame(1, b"{}"), "nobody can vouch for it"
    prepare(load_settings(), DOCUMENTS)


def test_raw_messages_lose_the_header_only_if_the_registry_knows_a_json_schema() -> None:
    with registry() as fake:
        own = settings(fake)
        json_id = fake.register("raw-value", "{}")
        avro_id = fake.register("other-value", '"string"', "AVRO")
        framing = framing_of(own)
        assert not framing.reads_at_once(frame(json_id, b"{}"))
        assert framing.read("raw", frame(json_id, b"{}")) == b"{}"
        for number in (avro_id, 7):
            assert framing.read("raw", frame(number, b"{}")) == frame(number, b"{}")
        asked = len(fake.asked)
        for number in (json_id, avro_id, 7):
            assert framing.reads_at_once(frame(number, b"{}"))
            framing.read("raw", frame(number, b"{}"))
        assert framing.read("raw", b'{"v":1}') == b'{"v":1}'
        assert framing.read("raw", b"\x00") == b"\x00"
        assert len(fake.asked) == asked


def test_where_schemas_must_be_there_a_missing_one_says_what_to_do() -> None:
    with registry() as fake:
        own = settings(fake, schema_registry_register=False)
        with pytest.raises(RegistryFailed, match="clean-value does not hold") as caught:
            prepare(own, DOCUMENTS)
        assert "schemas/json/trajectory.schema.json" in str(caught.value)
        assert fake.subjects == {}
        other = registry_of(settings(fake))
        assert other is not None
        number = other.id_of("clean", "trajectory")
        prepare(own, {"clean": "trajectory"})
        assert framing_of(own).written(Outgoing("clean", b"", b"{}", document="trajectory")) == frame(
            number, b"{}"
        )


def test_a_schema_that_is_refused_says_why() -> None:
    with (
        registry(takes=False) as fake,
        pytest.raises(RegistryFailed, match="does not follow those") as caught,
    ):
        prepare(settings(fake), DOCUMENTS)
    assert caught.value.status == 1


def test_the_login_is_sent_and_never_shown(tmp_path) -> None:
    (tmp_path / "password").write_text("hunter-two\n")
    login = {
        "schema_registry_username": "jo",
        "schema_registry_password_file": tmp_path / "password",
    }
    with registry(login="jo:hunter-two") as fake:
        prepare(settings(fake, **login), DOCUMENTS)
        with pytest.raises(RegistryFailed, match="SCHEMA_REGISTRY_USERNAME") as caught:
            prepare(settings(fake, schema_registry_username="jo", schema_registry_password="no"), DOCUMENTS)
    assert "401" in str(caught.value)
    assert "no:" not in str(caught.value) and "hunter" not in str(caught.value)


def test_a_registry_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.kafka.registry.RETRIES", 0)
    own = load_settings(schema_registry_url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(RegistryFailed, match="check CLEANTRACE_SCHEMA_REGISTRY_URL") as caught:
        prepare(own, DOCUMENTS)
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("url", "said"),
    [("ftp://registry", "must be like"), ("registry:8081", "must be like"), ("http://a:b@c", "no login")],
)
def test_a_url_that_cannot_be_used_is_refused(url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings(schema_registry_url=url)
    assert "a:b" not in str(caught.value)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("streams.kafka.registry.importlib.import_module", missing)
    with pytest.raises(SettingsError, match=r"cleantrace\[registry\]"):
        framing_of(load_settings(schema_registry_url="http://registry.example:1"))
