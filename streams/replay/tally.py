"""What a replay counts: numbers that add up, by reason, in all and by partition."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

MADE: Final = ("published", "recognised", "unpublished", "failed")
"""Stretches that were redacted; `recognised`: a crash had left the trajectory there."""
LEFT_ALONE: Final = ("already", "filtered", "not_committed")
"""Stretches that were read and not redacted; their events are counted as left alone."""


@dataclass(slots=True)
class Share:
    """One partition's part."""

    read: int = 0
    made: int = 0
    left_alone: int = 0
    dropped: int = 0
    dead: int = 0
    is_done: bool = False


@dataclass(slots=True)
class Tally:
    """Counts of one replay, filled by one thread a partition; every method may come from any thread.

    `events` are those of the range's stretches; `fates` says what became of each stretch. A stretch
    that is `open` has no end yet, and none of its events is counted.
    """

    messages_read: int = 0
    events: int = 0
    published_events: int = 0
    skipped_events: int = 0
    fates: Counter[str] = field(default_factory=lambda: Counter({"open": 0}))
    dropped: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)
    shares: dict[int, Share] = field(default_factory=dict)
    is_stopping: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def share(self, partition: int) -> Share:
        """A partition's part."""
        return self.shares.setdefault(partition, Share())

    def read(self, partition: int, messages: int) -> None:
        """A message was read; `messages` is how many that makes of its partition."""
        with self.lock:
            self.messages_read += 1
            self.share(partition).read = messages

    def bury(self, partition: int, code: str) -> None:
        """A message of the range cannot be read."""
        with self.lock:
            self.dead[code] += 1
            self.share(partition).dead += 1

    def leave_open(self, stretches: int) -> None:
        """Stretches of the range are still open at the log's end."""
        with self.lock:
            self.fates["open"] += stretches

    def leave_alone(self, partition: int, fate: str, events: int) -> None:
        """A stretch is not made, for one of `LEFT_ALONE`."""
        with self.lock:
            self.events += events
            self.skipped_events += events
            self.fates[fate] += 1
            self.share(partition).left_alone += 1

    def make(
        self, partition: int, fate: str, events: int, dropped: Mapping[str, int], *, published: bool
    ) -> None:
        """A stretch was made, and is where it belongs."""
        lost = sum(dropped.values())
        with self.lock:
            self.events += events
            self.fates[fate] += 1
            self.dropped.update(dropped)
            self.published_events += events - lost if published else 0
            share = self.share(partition)
            share.made += 1
            share.dropped += lost

    def finish(self, partition: int) -> None:
        """A partition is done."""
        with self.lock:
            self.share(partition).is_done = True

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {
            "messages_read": self.messages_read,
            "events": {
                "in": self.events,
                "published": self.published_events,
                "dropped": dict(sorted(self.dropped.items())),
                "in_skipped_stretches": self.skipped_events,
            },
            "stretches": dict(sorted(self.fates.items())),
            "dead_letters": dict(sorted(self.dead.items())),
            "adds_up": self.adds_up,
        }

    @property
    def adds_up(self) -> bool:
        """Every event that came in is published, dropped under a reason, or in a stretch left alone."""
        return self.events == self.published_events + sum(self.dropped.values()) + self.skipped_events
