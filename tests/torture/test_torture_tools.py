"""What the harness sees and does by itself: open files, holes that no metric counts, a line that is cut."""

import os
import random
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from streams.embedded import LOOPBACK
from tests.torture import scan
from tests.torture.fleet import Fleet
from tests.torture.plan import MODELS_EVERY, plan_of
from tests.torture.verdict import Findings
from tests.torture.wire import Wire
from tests.workers import Stand

HOLE = '{"event":"hole","partition":0,"offset":3,"until":5}\n'


def test_a_file_that_is_written_outside_of_a_folder_is_seen(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside.txt"
    inside.mkdir()
    with (inside / "log.txt").open("w"), outside.open("w"), Path(__file__).open():
        assert str(outside) in list(scan.written_by(os.getpid(), inside))
        assert str(inside / "log.txt") not in list(scan.written_by(os.getpid(), inside))
        assert __file__ not in list(scan.written_by(os.getpid(), inside))


class _Worker:
    """A stand with one worker that runs: what it tells and what it logged."""

    def __init__(self, page: bytes, log: str) -> None:
        self._page, self._log = page, log
        self.processes = [self]

    def poll(self) -> None:
        return None

    def page(self, number: int, path: str) -> tuple[int, bytes]:
        return (200 if self._page else 0), self._page

    def log(self, number: int) -> str:
        return self._log


@pytest.mark.parametrize(
    ("page", "log", "wrong"),
    [
        (b"cleantrace_holes_total 2.0\n", HOLE * 2, 0),
        (b"cleantrace_holes_total 1.0\n", HOLE * 2, 1),
        (b"cleantrace_holes_total 0.0\ncleantrace_messages_filled_total 0.0\n", "", 0),
        (b"", HOLE, 0),
    ],
)
def test_a_hole_that_is_in_no_metric_is_found(page: bytes, log: str, wrong: int) -> None:
    findings = Findings()
    made = cast(Stand, _Worker(page, log))
    Fleet(plan_of(1), made, findings, random.Random(1)).check_holes()
    assert len(findings.wrong) == wrong


@pytest.fixture
def echo() -> Iterator[tuple[Wire, socket.socket]]:
    """A line to somebody who sends everything back, and its near end."""
    with Wire() as wire, socket.create_server((LOOPBACK, wire.target)) as server:
        threading.Thread(target=_echo, args=(server,), daemon=True).start()
        with socket.create_connection((LOOPBACK, wire.port), timeout=10) as near:
            yield wire, near


def _echo(server: socket.socket) -> None:
    far, _ = server.accept()
    while data := far.recv(100):
        far.sendall(data)


def test_what_is_sent_on_a_cut_line_arrives_when_it_is_whole_again(echo: tuple[Wire, socket.socket]) -> None:
    wire, near = echo
    near.sendall(b"first")
    assert near.recv(100) == b"first"
    wire.cut()
    near.sendall(b"second")
    near.settimeout(0.3)
    with pytest.raises(TimeoutError):
        near.recv(100)
    near.settimeout(10)
    wire.heal()
    assert near.recv(100) == b"second"


def test_one_seed_in_some_runs_with_the_shipped_models() -> None:
    plans = [plan_of(seed) for seed in range(1, 401)]
    with_models = [plan for plan in plans if plan.models]
    assert {plan.seed % MODELS_EVERY for plan in with_models} == {0}
    assert len({plan.kind for plan in with_models}) == len({plan.kind for plan in plans}) - 1
    assert not any(plan.models for plan in plans if plan.kind == "poison")
