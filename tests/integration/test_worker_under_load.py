"""Rules and controls that change while a worker is busy: what is published holds to those in force."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from pipelines.naming import read_key, session_name
from schemas.control import Erase, Pause
from streams.controls import write_control
from tests.workers import KEY, T0, Stand, eventually, stand, typed

PEOPLE = 60


@pytest.fixture
def busy(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(broker, prefix, tmp_path) as made:
        yield made


def name_of(person: int) -> str:
    return session_name(read_key(KEY), f"s{person}")


def feed_slowly(made: Stand, fed: list[int]) -> None:
    for person in range(PEOPLE):
        made.feed(typed(f"s{person}", f"person {person} is zq{person}", ts=T0 + person))
        fed.append(person)
        time.sleep(0.05)


def test_rules_and_controls_change_under_load(busy: Stand) -> None:
    number = busy.start()
    fed: list[int] = []
    load = threading.Thread(target=feed_slowly, args=(busy, fed))
    load.start()
    for version in range(3):
        busy.publish_rules(f"version: 1\nname: rules-{version}\n".encode())
        eventually(lambda version=version: len(fed) >= 15 * (version + 1), "a part of the load")  # type: ignore[misc]
    write_control(busy.settings, Erase(v=1, session_id=f"s{PEOPLE - 1}", from_=T0, until=T0 + 60_000), "late")
    write_control(busy.settings, Erase(v=1, session_id="s1", from_=T0, until=T0 + 60_000), "early")
    load.join()
    eventually(lambda: len(busy.audits()) >= PEOPLE, "an audit record for each stretch")
    eventually(lambda: len(busy.trajectories()) == PEOPLE - 2, "the erased are gone")
    found = [orjson.loads(value) for value in busy.trajectories().values()]
    assert {t["session"] for t in found} == {name_of(n) for n in range(PEOPLE)} - {
        name_of(1),
        name_of(PEOPLE - 1),
    }
    policies = [t["policy"]["name"] for t in sorted(found, key=lambda t: int(t["source"]["first_offset"]))]
    assert set(policies) <= {"tests", "rules-0", "rules-1", "rules-2"}
    assert policies[-1] == "rules-2"
    order = [("tests", "rules-0", "rules-1", "rules-2").index(name) for name in policies]
    assert order == sorted(order)
    assert busy.stop(number) == 0


def test_a_pause_written_after_the_events_but_before_their_stretch_ends_still_applies(busy: Stand) -> None:
    number = busy.start()
    messages = typed("s1", "before and after", ts=T0)
    busy.feed(messages[:-1])
    time.sleep(1)
    write_control(busy.settings, Pause(v=1, user_id="u-1", from_=T0, until=T0 + 700), "p1")
    time.sleep(1.5)
    busy.feed(messages[-1:])
    eventually(lambda: len(busy.trajectories()) == 1, "the trajectory")
    (value,) = busy.trajectories().values()
    form = orjson.loads(value)
    assert form["quality"]["dropped"] == {"paused": 7}
    assert form["steps"][0]["action"]["text"] == "and after"
    assert busy.stop(number) == 0
