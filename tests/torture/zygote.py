"""Workers that are forked from a process that has loaded everything: half the processor time of a start.

Owns nothing but starting: a forked worker is a process of its own like any other, with its own
environment, folder and log, and ends as any other does. `Forked` answers as `subprocess.Popen` does.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

_LOOK_S: Final = 0.05


class Forked:
    """A process that a zygote forked."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.ended = threading.Event()

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once it has ended."""
        if not self.ended.wait(timeout) or self.returncode is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0.0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it runs."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Tell it to stop."""
        self.send_signal(signal.SIGTERM)


class Zygote:
    """A process that forks workers; `close` ends it, and leaves its workers alone."""

    def __init__(self, command: list[str]) -> None:
        self._lock = threading.Lock()
        self._born: list[threading.Event] = []
        self._children: dict[int, Forked] = {}
        self._pids: list[int] = []
        self._process = subprocess.Popen(
            [sys.executable, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        threading.Thread(target=self._listen, name="zygote", daemon=True).start()

    def start(self, environment: Mapping[str, str], folder: Path, log: Path) -> Forked:
        """Fork a worker."""
        order = {"environment": dict(environment), "folder": str(folder), "log": str(log)}
        assert self._process.stdin is not None
        with self._lock:
            born = threading.Event()
            self._born.append(born)
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            if not born.wait(300):
                raise RuntimeError("the zygote forks nothing")
            return self._children[self._pids[-1]]

    def close(self) -> None:
        """End the zygote."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told: dict[str, int] = json.loads(line)
            if "born" in told:
                self._children[told["born"]] = Forked(told["born"])
                self._pids.append(told["born"])
                self._born.pop(0).set()
            else:
                child = self._children[told["ended"]]
                child.returncode = told["status"]
                child.ended.set()


def serve(main: Callable[[], int]) -> None:
    """Fork a worker for each order on standard input, and tell how each ended; ends with its input."""
    os.set_blocking(0, False)
    rest = ""
    while True:
        _reap()
        try:
            text = os.read(0, 1 << 16).decode()
        except BlockingIOError:
            time.sleep(_LOOK_S)
            continue
        if not text:
            return
        *orders, rest = (rest + text).split("\n")
        for order in orders:
            pid = os.fork()
            if pid == 0:
                _become(json.loads(order), main)
            _tell(born=pid)


def _reap() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _tell(ended=pid, status=os.waitstatus_to_exitcode(status))


def _tell(**told: int) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _become(order: Mapping[str, Any], main: Callable[[], int]) -> None:
    """Be a worker: everything of the zygote's that a process has by itself is replaced."""
    status = 1
    try:
        out = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, file in ((0, nothing), (1, out), (2, out)):
            os.dup2(file, number)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["environment"])
        status = main()
    except SystemExit as done:
        status = done.code if isinstance(done.code, int) else 1
    except BaseException:  # noqa: BLE001 - as Python itself does with what nobody catches
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError):
            sys.stderr.flush()
        os._exit(status)
