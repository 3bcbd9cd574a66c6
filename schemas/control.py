"""Controls: what people and the programme's owners decide about recording.

Owns the types of SPEC section 4 and reading one record of the controls topic. Times are
milliseconds since the epoch, spans are half open, `until` of None has no end.
"""

from typing import Final, Literal

from schemas.raw import Id, TimestampMs, Value

MAX_PAUSE_MS: Final = 30 * 60 * 1000


class Pause(Value, frozen=True, kw_only=True, rename={"from_": "from"}, tag_field="kind", tag="pause"):
    v: Literal[1]
    user_id: Id
    from_: TimestampMs
    until: TimestampMs


class Exempt(Value, frozen=True, kw_only=True, rename={"from_": "from"}, tag_field="kind", tag="exempt"):
    v: Literal[1]
    from_: TimestampMs
    until: TimestampMs | None = None
    user_id: Id | None = None
    role: Id | None = None
    region: Id | None = None


class Halt(Value, frozen=True, kw_only=True, rename={"from_": "from"}, tag_field="kind", tag="halt"):
    v: Literal[1]
    from_: TimestampMs
    until: TimestampMs | None = None


class Erase(Value, frozen=True, kw_only=True, rename={"from_": "from"}, tag_field="kind", tag="erase"):
    v: Literal[1]
    from_: TimestampMs
    until: TimestampMs | None = None
    user_id: Id | None = None
    session_id: Id | None = None


Control = Pause | Exempt | Halt | Erase
