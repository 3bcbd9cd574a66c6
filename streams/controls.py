"""Controls as an operator writes and reads them: the controls topic from the outside.

Owns writing (checked first), listing, ending early and pruning. What controls mean for an event
is `pipelines.consent`'s; a worker follows the topic through `streams.follower`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from pipelines.controls import BrokenControl, check_control, key_of, value_of
from schemas.control import Control, Erase, Exempt, Halt, Pause
from streams.cli.failure import CommandFailed
from streams.kafka import Outgoing, describe, read_to_end, send
from streams.settings import Settings
from streams.topics import DAY_MS, FOREVER

State = Literal["in force", "to come", "ended", "broken"]
_PRUNE_MARGIN_MS: Final = DAY_MS
"""Whole segments are deleted, not messages: raw text may outlive its retention by some hours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The last value of a key: the control, or why it cannot be understood."""

    key: str
    control: Control | None
    why: str | None
    written_ms: int

    def state(self, now_ms: int) -> State:
        """How it stands at a time; an erasure stays in force, since what it erased must not come back."""
        if self.control is None:
            return "broken"
        if isinstance(self.control, Erase):
            return "in force"
        until = self.control.until
        if until is not None and until <= max(now_ms, self.control.from_):
            return "ended"
        return "to come" if now_ms < self.control.from_ else "in force"


def write_control(settings: Settings, control: Control, control_id: str) -> str:
    """Check a control, write it, wait for the brokers' word, and give its key.

    Raises: CommandFailed.
    """
    key, value = checked(control, control_id)
    send(settings, [Outgoing(settings.controls_topic, key.encode(), value, document="control")])
    return key


def checked(control: Control, control_id: str) -> tuple[str, bytes]:
    """The key and the value of a control that may be written.

    Raises: CommandFailed, with what is wrong.
    """
    key, value = key_of(control, control_id), value_of(control)
    try:
        check_control(key, value, writing=True)
    except BrokenControl as broken:
        raise CommandFailed(f"the control is refused: {broken.why}") from None
    return key, value


def read_controls(settings: Settings) -> tuple[Entry, ...]:
    """The last value of each key, by key.

    Raises: CommandFailed.
    """
    latest: dict[str, Entry] = {}
    for record in read_to_end(settings, settings.controls_topic):
        key = (record.key or b"").decode("utf-8", "backslashreplace")
        if record.value:
            latest[key] = _entry(key, record.value, record.at_ms or 0)
        else:
            latest.pop(key, None)
    return tuple(latest[key] for key in sorted(latest))


def _entry(key: str, value: bytes, written_ms: int) -> Entry:
    try:
        return Entry(key, check_control(key, value, writing=False), None, written_ms)
    except BrokenControl as broken:
        return Entry(key, None, broken.why, written_ms)


def find(entries: Iterable[Entry], key: str) -> Entry:
    """The entry of a key, or of the one key that ends with this id.

    Raises: CommandFailed, where there is none, or more than one.
    """
    found = [entry for entry in entries if entry.key == key or entry.key.endswith(f"/{key}")]
    if len(found) == 1:
        return found[0]
    known = (
        "no control has this key" if not found else "more than one control has this id: give its whole key"
    )
    raise CommandFailed(f"{key}: {known}; list them with: cleantrace control list")


def end_control(settings: Settings, entry: Entry, at_ms: int) -> Control | None:
    """Let a control end at a time, or not begin; None where it ends no later anyway.

    Raises: CommandFailed.
    """
    control = entry.control
    if control is None:
        raise CommandFailed(f"{entry.key}: {entry.why}; replace it by writing a control with the same key")
    until = max(control.from_, at_ms)
    if control.until is not None and control.until <= until:
        return None
    ended = msgspec.structs.replace(control, until=until)
    # Its own key is kept as it is: it may be spelt in another way than we would.
    message = Outgoing(settings.controls_topic, entry.key.encode(), value_of(ended), document="control")
    send(settings, [message])
    return ended


def prunable(entries: Iterable[Entry], now_ms: int, raw_retention_ms: int) -> tuple[Entry, ...]:
    """Controls that no raw message can need any more: they ended, and were written, long enough ago."""
    if raw_retention_ms == FOREVER:
        return ()
    before_ms = now_ms - raw_retention_ms - _PRUNE_MARGIN_MS
    return tuple(
        entry
        for entry in entries
        if entry.control is not None
        and entry.control.until is not None
        and max(entry.control.until, entry.written_ms) < before_ms
    )


def raw_retention_ms(settings: Settings) -> int:
    """How long the raw topic keeps messages.

    Raises: CommandFailed, where the brokers do not say.
    """
    shape = describe(settings, [settings.raw_topic]).topics.get(settings.raw_topic)
    told = shape.config.get("retention.ms") if shape is not None else None
    if told is None:
        raise CommandFailed(
            f"{settings.raw_topic}: the brokers do not say how long it keeps messages, "
            "so that no control can be removed; check it with: cleantrace topics check",
            status=1,
        )
    return int(told)


def remove(settings: Settings, entries: Iterable[Entry]) -> None:
    """Write the tombstones of controls that `prunable` named."""
    send(settings, [Outgoing(settings.controls_topic, entry.key.encode(), None) for entry in entries])


def subject_of(control: Control) -> str:
    """Whom a control is about, for an operator to read."""
    match control:
        case Pause():
            return f"user {control.user_id}"
        case Halt():
            return "everybody"
        case Exempt():
            if control.user_id is not None:
                return f"user {control.user_id}"
            return f"role {control.role}" if control.role is not None else f"region {control.region}"
        case Erase():
            return (
                f"user {control.user_id}" if control.user_id is not None else f"session {control.session_id}"
            )


def kind_of(control: Control) -> str:
    """The control's kind as its key begins."""
    return type(control).__name__.lower()
