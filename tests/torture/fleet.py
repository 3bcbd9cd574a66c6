"""The workers of one run: started, looked at, frozen, stopped, and what is left of each.

Owns processes and what can be seen of them from outside: pages, logs, exit statuses, open files.
"""

import contextlib
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Final, cast

from streams.embedded import free_port
from tests.torture import faults, scan
from tests.torture.plan import Plan
from tests.torture.verdict import Findings
from tests.torture.zygote import Zygote
from tests.workers import Stand, eventually

WORKER: Final = (str(Path(__file__).parent / "fake_torture_worker.py"),)
ROOT: Final = Path(__file__).resolve().parents[2]
TIMINGS: Final = {
    "CLEANTRACE_SESSION_TIMEOUT_S": "9",
    "CLEANTRACE_HEARTBEAT_S": "1",
    "CLEANTRACE_REBALANCE_TIMEOUT_S": "10",
    "CLEANTRACE_WATCHDOG_S": "12",
    "CLEANTRACE_LOAD_TIMEOUT_S": "45",
    "CLEANTRACE_REDACTION_TIMEOUT_S": "6",
    "CLEANTRACE_STOP_TIMEOUT_S": "8",
    "CLEANTRACE_PRODUCE_TIMEOUT_S": "20",
}
READY_S: Final = 400.0
"""How long workers may take until one of them could publish: this machine may be busy with other things."""
STOP_S: Final = 150.0
_LEFT: Final = re.compile(
    r'"event":"(fenced|watchdog_\w+|lane_failed|take_failed|work_failed|flush_failed|log_anew|\w+_refused'
    r'|\w+_not_opened)"'
)
_HOLE: Final = re.compile(r'"event":"hole","partition":(\d+),"offset":(\d+),"until":(\d+)')
_COUNTED: Final = re.compile(rb"^cleantrace_(holes|messages_filled)_total ([0-9.]+)$", re.M)


