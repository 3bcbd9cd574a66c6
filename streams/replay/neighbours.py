"""Other replays that write to the same topic at the same time, as the audit topic shows them.

What another one made under the same rules is left alone; one under other rules ends this one.
"""

import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from schemas.audit import AuditRecord
from streams.cli.failure import CommandFailed
from streams.kafka import KafkaFailed, Record, read_to_end
from streams.kafka.following import follow_from
from streams.progress import Headers, StretchName
from streams.settings import Settings

RUN_HEADER: Final = "replay-run"
"""Header of a replay's audit record: which run wrote it."""
_AGAIN_S: Final = 1.0
_AUDIT: Final = msgspec.json.Decoder(AuditRecord)


class Neighbours:
    """Follows a topic's audit records from where this replay began; `on_done` hears of others' stretches."""

    def __init__(self, settings: Settings, topic: str, on_done: Callable[[StretchName], None]) -> None:
        self._settings = settings
        self._topic = topic
        self._on_done = on_done
        self._run = uuid.uuid4().hex
        self._begun: dict[int, int] = {}
        self._policies: set[str] = set()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def headers(self) -> Headers:
        """What tells this run's audit records from others'."""
        return ((RUN_HEADER, self._run.encode()),)

    def start(self, start: Mapping[int, int]) -> None:
        """Follow from these offsets of the audit topic on."""
        self._begun = dict(start)
        self._thread = threading.Thread(
            target=self._follow, args=(dict(start),), name="replay-neighbours", daemon=True
        )
        self._thread.start()

    def check(self, policy: str) -> None:
        """Go on only if nobody writes there under other rules. Raises: CommandFailed."""
        if self._policies - {policy}:
            raise CommandFailed(
                f"{self._topic}: another replay writes to it under other rules; give each a topic of its own",
                1,
            )

    def settle(self, policy: str) -> None:
        """The last word: whoever ends later sees all that the other one wrote. Raises: CommandFailed."""
        for record in read_to_end(self._settings, self._settings.audit_topic, self._begun):
            self._take(record)
        self.check(policy)

    def stop(self) -> None:
        """Follow no longer."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(2.0)

    def _follow(self, start: dict[int, int]) -> None:
        while not self._stopped.is_set():
            try:
                for record in follow_from(self._settings, self._settings.audit_topic, start, self._stopped):
                    start[record.partition] = record.offset + 1
                    self._take(record)
            except KafkaFailed:
                self._stopped.wait(_AGAIN_S)

    def _take(self, record: Record) -> None:
        if dict(record.headers).get(RUN_HEADER, b"") in (b"", self._run.encode()):
            return
        try:
            audit = _AUDIT.decode(record.value or b"")
        except msgspec.MsgspecError:
            return
        if audit.published is not None and audit.published.topic == self._topic:
            self._policies.add(audit.policy)
            self._on_done((audit.session, audit.source.first_seq, audit.source.last_seq))
