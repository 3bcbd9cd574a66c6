"""What people and the programme's owners decided: pauses, exemptions, halts and erasures in force.

Owns reading the records of the controls topic (SPEC section 4) and answering, for an event, whether
somebody said that it must not be used. It knows no clock: times are milliseconds since the epoch
and spans are half open. A record that cannot be understood is an error, never a guess.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from pipelines.controls import BrokenControl, check_control, is_overlong, read_control_lines, value_of
from pipelines.entries import Envelope, Stretch, parts_of
from schemas.control import Control, Erase, Exempt, Halt, Pause
from schemas.raw import MAX_TS_MS

__all__ = ["BrokenControl", "ControlSet", "ControlWarning", "check_control", "read_controls"]

Reason = Literal["paused", "exempt", "halted"]
_Kind = TypeVar("_Kind", bound=Control)
_FOREVER: Final = MAX_TS_MS + 1


@dataclass(frozen=True, slots=True)
class ControlWarning:
    """A control that is honoured although it breaks a limit. `key` names a person: not for logs."""

    key: str
    why: str


class _Times:
    """A union of half-open spans of time."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(span for span in spans if span[0] < span[1]):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def __contains__(self, ts_ms: int) -> bool:
        at = bisect_right(self._starts, ts_ms) - 1
        return at >= 0 and ts_ms < self._ends[at]


def _span(control: Control) -> tuple[int, int]:
    return control.from_, _FOREVER if control.until is None else control.until


def covers_region(exempt: str, region: str | None) -> bool:
    """Whether an exempted region covers a message's: `US` covers `US-CA`; a missing one is covered."""
    ours, theirs = exempt.strip().upper(), (region or "").strip().upper()
    return not theirs or theirs == ours or theirs.startswith(ours + "-")


def covers_role(exempt: str, role: str | None) -> bool:
    """Whether an exempted role is a message's, in any case; a missing one is covered."""
    theirs = (role or "").strip().casefold()
    return not theirs or theirs == exempt.strip().casefold()


