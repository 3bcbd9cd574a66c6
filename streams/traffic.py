"""Recorded work to look at, from a file or from the raw topic, as closed stretches.

Owns reading only, for commands that compare and count; nothing is published from here. Messages that
break the contract are counted and left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.entries import Stretch
from pipelines.stretches import Sessions
from schemas.codec import BrokenMessage, decode_message
from schemas.rules import TrajectoryLimits

if TYPE_CHECKING:
    from streams.settings import Settings

Limits = Callable[[], TrajectoryLimits]


@dataclass(slots=True)
class Traffic:
    """Where stretches come from; `broken` counts messages that were left out."""

    limits: Limits
    broken: int = 0

    def of_file(self, path: Path) -> Iterator[Stretch]:
        """The stretches of a file of raw messages (JSON lines). Raises: OSError."""
        from streams.filerun import read_bounded

        sessions = Sessions(path.name, 0, self.limits)
        with path.open("rb") as lines:
            for offset, line in enumerate(read_bounded(lines)):
                yield from self._add(sessions, line, offset, None)
        yield from sessions.close_all()

    def of_topic(self, settings: "Settings") -> Iterator[Stretch]:
        """The stretches of all that the raw topic holds now. Raises: KafkaFailed."""
        from streams.kafka import read_to_end

        topic = settings.raw_topic
        partitions: dict[int, Sessions] = {}
        for record in read_to_end(settings, topic):
            sessions = partitions.get(record.partition)
            if sessions is None:
                sessions = partitions[record.partition] = Sessions(topic, record.partition, self.limits)
            yield from self._add(sessions, record.value, record.offset, record.at_ms)
        for number in sorted(partitions):
            yield from partitions[number].close_all()

    def _add(
        self, sessions: Sessions, data: bytes | None, offset: int, kafka_ms: int | None
    ) -> Iterator[Stretch]:
        try:
            message = decode_message(data)
        except BrokenMessage:
            self.broken += 1
            return
        yield from sessions.add(message, offset, kafka_ms).closed
