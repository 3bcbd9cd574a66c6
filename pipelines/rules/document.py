"""A rules document's fields: reading a tree into a part, with every fault told.

Owns the fields of SPEC section 6, their bounds and their checks. Files that a document names are
read through `pipelines.rules.files`; merging with packs is `pipelines.rules.part`'s.
"""

import re
from pathlib import Path
from typing import Any, Final

from pipelines.rules.app_fields import APPS, read_apps
from pipelines.rules.entities import KNOWN_ENTITIES, RESERVED_ENTITIES
from pipelines.rules.files import UnreadableFile, hex_digest, plain_digest, read_named, read_people
from pipelines.rules.inline_tests import read_tests
from pipelines.rules.packs import pack_names
from pipelines.rules.part import Part
from pipelines.rules.problems import Findings, did_you_mean, nearest
from pipelines.rules.recognizers import read_recognizers
from pipelines.rules.regexes import SafeRegex, UnsafeRegex, compile_regex
from pipelines.rules.section import Section, text_of
from pipelines.rules.tree import Items, Mapping, Node, Scalar
from schemas.rules import (
    DEFAULT_ENTITY,
    DEFAULT_THRESHOLD,
    OPERATORS,
    SECRET,
    Deny,
    Pattern,
    PatternExamples,
    Person,
)

TOP: Final = ("version", "name", "extends", "apps", "detection", "fields", "trajectory", "tests")
DETECTION: Final = ("threshold", "entities", "allow", "deny", "patterns", "recognizers")
ENTITY: Final = ("operator", "threshold")
DENY: Final = ("entity", "values", "file", "sha256")
PATTERN: Final = ("entity", "regex", "score", "context", "examples")
EXAMPLES: Final = ("match", "miss")
FIELDS: Final = ("clipboard", "paste", "url", "operators")
CLIPBOARD: Final = ("drop", "keep")
PASTE: Final = ("known", "keep", "drop")
URL: Final = ("host", "path", "full")
LIMITS: Final[dict[str, tuple[int, int]]] = {
    "idle_gap_s": (1, 3_600),
    "max_duration_s": (1, 3_600),
    "max_events": (1, 100_000),
}
MAX_NAME_LENGTH: Final = 128
ENTITY_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}\Z")


def read_part(tree: Node, findings: Findings, folder: Path | None) -> Part:
    """Read a whole document; faults go to the findings."""
    top = Section(findings, tree, "", names=TOP)
    part = Part()
    if top.node is None:
        return part
    _read_head(top, part)
    read_apps(top.section("apps", APPS), part)
    _read_detection(top.section("detection", DETECTION), part, folder)
    _read_fields(top.section("fields", FIELDS), part)
    limits = top.section("trajectory", tuple(LIMITS))
    for name, (low, high) in LIMITS.items():
        value = limits.integer(name, low, high)
        if value is not None:
            part.limits[name] = value
    part.tests = read_tests(top)
    return part


def _read_head(top: Section, part: Part) -> None:
    version = top.get("version")
    if version is None:
        top.fault(None, "version", "it is missing", "begin with `version: 1`")
    elif not isinstance(version, Scalar) or version.value != 1 or isinstance(version.value, bool):
        top.fault(version, "version", "this version is not known", "write `version: 1`")
    part.name = top.text("name", required=True, cure="add `name:` and a short name for these rules") or ""
    if len(part.name) > MAX_NAME_LENGTH:
        top.fault(top.get("name"), "name", "it is too long", f"use at most {MAX_NAME_LENGTH} characters")
    named = top.get("extends")
    if named is None:
        return
    nodes = named.items if isinstance(named, Items) else [named]
    found: list[str] = []
    for n, node in enumerate(nodes):
        where = f"extends[{n}]" if isinstance(named, Items) else "extends"
        pack = text_of(top, node, where, "name a shipped pack")
        if pack is None:
            continue
        if pack not in pack_names():
            top.fault(node, where, f"there is no pack `{pack[:60]}`", did_you_mean(pack, pack_names()))
        else:
            found.append(pack)
    part.extends = tuple(dict.fromkeys(found))


