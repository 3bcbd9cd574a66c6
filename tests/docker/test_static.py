"""Files of the deployment, held against the tools and schemas of those who read them."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.docker.tools import tool, tools_folder

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
KUBERNETES = DOCKER / "kubernetes"
COMPONENTS = sorted(path.parent for path in KUBERNETES.glob("components/*/kustomization.yaml"))


def run(command: Sequence[str | Path], **more: str) -> str:
    """Standard output of a command that must find no fault."""
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **more}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    assert run([tool("hadolint"), DOCKER / "Dockerfile"]) == ""


def scripts() -> list[Path]:
    """Files that begin with a shell's name."""
    listed = [path for folder in (DOCKER, ROOT / ".ci") for path in folder.rglob("*") if path.is_file()]
    return sorted(path for path in listed if re.match(rb"#!.*\b(ba)?sh\n", path.read_bytes()[:64]))


@pytest.mark.parametrize("script", scripts(), ids=lambda path: str(path.relative_to(ROOT)))
def test_shellcheck_finds_nothing_in_our_scripts(script: Path) -> None:
    assert run([tool("shellcheck"), "--severity=style", script]) == ""


def compose(*files: str) -> dict[str, Any]:
    """The compose files as Docker's own reader understands them."""
    docker = shutil.which("docker")
    is_plugin = docker is not None and (
        subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0
    )
    command = [str(docker), "compose"] if is_plugin else [tool("docker-compose")]
    named = [word for file in files for word in ("-f", str(DOCKER / file))]
    read: dict[str, Any] = json.loads(run([*command, *named, "config", "--format", "json"]))
    return read


def test_docker_compose_reads_the_house() -> None:
    read = compose("compose.yaml")
    assert set(read["services"]) == {"kafka", "topics", "rules", "worker", "prometheus", "grafana"}
    assert read["networks"]["inner"]["internal"] is True
    assert read["services"]["worker"]["deploy"]["replicas"] == 2


def test_docker_compose_puts_the_secured_house_together() -> None:
    read = compose("compose.yaml", "compose.secure.yaml")
    worker = read["services"]["worker"]
    assert worker["environment"]["CLEANTRACE_BROKERS"] == "kafka:9093"
    assert worker["environment"]["CLEANTRACE_KEY_ID"] == "k1"
    assert {secret["source"] for secret in worker["secrets"]} == {"key", "ca", "worker-password"}
    assert worker["read_only"] is True and worker["networks"] == {"inner": None}
    for service in read["services"].values():
        for secret in service.get("secrets", ()):
            assert secret["source"] in read["secrets"]


@pytest.fixture(params=[None, *COMPONENTS], ids=lambda c: c.name if c else "base")
def rendered(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The manifests, rendered by kustomize as an overlay of one's own would."""
    component: Path | None = request.param
    shutil.copytree(KUBERNETES, tmp_path / "base")
    names = [] if component is None else [f"base/components/{component.name}"]
    text = yaml.safe_dump({"resources": ["base"], "components": names})
    (tmp_path / "kustomization.yaml").write_text(text)
    command = [tool("kustomize", "kubectl"), "build"]
    if Path(command[0]).name == "kubectl":
        command[1] = "kustomize"
    made = tmp_path / "rendered.yaml"
    made.write_text(run([*command, tmp_path]))
    return made


def test_kustomize_renders_the_manifests(rendered: Path, request: pytest.FixtureRequest) -> None:
    made = {one["kind"]: one for one in yaml.safe_load_all(rendered.read_text())}
    assert all(one["metadata"]["namespace"] == "cleantrace" for one in made.values())
    deployment = made["Deployment"]["spec"]
    (container,) = deployment["template"]["spec"]["containers"]
    (source,) = container["envFrom"]
    assert re.fullmatch(r"cleantrace-settings-\w{10}", source["configMapRef"]["name"])
    assert container["image"] == "registry.example.com/cleantrace:0.1.0"
    assert ("replicas" in deployment) == ({"HorizontalPodAutoscaler", "ScaledObject"}.isdisjoint(made))


def test_manifests_hold_to_the_schemas_of_kubernetes(rendered: Path) -> None:
    validate = tool("kubernetes-validate")
    core = [one for one in yaml.safe_load_all(rendered.read_text()) if one["kind"] != "ScaledObject"]
    rendered.write_text(yaml.safe_dump_all(core))
    told = run([validate, "--strict", rendered])
    assert told.count("passed for resource") == len(core) or not told


def test_the_scaled_object_holds_to_kedas_schema() -> None:
    schema = tools_folder() / "keda.yaml"
    if not schema.is_file():
        pytest.skip("KEDA's schema is not here; make checks gets it where Go is installed")
    (version,) = yaml.safe_load(schema.read_text("utf-8"))["spec"]["versions"]
    manifest = yaml.safe_load(
        (KUBERNETES / "components/autoscaling-keda/scaledobject.yaml").read_text("utf-8")
    )
    jsonschema.validate(manifest, version["schema"]["openAPIV3Schema"])
    known = version["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    assert set(manifest["spec"]) <= set(known)