class ControlSet:
    """All controls in force, as one state of the controls topic has them."""

    def __init__(self, controls: Mapping[str, Control]) -> None:
        self.controls: Mapping[str, Control] = dict(sorted(controls.items()))
        self._halts = _Times(_span(c) for c in self._of(Halt))
        self._pauses = self._by_user(Pause)
        self._exempt_users = self._by_user(Exempt)
        self._erase_users = self._by_user(Erase)
        self._erase_sessions = {
            session: _Times(_span(c) for c in self._of(Erase) if c.session_id == session)
            for session in {c.session_id for c in self._of(Erase) if c.session_id is not None}
        }
        self._general = tuple(c for c in self._of(Exempt) if c.user_id is None)
        self._places: dict[tuple[str | None, str | None], _Times] = {}
        self.version = _digest(self.controls.items())

    @classmethod
    def empty(cls) -> "ControlSet":
        """Nobody said anything."""
        return cls({})

    @classmethod
    def from_records(cls, records: Mapping[str, bytes | None]) -> "ControlSet":
        """Read the last value of each key; an empty one removed its control.

        Raises: BrokenControl, if one of them cannot be understood.
        """
        return cls({key: check_control(key, value, writing=False) for key, value in records.items() if value})

    @property
    def warnings(self) -> tuple[ControlWarning, ...]:
        """Controls that are honoured although they could not be written like that."""
        why = "the pause is longer than 30 minutes"
        return tuple(ControlWarning(key, why) for key, c in self.controls.items() if is_overlong(c))

    def reason(self, envelope: Envelope, ts_ms: int) -> Reason | None:
        """Why an event at that time may not be used; None if it may."""
        if ts_ms in self._halts:
            return "halted"
        own = self._exempt_users.get(envelope.user_id)
        if (own is not None and ts_ms in own) or ts_ms in self._general_times(envelope.role, envelope.region):
            return "exempt"
        pauses = self._pauses.get(envelope.user_id)
        return "paused" if pauses is not None and ts_ms in pauses else None

    def says_something_of(self, envelope: Envelope) -> bool:
        """Whether `reason` could give one for any event of this message."""
        return bool(
            self._halts
            or self._exempt_users.get(envelope.user_id)
            or self._general_times(envelope.role, envelope.region)
            or self._pauses.get(envelope.user_id)
        )

    def erases(self, user_id: str, session_id: str, times: Iterable[int]) -> bool:
        """Whether a stretch with events at those times is erased: pass the times of all its events."""
        spans = [
            found
            for found in (self._erase_users.get(user_id), self._erase_sessions.get(session_id))
            if found is not None
        ]
        return bool(spans) and any(ts_ms in span for ts_ms in times for span in spans)

    def touching(
        self, user_id: str, role: str | None, region: str | None, session_id: str
    ) -> dict[str, Control]:
        """The controls that can touch a session's events, by key."""
        return {
            key: control
            for key, control in self.controls.items()
            if _touches(control, user_id, role, region, session_id)
        }

    def touches(self, user_id: str, role: str | None, region: str | None, session_id: str) -> bool:
        """Whether any control can touch a session's events."""
        return bool(self.touching(user_id, role, region, session_id))

    def stamp(self, stretch: Stretch) -> str:
        """A hash of all that the controls say of a stretch: it is the same as long as nothing changed."""
        envelopes = {id(part.envelope): part.envelope for part in parts_of(stretch.entries)}.values()
        people = {(e.user_id, e.role, e.region) for e in envelopes}
        people = people or {(stretch.user_id, None, None)}
        found: dict[str, Control] = {}
        for user_id, role, region in sorted(people, key=repr):
            found.update(self.touching(user_id, role, region, stretch.session_id))
        return _digest(sorted(found.items()))

    def _of(self, kind: type[_Kind]) -> Iterator[_Kind]:
        return (control for control in self.controls.values() if isinstance(control, kind))

    def _by_user(self, kind: type[Pause] | type[Exempt] | type[Erase]) -> dict[str, _Times]:
        spans: dict[str, list[tuple[int, int]]] = {}
        for control in self._of(kind):
            if control.user_id is not None:
                spans.setdefault(control.user_id, []).append(_span(control))
        return {user: _Times(found) for user, found in spans.items()}

    def _general_times(self, role: str | None, region: str | None) -> _Times:
        """When exemptions of roles and regions cover someone with this role and region."""
        if not self._general:
            return _NEVER
        known = self._places.get((role, region))
        if known is None:
            known = _Times(_span(c) for c in self._general if _covers(c, role, region))
            if len(self._places) < MAX_PLACES:
                self._places[role, region] = known
        return known


MAX_PLACES: Final = 10_000
_NEVER: Final = _Times()


def read_controls(lines: Iterable[bytes]) -> ControlSet:
    """The controls of a file (see `pipelines.controls.read_control_lines`).

    Raises: BrokenControl, with the line.
    """
    return ControlSet(read_control_lines(lines))


def _covers(control: Exempt, role: str | None, region: str | None) -> bool:
    if control.role is not None:
        return covers_role(control.role, role)
    return control.region is not None and covers_region(control.region, region)


def _touches(control: Control, user_id: str, role: str | None, region: str | None, session_id: str) -> bool:
    match control:
        case Halt():
            return True
        case Pause():
            return control.user_id == user_id
        case Exempt():
            return control.user_id == user_id or _covers(control, role, region)
        case Erase():
            return control.user_id == user_id or control.session_id == session_id


def _digest(controls: Iterable[tuple[str, Control]]) -> str:
    hashed = hashlib.sha256()
    for key, control in controls:
        for part in (key.encode("utf-8", "surrogatepass"), value_of(control)):
            hashed.update(len(part).to_bytes(8, "big"))
            hashed.update(part)
    return hashed.hexdigest()
