"""Files of the deployment that can be checked without a container engine."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from streams.settings import PREFIX, Settings
from streams.telemetry.metrics import Metrics

DOCKER = Path(__file__).resolve().parents[2] / "docker"
METRIC = re.compile(r"\bcleantrace_\w+")


def exported() -> set[str]:
    """The names that a worker exports, histograms' parts among them."""
    names = set()
    for family in text_string_to_metric_families(Metrics().page().decode()):
        names |= {family.name, f"{family.name}_total"} if family.type == "counter" else {family.name}
        if family.type == "histogram":
            names |= {f"{family.name}_{part}" for part in ("bucket", "sum", "count")}
    return names


def queries() -> list[str]:
    """Every query of dashboard and alerts."""
    board = json.loads((DOCKER / "grafana/dashboards/cleantrace.json").read_text("utf-8"))
    found = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    alerts = yaml.safe_load((DOCKER / "prometheus/alerts.yml").read_text("utf-8"))
    return found + [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("query", queries())
def test_every_metric_that_is_asked_for_exists(query: str) -> None:
    named = set(METRIC.findall(query))
    assert named and named <= exported()


def test_every_alert_says_what_to_do() -> None:
    alerts = yaml.safe_load((DOCKER / "prometheus/alerts.yml").read_text("utf-8"))
    for rule in (rule for group in alerts["groups"] for rule in group["rules"]):
        assert rule["annotations"]["summary"] and rule["annotations"]["action"]


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text("utf-8"))
    return loaded


def test_settings_that_compose_sets_exist() -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields} | {f"{PREFIX}KEY"}
    for service in compose()["services"].values():
        for name in service.get("environment", {}):
            assert not name.startswith(PREFIX) or name in known


def test_our_containers_have_no_rights_that_they_do_not_need() -> None:
    ours = [s for s in compose()["services"].values() if s.get("image") == "cleantrace:local"]
    assert len(ours) == 3
    for service in ours:
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
        assert service["networks"] == ["inner"] and service["user"] == "10001:10001"


def test_compose_opens_ports_on_loopback_only() -> None:
    assert all(
        port.startswith("127.0.0.1:") for s in compose()["services"].values() for port in s.get("ports", ())
    )


def test_files_that_are_mounted_or_copied_are_there() -> None:
    for service in compose()["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert not source.startswith("./") or (DOCKER / source).exists(), source
    for line in (DOCKER / "Dockerfile").read_text("utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (DOCKER.parent / source).exists(), source
