"""An erasure that comes late is executed also where the brokers are away for a while."""

import asyncio
from collections.abc import Iterator

import pytest
import stamina

from schemas.control import Erase
from streams import shredder as shredders
from streams.erasure import Reached
from streams.kafka import KafkaFailed
from streams.shredder import Shredder

ERASE = Erase(v=1, session_id="s1", from_=0, until=1)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=5):
        yield


def execute(monkeypatch: pytest.MonkeyPatch, failures: int) -> int:
    """How often the brokers were asked, where so many questions fail first."""
    asked = []

    def find(*_: object) -> Reached:
        asked.append(1)
        if len(asked) <= failures:
            raise KafkaFailed("cannot read audit", "gone")
        return Reached(())

    monkeypatch.setattr(shredders, "find_published", find)
    shredder = Shredder(None, None, None, None, lambda: None, lambda work: None)  # type: ignore[arg-type]
    asyncio.run(shredder._execute(frozenset({ERASE}), frozenset({0})))
    return len(asked)


def test_brokers_that_come_back_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert execute(monkeypatch, failures=3) == 4


def test_brokers_that_stay_away_end_the_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KafkaFailed):
        execute(monkeypatch, failures=99)
