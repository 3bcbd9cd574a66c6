"""Reading rules documents: what is taken, and how every error is told."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.rules import RulesError, check_rules, load_rules, parse_rules
from pipelines.rules.document import DETECTION, TOP
from pipelines.rules.tree import MAX_RULES_BYTES
from schemas.rules import AppRule, Rules

HEAD = "version: 1\nname: x\n"
SPEC = r"""version: 1
name: support-desk
apps:
  mode: exclude            # include: only what `include` lists, less what `exclude` lists
  exclude:
    - {app: "com.1password.*"}
    - {title: "*Incognito*"}
    - {url: "*://*.bank.example/*"}
detection:
  threshold: 0.4
  entities:
    PERSON: {operator: pseudonym}
    ORGANIZATION: {operator: keep}
    CREDIT_CARD: {operator: mask, threshold: 0.3}
  allow: ["Slack", "Acme Mail"]
  deny:
    - {entity: PROJECT, values: ["Falcon", "Blue Heron"]}
    - {entity: PERSON, file: "people.csv"}
  patterns:
    - {entity: EMPLOYEE_ID, regex: '\bEMP-\d{5}\b', score: 0.9, context: [employee],
       examples: {match: ["EMP-00412"], miss: ["EMP-1"]}}
fields:
  clipboard: drop
  paste: known
  url: {keep: host}
trajectory: {idle_gap_s: 60, max_duration_s: 300, max_events: 5000}
tests:
  - {name: "names go", text: "Ask Priya Shah about it",
     expect: {gone: ["Priya Shah"], kept: ["Ask", "about it"]}}
