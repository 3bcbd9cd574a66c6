"""A real Prometheus on loopback for tests: it scrapes workers and answers queries.

Owns starting it (as a process that ends with us) and asking it; what is asked is the dashboard's.
"""

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import yaml

from streams.embedded import LOOPBACK, end_process, end_with_parent, free_port

DOCKER: Final = Path(__file__).resolve().parent.parent / "docker"
ALERTS: Final = DOCKER / "prometheus" / "alerts.yml"
BOARD: Final = DOCKER / "grafana" / "dashboards" / "cleantrace.json"
_START_TIMEOUT_S: Final = 30.0


class AskFailedError(Exception):
    """Prometheus refused a query; the text is its own."""


def panels() -> list[dict[str, Any]]:
    """The panels of the dashboard, in its order."""
    found: list[dict[str, Any]] = json.loads(BOARD.read_text("utf-8"))["panels"]
    return found


class Prometheus:
    """Prometheus with our alert rules, scraping `targets` (`host:port`) every second."""

    def __init__(self, folder: Path, targets: Sequence[str], *, scrape_s: int = 1) -> None:
        self._folder = folder
        self._targets = list(targets)
        self._scrape_s = scrape_s
        self._targets_file = folder / "targets.json"
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    @staticmethod
    def is_here() -> bool:
        """Whether it is installed."""
        return shutil.which("prometheus") is not None

    def start(self) -> None:
        """Start it and wait until it answers. Raises: RuntimeError, with the end of its log."""
        self._folder.mkdir(parents=True, exist_ok=True)
        config, log = self._folder / "prometheus.yml", self._folder / "prometheus.log"
        self.watch(self._targets)
        config.write_text(yaml.safe_dump(self._settings()))
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                [
                    "prometheus",
                    f"--config.file={config}",
                    f"--storage.tsdb.path={self._folder / 'data'}",
                    f"--web.listen-address={LOOPBACK}:{self._port}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        self._watcher = end_with_parent(self._process)
        end_s = time.monotonic() + _START_TIMEOUT_S
        while time.monotonic() < end_s and self._process.poll() is None:
            if self._is_ready():
                return
            time.sleep(0.1)
        raise RuntimeError(f"Prometheus did not start:\n{log.read_text()[-2000:]}")

    def watch(self, targets: Sequence[str]) -> None:
        """From now on (it takes a few seconds), scrape these."""
        fresh = self._folder / "targets.new"
        fresh.write_text(json.dumps([{"targets": list(targets)}]))
        fresh.rename(self._targets_file)

    def ask(self, query: str) -> list[dict[str, Any]]:
        """The series that a query gives now: `metric` and `value`. Raises: AskFailedError."""
        answer: list[dict[str, Any]] = self._get("query", query=query)["result"]
        return answer

    def ask_range(self, query: str, start_s: float, end_s: float, step_s: float) -> list[dict[str, Any]]:
        """The series that a query gives over a span: `metric` and `values`. Raises: AskFailedError."""
        span = {"start": f"{start_s:.3f}", "end": f"{end_s:.3f}", "step": f"{step_s:.3f}"}
        answer: list[dict[str, Any]] = self._get("query_range", query=query, **span)["result"]
        return answer

    def rules(self) -> list[dict[str, Any]]:
        """The alert rules as they stand: `name`, `health`, `state`, and `lastError` where one failed."""
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            end_process(self._process)
        if self._watcher is not None:
            end_process(self._watcher)
            if self._watcher.stdin is not None:
                self._watcher.stdin.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _settings(self) -> dict[str, Any]:
        every = f"{self._scrape_s}s"
        return {
            "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every},
            "rule_files": [str(ALERTS)],
            "scrape_configs": [
                {
                    "job_name": "cleantrace",
                    "file_sd_configs": [{"files": [str(self._targets_file)]}],
                },
            ],
        }

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{LOOPBACK}:{self._port}/-/ready", timeout=1):
                return True
        except OSError:
            return False

    def _get(self, page: str, **terms: str) -> Any:
        address = f"http://{LOOPBACK}:{self._port}/api/v1/{page}?{urllib.parse.urlencode(terms)}"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            told = json.loads(error.read() or b"{}").get("error", str(error))
            raise AskFailedError(f"{terms.get('query', page)}: {told}") from None
