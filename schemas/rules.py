"""The effective rules: a rules document after it was read, checked and completed.

Owns the types of SPEC section 6 and their defaults. Reading YAML, naming errors by line and
completing from packs and files is the work of `pipelines.rules`.
"""

from typing import Any, Final, Literal

from schemas.raw import Value

Operator = Literal["pseudonym", "placeholder", "mask", "drop", "keep", "surrogate"]
OPERATORS: Final[tuple[str, ...]] = ("pseudonym", "placeholder", "mask", "drop", "keep", "surrogate")
DEFAULT_THRESHOLD: Final = 0.4
SECRET: Final = "SECRET"
DEFAULT_ENTITY: Final = "DEFAULT"
"""Among `detection.entities`: what is done with every entity that is not named there."""


class AppRule(Value, frozen=True, kw_only=True):
    """Globs, matched without regard to case; those that are given must all match."""

    app: str | None = None
    title: str | None = None
    url: str | None = None


class Apps(Value, frozen=True, kw_only=True):
    mode: Literal["exclude", "include"] = "exclude"
    include: tuple[AppRule, ...] = ()
    exclude: tuple[AppRule, ...] = ()


class EntityRule(Value, frozen=True, kw_only=True):
    """What is done with an entity; None is what the document does with all others."""

    operator: Operator = "pseudonym"
    threshold: float | None = None


class Person(Value, frozen=True, kw_only=True):
    """A row of a people file."""

    name: str
    email: str | None = None
    alias: str | None = None


class Deny(Value, frozen=True, kw_only=True):
    """Values that are always of an entity; rows of a named file stand in `values` and `people`."""

    entity: str
    values: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    file: str | None = None
    sha256: str | None = None


class PatternExamples(Value, frozen=True, kw_only=True):
    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()


class Pattern(Value, frozen=True, kw_only=True):
    entity: str
    regex: str
    score: float = 0.5
    context: tuple[str, ...] = ()
    examples: PatternExamples = PatternExamples()


class Detection(Value, frozen=True, kw_only=True):
    threshold: float = DEFAULT_THRESHOLD
    entities: dict[str, EntityRule] = {}
    allow: tuple[str, ...] = ()
    deny: tuple[Deny, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    recognizers: tuple[dict[str, Any], ...] = ()
    """Presidio recognizer definitions (YAML, as Presidio takes them), already read."""

    def rule_of(self, entity: str) -> EntityRule:
        """The rule for an entity: its own, or that of `DEFAULT`, or a pseudonym; secrets are never kept."""
        if entity == SECRET:
            return EntityRule(operator="placeholder", threshold=self.threshold_of(SECRET))
        other = self.entities.get(DEFAULT_ENTITY, EntityRule())
        return self.entities.get(entity, other)

    def threshold_of(self, entity: str) -> float:
        """The score (0 to 1) that a finding of this entity must reach; for secrets it is never raised."""
        own = self.entities.get(entity, self.entities.get(DEFAULT_ENTITY, EntityRule())).threshold
        found = self.threshold if own is None else own
        return min(found, DEFAULT_THRESHOLD) if entity == SECRET else found


class UrlRule(Value, frozen=True, kw_only=True):
    keep: Literal["host", "path", "full"] = "host"


class Fields(Value, frozen=True, kw_only=True):
    clipboard: Literal["drop", "keep"] = "drop"
    paste: Literal["known", "keep", "drop"] = "known"
    url: UrlRule = UrlRule()
    operators: dict[str, Operator] = {}
    """By a field's role, case folded: the operator for all that is found in the text of such a field."""


class TrajectoryLimits(Value, frozen=True, kw_only=True):
    """Where stretches end: seconds of idleness, and the cells of the grid by time and by number."""

    idle_gap_s: int = 60
    max_duration_s: int = 300
    max_events: int = 5_000


class Expectation(Value, frozen=True, kw_only=True):
    gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    entity: dict[str, str] = {}


class RuleTest(Value, frozen=True, kw_only=True):
    """A test inside a rules document: a text, a screen (lines), or typed keys.

    `typed` are keys by their W3C names (`Backspace`) and chords (`Control+a`); `line` is where it stands.
    """

    line: int = 0

    name: str
    text: str | None = None
    screen: tuple[str, ...] | None = None
    typed: tuple[str, ...] | None = None
    app: str | None = None
    title: str | None = None
    field: str | None = None
    expect: Expectation = Expectation()


class Rules(Value, frozen=True, kw_only=True):
    """A whole document, completed."""

    name: str
    version: Literal[1] = 1
    apps: Apps = Apps()
    detection: Detection = Detection()
    fields: Fields = Fields()
    trajectory: TrajectoryLimits = TrajectoryLimits()
    tests: tuple[RuleTest, ...] = ()
    rules_digest: str = ""
    """SHA-256 (`sha256:` and hex) of the document's bytes, completed with the digests of its files."""
    packs: dict[str, str] = {}
    """SHA-256 of each shipped pack that it extends, by name: part of the version of detection."""
