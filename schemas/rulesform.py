"""The written form of a rules document (SPEC section 6), for the generated JSON Schema and editors.

Owns no checks: `pipelines.rules` reads documents, and says more about a fault than a schema can.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from schemas.rules import DEFAULT_THRESHOLD, Operator

Score = Annotated[int, Meta(ge=0, le=1)] | Annotated[float, Meta(ge=0, le=1)]
Entity = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
Sha256 = Annotated[str, Meta(pattern=r"^\s*([sS][hH][aA]256:)?[0-9a-fA-F]{64}\s*$")]
Text = Annotated[str, Meta(min_length=1)]


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping of the document; a field that it does not name is an error."""


class AppForm(Form, frozen=True, kw_only=True):
    """Globs, matched without regard to case; those that are given must all match."""

    app: Text | None = None
    title: Text | None = None
    url: Text | None = None


class AppsForm(Form, frozen=True, kw_only=True):
    """Which windows are recorded: all but `exclude`, or only `include` less `exclude`."""

    mode: Literal["exclude", "include"] = "exclude"
    include: tuple[AppForm, ...] = ()
    exclude: tuple[AppForm, ...] = ()


class EntityForm(Form, frozen=True, kw_only=True):
    """What is done with an entity, and from which score on."""

    operator: Operator = "pseudonym"
    threshold: Score | None = None


class DenyForm(Form, frozen=True, kw_only=True):
    """Values that are always of an entity: listed here, or in a CSV file with a column `name`."""

    entity: Entity
    values: tuple[Text, ...] = ()
    file: Text | None = None
    sha256: Sha256 | None = None


class ExamplesForm(Form, frozen=True, kw_only=True):
    """Texts that a pattern must match, and texts that it must miss."""

    match: tuple[str, ...] = ()
    miss: tuple[str, ...] = ()


class PatternForm(Form, frozen=True, kw_only=True):
    """A regular expression whose matches are of an entity; words of `context` nearby raise its score."""

    entity: Entity
    regex: Text
    score: Score = 0.5
    context: tuple[Text, ...] = ()
    examples: ExamplesForm = ExamplesForm()


class DetectionForm(Form, frozen=True, kw_only=True):
    """What is found, and what is done with it."""

    threshold: Score = DEFAULT_THRESHOLD
    entities: dict[Entity, EntityForm | None] = {}
    allow: tuple[Text, ...] = ()
    deny: tuple[DenyForm, ...] = ()
    patterns: tuple[PatternForm, ...] = ()
    recognizers: tuple[dict[str, Any], ...] = ()


class UrlForm(Form, frozen=True, kw_only=True):
    """How much of a URL comes out."""

    keep: Literal["host", "path", "full"] = "host"


class FieldsForm(Form, frozen=True, kw_only=True):
    """What is done with copied and pasted text, URLs, and all text of a kind of field."""

    clipboard: Literal["drop", "keep"] = "drop"
    paste: Literal["known", "keep", "drop"] = "known"
    url: UrlForm = UrlForm()
    operators: dict[str, Operator] = {}


class TrajectoryForm(Form, frozen=True, kw_only=True):
    """Where stretches end."""

    idle_gap_s: Annotated[int, Meta(ge=1, le=3_600)] = 60
    max_duration_s: Annotated[int, Meta(ge=1, le=3_600)] = 300
    max_events: Annotated[int, Meta(ge=1, le=100_000)] = 5_000


class ExpectForm(Form, frozen=True, kw_only=True):
    """What must be gone, what must be kept, and what must be found as which entity."""

    gone: tuple[Text, ...] = ()
    kept: tuple[Text, ...] = ()
    entity: dict[str, Entity] = {}


class InlineTestForm(Form, frozen=True, kw_only=True):
    """A test inside the document: one of `text`, `screen` (lines) and `typed` (texts and keys)."""

    name: Text
    text: str | None = None
    screen: tuple[str, ...] | None = None
    typed: str | tuple[str, ...] | None = None
    app: str | None = None
    title: str | None = None
    field: str | None = None
    expect: ExpectForm


class RulesForm(Form, frozen=True, kw_only=True):
    """A rules document."""

    version: Literal[1]
    name: Annotated[str, Meta(min_length=1, max_length=128)]
    extends: Text | tuple[Text, ...] = ()
    apps: AppsForm | None = None
    detection: DetectionForm | None = None
    fields: FieldsForm | None = None
    trajectory: TrajectoryForm | None = None
    tests: tuple[InlineTestForm, ...] = ()
