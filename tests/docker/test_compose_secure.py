"""The secured compose file: what it mounts is made, and the broker it configures is a working one."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.acls import DEFAULT_PREFIX, principals
from streams.embedded import LOOPBACK, free_port
from streams.settings import PREFIX, Settings
from tests.brokers import KafkaNode
from tests.commands import cleantrace

DOCKER = Path(__file__).resolve().parents[2] / "docker"
pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None or shutil.which("bash") is None, reason="openssl or bash is not installed"
)


def load(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DOCKER / name).read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `docker/secure/make` makes."""
    folder = tmp_path_factory.mktemp("secure") / "made"
    done = subprocess.run(
        [DOCKER / "secure" / "make", folder], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_file_that_is_mounted_is_made(made: Path) -> None:
    for secret in load("compose.secure.yaml")["secrets"].values():
        assert secret["file"].startswith("./secure/made/")
        assert (made / Path(secret["file"]).name).stat().st_size > 0


def test_services_use_secrets_that_are_declared_and_settings_that_exist() -> None:
    document, base = load("compose.secure.yaml"), load("compose.yaml")
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    for name, service in document["services"].items():
        assert name in base["services"]
        targets = set()
        for secret in service["secrets"]:
            source, target = (
                (secret, secret) if isinstance(secret, str) else (secret["source"], secret["target"])
            )
            assert source in document["secrets"]
            targets.add(target)
        for variable, value in service.get("environment", {}).items():
            assert variable in known
            if variable.endswith("_FILE"):
                assert Path(value).name in targets


def test_each_service_has_a_user_of_its_own() -> None:
    services = load("compose.secure.yaml")["services"]
    users = {n: s["environment"]["CLEANTRACE_SASL_USERNAME"] for n, s in services.items() if n != "kafka"}
    own = principals(DEFAULT_PREFIX)
    assert users["topics"] == "admin"
    assert f"User:{users['worker']}" == own["worker"] and f"User:{users['rules']}" == own["operator"]


def test_nothing_that_is_made_is_replaced_or_shown(made: Path) -> None:
    before = (made / "key").read_bytes()
    again = subprocess.run(
        [DOCKER / "secure" / "make", made], capture_output=True, text=True, check=False, timeout=60
    )
    assert again.returncode == 1 and "there already" in again.stderr
    assert (made / "key").read_bytes() == before
    assert made.stat().st_mode & 0o077 == 0 and (made / "ca.key").stat().st_mode & 0o077 == 0
    ignored = (DOCKER.parent / ".gitignore").read_text("utf-8").splitlines()
    assert "/docker/secure/made/" in ignored


@pytest.fixture
def kafka(made: Path, kafka_possible: None, tmp_path: Path) -> Iterator[str]:
    """A broker with the configuration that was made, on ports of its own."""
    port, controller = free_port(), free_port()
    lines = (made / "server.properties").read_text("utf-8").splitlines()
    properties = dict(line.split("=", 1) for line in lines)
    properties |= {
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "listeners": f"SASL_SSL://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": f"SASL_SSL://{LOOPBACK}:{port}",
        "ssl.keystore.location": str(made / "keystore.pem"),
        "ssl.truststore.location": str(made / "ca.pem"),
        "log.dirs": str(tmp_path / "data"),
    }
    node = KafkaNode(
        tmp_path / "node",
        node_id=1,
        ports={1: (port, controller)},
        cluster_id=(made / "cluster").read_text().strip(),
        properties=properties,
        scram_users=(made / "users").read_text().splitlines()[1::2],
    )
    try:
        node.launch()
        node.wait()
        yield f"{LOOPBACK}:{port}"
    finally:
        node.stop()


@pytest.mark.kafka
def test_what_compose_does_first_works_on_the_broker(
    made: Path, kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def login(user: str) -> None:
        monkeypatch.setenv("CLEANTRACE_SASL_USERNAME", user)
        monkeypatch.setenv("CLEANTRACE_SASL_PASSWORD_FILE", str(made / f"{user}.password"))

    for name, value in load("compose.secure.yaml")["x-login"].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLEANTRACE_BROKERS", kafka)
    monkeypatch.setenv("CLEANTRACE_SSL_CA_FILE", str(made / "ca.pem"))
    monkeypatch.setenv("CLEANTRACE_KEY_FILE", str(made / "key"))
    login("admin")
    assert cleantrace("topics", "create", "--partitions", "4").status == 0
    assert cleantrace("topics", "acls", "--apply").status == 0
    login("cleantrace-operator")
    default = made.parent / "default.yaml"
    default.write_text(cleantrace("rules", "show").output)
    assert cleantrace("rules", "publish", str(default)).status == 0
    login("cleantrace-worker")
    done = cleantrace("doctor", "--as", "recorder")
    assert done.status == 1 and "may not WRITE the topic interactions.raw" in done.output
