"""What a replay counts: numbers that add up, by reason."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Tally:
    """Counts of one replay, filled by one thread a partition.

    `messages` and `events` are those in the range's stretches and dead letters; `fates` says what
    became of each stretch: published, recognised, unpublished, failed, already, filtered, open.
    """

    messages_read: int = 0
    events: int = 0
    published_events: int = 0
    skipped_events: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)
    per_partition: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

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
        }

    @property
    def adds_up(self) -> bool:
        """Every event that came in is published, dropped under a reason, or in a stretch left alone."""
        return self.events == self.published_events + sum(self.dropped.values()) + self.skipped_events