def _read_detection(detection: Section, part: Part, folder: Path | None) -> None:
    part.threshold = detection.number("threshold", 0, 1)
    entities = detection.section("entities")
    for key, node in entities.node.entries if entities.node else ():
        said = _entity_rule(entities, key, node)
        if said is not None:
            part.entities[key.raw] = said
    part.allow = detection.texts("allow")
    part.deny = tuple(
        listed
        for n, node in enumerate(
            detection.items("deny", cure="write a list: `- {entity: PROJECT, values: […]}`")
        )
        if (listed := _deny(detection, node, f"detection.deny[{n}]", folder)) is not None
    )
    part.patterns = tuple(
        found
        for n, node in enumerate(detection.items("patterns", cure="write a list: `- {entity: …, regex: …}`"))
        if (found := _pattern(detection, node, f"detection.patterns[{n}]")) is not None
    )
    part.recognizers = read_recognizers(detection, folder)
    _note_entities(entities, part)


def _note_entities(entities: Section, part: Part) -> None:
    """Note names that nothing finds and that look like one that something does."""
    own = {rule.entity for rule in part.deny} | {rule.entity for rule in part.patterns}
    own |= {str(found.get("supported_entity")) for found in part.recognizers}
    for key, _ in entities.node.entries if entities.node else ():
        if key.raw not in part.entities or key.raw in (*KNOWN_ENTITIES, DEFAULT_ENTITY, *own):
            continue
        close = nearest(key.raw, KNOWN_ENTITIES, cutoff=0.85)
        if close:
            where, cure = f"{entities.path}.{key.raw}", f"did you mean `{close}`?"
            entities.findings.note(key.line, where, "nothing shipped finds this entity", cure)


def _entity_rule(entities: Section, key: Scalar, node: Node) -> dict[str, Any] | None:
    if not _is_entity(entities, key, key.raw, key.raw[:64]):
        return None
    if key.raw in RESERVED_ENTITIES:
        entities.fault(key, key.raw, "it is not found but made", RESERVED_ENTITIES[key.raw])
        return None
    rule = Section(entities.findings, node, f"{entities.path}.{key.raw}", names=ENTITY)
    said: dict[str, Any] = {}
    operator, threshold = rule.choice("operator", OPERATORS), rule.number("threshold", 0, 1)
    if key.raw == SECRET:
        _check_secret(rule, operator, threshold)
    if operator is not None:
        said["operator"] = operator
    if threshold is not None:
        said["threshold"] = threshold
    return said


def _check_secret(rule: Section, operator: str | None, threshold: float | None) -> None:
    if operator not in (None, "pseudonym", "placeholder", "drop"):
        cure = "remove it: a secret is always `<SECRET>`"
        rule.fault(rule.get("operator"), "operator", f"no rule can `{operator}` a secret", cure)
    if threshold is not None and threshold > DEFAULT_THRESHOLD:
        cure = f"write at most {DEFAULT_THRESHOLD:g}, or remove it"
        rule.fault(rule.get("threshold"), "threshold", "this would let secrets through", cure)


def _is_entity(section: Section, node: Node, name: str, where: str) -> bool:
    if ENTITY_NAME.match(name):
        return True
    form = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")[:64] or "EMPLOYEE_ID"
    cure = f"write capitals, digits and `_`, such as `{form if ENTITY_NAME.match(form) else 'EMPLOYEE_ID'}`"
    section.fault(node, where, "this is not the name of an entity", cure)
    return False


def _entity_of(section: Section, node: Node) -> str | None:
    name = section.text("entity", required=True, cure="add `entity: PROJECT` or the like")
    if name is None:
        return None
    if name in RESERVED_ENTITIES or name == DEFAULT_ENTITY:
        section.fault(section.get("entity"), "entity", "this name is reserved", "use another")
        return None
    return name if _is_entity(section, section.get("entity") or node, name, "entity") else None


