"""What controls mean for one person at one time: the answer to "am I being recorded?".

Owns the answer, in words and as JSON. It is for the person who asks and names controls of theirs;
it is never logged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from pipelines.consent import ControlSet, covers_region, covers_role
from pipelines.controls import is_overlong
from schemas.control import Control, Erase, Exempt, Halt, Pause

Recorded = Literal["yes", "no", "if told"]
"""`if told`: only if their messages say a role and region that no exemption covers."""


@dataclass(frozen=True, slots=True)
class Said:
    """A control that touches the person: since when and until when (ms; None has no end)."""

    key: str
    kind: str
    about: str
    from_ms: int
    until_ms: int | None
    overlong: bool
    if_untold: bool
    """It covers the person only if their messages do not say another role or region."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What holds for a person at a time (ms since the epoch)."""

    user_id: str
    at_ms: int
    recorded: Recorded
    in_force: tuple[Said, ...]
    to_come: tuple[Said, ...]
    erasures: tuple[Said, ...]

    def words(self) -> str:
        """The answer in sentences, one a line."""
        opening = {
            "yes": "You are being recorded: nothing stops it now.",
            "no": "You are not being recorded.",
            "if told": "You are being recorded only if your recorder sends a role and a region"
            " that no exemption covers.",
        }
        lines = [opening[self.recorded]]
        lines += [f"In force: {_sentence(said)}." for said in self.in_force]
        lines += [f"To come: {_sentence(said)}." for said in self.to_come]
        lines += [f"Erased: work {_span(said)}, with all that was published of it." for said in self.erasures]
        return "\n".join(lines)

    def json(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        answer: dict[str, Any] = msgspec.to_builtins(self)
        return answer


def status(
    controls: ControlSet, user_id: str, role: str | None, region: str | None, now_ms: int
) -> StatusReport:
    """What holds for a person now; `role` and `region` are None where the asker does not know them."""
    touching = controls.touching(user_id, role, region, "")
    erasures = {key: control for key, control in touching.items() if isinstance(control, Erase)}
    others = {key: control for key, control in touching.items() if key not in erasures}
    in_force = {key: control for key, control in others.items() if _holds(control, now_ms)}
    return StatusReport(
        user_id=user_id,
        at_ms=now_ms,
        recorded=_recorded(in_force.values(), role, region),
        in_force=_told(in_force.items(), role, region),
        to_come=_told(((k, c) for k, c in others.items() if _comes(c, now_ms)), role, region),
        erasures=_told(erasures.items(), role, region),
    )


def _holds(control: Control, now_ms: int) -> bool:
    return control.from_ <= now_ms and (control.until is None or now_ms < control.until)


def _comes(control: Control, now_ms: int) -> bool:
    return control.from_ > now_ms and (control.until is None or control.until > control.from_)


def _recorded(in_force: Iterable[Control], role: str | None, region: str | None) -> Recorded:
    controls = list(in_force)
    if not controls:
        return "yes"
    return "no" if any(_is_certain(control, role, region) for control in controls) else "if told"


def _is_certain(control: Control, role: str | None, region: str | None) -> bool:
    """Whether a control holds for the person whatever their messages leave out."""
    if not isinstance(control, Exempt) or control.user_id is not None:
        return True
    if control.role is not None:
        return bool((role or "").strip()) and covers_role(control.role, role)
    return bool((region or "").strip()) and covers_region(control.region or "", region)


def _told(controls: Iterable[tuple[str, Control]], role: str | None, region: str | None) -> tuple[Said, ...]:
    told = [
        Said(
            key,
            _kind(control),
            _about(control),
            control.from_,
            control.until,
            is_overlong(control),
            not _is_certain(control, role, region),
        )
        for key, control in controls
    ]
    return tuple(sorted(told, key=lambda said: (said.from_ms, said.key)))


def _kind(control: Control) -> str:
    match control:
        case Pause():
            return "pause"
        case Exempt():
            return "exempt"
        case Halt():
            return "halt"
        case Erase():
            return "erase"


def _about(control: Control) -> str:
    if isinstance(control, Halt):
        return "everybody"
    if isinstance(control, Exempt) and control.user_id is None:
        return f"role {control.role}" if control.role is not None else f"region {control.region}"
    return "you"


def _sentence(said: Said) -> str:
    what: dict[str, str] = {
        "pause": "a pause of yours",
        "exempt": f"an exemption of {said.about}",
        "halt": "a halt of the whole programme",
    }
    longer = ", which is longer than the 30 minutes of a pause" if said.overlong else ""
    other = " (yours too, unless your recorder sends another one)" if said.if_untold else ""
    return f"{what[said.kind]}{other} {_span(said)}{longer}"


def _span(said: Said) -> str:
    until = "with no end" if said.until_ms is None else f"until {_moment(said.until_ms)}"
    return f"from {_moment(said.from_ms)} {until}"


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
