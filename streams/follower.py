"""The follower: which controls and rules are in force, as their topics say, within a second.

Owns the rule that nothing is published unless all controls were read and can be understood, an
active rules document is there and valid, and both are fresh. It reads in a thread of its own and
begins again, from the beginning, whenever the brokers fail it.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.consent import BrokenControl, ControlSet
from pipelines.rules import RulesError, parse_rules
from schemas.rules import Rules
from streams.kafka import KafkaFailed, Record
from streams.kafka.following import CaughtUp, follow
from streams.settings import Settings
from streams.telemetry.log import log

ACTIVE: Final = "active"
STALE_S: Final = 20.0
"""After so long without the brokers' word that nothing new came, what is known is too old to publish."""
_AGAIN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class InForce:
    """Controls and rules under which a stretch may be published."""

    controls: ControlSet
    rules: Rules
    rules_digest: str
    document: bytes


@dataclass(frozen=True, slots=True)
class State:
    """What the topics say: what is in force, or why nothing is."""

    in_force: InForce | None
    problem: str | None


def judge(controls: Mapping[str, bytes], rules: Mapping[str, bytes], folder: Path) -> State:
    """What the last value of each key of both topics means."""
    try:
        read = ControlSet.from_records(controls)
    except BrokenControl as broken:
        return State(None, str(broken))
    named = rules.get(ACTIVE, b"").decode("utf-8", "replace").strip()
    if not named:
        return State(None, "no rules are active: publish a document with: cleantrace rules publish FILE")
    document = rules.get(named)
    if document is None:
        return State(None, "the active rules document is not in the rules topic")
    if "sha256:" + hashlib.sha256(document).hexdigest() != named:
        return State(None, "the active rules document does not lie under its own digest")
    try:
        parsed = parse_rules(document, folder, "the rules topic")
    except RulesError as error:
        return State(None, f"the active rules document is broken: {_first_line(error)}")
    return State(InForce(read, parsed, named, document), None)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


class Follower:
    """Follows both topics; `on_change` is called, in the follower's thread, when something changed."""

    def __init__(self, settings: Settings, on_change: Callable[[], None] = lambda: None) -> None:
        self._settings = settings
        self._on_change = on_change
        self._folder = settings.rules_folder or Path.cwd()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._state = State(None, "controls and rules are not read yet")
        self._refused: dict[str, str] = {}
        self._fresh_s: float | None = None

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Follow no longer."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def state(self) -> State:
        """What is in force now, or why nothing is."""
        state, age_s = self._state, self.age_s()
        if state.in_force is None:
            return state
        if age_s is None or age_s > STALE_S:
            return State(None, "the brokers do not say whether controls and rules have changed")
        refused = self._refused.get(state.in_force.rules_digest)
        return State(None, f"the active rules cannot be used here: {refused}") if refused else state

    def current(self) -> InForce | None:
        """What is in force now; None: nothing may be published."""
        return self.state().in_force

    def age_s(self) -> float | None:
        """Seconds since the brokers last said that nothing new came; None: never yet."""
        return None if self._fresh_s is None else time.monotonic() - self._fresh_s

    def refuse(self, rules_digest: str, why: str) -> None:
        """Note that rules cannot be put to use; they are tried again when something changes."""
        if rules_digest not in self._refused:
            log.error("rules_refused", digest=rules_digest, why=why)
        self._refused[rules_digest] = why

    def _run(self) -> None:
        topics = (self._settings.controls_topic, self._settings.rules_topic)
        while not self._stopped.is_set():
            records: dict[str, dict[str, bytes]] = {topic: {} for topic in topics}
            changed = True
            try:
                for item in follow(self._settings, topics, self._stopped):
                    if isinstance(item, CaughtUp):
                        self._fresh_s = time.monotonic()
                        if changed or self.current() is None:
                            self._settle(records)
                        changed = False
                    else:
                        _take(records, item)
                        changed = True
            except KafkaFailed as failure:
                log.warning("follower_failed", code=failure.code, why=str(failure))
                if self._fresh_s is None:
                    self._state = State(None, str(failure))
                self._stopped.wait(_AGAIN_S)

    def _settle(self, records: Mapping[str, Mapping[str, bytes]]) -> None:
        state = judge(
            records[self._settings.controls_topic], records[self._settings.rules_topic], self._folder
        )
        self._refused.clear()
        before, self._state = self._state, state
        if state.in_force is None:
            if state.problem != before.problem:
                log.error("publishing_stopped", why=state.problem)
        elif before.in_force is None or before.in_force.rules_digest != state.in_force.rules_digest:
            log.info("rules_in_force", digest=state.in_force.rules_digest, name=state.in_force.rules.name)
        if state.in_force is not None:
            for _ in state.in_force.controls.warnings:
                log.warning("control_over_limit")
        self._on_change()


def _take(records: Mapping[str, dict[str, bytes]], record: Record) -> None:
    latest = records[record.topic]
    key = (record.key or b"").decode("utf-8", "backslashreplace")
    if record.value:
        latest[key] = record.value
    else:
        latest.pop(key, None)
