"""Brokers that do not answer: one line that says so, whatever was asked, and never a bare time-out."""

from concurrent.futures import Future

import pytest

from streams.kafka import KafkaFailed, clients, told


def test_a_time_out_becomes_one_line() -> None:
    with pytest.raises(KafkaFailed, match="cannot look: the brokers did not answer"), told("cannot look"):
        raise TimeoutError


def test_an_answer_that_does_not_come_becomes_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "REQUEST_TIMEOUT_S", 0.01)
    with pytest.raises(KafkaFailed, match="cannot ask: the brokers did not answer"):
        clients.answered(Future(), "cannot ask")


def test_an_answer_is_given_on() -> None:
    answer: Future[int] = Future()
    answer.set_result(7)
    assert clients.answered(answer, "cannot ask") == 7