class Fleet:
    """The workers on one stand; numbers name them in the order in which they were started."""

    def __init__(
        self,
        plan: Plan,
        made: Stand,
        findings: Findings,
        chance: random.Random,
        command: tuple[str, ...] = WORKER,
        zygote: Zygote | None = None,
    ) -> None:
        self._plan, self.stand, self._findings, self._chance = plan, made, findings, chance
        self._command, self._zygote = command, zygote
        self.clocks: dict[int, Path] = {}
        self.frozen: set[int] = set()
        self._counted: dict[int, dict[str, int]] = {}
        self._expected: dict[int, int] = {}

    def start(self, **settings: str) -> int:
        """One worker more; `settings` are added to its environment."""
        number = len(self.stand.processes)
        more = {**self._more(number), **settings}
        if self._zygote is None or "LD_PRELOAD" in more:
            return self.stand.start(wait=False, command=self._command, **more)
        port = free_port()
        environment = {name: v for name, v in os.environ.items() if not name.startswith("CLEANTRACE_")}
        environment |= self.stand.environment(port) | more
        log = self.stand.folder / f"worker-{number}.log"
        log.touch()
        forked = self._zygote.start(environment, self.stand.folder, log)
        self.stand.processes.append(cast("subprocess.Popen[bytes]", forked))
        self.stand.ports.append(port)
        return number

    def _more(self, number: int) -> dict[str, str]:
        """What a worker's environment has besides where its brokers and topics are."""
        plan, folder = self._plan, self.stand.folder
        more = {
            **TIMINGS,
            "HOME": str(folder / "tmp"),
            "TMPDIR": str(folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONFAULTHANDLER": "1",
            "CLEANTRACE_POOL_SIZE": str(1 + (plan.seed % 4 == 0)),
            **plan.environment,
        }
        if plan.kind == "clock":
            jump = self.clocks[number] = folder / f"clock-{number}"
            more |= faults.clock_environment(folder, jump, self._chance.choice(faults.JUMPS_S))
        return more

    def fill_up(self, count: int, frozen_too: bool = True) -> None:
        """Start a worker for each one that left, as an orchestrator would."""
        while len(self.running() if frozen_too else self.awake()) < count:
            self.start()

    def until_ready(self) -> None:
        """Wait until a worker could publish; one that left is started anew."""
        end_s = time.monotonic() + READY_S
        while time.monotonic() < end_s:
            self.fill_up(self._plan.workers)
            if self.any_ready():
                return
            time.sleep(0.2)
        raise AssertionError("never: a worker is ready")

    def until_none_ready(self) -> None:
        """Wait until no worker says that it could publish."""
        eventually(lambda: not self.any_ready(), "no worker is ready", READY_S)

    def until_left(self, event: str, times: int) -> None:
        """Wait until workers left for a reason so many times; in the place of each another one starts."""
        end_s = time.monotonic() + READY_S
        while sum(f'"event":"{event}"' in self.stand.log(n) for n in range(len(self.stand.ports))) < times:
            if time.monotonic() > end_s:
                raise AssertionError(f"never: workers leave with {event}")
            self.fill_up(self._plan.workers)
            time.sleep(1)

    def until_logged(self, number: int, event: str, patience_s: float) -> bool:
        """Wait until a worker that runs says something; whether it did."""
        end_s = time.monotonic() + patience_s
        while time.monotonic() < end_s and self.stand.processes[number].poll() is None:
            if f'"event":"{event}"' in self.stand.log(number):
                return True
            time.sleep(0.05)
        return False

    def any_ready(self) -> bool:
        """Whether a worker says that it could publish."""
        return any(self.stand.page(number, "/ready")[0] == 200 for number in self.awake())

    def running(self) -> list[int]:
        """The workers that run, frozen ones too."""
        return [n for n, process in enumerate(self.stand.processes) if process.poll() is None]

    def awake(self) -> list[int]:
        """The workers that run and are not frozen."""
        return [n for n in self.running() if n not in self.frozen]

    def pid(self, number: int) -> int:
        """The process id of a worker."""
        return self.stand.processes[number].pid

    def tell_to_stop(self, number: int) -> None:
        """Tell a worker to stop in good order."""
        self.stand.processes[number].send_signal(signal.SIGTERM)

    def stop(self, number: int) -> None:
        """Stop a worker in good order, and wait for it."""
        self.tell_to_stop(number)
        self.stand.processes[number].wait(STOP_S)

    def look(self) -> None:
        """Look at all workers: no canary on their pages, no file open for writing but their logs."""
        for number in self.awake():
            for path in ("/metrics", "/ready", "/health"):
                _, body = self.stand.page(number, path)
                self._findings.hold(not scan.has_canary(body), f"a canary on {path} of worker {number}")
                told = {name.decode(): int(float(count)) for name, count in _COUNTED.findall(body)}
                if told:
                    self._counted[number] = told
            pid = self.pid(number)
            for one in (pid, *faults.redaction_processes(pid)):
                for place in scan.written_by(one, self.stand.folder):
                    self._findings.wrong.append(f"worker {number} writes to {place}")

    def check_holes(self) -> None:
        """Workers at rest: each hole that one tells of in its log is counted in its metric."""
        for number in self.awake():
            told = dict(_COUNTED.findall(self.stand.page(number, "/metrics")[1]))
            if told:
                logged, counted = len(_HOLE.findall(self.stand.log(number))), int(float(told[b"holes"]))
                line = f"worker {number} met {logged} holes, and its metric says {counted}"
                self._findings.hold(counted == logged, line)

    def expect_status(self, number: int, status: int) -> None:
        """Let a worker end with a status that is right for it."""
        self._expected[number] = status

    def finish(self) -> None:
        """Stop all workers in good order and note how each of them ended, and what it told."""
        for number in self.awake():
            self.tell_to_stop(number)
        for process in self.stand.processes:
            with contextlib.suppress(Exception):
                process.wait(STOP_S)
        for number, process in enumerate(self.stand.processes):
            status = process.poll()
            self._findings.counts[f"ended with {status}"] += 1
            right = status == self._expected.get(number, status) and status in (0, 1, 2, -9, -6, -15)
            right = right and (status != 2 or number in self._expected)
            self._findings.hold(right, f"worker {number} ended with {status}")
        self._read_logs()

    def _read_logs(self) -> None:
        counts = self._findings.counts
        for number in range(len(self.stand.processes)):
            text = self.stand.log(number)
            counts.update(f"left: {name}" for name in _LEFT.findall(text))
            for _, first, until in _HOLE.findall(text):
                counts["holes"] += 1
                counts["messages in holes"] += int(until) - int(first)
            counts["tracebacks"] += text.count("Traceback")
        counts["messages filled (metric)"] = sum(
            told.get("messages_filled", 0) for told in self._counted.values()
        )
