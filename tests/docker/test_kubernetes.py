"""The Kubernetes manifests: held against each other, the settings and the worker's own pages."""

import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.settings import PREFIX, Settings, load_settings
from streams.telemetry.web import Web
from streams.topics import DEFAULT_PARTITIONS

FOLDER = Path(__file__).resolve().parents[2] / "docker" / "kubernetes"


def load(file: Path) -> dict[str, Any]:
    (found,) = yaml.safe_load_all(file.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def kind(name: str) -> dict[str, Any]:
    """The one manifest of a kind."""
    (found,) = (m for m in map(load, sorted(FOLDER.rglob("*.yaml"))) if m["kind"] == name)
    return found


def pod() -> dict[str, Any]:
    found: dict[str, Any] = kind("Deployment")["spec"]["template"]["spec"]
    return found


def container() -> dict[str, Any]:
    (found,) = pod()["containers"]
    assert isinstance(found, dict)
    return found


def variables() -> dict[str, str]:
    """What the generated ConfigMap tells a worker."""
    generators = {g["name"]: g for g in kind("Kustomization")["configMapGenerator"]}
    (source,) = container()["envFrom"]
    return dict(line.split("=", 1) for line in generators[source["configMapRef"]["name"]]["literals"])


def test_kustomizations_name_what_is_there() -> None:
    for file in FOLDER.rglob("kustomization.yaml"):
        for resource in load(file)["resources"]:
            assert (file.parent / resource).is_file(), resource
    listed = set(kind("Kustomization")["resources"])
    assert listed == {p.name for p in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}


def test_the_settings_are_known_and_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    assert set(variables()) <= known
    for name, value in variables().items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.security_protocol == "sasl_ssl" and settings.ssl_check_hostname


def test_no_secret_is_in_a_manifest() -> None:
    for name in ("KEY", "SASL_PASSWORD", "SSL_KEY_PASSWORD"):
        assert f"{PREFIX}{name}" not in variables()
    assert not [m for m in map(load, FOLDER.rglob("*.yaml")) if m["kind"] == "Secret"]


def test_files_that_settings_name_lie_on_mounts() -> None:
    mounts = [mount["mountPath"] for mount in container()["volumeMounts"]]
    for name, value in variables().items():
        if name.endswith(("_FILE", "_FOLDER")):
            assert any(value == mount or value.startswith(f"{mount}/") for mount in mounts), value
    assert {m["name"] for m in container()["volumeMounts"]} == {v["name"] for v in pod()["volumes"]}
    script = (FOLDER / "kustomization.yaml").read_text("utf-8")
    for value in variables().values():
        if value.startswith("/run/secrets/cleantrace/"):
            assert f"--from-file={Path(value).name}" in script


@pytest.mark.parametrize("probe", ["startupProbe", "livenessProbe", "readinessProbe"])
def test_probes_ask_for_pages_that_the_worker_has(probe: str) -> None:
    web = Web("127.0.0.1", 0, lambda: b"", dict)
    try:
        asked = container()[probe]["httpGet"]
        with urllib.request.urlopen(f"http://127.0.0.1:{web.port}{asked['path']}", timeout=5) as answer:
            assert answer.status == 200
    finally:
        web.close()
    assert asked["path"] == ("/ready" if probe == "readinessProbe" else "/health")
    assert asked["port"] == "web"


def test_one_port_is_meant_everywhere() -> None:
    port = int(variables()["CLEANTRACE_WEB_PORT"])
    assert container()["ports"] == [{"name": "web", "containerPort": port}]
    (opened,) = kind("NetworkPolicy")["spec"]["ingress"]
    assert opened["ports"] == [{"protocol": "TCP", "port": port}]
    annotations = kind("Deployment")["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(port)
    (service,) = kind("Service")["spec"]["ports"]
    assert service["targetPort"] == "web" and service["port"] == port


def test_workers_reach_the_brokers_and_names_and_nothing_else() -> None:
    policy = kind("NetworkPolicy")["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    ports = [{p["port"] for p in rule["ports"]} for rule in policy["egress"]]
    broker_ports = {
        int(address.rsplit(":", 1)[1]) for address in variables()["CLEANTRACE_BROKERS"].split(",")
    }
    assert ports == [broker_ports, {53}]
    assert all(rule["to"] for rule in policy["egress"]), "an empty `to` is everywhere"


def test_a_worker_has_no_rights_that_it_does_not_need() -> None:
    spec, own = pod(), container()["securityContext"]
    assert spec["automountServiceAccountToken"] is False
    assert kind("ServiceAccount")["automountServiceAccountToken"] is False
    assert spec["serviceAccountName"] == kind("ServiceAccount")["metadata"]["name"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert own["readOnlyRootFilesystem"] is True and own["allowPrivilegeEscalation"] is False
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert not any(spec.get(name) for name in ("hostNetwork", "hostPID", "hostIPC"))
    assert all("hostPath" not in volume for volume in spec["volumes"])
    dockerfile = (FOLDER.parent / "Dockerfile").read_text("utf-8")
    user, group = (spec["securityContext"][name] for name in ("runAsUser", "runAsGroup"))
    assert f"USER {user}:{group}" in dockerfile


def test_variables_of_services_do_not_look_like_settings() -> None:
    assert pod()["enableServiceLinks"] is False


def test_a_worker_has_the_time_to_finish() -> None:
    settings = load_settings()
    assert pod()["terminationGracePeriodSeconds"] >= settings.stop_timeout_s + 5
    startup = container()["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] >= 120


def test_selectors_choose_the_workers() -> None:
    (pair,) = kind("Kustomization")["labels"]
    assert pair["includeTemplates"] is True
    wanted = pair["pairs"]
    chosen = [
        kind("Deployment")["spec"]["selector"]["matchLabels"],
        kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        kind("NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        kind("Service")["spec"]["selector"],
        *(c["labelSelector"]["matchLabels"] for c in pod()["topologySpreadConstraints"]),
    ]
    assert all(one == wanted for one in chosen)


def test_memory_is_bounded_and_cpu_is_not() -> None:
    resources = container()["resources"]
    assert resources["requests"]["memory"] == resources["limits"]["memory"]
    assert "cpu" in resources["requests"] and "cpu" not in resources["limits"]
    assert kind("PodDisruptionBudget")["spec"]["maxUnavailable"] == 1


@pytest.mark.parametrize("name", ["HorizontalPodAutoscaler", "ScaledObject"])
def test_workers_are_added_by_lag_and_never_beyond_the_partitions(name: str) -> None:
    spec = kind(name)["spec"]
    assert spec["scaleTargetRef"]["name"] == kind("Deployment")["metadata"]["name"]
    most, least = (spec.get(f"{m}Replicas") or spec[f"{m}ReplicaCount"] for m in ("max", "min"))
    assert most <= DEFAULT_PARTITIONS and least == kind("Deployment")["spec"]["replicas"]
    assert "cleantrace_lag" in yaml.safe_dump(spec)
