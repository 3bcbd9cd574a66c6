"""A worker from its start to its end: checks, house, metrics and health, Faust, exit status.

Statuses: 0 told to stop and did; 1 left so that somebody starts it anew; 2 settings or input wrong.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from importlib import metadata
from typing import Final

from streams.acls import standing
from streams.house import House
from streams.kafka import KafkaFailed, partitions
from streams.kafka.framing import prepare
from streams.redactor_process import SHIPPED_DETECTOR
from streams.secrecy import keep_memory_private
from streams.settings import Settings, SettingsError
from streams.telemetry.log import log, set_up
from streams.telemetry.metrics import Metrics
from streams.telemetry.web import Web

DISTRIBUTION: Final = "cleantrace"
RESTART_AFTER_S: Final = 1.0
_START_ATTEMPTS: Final = 30


def run_worker(settings: Settings, *, detector: str = SHIPPED_DETECTOR) -> int:
    """Run a worker until it is told to stop; the exit status.

    `detector` is `module:function` of what makes the detector in a redaction process.
    Raises: SettingsError, KafkaFailed.
    """
    keys = settings.keyring()
    keep_memory_private()
    set_up(settings.log_level)
    metrics = Metrics()
    metrics.note_start(metadata.version(DISTRIBUTION), time.time())
    # Its processes load their models while the brokers are asked.
    house = House(settings, keys, metrics, leave, detector)
    web: Web | None = None
    try:
        _check_topics(settings)
        _warn_of_rights(settings)
        prepare(settings, documents(settings))
        web = _web(settings, house, metrics)
        return _run(settings, house, metrics)
    finally:
        house.close()
        if web is not None:
            web.close()


def documents(settings: Settings) -> dict[str, str]:
    """What a worker writes: topics, and the names of the schemas of their values."""
    return {
        settings.clean_topic: "trajectory",
        settings.audit_topic: "audit-record",
        settings.deadletter_topic: "dead-letter",
    }


def _run(settings: Settings, house: House, metrics: Metrics) -> int:
    house.begin()
    from streams.faust_app import build_app, run_app
    from streams.guard import Guard

    app = build_app(settings, house)
    Guard(settings, metrics, house, lambda: bool(app.rebalancing), leave).start()
    log.info("starting", group=settings.group, topic=settings.raw_topic)
    status = run_app(app)
    log.info("stopped", status=status)
    return status


def leave(event: str, why: str) -> None:
    """End this process at once with status 1: nothing is flushed, nothing more is acknowledged."""
    log.error(event, why=why)
    sys.stderr.flush()
    os._exit(1)


def supervise(command: Sequence[str]) -> int:
    """Run a worker as a child; start it anew, however it ended, unless told to stop or its input is wrong."""
    stopping = threading.Event()
    child: subprocess.Popen[bytes] | None = None

    def stop(number: int, _frame: object) -> None:
        stopping.set()
        if child is not None and child.poll() is None:
            child.send_signal(signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while True:
        child = subprocess.Popen(command)
        if stopping.is_set():
            child.send_signal(signal.SIGTERM)
        status = child.wait()
        if status in (0, 2):
            return status
        if stopping.is_set():
            return 0
        stopping.wait(RESTART_AFTER_S)


def _check_topics(settings: Settings) -> None:
    """Wait for the brokers within a bound; refuse topics whose partitions do not match."""
    names = (settings.raw_topic, settings.clean_topic, settings.audit_topic)
    for attempt in range(_START_ATTEMPTS):
        try:
            counts = {name: len(partitions(settings, name)) for name in names}
            break
        except KafkaFailed as failure:
            log.warning("waiting_for_topics", why=str(failure))
            if failure.is_turned_away or attempt == _START_ATTEMPTS - 1:
                raise
            time.sleep(RESTART_AFTER_S)
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{name} has {count}" for name, count in counts.items())
        raise SettingsError(f"topics must have the same number of partitions: {told}")


def _warn_of_rights(settings: Settings) -> None:
    """Say which rights are missing: Faust alone would say nothing of some, and wait for ever."""
    with contextlib.suppress(KafkaFailed):
        for right in standing(settings, "worker").lacking:
            log.warning("right_missing", operation=right.operation, kind=right.kind, name=right.name)


def _web(settings: Settings, house: House, metrics: Metrics) -> Web | None:
    if settings.web_port is None:
        return None
    try:
        web = Web(settings.web_host, settings.web_port, metrics.page, house.problems)
    except OSError as error:
        raise SettingsError(
            f"CLEANTRACE_WEB_PORT: cannot listen on {settings.web_host}:{settings.web_port} "
            f"({error.strerror}); choose another port, 0 for any, or off"
        ) from None
    log.info("web", host=settings.web_host, port=web.port)
    return web
