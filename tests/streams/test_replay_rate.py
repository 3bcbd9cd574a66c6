"""The rate limit of a replay: all partitions share it, and a stop is never waited out."""

import threading

import pytest

from streams.replay import reader
from streams.replay.reader import Rate


class Clock:
    """Time that goes on only by waiting."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic(self) -> float:
        return self.now_s


class Waits(threading.Event):
    """An event that nobody sets, whose waits are noted."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        self.clock.now_s += timeout or 0.0
        return False


@pytest.mark.parametrize(("per_s", "messages"), [(50.0, 500), (2.0, 20), (5000.0, 20_000)])
def test_messages_come_no_faster(per_s: float, messages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(reader, "time", clock)
    rate, stopped = Rate(per_s), Waits(clock)
    for _ in range(messages):
        rate.take(stopped)
    passed_s = clock.now_s - 1000.0
    assert passed_s == pytest.approx(messages / per_s, abs=0.2)


def test_what_was_not_used_is_not_saved_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(reader, "time", clock)
    rate, stopped = Rate(10.0), Waits(clock)
    rate.take(stopped)
    clock.now_s += 60.0
    for _ in range(50):
        rate.take(stopped)
    assert clock.now_s - 1060.0 == pytest.approx(5.0, abs=0.2)


def test_zero_is_no_limit_and_a_stop_ends_the_wait() -> None:
    stopped = threading.Event()
    for _ in range(10_000):
        Rate(0).take(stopped)
    stopped.set()
    slow = Rate(0.001)
    slow.take(stopped)
    slow.take(stopped)
