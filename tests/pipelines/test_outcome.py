"""What the audit is told of a stretch."""

from pipelines.entries import Place, Stretch
from pipelines.naming import Key
from pipelines.outcome import outcome_of

KEY = Key(bytes(range(32)))


def test_a_record_of_late_events_alone_has_the_time_at_which_they_came() -> None:
    stretch = Stretch(
        "s", "u", (), Place("raw", 0, 7, 7), -1, 9, counts={"late": 2}, kafka_ms=1_793_000_000_000
    )
    outcome = outcome_of(stretch, KEY, "sha256:0", dict(stretch.counts))
    assert (outcome.first_ts_ms, outcome.last_ts_ms) == (1_793_000_000_000, 1_793_000_000_000)
