"""`cleantrace rules diff --topic`: recorded work as it lies in Kafka, under the controls that lie there."""

from pathlib import Path

import orjson
import pytest

from streams.kafka import Outgoing, TopicShape, create_topic, send
from streams.settings import Settings, load_settings
from tests.commands import cleantrace

ROOT = Path(__file__).parents[2]
A, B = (str(ROOT / "docs/examples" / name) for name in ("support-desk.yaml", "support-desk-2.yaml"))


@pytest.fixture
def settings(broker: str, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in ("raw", "controls"):
        monkeypatch.setenv(f"CLEANTRACE_{name.upper()}_TOPIC", f"{prefix}{name}")
    monkeypatch.setenv("CLEANTRACE_BROKERS", broker)
    settings = load_settings()
    create_topic(settings, TopicShape(settings.raw_topic, 2, 1, {}))
    create_topic(settings, TopicShape(settings.controls_topic, 1, 1, {}))
    recorded = (ROOT / "docs/examples/desk.jsonl").read_bytes().strip()
    send(settings, [Outgoing(settings.raw_topic, b"desk-1", data) for data in (recorded, b"{")])
    return settings


@pytest.mark.models
def test_texts_of_the_raw_topic_are_compared(settings: Settings) -> None:
    ran = cleantrace("rules", "diff", A, B, "--topic")
    assert ran.status == 0, ran.error
    assert "EMPLOYEE_ID -> EMPLOYEE_ID, written otherwise" in ran.output
    assert "kept -> PROJECT" in ran.output
    assert ran.error == "1 messages break the contract and were left out\n"


@pytest.mark.models
def test_nothing_that_a_control_forbids_is_looked_at(settings: Settings) -> None:
    halt = orjson.dumps({"v": 1, "kind": "halt", "from": 0})
    send(settings, [Outgoing(settings.controls_topic, b"halt/x", halt)])
    ran = cleantrace("rules", "diff", A, B, "--topic")
    assert ran.status == 0, ran.error
    assert "texts: 0\n" in ran.output


@pytest.mark.models
def test_a_broken_control_stops_it(settings: Settings) -> None:
    send(settings, [Outgoing(settings.controls_topic, b"pause/u-7/x", b"{}")])
    ran = cleantrace("rules", "diff", A, B, "--topic")
    assert ran.status == 1
    assert "u-7" not in ran.error


@pytest.mark.parametrize("more", [(), ("--topic", "--input", "x"), ("--topic", "--controls", "x")])
def test_recorded_work_lies_in_one_place(more: tuple[str, ...]) -> None:
    ran = cleantrace("rules", "diff", A, B, *more)
    assert ran.status == 2
    assert "--input FILE (and --controls FILE), or --topic" in ran.error