"""


def parse(text: str | bytes, folder: Path | None = None) -> Rules:
    return parse_rules(text if isinstance(text, bytes) else text.encode(), folder, "rules.yaml")


def errors(text: str | bytes, folder: Path | None = None) -> list[str]:
    with pytest.raises(RulesError) as raised:
        parse(text, folder)
    assert all(problem.message and problem.cure for problem in raised.value.errors)
    return [str(problem) for problem in raised.value.errors]


def test_the_documents_of_the_contract_are_taken(tmp_path):
    (tmp_path / "people.csv").write_text(
        "name,email,alias\nPriya Shah,priya@acme.example,pshah\n\nOla Nordmann,,\n"
    )
    rules = parse(SPEC, tmp_path)
    assert rules.apps.exclude[0] == AppRule(app="com.1password.*")
    assert rules.detection.rule_of("ORGANIZATION").operator == "keep"
    assert rules.detection.threshold_of("CREDIT_CARD") == 0.3
    assert rules.detection.deny[0].values == ("Falcon", "Blue Heron")
    first, second = rules.detection.deny[1].people
    assert (first.name, first.email, first.alias) == ("Priya Shah", "priya@acme.example", "pshah")
    assert (second.name, second.email) == ("Ola Nordmann", None)
    assert rules.detection.patterns[0].score == 0.9
    assert rules.tests[0].expect.kept == ("Ask", "about it")


def test_defaults_are_those_of_the_contract():
    rules = parse(HEAD)
    assert rules.apps.mode == "exclude"
    assert rules.detection.threshold == 0.4
    assert rules.detection.rule_of("ANYTHING").operator == "pseudonym"
    assert (rules.fields.clipboard, rules.fields.paste, rules.fields.url.keep) == ("drop", "known", "host")
    limits = rules.trajectory
    assert (limits.idle_gap_s, limits.max_duration_s, limits.max_events) == (60, 300, 5000)


ERRORS = [
    ("", "rules.yaml: the document is empty"),
    ("# nothing\n", "rules.yaml: the document is empty"),
    ("just text", "rules.yaml:1: this is text; write a mapping"),
    ("name: x\n", "rules.yaml:1: version: it is missing"),
    ("version: 2\nname: x\n", "rules.yaml:1: version: this version is not known; write `version: 1`"),
    ('version: "1"\nname: x\n', "rules.yaml:1: version: this version is not known"),
    ("version: true\nname: x\n", "rules.yaml:1: version: this version is not known"),
    ("version: 1\n", "rules.yaml:1: name: it is missing"),
    ("version: 1\nname: 7\n", 'rules.yaml:2: name: this is read as a number; put it in quotes: "7"'),
    (HEAD + "detecton: {}\n", "rules.yaml:3: detecton: there is no such field; did you mean `detection`?"),
    (HEAD + "name: y\n", "rules.yaml:3: name: it stands here for the second time, first on line 2"),
    (HEAD + "apps: [\n", "rules.yaml:4: this is not YAML"),
    (HEAD + "apps: {mode: exlude}\n", "rules.yaml:3: apps.mode: this is `exlude`; did you mean `exclude`?"),
    (HEAD + "apps: {exclude: {app: x}}\n", "rules.yaml:3: apps.exclude: this is a mapping; write a list"),
    (HEAD + "apps:\n  exclude:\n  - {ap: x}\n", "rules.yaml:5: apps.exclude[0].ap: there is no such field"),
    (HEAD + "apps: {exclude: [{}]}\n", "rules.yaml:3: apps.exclude[0]: this entry has no glob"),
    (HEAD + "apps: {exclude: [{app: ''}]}\n", "apps.exclude[0].app: this is an empty text"),
    (
        HEAD + "detection: {threshold: 1.5}\n",
        "detection.threshold: 1.5 is out of range; write a number from 0 to 1",
    ),
    (HEAD + "detection: {threshold: .nan}\n", "detection.threshold: this is `.nan`"),
    (HEAD + "detection: {threshold: high}\n", "detection.threshold: this is `high`"),
    (HEAD + "detection: {entities: {person: {}}}\n", "such as `PERSON`"),
    (
        HEAD + "detection: {entities: {PERSON: keep}}\n",
        "detection.entities.PERSON: this is text; write a mapping",
    ),
    (HEAD + "detection: {entities: {PERSON: {operator: hash}}}\n", "this is `hash`"),
    (HEAD + "detection: {entities: {SECRET: {operator: keep}}}\n", "no rule can `keep` a secret"),
    (HEAD + "detection: {entities: {SECRET: {operator: mask}}}\n", "no rule can `mask` a secret"),
    (HEAD + "detection: {entities: {SECRET: {threshold: 0.9}}}\n", "this would let secrets through"),
    (
        HEAD + "detection: {entities: {CLIPBOARD: {operator: keep}}}\n",
        "it is not found but made; use `fields.paste`",
    ),
    (HEAD + "detection: {allow: [yes]}\n", "detection.allow[0]: this is read as true or false"),
    (HEAD + "detection: {allow: Slack}\n", "detection.allow: this is text; write a list of texts"),
    (HEAD + "detection: {deny: [{entity: A}]}\n", "detection.deny[0]: this entry lists nothing"),
    (HEAD + "detection: {deny: [{values: [a]}]}\n", "detection.deny[0].entity: it is missing"),
    (
        HEAD + "detection: {deny: [{entity: A, file: no.csv}]}\n",
        "no folder is given",
    ),
    (HEAD + "detection: {deny: [{entity: A, values: [x], sha256: ab}]}\n", "it stands beside no file"),
    (HEAD + "detection: {patterns: [{entity: A}]}\n", "detection.patterns[0].regex: it is missing"),
    (HEAD + "detection: {patterns: [{entity: A, regex: '('}]}\n", "it is not a regex: missing )"),
    (HEAD + "detection: {patterns: [{entity: A, regex: '(a+)+$'}]}\n", "it can take exponential time"),
    (HEAD + "detection: {patterns: [{entity: A, regex: 'a*'}]}\n", "it matches an empty text"),
    (
        HEAD + "detection: {patterns: [{entity: A, regex: a, score: 2}]}\n",
        "patterns[0].score: 2 is out of range",
    ),
    (
        HEAD
        + "detection:\n  patterns:\n  - entity: A\n    regex: a\n"
        + "    examples:\n      match: [a,\n        b]\n",
        "rules.yaml:9: detection.patterns[0].examples.match[1]: the regex does not match this",
    ),
    (
        HEAD + "detection: {patterns: [{entity: A, regex: a, examples: {miss: [a]}}]}\n",
        "the regex matches this",
    ),
    (HEAD + "fields: {paste: knwn}\n", "fields.paste: this is `knwn`; did you mean `known`?"),
    (HEAD + "fields: {url: path}\n", "fields.url: this is not a mapping; write `url: {keep: path}`"),
    (HEAD + "fields: {operators: {searchbox: hide}}\n", "fields.operators.searchbox: this is `hide`"),
    (HEAD + "trajectory: {idle_gap_s: 0}\n", "trajectory.idle_gap_s: 0 is out of range"),
    (HEAD + "trajectory: {max_events: 1.5}\n", "trajectory.max_events: this is `1.5`"),
    (HEAD + "trajectory: {max_events: 99999999999999999999}\n", "is out of range"),
    (HEAD + "extends: strct\n", "extends: there is no pack `strct`; did you mean `strict`?"),
    (HEAD + "extends: [default, 3]\n", "extends[1]: this is read as a number"),
    (HEAD + "tests: [{name: a, text: b}]\n", "tests[0].expect: it is missing"),
    (HEAD + "tests: [{name: a, text: b, screen: [c], expect: {gone: [b]}}]\n", "it shows text and screen"),
    (HEAD + "tests: [{name: a, expect: {gone: [b]}}]\n", "it shows nothing"),
    (HEAD + "tests: [{name: a, text: b, expect: {}}]\n", "tests[0].expect: it expects nothing"),
    (HEAD + "tests: [{name: a, text: b, expect: {gone: b}}]\n", "write a list of texts"),
    (HEAD + "x: !!python/object:os.system {}\n", "rules.yaml:3: a tag is not allowed"),
    (HEAD + "x: *y\n", "nothing is called `&y` above"),
    (HEAD + "---\nversion: 1\n", "a second document begins"),
    (HEAD + "x: " + "[" * 50, "nested deeper than 40 levels"),
    (HEAD + "? [a]\n: b\n", "a name of a field must be plain text"),
    (b"version: 1\nname: \xff\n", "rules.yaml:2: the text is not UTF-8"),
    ("version: 1\nname: x".encode("utf-16"), "the text is not UTF-8"),
    (b"version: 1\nname: a\x00b\n", "this is not YAML"),
    (b"#" * (MAX_RULES_BYTES + 1), "the document is too big"),
]


@pytest.mark.parametrize(("text", "told"), ERRORS)
def test_an_error_names_file_line_and_field_and_says_what_would_be_right(text, told):
    assert any(told in error for error in errors(text)), errors(text)


def test_all_errors_are_told_at_once_in_the_order_of_the_file():
    text = HEAD + "detection: {threshold: 9}\nfields: {paste: x}\ntrajectory: {idle_gap_s: x}\n"
    found = errors(text)
    assert [error.split(": ")[1] for error in found] == [
        "detection.threshold",
        "fields.paste",
        "trajectory.idle_gap_s",
    ]
    with pytest.raises(RulesError, match=r"and 2 more: see `cleantrace rules check`"):
        parse(text)


def test_an_alias_bomb_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "more than 200000 values" in errors("\n".join(lines))[0]


def test_an_anchor_may_be_used_again():
    rules = parse(HEAD + "detection:\n  entities:\n    PERSON: &same {operator: mask}\n    ADDRESS: *same\n")
    assert rules.detection.rule_of("ADDRESS").operator == "mask"


def test_a_secret_is_never_kept_by_any_road():
    rules = parse(
        HEAD + "detection: {threshold: 1, entities: {DEFAULT: {operator: keep, threshold: 1}, "
        "SECRET: {operator: drop, threshold: 0.2}}}\n"
    )
    assert rules.detection.rule_of("SECRET").operator == "placeholder"
    assert rules.detection.threshold_of("SECRET") == 0.2
    assert rules.detection.rule_of("PERSON").operator == "keep"
    open_wide = parse(HEAD + "detection: {threshold: 1}\n")
    assert open_wide.detection.threshold_of("SECRET") == 0.4
    assert open_wide.detection.threshold_of("PERSON") == 1


def test_the_default_operator_may_be_written_for_secrets_too():
    rules = parse(HEAD + "detection: {entities: {SECRET: {operator: pseudonym}}}\n")
    assert rules.detection.rule_of("SECRET").operator == "placeholder"


def test_what_is_seldom_meant_is_noted():
    text = HEAD + (
        "apps: {include: [{app: x}], exclude: [{title: '[Private]*'}, {url: 'https://acme.com'}]}\n"
        "detection: {entities: {PERSONS: {operator: mask}, PROJECT: {operator: keep}}}\n"
    )
    notes = [str(note) for note in check_rules(text.encode(), None, "r").notes]
    assert [note.split(": ")[1] for note in notes] == [
        "apps.exclude[0].title",
        "apps.exclude[1].url",
        "apps.include",
        "detection.entities.PERSONS",
    ]


def test_packs_come_first_and_the_document_wins():
    rules = parse(
        HEAD + "extends: [default, strict]\napps: {exclude: [{app: mine}]}\n"
        "detection: {threshold: 0.5, entities: {PERSON: {operator: mask}}}\n"
    )
    assert AppRule(app="*bitwarden*") in rules.apps.exclude
    assert rules.apps.exclude[-1] == AppRule(app="mine")
    assert rules.detection.threshold == 0.5
    assert rules.detection.rule_of("PERSON").operator == "mask"
    assert rules.detection.threshold_of("PERSON") == 0.25
    assert rules.detection.rule_of("OTHER").operator == "placeholder"
    assert rules.name == "x"
    assert rules.tests == ()
    assert set(rules.packs) == {"default", "strict"}


def test_a_file_that_cannot_be_read_is_one_error(tmp_path):
    with pytest.raises(RulesError, match="the file cannot be read: No such file"):
        load_rules(tmp_path / "none.yaml")
    with pytest.raises(RulesError, match="Is a directory"):
        load_rules(tmp_path)


def test_typed_tests_are_keys():
    rules = parse(
        HEAD
        + "tests: [{name: a, typed: ['Helo', Backspace, 'lo', Control+a, 'Control+'], expect: {kept: [x]}},"
        " {name: b, typed: 'ab', expect: {kept: [ab]}}]\n"
    )
    assert rules.tests[0].typed == (*"Helo", "Backspace", *"lo", "Control+a", *"Control+")
    assert rules.tests[1].typed == ("a", "b")


NAMES = st.sampled_from(
    [*TOP, *DETECTION, "mode", "exclude", "app", "url", "keep", "PERSON", "operator", "x"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1", "(a+)+"])
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(NAMES, TREES, max_size=5).map(
        lambda tree: yaml.safe_dump({"version": 1, "name": "n", **tree})
    )
)
def test_any_tree_is_rules_or_a_rules_error(text):
    try:
        parse(text)
    except RulesError as error:
        assert error.errors


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300) | st.text(alphabet="ab:-[]{}&*!|>?%@'\"\\#,\n\t 1", max_size=80).map(str.encode)
)
def test_any_bytes_are_rules_or_a_rules_error(data):
    try:
        parse(data)
    except RulesError as error:
        assert error.errors
