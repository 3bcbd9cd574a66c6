"""A process that holds raw text leaves none of its memory behind."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CRASH = """
import os, resource, signal
soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
{quiet}
os.kill(os.getpid(), signal.SIGABRT)
"""
QUIET = "from streams.secrecy import keep_memory_private; keep_memory_private()"
WRITE = """
import logging, sys
{quiet}
class Full:
    def write(self, text): raise OSError(28, "no space")
    def flush(self): pass
logging.getLogger().addHandler(logging.StreamHandler(Full()))
logging.getLogger().error("cannot read %s", "the text of somebody")
"""


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="core files are looked for as Linux writes them")
def test_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("core files are not allowed here at all")
    assert run(CRASH.format(quiet=QUIET), tmp_path).returncode == -signal.SIGABRT
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_cannot_be_written_prints_no_arguments(tmp_path: Path) -> None:
    assert "somebody" in run(WRITE.format(quiet=""), tmp_path).stderr
    assert run(WRITE.format(quiet=QUIET), tmp_path).stderr == ""
