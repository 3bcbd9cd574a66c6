"""The line to the brokers goes on, whatever those who wait for their word do."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from streams.kafka import line as lines
from streams.kafka.line import Line
from streams.kafka.records import Outgoing, Record
from streams.settings import load_settings

NOBODY = Record(topic="t", partition=0, offset=7, at_ms=0, key=b"k", value=b"v")


class Brokers:
    """A producer whose brokers answer when the test lets them."""

    def __init__(self) -> None:
        self.asked: list[Callable[[Any, Any], None]] = []
        self.answers: SimpleQueue[Callable[[Any, Any], None]] = SimpleQueue()

    def produce(self, *_: Any, on_delivery: Callable[[Any, Any], None], **__: Any) -> None:
        self.asked.append(on_delivery)

    def poll(self, timeout: float) -> None:
        try:
            self.answers.get(timeout=timeout)(None, object())
        except Empty:
            return

    def flush(self, timeout: float) -> None: ...


def test_a_send_that_nobody_waits_for_any_more_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    brokers = Brokers()
    monkeypatch.setattr(lines, "producer", lambda *_, **__: brokers)
    monkeypatch.setattr(lines, "record_of", lambda sent: NOBODY)
    line = Line(load_settings())

    async def give_up(arrival: "Future[Record]") -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.wrap_future(arrival), 0.01)

    first = line.send(Outgoing("t", b"k", b"v"))
    asyncio.run(give_up(first))
    first.cancel()
    second = line.send(Outgoing("t", b"k", b"v"))
    for answer in brokers.asked:
        brokers.answers.put(answer)
    assert second.result(timeout=30) is NOBODY
    line.close(1.0)
