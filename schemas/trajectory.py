"""The trajectory: what was on the screen and what the person did in one stretch, clean.

Owns the types of SPEC section 3. Positions are screen pixels, durations milliseconds rounded
to 100, offsets of redactions code points of the published text.
"""

from typing import Literal

from msgspec import UNSET, UnsetType

from schemas.raw import Box, Pixel, Value


class Source(Value, frozen=True, kw_only=True):
    """The raw messages and events that a stretch was made of, ends included."""

    topic: str
    partition: int
    first_offset: int
    last_offset: int
    first_seq: int
    last_seq: int


class PolicyName(Value, frozen=True, kw_only=True):
    name: str
    digest: str
    models: tuple[str, ...]
    key_id: str


class Quality(Value, frozen=True, kw_only=True):
    seq_gaps: int
    dropped: dict[str, int]


class Line(Value, frozen=True, kw_only=True):
    text: str
    box: Box


class Screen(Value, frozen=True, kw_only=True):
    width: Pixel
    height: Pixel
    text: tuple[Line, ...]
    image_ref: str | None
    redacted_boxes: tuple[Box, ...]


class Observation(Value, frozen=True, kw_only=True):
    """What was visible before the action."""

    app: str | None
    title: str | None
    url: str | None
    screen: Screen | None


class FieldShown(Value, frozen=True, kw_only=True):
    role: str | None = None
    name: str | None = None


class TargetShown(Value, frozen=True, kw_only=True):
    role: str | None = None
    name: str | None = None
    value: str | None = None
    bounds: Box | None = None


class Action(Value, frozen=True, kw_only=True):
    """One action; which of the optional fields are there follows from its type."""

    type: Literal[
        "click",
        "double_click",
        "triple_click",
        "right_click",
        "middle_click",
        "drag",
        "scroll",
        "type",
        "key",
        "hotkey",
        "paste",
        "copy",
        "cut",
        "focus",
        "wait",
        "end",
    ]
    app: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    deleted: int | UnsetType = UNSET
    key: str | UnsetType = UNSET
    keys: tuple[str, ...] | UnsetType = UNSET
    button: str | UnsetType = UNSET
    x: Pixel | UnsetType = UNSET
    y: Pixel | UnsetType = UNSET
    x2: Pixel | UnsetType = UNSET
    y2: Pixel | UnsetType = UNSET
    dx: Pixel | UnsetType = UNSET
    dy: Pixel | UnsetType = UNSET
    mods: tuple[str, ...] | UnsetType = UNSET
    target: TargetShown | UnsetType = UNSET
    field: FieldShown | UnsetType = UNSET
    source: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    count: int | UnsetType = UNSET
    duration_ms: int | UnsetType = UNSET


class Redaction(Value, frozen=True, kw_only=True):
    """Where in a step something was replaced; `path` starts at the step."""

    path: str
    entity: str
    start: int
    end: int
    rule: str


class Step(Value, frozen=True, kw_only=True):
    i: int
    t_ms: int
    observation: Observation | None
    action: Action
    redactions: tuple[Redaction, ...]


class Trajectory(Value, frozen=True, kw_only=True):
    v: Literal[1] = 1
    trajectory_id: str
    session: str
    started_on: str
    duration_ms: int
    source: Source
    policy: PolicyName
    quality: Quality
    steps: tuple[Step, ...]
