"""Alert rules and dashboard against Prometheus itself: promtool's unit tests, and a worker it scrapes."""

import math
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.control import Erase, Pause
from streams.controls import write_control
from tests.prometheus import ALERTS, DOCKER, Prometheus, panels
from tests.workers import T0, Stand, eventually, stand, typed

HERE = Path(__file__).parent
RUNBOOK = DOCKER.parent / "docs" / "operations.md"
needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
needs_prometheus = pytest.mark.skipif(not Prometheus.is_here(), reason="prometheus is not installed")


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


@needs_promtool
def test_the_alerts_fire_when_they_must_and_only_then() -> None:
    done = subprocess.run(
        ["promtool", "test", "rules", HERE / "alerts.yml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_prometheus_takes_the_configuration() -> None:
    done = subprocess.run(
        ["promtool", "check", "config", DOCKER / "prometheus" / "prometheus.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_test_in_which_it_fires_and_one_in_which_it_is_silent() -> None:
    cases = [
        case
        for test in yaml.safe_load((HERE / "alerts.yml").read_text("utf-8"))["tests"]
        for case in test["alert_rule_test"]
    ]
    names = {rule["alert"] for rule in alerts()}
    assert {case["alertname"] for case in cases if case["exp_alerts"]} == names
    assert {case["alertname"] for case in cases if not case["exp_alerts"]} == names


def test_every_alert_leads_to_its_entry_in_the_runbook() -> None:
    headings = re.findall(r"^### (Cleantrace\w+)$", RUNBOOK.read_text("utf-8"), re.MULTILINE)
    assert headings == [rule["alert"] for rule in alerts()]
    for rule in alerts():
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"


@pytest.fixture
def scraped(embedded_broker: str, prefix: str, tmp_path: Path) -> Iterator[tuple[Stand, Prometheus]]:
    """A worker that has seen a bit of everything, and the Prometheus that watched it."""
    with stand(embedded_broker, prefix, tmp_path) as made:
        number = made.start()
        with Prometheus(tmp_path / "prometheus", [f"127.0.0.1:{made.ports[number]}"]) as prometheus:
            eventually(lambda: bool(prometheus.ask("cleantrace_publishing == 1")), "the worker is scraped")
            _live_a_little(made)
            eventually(lambda: len(made.audits()) >= 4, "an audit record for each stretch")
            eventually(
                lambda: bool(prometheus.ask("sum(cleantrace_stretches_total) >= 4")), "they are counted"
            )
            eventually(
                lambda: bool(prometheus.ask("sum(rate(cleantrace_tombstones_total[1m])) > 0")),
                "rates are there",
            )
            yield made, prometheus


def _live_a_little(made: Stand) -> None:
    write_control(made.settings, Pause(v=1, user_id="u-1", from_=T0 + 900_000, until=T0 + 900_300), "p")
    made.feed(typed("s1", "hello zq1 and zq2"))
    eventually(lambda: bool(made.trajectories()), "the first trajectory")
    made.feed([b"this is no message"])
    made.feed(typed("s2", "poisonraise"))
    made.feed(typed("s3", "paused zq3", ts=T0 + 900_000))
    made.feed(typed("s4", "fine zq4"))
    write_control(made.settings, Erase(v=1, session_id="s1", from_=T0, until=T0 + 60_000), "e")
    eventually(lambda: made.page(0, "/metrics")[1].count(b'tombstones_total{why="erased"} 1') == 1, "erased")


@needs_prometheus
@pytest.mark.embedded
@pytest.mark.slow
def test_prometheus_answers_every_query_of_dashboard_and_alerts(scraped: tuple[Stand, Prometheus]) -> None:
    made, prometheus = scraped
    silent = []
    for panel in panels():
        for target in panel["targets"]:
            found = prometheus.ask(target["expr"])
            values = [float(series["value"][1]) for series in found]
            assert all(value >= 0 or math.isnan(value) for value in values), target["expr"]
            assert panel["fieldConfig"]["defaults"]["unit"] != "percentunit" or all(v <= 1 for v in values)
            for label in re.findall(r"{{(\w+)}}", target["legendFormat"]):
                assert all(series["metric"].get(label) for series in found), (target["expr"], label)
            silent += [] if found else [target["expr"]]
    assert silent == ["60 * sum(rate(cleantrace_stretches_redone_total[5m])) > 0"]
    told = {rule["name"]: rule for rule in prometheus.rules()}
    assert set(told) == {rule["alert"] for rule in alerts()}
    for rule in told.values():
        assert rule["health"] == "ok", rule
    assert told["CleantraceRedactionFails"]["state"] == "firing"
    assert told["CleantraceNotPublishing"]["state"] == "inactive"
    made.kill(0)
    eventually(lambda: not prometheus.ask("cleantrace_publishing"), "it is gone")
    eventually(
        lambda: {r["name"]: r["state"] for r in prometheus.rules()}["CleantraceNoWorker"] == "pending",
        "nobody answers",
    )
