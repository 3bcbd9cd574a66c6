"""Settings: names, defaults, keys, and errors that are one line and show no secret."""

import base64

import pytest

from streams.settings import PROFILES, Settings, SettingsError, load_settings

GOOD = bytes(range(40, 72))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("CLEANTRACE_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.hex(),
        GOOD.hex().upper(),
        base64.b64encode(GOOD).decode(),
        base64.urlsafe_b64encode(GOOD).decode(),
        base64.b64encode(GOOD).decode().rstrip("="),
        f"  {GOOD.hex()}\n",
    ],
)
def test_a_key_is_read_as_hex_or_base64(text: str) -> None:
    assert load_settings(key_text=text).key().secret == GOOD


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (GOOD[:31].hex(), "31"),
        (base64.b64encode(GOOD[:16]).decode(), "16"),
        ("00" * 32, "zeros"),
        ("not a key!", "base64 or hex"),
    ],
)
def test_a_weak_key_is_refused(text: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as caught:
        load_settings(key_text=text).key()
    assert text not in str(caught.value)


def test_the_key_comes_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    path = tmp_path / "key"
    path.write_text(base64.b64encode(GOOD).decode() + "\n")
    assert load_settings(key_file=path).key().secret == GOOD
    monkeypatch.setenv("CLEANTRACE_KEY", GOOD[::-1].hex())
    monkeypatch.setenv("CLEANTRACE_KEY_ID", "k7")
    key = load_settings(key_file=path).key()
    assert (key.secret, key.key_id) == (GOOD[::-1], "k7")


def test_no_key_says_what_to_do() -> None:
    with pytest.raises(SettingsError, match="CLEANTRACE_KEY") as caught:
        load_settings().key()
    assert caught.value.status == 2
    assert "\n" not in str(caught.value)


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_KEY", "zz!" + GOOD.hex())
    monkeypatch.setenv("CLEANTRACE_SASL_PASSWORD", "hunter-two")
    settings = load_settings()
    with pytest.raises(SettingsError) as caught:
        settings.key()
    shown = repr(settings) + str(settings) + str(caught.value)
    assert GOOD.hex() not in shown
    assert "hunter-two" not in shown
    assert settings.password() == "hunter-two"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEB_PORT", "many", "CLEANTRACE_WEB_PORT: "),
        ("SECURITY_PROTOCOL", "telnet", "CLEANTRACE_SECURITY_PROTOCOL: "),
        ("SECURITY_PROTOCOL", "sasl_ssl", "sasl_username"),
        ("HEARTBEAT_S", "29", "heartbeat_s"),
        ("POOL_SIZE", "-1", "CLEANTRACE_POOL_SIZE: "),
        ("CLEAN_TOPIC", "controls", "same name"),
        ("PROFILE", "fast", "CLEANTRACE_PROFILE: "),
        ("LOG_LEVEL", "DEBUG", "CLEANTRACE_LOG_LEVEL: "),
    ],
)
def test_a_wrong_setting_is_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"CLEANTRACE_{name}", value)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings()
    assert "\n" not in str(caught.value)


def test_a_profile_sets_timings_that_the_environment_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_PROFILE", "embedded")
    monkeypatch.setenv("CLEANTRACE_HEARTBEAT_S", "0.5")
    settings = load_settings()
    assert settings.session_timeout_s == PROFILES["embedded"]["session_timeout_s"]
    assert settings.heartbeat_s == 0.5


def test_the_documented_defaults_are_those_of_the_production_profile() -> None:
    for name, value in PROFILES["production"].items():
        assert Settings.model_fields[name].default == value


def test_lists_are_written_with_commas_and_the_web_port_can_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANTRACE_MODELS", "one, two")
    monkeypatch.setenv("CLEANTRACE_WEB_PORT", "off")
    settings = load_settings()
    assert settings.models == ("one", "two")
    assert settings.web_port is None


def test_other_keys_come_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    old = GOOD[::-1].hex()
    path = tmp_path / "keys"
    path.write_text(f"# before the summer\nk0={old}\n")
    monkeypatch.setenv("CLEANTRACE_KEY", GOOD.hex())
    assert load_settings().keyring().others == ()
    assert [key.key_id for key in load_settings(other_keys_file=path).keyring()] == ["k1", "k0"]
    path.write_text("")
    assert load_settings(other_keys_file=path).keyring().others == ()
    monkeypatch.setenv("CLEANTRACE_OTHER_KEYS", f"k2={old}")
    monkeypatch.setenv("CLEANTRACE_LOST_KEYS", "k8, k9")
    ring = load_settings(other_keys_file=path).keyring()
    assert [key.key_id for key in ring] == ["k1", "k2"]
    assert ring.lost == {"k8", "k9"}
    assert old not in repr(load_settings())


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (f"k2={GOOD[:30].hex()}", "OTHER_KEYS: entry 1: the key must be at least 32"),
        (f"k2={GOOD.hex()}", "OTHER_KEYS: k1 and k2 are the same key"),
        (f"k1={GOOD[::-1].hex()}", "OTHER_KEYS: two keys have the id k1"),
    ],
)
def test_other_keys_that_are_wrong_are_one_line_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, others: str, said: str
) -> None:
    monkeypatch.setenv("CLEANTRACE_OTHER_KEYS", others)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings(key_text=GOOD.hex()).keyring()
    assert others[3:20] not in str(caught.value)
    assert "\n" not in str(caught.value)
