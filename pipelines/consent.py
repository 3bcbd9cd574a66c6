"""What people and the programme's owners decided: pauses, exemptions, halts and erasures in force.

Owns reading the records of the controls topic (SPEC section 4) and answering, for an event, whether
somebody said that it must not be used. It knows no clock: times are milliseconds since the epoch
and spans are half open. A record that cannot be understood is an error, never a guess.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, cast
from urllib.parse import quote

import msgspec
import orjson

from pipelines.entries import Envelope, Stretch
from schemas.control import MAX_PAUSE_MS, Control, Erase, Exempt, Halt, Pause
from schemas.raw import MAX_TS_MS

Reason = Literal["paused", "exempt", "halted"]
_Kind = TypeVar("_Kind", bound=Control)
MAX_CONTROL_BYTES: Final = 64 * 1024
KINDS: Final = ("pause", "exempt", "halt", "erase")
_FOREVER: Final = MAX_TS_MS + 1


class BrokenControl(ValueError):  # noqa: N818
    """A control that cannot be understood. Its text names neither a person nor a value; `key` does."""

    def __init__(self, key: str, why: str) -> None:
        kind = key.split("/", 1)[0]
        super().__init__(f"a control `{kind if kind in KINDS else 'of no known kind'}` is broken: {why}")
        self.key = key
        self.why = why

    def __reduce__(self) -> tuple[type["BrokenControl"], tuple[str, str]]:
        return BrokenControl, (self.key, self.why)


@dataclass(frozen=True, slots=True)
class ControlWarning:
    """A control that is honoured although it breaks a limit. `key` names a person: not for logs."""

    key: str
    why: str


def encoded(part: str) -> str:
    """A user, role, region or id as it stands in a control's key: percent-encoded, no slash left."""
    return quote(part, safe="")


def key_of(control: Control, control_id: str) -> str:
    """The key under which a control is written; `control_id` tells a person's controls apart."""
    last = encoded(control_id)
    match control:
        case Pause():
            return f"pause/{encoded(control.user_id)}/{last}"
        case Exempt():
            kind, value = _exempted(control)
            return f"exempt/{kind}/{encoded(value)}/{last}"
        case Halt():
            return f"halt/{last}"
        case Erase():
            return f"erase/{last}"


def value_of(control: Control) -> bytes:
    """The bytes under which a control is written: JSON with its fields in a fixed order."""
    form = msgspec.to_builtins(control)
    order = ("v", "kind", "user_id", "role", "region", "session_id", "from", "until")
    ends = isinstance(control, Exempt | Halt)
    return orjson.dumps({k: form[k] for k in order if form.get(k) is not None or (k == "until" and ends)})


def check_control(key: str, value: bytes, *, writing: bool) -> Control:
    """Read one record. What is written must also keep the limits; what is read need not.

    Raises: BrokenControl.
    """
    control = _decode(key, value)
    _check_subject(key, control)
    _check_times(key, control, writing=writing)
    if not _agrees(key, control):
        raise BrokenControl(key, "its key and its value name different things")
    return control


def _decode(key: str, value: bytes) -> Control:
    if len(value) > MAX_CONTROL_BYTES:
        raise BrokenControl(key, f"it is longer than {MAX_CONTROL_BYTES} bytes")
    try:
        form = orjson.loads(value)
    except (orjson.JSONDecodeError, RecursionError):
        raise BrokenControl(key, "its value is not JSON") from None
    if not isinstance(form, dict):
        raise BrokenControl(key, "its value is not a JSON object")
    if form.get("v") != 1 or isinstance(form["v"], bool):
        raise BrokenControl(key, "its version `v` is not 1")
    if form.get("kind") not in KINDS:
        raise BrokenControl(key, "its `kind` is none of pause, exempt, halt, erase")
    try:
        control: Control = msgspec.convert(form, cast(Any, Control), strict=True)
    except (msgspec.ValidationError, RecursionError) as error:
        raise BrokenControl(key, f"a field is missing or wrong ({_shape(error)})") from None
    return control


def _shape(error: Exception) -> str:
    """msgspec's message, which names types and paths; a value (an unlisted tag) is never in it here."""
    return str(error).replace("`$.", "`") if isinstance(error, msgspec.ValidationError) else "too deep"


def _check_subject(key: str, control: Control) -> None:
    if isinstance(control, Exempt):
        named = [part for part in (control.user_id, control.role, control.region) if part is not None]
        if len(named) != 1:
            raise BrokenControl(key, "an exemption names one of `user_id`, `role` and `region`")
    if isinstance(control, Erase) and (control.user_id is None) == (control.session_id is None):
        raise BrokenControl(key, "an erasure names one of `user_id` and `session_id`")


def _check_times(key: str, control: Control, *, writing: bool) -> None:
    if control.until is None:
        if isinstance(control, Erase):
            raise BrokenControl(key, "an erasure needs `until`")
        return
    if control.until < control.from_:
        raise BrokenControl(key, "`until` is before `from`")
    if writing and isinstance(control, Pause) and _is_overlong(control):
        raise BrokenControl(key, "a pause is at most 30 minutes long; ask for an exemption instead")


def _is_overlong(control: Control) -> bool:
    return isinstance(control, Pause) and control.until - control.from_ > MAX_PAUSE_MS


def _exempted(control: Exempt) -> tuple[str, str]:
    if control.user_id is not None:
        return "user", control.user_id
    return ("role", control.role) if control.role is not None else ("region", control.region or "")


def _agrees(key: str, control: Control) -> bool:
    """Whether a key says what its value says: its parts may be percent-encoded or as they are."""
    match control:
        case Pause():
            heads = {f"pause/{part}/" for part in (control.user_id, encoded(control.user_id))}
        case Exempt():
            kind, value = _exempted(control)
            heads = {f"exempt/{kind}/{part}/" for part in (value, encoded(value))}
        case Halt():
            heads = {"halt/"}
        case Erase():
            heads = {"erase/"}
    return any(key.startswith(head) and len(key) > len(head) for head in heads)


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
        return tuple(ControlWarning(key, why) for key, c in self.controls.items() if _is_overlong(c))

    def reason(self, envelope: Envelope, ts_ms: int) -> Reason | None:
        """Why an event at that time may not be used; None if it may."""
        if ts_ms in self._halts:
            return "halted"
        own = self._exempt_users.get(envelope.user_id)
        if (own is not None and ts_ms in own) or ts_ms in self._general_times(envelope.role, envelope.region):
            return "exempt"
        pauses = self._pauses.get(envelope.user_id)
        return "paused" if pauses is not None and ts_ms in pauses else None

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
        people = {(e.envelope.user_id, e.envelope.role, e.envelope.region) for e in stretch.entries}
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
