"""Tries a built root as the image would run: its user, no rights, read-only, with nothing but loopback.

Owns what must hold of the image. The embedded broker is this machine's (the project's environment), since
the image holds none.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from building import PROJECT, Stage, enter, tell

sys.path.insert(0, str(PROJECT))

EXAMPLES: Final = PROJECT / "docs" / "examples"
READY_TIMEOUT_S: Final = 120.0


class Wrong(Exception):  # noqa: N818
    """Something that must hold of the image does not; the text says what was seen."""


def try_out(image: Stage) -> int:
    """Check after check, with what was seen; 1 if one failed."""
    checks: Sequence[tuple[str, Callable[[Stage], str]]] = (
        ("it runs as its own user, without rights", has_no_rights),
        ("it can write nowhere but /tmp", writes_nowhere),
        ("the tools of the build stay outside", holds_no_tools),
        ("there is no network", has_no_network),
        ("cleantrace run publishes", runs_a_file),
        ("cleantrace worker: health check, ready, publishes, stops", runs_a_worker),
    )
    failed = 0
    for name, check in checks:
        try:
            tell(f"ok      {name}: {check(image)}")
        except Wrong as wrong:
            failed = 1
            tell(f"FAILED  {name}: {wrong}")
    return failed


def inside(image: Stage, *command: str, **more: str) -> str:
    """What a command prints in the image as it would run. Raises: Wrong, if it fails."""
    entered = enter(image, command, closed=True, mounts={EXAMPLES: "/mnt"}, more=more)
    done = subprocess.run(entered, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode != 0:
        raise Wrong(f"{' '.join(command)[:60]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout.strip()


def has_no_rights(image: Stage) -> str:
    """User, group and capabilities."""
    told = inside(image, "sh", "-c", "id -u; id -g; grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status")
    values = told.split()
    if values != ["10001", "10001", "CapEff:", "0" * 16, "CapBnd:", "0" * 16, "NoNewPrivs:", "1"]:
        raise Wrong(told)
    return "10001:10001, no capabilities"


def writes_nowhere(image: Stage) -> str:
    """Places that a program may want to write to."""
    places = "/ /rules /opt/cleantrace /etc /var/tmp /root /home /tmp"
    script = f"for at in {places}; do touch $at/x 2>/dev/null && echo $at; done; true"
    told = inside(image, "sh", "-c", script)
    if told != "/tmp":  # noqa: S108 - a tmpfs of the container
        raise Wrong(told)
    return "read-only"


def holds_no_tools(image: Stage) -> str:
    """Neither pip nor the embedded broker is part of the environment; its size."""
    bins = {path.name for path in (image.root / "opt/cleantrace/bin").iterdir()}
    wrong = {name for name in bins if name.startswith("pip") or "tansu" in name or "hatch" in name}
    if wrong:
        raise Wrong(", ".join(sorted(wrong)))
    size = sum(p.stat().st_size for p in (image.root / "opt/cleantrace").rglob("*") if not p.is_symlink())
    return f"/opt/cleantrace has {size / 2**20:.0f} MiB"


def has_no_network(image: Stage) -> str:
    """Nothing leads out of here, so that what follows needs none."""
    if subprocess.run(["ip", "route", "get", "192.0.2.1"], capture_output=True, check=False).returncode == 0:
        raise Wrong("a route leads out")
    return "loopback alone"


def runs_a_file(image: Stage) -> str:
    """The README's file run."""
    began_s = time.monotonic()
    command = [*image.entrypoint, "run", "--input", "/mnt/messages.jsonl", "--output", "-"]
    made = inside(image, *command, CLEANTRACE_KEY=secrets.token_hex(32))
    found = [json.loads(line) for line in made.splitlines()]
    if len(found) != 1 or "Mirelle" in made:
        raise Wrong(f"{len(found)} trajectories")
    return f"1 trajectory of {len(found[0]['steps'])} steps, {time.monotonic() - began_s:.1f} s"


def runs_a_worker(image: Stage) -> str:
    """What compose does: topics, rules, a worker; the health check of the image, and a stop by signal."""
    from streams.embedded import EmbeddedBroker

    with EmbeddedBroker() as broker:
        settings = {"CLEANTRACE_BROKERS": broker.bootstrap, "CLEANTRACE_KEY": secrets.token_hex(32)}
        settings |= {"CLEANTRACE_PROFILE": "embedded", "CLEANTRACE_POOL_SIZE": "1"}
        inside(image, *image.entrypoint, "topics", "create", "--partitions", "1", **settings)
        publish = "file=$(mktemp); cleantrace rules show > $file; cleantrace rules publish $file"
        inside(image, "sh", "-euc", publish, **settings)
        entered = enter(image, [*image.entrypoint, "worker"], closed=True, more=settings)
        with subprocess.Popen(entered, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as worker:
            try:
                return _follow(image, worker, settings)
            except Wrong:
                worker.kill()
                raise


def _follow(image: Stage, worker: "subprocess.Popen[bytes]", settings: Mapping[str, str]) -> str:
    began_s = time.monotonic()
    while _ready() != 200:
        if worker.poll() is not None or time.monotonic() - began_s > READY_TIMEOUT_S:
            raise Wrong(f"it was not ready in time:\n{_said(worker)}")
        time.sleep(0.2)
    ready_s = time.monotonic() - began_s
    inside(image, *image.health)
    recorder = [sys.executable, str(EXAMPLES / "recorder.py")]
    with (EXAMPLES / "messages.jsonl").open("rb") as messages:
        environment = {**os.environ, **settings, "PYTHONPATH": str(PROJECT)}
        subprocess.run(recorder, stdin=messages, env=environment, check=True, capture_output=True)
    while b'cleantrace_stretches_total{result="published"} 1.0' not in _page("/metrics"):
        if worker.poll() is not None or time.monotonic() - began_s > READY_TIMEOUT_S:
            raise Wrong(f"it published nothing:\n{_said(worker)}")
        time.sleep(0.5)
    child = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()[0]
    os.kill(int(child), signal.SIGTERM)
    status = worker.wait(60)
    if status != 0:
        raise Wrong(f"told to stop it ended with {status}")
    return f"ready after {ready_s:.1f} s, stopped with 0"


def _page(path: str) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:6067{path}", timeout=2) as answer:
            return bytes(answer.read())
    except OSError:
        return b""


def _ready() -> int:
    try:
        with urllib.request.urlopen("http://127.0.0.1:6067/ready", timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _said(worker: "subprocess.Popen[bytes]") -> str:
    worker.kill()
    return b"".join(worker.stdout or ()).decode()[-1500:]
