"""A worker with its models, where there is no network but the loopback on which its broker is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def namespace() -> list[str]:
    """The command that runs another one in a network namespace of its own, or a skip."""
    command = ["unshare", "--net", "--map-root-user"]
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("unshare or ip is not installed")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine makes no network namespaces for this user")
    return command


@pytest.mark.models
@pytest.mark.embedded
@pytest.mark.slow
def test_a_worker_needs_nothing_but_its_broker() -> None:
    """The shipped session goes through a real worker, models and all, without any other network."""
    name = "test_the_shipped_session_gives_what_the_pipelines_give[embedded]"
    no_way_out = "ip link set lo up && ! ip route get 192.0.2.1 >/dev/null 2>&1"
    inner = f"{no_way_out} && exec {sys.executable} -m pytest 'tests/integration/test_worker.py::{name}'"
    done = subprocess.run(
        [*namespace(), "sh", "-c", inner],
        cwd=ROOT,
        env={**os.environ, "PYTEST_ADDOPTS": "-p no:cacheprovider -v"},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout[-3000:] + done.stderr[-1000:]
