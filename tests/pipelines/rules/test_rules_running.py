"""Tests, explanations and comparisons of rules, with a detector that knows words."""

import orjson
import pytest

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.detection.spans import Query, Span
from pipelines.policy import policy_digest
from pipelines.rules import parse_rules
from pipelines.rules.diffing import compare
from pipelines.rules.explaining import explain
from pipelines.rules.keys import read_keys, split_chord
from pipelines.rules.testing import KEY, run_tests
from pipelines.stretches import Sessions
from schemas.codec import decode_message
from schemas.rules import Rules
from tests.build import Recorder, message
from tests.words import WordDetector

HEAD = "version: 1\nname: x\n"
DETECTOR = WordDetector({"Priya Shah": "PERSON", "Falcon": "PROJECT", "hunter22": "SECRET"})


def rules_of(text: str) -> Rules:
    return parse_rules((HEAD + text).encode(), None, "rules.yaml")


def outcome_of(test: str, more: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    (result,) = run_tests(rules_of(f"{more}tests: [{{name: one, {test}}}]\n"), DETECTOR)
    assert result.passed == (not result.faults)
    return result.faults, result.shown


PASSING = [
    "text: Ask Priya Shah now, expect: {gone: [Priya, Shah], kept: [Ask, now], entity: {Priya Shah: PERSON}}",
    "screen: [File, 'To: Priya Shah', Send], expect: {gone: [Priya Shah], kept: [File, Send, 'To:']}",
    "typed: [Priya Shha, Backspace, Backspace, ah], expect: {gone: [Shah], entity: {Priya Shah: PERSON}}",
    "typed: [one, Enter, two], field: Notes, expect: {kept: [one, two]}",
    "text: hunter22, field: Comment, expect: {gone: [hunter22], kept: [<SECRET>]}",
    "text: anything, field: Password, expect: {gone: [anything], kept: [<SECRET>]}",
    "text: hello, title: With Priya Shah, expect: {gone: [Priya], kept: [With, hello]}",
]


@pytest.mark.parametrize("test", PASSING)
def test_a_test_goes_through_the_whole_chain(test):
    assert outcome_of(test)[0] == ()


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        ("text: Ask Bo, expect: {gone: [Bo]}", "`Bo` is still there"),
        ("text: Ask Priya Shah, expect: {kept: [Priya Shah]}", "`Priya Shah` is gone"),
        ("text: Ask Bo, expect: {entity: {Bo: PERSON}}", "`Bo` is not found, not as PERSON"),
        ("text: Falcon, expect: {entity: {Falcon: PERSON}}", "`Falcon` is found as PROJECT, not as PERSON"),
    ],
)
def test_a_fault_says_what_is_otherwise(test, fault):
    assert outcome_of(test)[0] == (fault,)


def test_an_excluded_window_publishes_nothing():
    more = "apps: {exclude: [{title: '*private*'}]}\n"
    assert outcome_of("text: hello, title: Private mail, expect: {gone: [hello]}", more) == ((), ())


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Helo", tuple("Helo")),
        ("Backspace", ("Backspace",)),
        ("Control+a", ("Control+a",)),
        ("Control+Shift+ArrowLeft", ("Control+Shift+ArrowLeft",)),
        ("Alt++", ("Alt++",)),
        ("a+b", ("a", "+", "b")),
        ("Control+", tuple("Control+")),
    ],
)
def test_keys_of_a_typed_test(text, keys):
    assert read_keys(text) == keys


def test_a_chord_is_its_modifiers_and_a_key():
    assert split_chord("Control+Shift+a") == (("Control", "Shift"), "a")
    assert split_chord("Alt++") == (("Alt",), "+")
    assert split_chord("+") == ((), "+")


class _Ruled:
    """Words under rules: thresholds and allowed texts count."""

    models = ("words-1",)
    fingerprint = {"words": "0", "version": "1"}

    def __init__(self, rules: Rules) -> None:
        self._detection = rules.detection

    def detect(self, queries):
        spans = WordDetector({"Priya Shah": "PERSON", "Falcon": "PROJECT"}, 0.6).detect(queries)
        return [
            tuple(span for span in found if self._counts(query, span))
            for query, found in zip(queries, spans, strict=True)
        ]

    def _counts(self, query: Query, span: Span) -> bool:
        allowed = query.text[span.start : span.end] in self._detection.allow
        return not allowed and span.score >= self._detection.threshold_of(span.entity)


@pytest.mark.parametrize(
    ("document", "operator", "why"),
    [
        ("", "pseudonym", "it becomes a pseudonym; 0.60 reaches the threshold 0.40"),
        ("detection: {entities: {PROJECT: {operator: keep}}}\n", "keep", "found, and kept by the rules"),
        ("detection: {entities: {PROJECT: {operator: mask}}}\n", "mask", "it is masked"),
        ("detection: {entities: {PROJECT: {threshold: 0.9}}}\n", None, "0.60 is below the threshold 0.90"),
        ("detection: {threshold: 0.7}\n", None, "0.60 is below the threshold 0.70"),
        ("detection: {allow: [Falcon]}\n", None, "it is on the list `allow`"),
    ],
)
def test_why_a_finding_counts_or_not(document, operator, why):
    (finding,) = explain(Query("about Falcon"), rules_of(document), _Ruled)
    assert (finding.text, finding.operator) == ("Falcon", operator)
    assert why in finding.why


def test_two_documents_are_compared_text_by_text():
    recorder = (
        Recorder()
        .screen("Ask Priya Shah", "about Falcon", "File")
        .click()
        .screen("salary", ctx=1)
        .click(ctx=1)
    )
    contexts = [{"app": "com.acme.a", "title": "A"}, {"app": "com.acme.b", "title": "B"}]
    sessions = Sessions("raw", 0, lambda: rules_of("").trajectory)
    sent = decode_message(orjson.dumps(message(recorder.take(), contexts=contexts)))
    stretches = [*sessions.add(sent, 0, None).closed, *sessions.close_all()]
    a = rules_of("detection: {entities: {PROJECT: {operator: keep}}}\n")
    b = rules_of("apps: {exclude: [{app: com.acme.b}]}\ndetection: {entities: {PERSON: {operator: mask}}}\n")
    one, other = (
        Redactor(rules, WordDetector({"Priya Shah": "PERSON", "Falcon": "PROJECT"}), KEY) for rules in (a, b)
    )
    found = compare(stretches, one, other, ControlSet.empty(), examples=2)
    assert found.changes[("PERSON", "PERSON, written otherwise")] == 1
    assert found.changes[("kept", "PROJECT")] == 1
    assert found.changes[("recorded", "not recorded")] >= 1
    assert found.dropped_b["app_excluded"] == 3
    assert not found.dropped_a
    assert len(found.examples) == 2
    same = compare(stretches, one, one, ControlSet.empty())
    assert (same.differing, same.examples) == (0, [])


def test_the_policy_digest_stands_for_packs_too():
    rules = rules_of("extends: default\n")
    other = rules_of("extends: default\n")
    fingerprint = {"version": "1", "model": "0"}
    assert policy_digest(rules, fingerprint) == policy_digest(other, fingerprint)
    changed = type(rules)(
        **{name: getattr(rules, name) for name in rules.__struct_fields__} | {"packs": {"default": "x"}}
    )
    assert policy_digest(changed, fingerprint) != policy_digest(rules, fingerprint)
