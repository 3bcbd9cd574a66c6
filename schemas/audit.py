"""The audit record: counts, times and keyed pseudonyms of one stretch; never text.

It is also the progress log: `source` and `cut` tell whoever takes over how far a session is.
"""

from typing import Literal

from schemas.raw import Value
from schemas.trajectory import Source

DropReason = Literal[
    "app_excluded", "paused", "exempt", "halted", "erased", "unknown_type", "duplicate", "late", "failed"
]
DROP_REASONS: tuple[DropReason, ...] = (
    "app_excluded",
    "paused",
    "exempt",
    "halted",
    "erased",
    "unknown_type",
    "duplicate",
    "late",
    "failed",
)


class Published(Value, frozen=True, kw_only=True):
    """Where a trajectory went; `offset` is null where nothing was published."""

    topic: str
    partition: int
    offset: int | None


class AuditRecord(Value, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One stretch, published or not; times are ms since the epoch, `ms` is what redaction took."""

    v: Literal[1] = 1
    trajectory_id: str | None
    published: Published | None
    session: str
    subject: str
    from_: int
    until: int
    source: Source
    policy: str
    entities: dict[str, int] = {}
    rules: dict[str, int] = {}
    dropped: dict[str, int] = {}
    cut: bool = False
    replay: bool = False
    ms: int = 0
