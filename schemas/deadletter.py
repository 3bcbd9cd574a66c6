"""Dead letters: where a message lies that broke the contract, and what was wrong; never a value."""

from enum import StrEnum
from typing import Literal

from schemas.raw import Value


class Code(StrEnum):
    """Why a message is dead: a closed list, used as a metric's label."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    FRAMED = "framed"
    """A schema registry's header: none is configured, or it does not know the schema."""
    NOT_JSON = "not_json"
    NOT_OBJECT = "not_object"
    BAD_VERSION = "bad_version"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUT_OF_RANGE = "out_of_range"
    TOO_MANY_EVENTS = "too_many_events"
    TOO_MANY_ITEMS = "too_many_items"
    BAD_CONTEXT = "bad_context"


class Fault(Value, frozen=True, kw_only=True):
    """What is wrong with a message: a code, and the path of the field (`events[3].seq`)."""

    code: Code
    path: str


class DeadLetter(Value, frozen=True, kw_only=True):
    """The pointer that is published; `at` is the message's Kafka time (ms), null in a file run."""

    v: Literal[1] = 1
    topic: str
    partition: int
    offset: int
    code: Code
    path: str
    at: int | None
