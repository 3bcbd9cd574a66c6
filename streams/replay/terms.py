"""What a replay is made under: rules that stay as they were chosen, and controls as they are now."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipelines.consent import BrokenControl, ControlSet
from pipelines.rules import RulesError, check_rules, read_document
from schemas.rules import Rules
from streams.cli.failure import CommandFailed
from streams.kafka import KafkaFailed, read_compacted
from streams.kafka.following import CaughtUp, follow
from streams.pool import Terms
from streams.rulebook import ACTIVE, digest_of, read_book
from streams.settings import Settings

_START_S: Final = 60.0
_STALE_S: Final = 20.0
_OTHER_RULES: Final = "other rules are active by now; run the same command again, under those"
_NO_RULES: Final = "no rules are active any more; publish some with: cleantrace rules publish FILE"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rules of a replay; `is_active` says that they are those that are in force for workers."""

    rules: Rules
    document: bytes
    folder: Path
    is_active: bool

    @property
    def digest(self) -> str:
        """The rules digest."""
        return digest_of(self.document)


def choose_rules(settings: Settings, file: Path | None, digest: str | None) -> Chosen:
    """Rules from a file, under a digest of the rules topic, or the active ones.

    Raises: CommandFailed, if they are not there or broken.
    """
    folder = settings.rules_folder or Path.cwd()
    book = read_book(settings)
    if file is not None:
        folder, data, source = file.parent, _read(file), str(file)
    else:
        named = digest or book.active
        if named is None:
            raise CommandFailed("no rules are active; name some with --rules FILE or --digest SHA256")
        data, source = book.find(named).document, "the rules topic"
    try:
        checked = check_rules(data, folder, source)
    except RulesError as error:
        raise CommandFailed(str(error)) from None
    document = checked.completed
    return Chosen(checked.rules, document, folder, digest_of(document) == book.active)


def _read(file: Path) -> bytes:
    try:
        return read_document(file)
    except RulesError as error:
        raise CommandFailed(str(error)) from None


class Controls:
    """Today's controls, followed in a thread; what is not fresh may not be published under.

    With `active` (the live topic's replay) that digest must also stay the one that is in force.
    """

    def __init__(self, settings: Settings, active: str | None = None) -> None:
        self._settings = settings
        self._active = active
        self._stopped = threading.Event()
        self._ready = threading.Event()
        self._controls: ControlSet | None = None
        self._problem = "controls are not read yet"
        self._fresh_s = 0.0
        self._thread = threading.Thread(target=self._run, name="replay-controls", daemon=True)

    def start(self) -> None:
        """Follow, and wait until all controls are read. Raises: CommandFailed."""
        self._thread.start()
        self._ready.wait(_START_S)
        self.current()

    def stop(self) -> None:
        """Follow no longer."""
        self._stopped.set()
        self._thread.join(2.0)

    def current(self) -> ControlSet:
        """The controls in force now; waits for brokers that are gone for a while.

        Raises: CommandFailed, where controls are broken or stay out of date.
        """
        until_s = time.monotonic() + self._settings.produce_timeout_s
        while self._controls is not None and time.monotonic() - self._fresh_s > _STALE_S:
            if time.monotonic() > until_s or self._stopped.is_set():
                raise CommandFailed(
                    "nothing more can be published: the brokers do not say whether controls changed", 1
                )
            self._stopped.wait(0.2)
        controls = self._controls
        if controls is None:
            raise CommandFailed(f"nothing more can be published: {self._problem}", 1)
        return controls

    def asked_now(self) -> ControlSet:
        """The controls as the brokers tell them right now. Raises: CommandFailed."""
        try:
            records = read_compacted(self._settings, self._settings.controls_topic)
            return ControlSet.from_records(records)
        except BrokenControl as broken:
            raise CommandFailed(f"nothing more can be published: {broken}", 1) from None

    def _run(self) -> None:
        topics = [self._settings.controls_topic]
        if self._active is not None:
            topics.append(self._settings.rules_topic)
        while not self._stopped.is_set():
            records: dict[str, dict[str, bytes]] = {topic: {} for topic in topics}
            try:
                for item in follow(self._settings, topics, self._stopped):
                    if isinstance(item, CaughtUp):
                        self._settle(records)
                    elif item.value:
                        records[item.topic][_key(item.key)] = item.value
                    else:
                        records[item.topic].pop(_key(item.key), None)
            except KafkaFailed as failure:
                if self._controls is None:
                    self._problem = str(failure)
                    self._ready.set()
                self._stopped.wait(1.0)

    def _settle(self, records: Mapping[str, Mapping[str, bytes]]) -> None:
        settings = self._settings
        try:
            controls = ControlSet.from_records(records[settings.controls_topic])
        except BrokenControl as broken:
            self._controls, self._problem = None, str(broken)
        else:
            active = records.get(settings.rules_topic, {}).get(ACTIVE, b"").decode("utf-8", "replace").strip()
            if self._active not in (None, active):
                self._problem = _OTHER_RULES if active else _NO_RULES
                self._controls = None
            else:
                self._fresh_s = time.monotonic()
                self._controls = controls
        self._ready.set()


def _key(key: bytes | None) -> str:
    return (key or b"").decode("utf-8", "backslashreplace")


def terms_of(chosen: Chosen, controls: ControlSet) -> Terms:
    """What redaction processes are told."""
    return Terms(chosen.digest, chosen.document, controls)


def renewed(terms: Terms, controls: ControlSet) -> Terms:
    """The same rules under newer controls."""
    return replace(terms, controls=controls)