def _deny(detection: Section, node: Node, path: str, folder: Path | None) -> Deny | None:
    entry = Section(detection.findings, node, path, names=DENY)
    if entry.node is None:
        return None
    entity, values = _entity_of(entry, node), entry.texts("values")
    name = entry.text("file", cure="write the name of a CSV file")
    digest = entry.text("sha256")
    if name is None and digest is not None:
        entry.fault(entry.get("sha256"), "sha256", "it stands beside no file", "add `file:` or remove it")
    if not values and entry.get("values") is None and entry.get("file") is None:
        entry.fault(node, "", "this entry lists nothing", "add `values: […]` or `file: people.csv`")
    people: tuple[Person, ...] = ()
    if name is not None:
        data = file_of(entry, name, digest, folder)
        people = read_people(data, name, entry.findings) if data is not None else ()
    if entity is None:
        return None
    return Deny(entity=entity, values=values, people=people, file=name, sha256=digest)


def file_of(entry: Section, name: str, digest: str | None, folder: Path | None) -> bytes | None:
    """A file that an entry names, checked against its digest; None and a fault if it cannot be used."""
    try:
        data = read_named(folder, name)
    except UnreadableFile as error:
        entry.fault(entry.get("file"), "file", error.message, error.cure)
        return None
    if digest is None:
        return data
    if not re.fullmatch(r"[0-9a-f]{64}", plain_digest(digest)):
        entry.fault(
            entry.get("sha256"), "sha256", "this is not a SHA-256", "write 64 hex digits or remove it"
        )
        return None
    if plain_digest(digest) != hex_digest(data):
        cure = "put the right file there, or write the new digest and publish again"
        entry.fault(entry.get("sha256"), "sha256", f"the file `{name}` is not the one meant", cure)
        return None
    return data


def _pattern(detection: Section, node: Node, path: str) -> Pattern | None:
    entry = Section(detection.findings, node, path, names=PATTERN)
    if entry.node is None:
        return None
    entity = _entity_of(entry, node)
    written = entry.text("regex", required=True, cure="add `regex: '…'` in single quotes")
    score = entry.number("score", 0, 1)
    context = entry.texts("context")
    examples = entry.section("examples", EXAMPLES)
    shown = PatternExamples(match=examples.texts("match"), miss=examples.texts("miss"))
    if written is None:
        return None
    try:
        regex = compile_regex(written)
    except UnsafeRegex as error:
        entry.fault(entry.get("regex"), "regex", error.message, error.cure)
        return None
    _check_examples(examples, shown, regex)
    if entity is None:
        return None
    given = {} if score is None else {"score": score}
    return Pattern(entity=entity, regex=written, context=context, examples=shown, **given)


def _check_examples(examples: Section, shown: PatternExamples, regex: SafeRegex) -> None:
    for kind, texts, wanted in (("match", shown.match, True), ("miss", shown.miss, False)):
        for n, text in enumerate(texts):
            if any(True for _ in regex.find(text)) != wanted:
                message = "the regex does not match this" if wanted else "the regex matches this"
                node = examples.get(kind)
                at = node.items[n] if isinstance(node, Items) and len(node.items) == len(texts) else node
                examples.fault(at, f"{kind}[{n}]", message, "mend the regex or the example")


def _read_fields(fields: Section, part: Part) -> None:
    for name, options in (("clipboard", CLIPBOARD), ("paste", PASTE)):
        value = fields.choice(name, options)
        if value is not None:
            part.fields[name] = value
    part.url = _url_rule(fields)
    operators = fields.section("operators")
    for key, _ in operators.node.entries if operators.node else ():
        operator = operators.choice(key.raw, OPERATORS)
        if operator is not None:
            part.operators[key.raw.strip().casefold()] = operator


def _url_rule(fields: Section) -> str | None:
    node = fields.get("url")
    if isinstance(node, Scalar):
        cure = f"write `url: {{keep: {node.raw if node.raw in URL else 'host'}}}`"
        fields.fault(node, "url", "this is not a mapping", cure)
        return None
    if isinstance(node, Mapping | None):
        return fields.section("url", ("keep",)).choice("keep", URL)
    fields.fault(node, "url", "this is a list", "write `url: {keep: host}`")
    return None
