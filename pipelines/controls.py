"""Reading and writing controls: keys, values, and what is wrong with one.

Owns the form of SPEC section 4: a key and a JSON value that say the same. What controls mean for an
event is `pipelines.consent`'s.
"""

from collections.abc import Iterable
from typing import Any, Final, cast
from urllib.parse import quote

import msgspec
import orjson

from schemas.control import MAX_PAUSE_MS, Control, Erase, Exempt, Halt, Pause

MAX_CONTROL_BYTES: Final = 64 * 1024
KINDS: Final = ("pause", "exempt", "halt", "erase")


class BrokenControl(ValueError):  # noqa: N818
    """A control that cannot be understood. Its text names neither a person nor a value; `key` does.

    `line` is where it stands in a file, from 1; 0 for one of the topic.
    """

    def __init__(self, key: str, why: str, line: int = 0) -> None:
        kind = key.split("/", 1)[0]
        what = f"a control `{kind}`" if kind in KINDS else "a control of no known kind"
        where = f"line {line}: " if line else ""
        super().__init__(f"{where}{what} is broken: {why}")
        self.key = key
        self.why = why
        self.line = line

    def __reduce__(self) -> tuple[type["BrokenControl"], tuple[str, str, int]]:
        return BrokenControl, (self.key, self.why, self.line)


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
    _check_subject(key, control)
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
    if writing and isinstance(control, Pause) and is_overlong(control):
        raise BrokenControl(key, "a pause is at most 30 minutes long; ask for an exemption instead")


def is_overlong(control: Control) -> bool:
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


def read_control_lines(lines: Iterable[bytes]) -> dict[str, Control]:
    """The controls of a file: JSON lines, each a control, or `{"key": …, "value": …}` as in the topic.

    A control without a key gets one of its own. The last value of a key counts, a `null` removes it.
    Each must be one that may be written: `--controls` is a place where controls are written.

    Raises: BrokenControl, with the line.
    """
    found: dict[str, Control] = {}
    for number, line in enumerate(_one_a_line(lines), 1):
        if not line.strip():
            continue
        try:
            key, value = _read_line(line, number)
            if value is None:
                found.pop(key, None)
            else:
                found[key] = check_control(key, value, writing=True)
        except BrokenControl as broken:
            raise BrokenControl(broken.key, broken.why, number) from None
    return found


def _one_a_line(lines: Iterable[bytes]) -> list[bytes]:
    """The lines; of a file that is one JSON array, its items."""
    given = list(lines)
    if not next((line for line in given if line.strip()), b"").lstrip().startswith(b"["):
        return given
    try:
        form = orjson.loads(b"\n".join(given))
    except orjson.JSONDecodeError:
        return given
    return [orjson.dumps(item) for item in form]


def _read_line(line: bytes, number: int) -> tuple[str, bytes | None]:
    try:
        form = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (orjson.JSONDecodeError, RecursionError):
        raise BrokenControl("", "the line is not JSON") from None
    if not isinstance(form, dict):
        raise BrokenControl("", "the line is not a JSON object")
    if "key" not in form:
        kind = form.get("kind")
        named = kind if isinstance(kind, str) else ""
        return key_of(_decode(named, line), f"line-{number}"), line
    key = form["key"]
    if not isinstance(key, str) or not key:
        raise BrokenControl("", "its `key` is not a text")
    if "value" not in form:
        if "kind" not in form:
            raise BrokenControl(key, "it has a `key` but no `value`; `null` removes a control")
        return key, orjson.dumps({name: part for name, part in form.items() if name != "key"})
    value = form["value"]
    if isinstance(value, str):
        return key, value.encode() or None
    return key, None if value is None else orjson.dumps(value)
