"""A worker on real brokers: what goes in comes out clean, once, whatever happens in between."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from workers import Stand, eventually, stand, typed


@pytest.fixture
def worker_stand(broker: str, prefix: str, tmp_path: Path) -> Iterator[Stand]:
    with stand(broker, prefix, tmp_path) as made:
        yield made


def test_typed_text_comes_out_clean_and_audited(worker_stand: Stand) -> None:
    worker_stand.feed(typed("s1", "hello zq123 there"))
    worker_stand.start()
    eventually(lambda: len(worker_stand.trajectories()) == 1, "a trajectory")
    (text,) = worker_stand.trajectories().values()
    assert b"zq123" not in text
    trajectory = orjson.loads(text)
    assert trajectory["source"]["last_seq"] == 17
    eventually(lambda: len(worker_stand.audits()) == 1, "an audit record")
    (record,) = worker_stand.audits()
    assert record["trajectory_id"] == trajectory["trajectory_id"]
    assert record["published"]["offset"] == 0
    assert worker_stand.stop(0) == 0
    assert "zq123" not in worker_stand.log(0)
