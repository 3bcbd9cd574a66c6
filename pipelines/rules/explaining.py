"""Why a text is treated as it is: what fired, with what score, and why other findings do not count.

Owns the questions, which are put to the detector under the rules at hand and under the same rules
with thresholds, allowed words and merging out of the way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from pipelines.detection.spans import Detector, Query, Span
from schemas.rules import SECRET, Detection, Rules

MakeDetector = Callable[[Rules], Detector]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `operator` is what is done with it, None where it does not count, and `why` says so."""

    span: Span
    text: str
    operator: str | None
    why: str


def explain(
    query: Query, rules: Rules, make_detector: MakeDetector, *, raw: Sequence[Span] = ()
) -> tuple[Finding, ...]:
    """All findings in a text, those that count first in the text's order.

    `raw` are findings of single recognizers, before anything was merged or left out.
    """
    counted = make_detector(rules).detect([query])[0]
    unlimited = _found(query, _without_thresholds(rules), make_detector)
    allowed = _found(query, _with(rules, allow=()), make_detector)
    findings = [
        Finding(
            span,
            query.text[span.start : span.end],
            rules.detection.rule_of(span.entity).operator,
            _counts(span, rules),
        )
        for span in counted
    ]
    left_out: dict[Span, str] = {}
    for span in (*allowed, *unlimited, *raw):
        if any(_is_same(span, other) for other in (*counted, *left_out)):
            continue
        left_out[span] = _why_not(span, counted, allowed, rules, query.text)
    findings += [
        Finding(span, query.text[span.start : span.end], None, why)
        for span, why in sorted(left_out.items(), key=_place)
    ]
    return tuple(findings)


def _place(found: tuple[Span, str]) -> tuple[int, int, str, str]:
    """The order in which findings are told: scores of models differ in their last digits."""
    span, _ = found
    return span.start, span.end, span.entity, span.rule


def _found(query: Query, rules: Rules, make_detector: MakeDetector) -> tuple[Span, ...]:
    return make_detector(rules).detect([query])[0]


def _is_same(span: Span, other: Span) -> bool:
    return (span.start, span.end, span.entity, span.rule) == (
        other.start,
        other.end,
        other.entity,
        other.rule,
    )


def _counts(span: Span, rules: Rules) -> str:
    threshold = rules.detection.threshold_of(span.entity)
    if span.entity == SECRET:
        return "a secret is always `<SECRET>`"
    operator = rules.detection.rule_of(span.entity).operator
    done = "found, and kept by the rules" if operator == "keep" else f"it becomes a {operator}"
    if operator in ("mask", "drop"):
        done = "it is masked" if operator == "mask" else "it is dropped"
    return f"{done}; {span.score:.2f} reaches the threshold {threshold:.2f}"


def _why_not(span: Span, counted: Sequence[Span], allowed: Sequence[Span], rules: Rules, text: str) -> str:
    threshold = rules.detection.threshold_of(span.entity)
    if round(span.score, 2) < threshold:
        return f"{span.score:.2f} is below the threshold {threshold:.2f}"
    winner = next((s for s in counted if s.start < span.end and span.start < s.end), None)
    if winner is not None:
        return f"{winner.entity} by {winner.rule} covers it"
    if any(_is_same(span, other) for other in allowed) and rules.detection.allow:
        return "it is on the list `allow`"
    return "weighed against the whole line, it is not taken for personal"


def _without_thresholds(rules: Rules) -> Rules:
    entities = {
        name: msgspec.structs.replace(rule, threshold=0.0) for name, rule in rules.detection.entities.items()
    }
    return _with(rules, threshold=0.0, entities=entities)


def _with(rules: Rules, **changes: object) -> Rules:
    detection: Detection = msgspec.structs.replace(rules.detection, **changes)
    return msgspec.structs.replace(rules, detection=detection)
