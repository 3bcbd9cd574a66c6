"""What Faust is told is what it does, whatever else stands in the environment."""

import asyncio

import pytest

from streams.faust_app import FETCH_TOGETHER_BYTES, FETCH_WAIT_MS, build_app
from streams.settings import Settings, load_settings

STRAY = {
    "BROKER_URL": "kafka://elsewhere:1",
    "CONSUMER_AUTO_OFFSET_RESET": "latest",
    "PROCESSING_GUARANTEE": "exactly_once",
    "BROKER_SESSION_TIMEOUT": "1",
    "BROKER_CREDENTIALS": "ssl",
    "STREAM_WAIT_EMPTY": "1",
    "TOPIC_ALLOW_DECLARE": "1",
    "WEB_ENABLED": "1",
    "APP_DEBUG": "1",
    "APP_ENV_PREFIX": "OTHER",
    "OTHER_BROKER_URL": "kafka://elsewhere:2",
}
"""Variables that Faust reads, and that other programs on a machine may have for themselves."""


class Lodging:
    """A house that nobody lives in."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


def test_variables_of_others_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(brokers="kafka-1:9092", key_text="61" * 32)
    lodging = Lodging(settings)
    plain = build_app(settings, lodging).conf  # type: ignore[arg-type]
    for name, value in STRAY.items():
        monkeypatch.setenv(name, value)
    found = build_app(settings, lodging).conf  # type: ignore[arg-type]
    assert [str(url) for url in found.broker] == ["kafka://kafka-1:9092"]
    assert found.consumer_auto_offset_reset == "earliest"
    for name in (
        "processing_guarantee",
        "broker_session_timeout",
        "broker_credentials",
        "stream_wait_empty",
        "topic_allow_declare",
        "web_enabled",
        "debug",
        "datadir",
    ):
        assert getattr(found, name) == getattr(plain, name), name


def test_brokers_are_asked_for_messages_together() -> None:
    async def look() -> tuple[int, int]:
        settings = load_settings(brokers="kafka-1:9092", key_text="61" * 32)
        app = build_app(settings, Lodging(settings))  # type: ignore[arg-type]
        reading = app.consumer._thread._create_consumer(app.loop)
        return reading._fetch_min_bytes, reading._fetch_max_wait_ms

    assert asyncio.run(look()) == (FETCH_TOGETHER_BYTES, FETCH_WAIT_MS)
