"""Whether this machine's clock goes with the brokers': by what they stamped, and by what comes in now.

A message of theirs is never in the future, so an old one shows a clock that is behind. One that is ahead is
shown only by a message that comes in while the doctor listens: it was stamped between two looks at our clock.
"""

import time
from collections.abc import Iterator
from typing import Final

from streams.doctor.finding import Finding, fail, ok, warn
from streams.kafka import KafkaFailed, bounds, cluster, read_range
from streams.kafka.fresh import Fresh, first_fresh
from streams.settings import Settings
from streams.topics import names

MARGIN_MS: Final = 30_000
LISTEN_S: Final = 3.0
_STAMPED: Final = ("raw", "rules", "controls", "audit", "deadletter")
_CURE: Final = "set it by NTP"


def check_clock(settings: Settings) -> Iterator[Finding]:
    """Whether this machine's clock is behind or ahead of the brokers', as far as it can be told."""
    there = cluster(settings)[1].topics
    topics = [topic for topic in (names(settings)[role] for role in _STAMPED) if topic in there]
    newest_ms = _newest(settings, [topic for topic in topics if topic != settings.raw_topic])
    behind_ms = 0 if newest_ms is None else newest_ms - int(time.time() * 1000)
    if behind_ms > MARGIN_MS:
        yield _behind(behind_ms)
        return
    yield judge(first_fresh(settings, topics, LISTEN_S), newest_ms is not None)


def judge(fresh: Fresh | None, is_known: bool) -> Finding:
    """What a message that came in shows; `is_known` says that an older one shows no clock that is behind."""
    if fresh is None:
        seen = "not behind the brokers'; " if is_known else ""
        return warn(
            "clock",
            f"{seen}whether it is ahead cannot be told: nothing was written while the doctor listened",
            "ask again while recorders send",
        )
    if fresh.at_ms - fresh.received_ms > MARGIN_MS:
        return _behind(fresh.at_ms - fresh.received_ms)
    ahead_ms = fresh.asked_ms - fresh.at_ms
    if ahead_ms > MARGIN_MS:
        return fail("clock", f"it is {ahead_ms // 1000} s ahead of the brokers'", _CURE)
    return ok("clock", "goes with the brokers'")


def _behind(behind_ms: int) -> Finding:
    return fail("clock", f"it is {behind_ms // 1000} s behind the brokers'", _CURE)


def _newest(settings: Settings, topics: list[str]) -> int | None:
    """The time (ms) of the newest message of some topics, of those that may be read."""
    newest: int | None = None
    for topic in topics:
        try:
            for number, found in bounds(settings, topic).items():
                for record in read_range(settings, topic, number, max(found.first, found.end - 3), found.end):
                    if record.at_ms is not None:
                        newest = max(newest or 0, record.at_ms)
        except KafkaFailed:
            continue  # no right to read it
    return newest
