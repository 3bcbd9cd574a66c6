"""Fits the second stage: labelled texts and the models' claims on them in, weights out.

Owns which texts teach what, and the two fits: a linear classifier of word vectors (names against
other words), and forests of small trees for claims (person, organisation). The first is a convex problem
solved by Newton's method from zero, the second takes every row in every round and breaks ties by order:
there is no seed, and the same data give the same weights.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np

from pipelines.detection.claims import features, line_of, listed
from pipelines.detection.judge import Weights
from pipelines.detection.lists import is_given_name, is_surname
from pipelines.detection.spans import Span
from pipelines.detection.trees import Forest
from pipelines.detection.wording import WORD, given_name, likeness_of, surname
from pipelines.evaluation.boosting import boosted
from pipelines.evaluation.cases import Case, Gold

_VECTOR_PENALTY: Final = 0.3
_MOST_STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class Lesson:
    """A set of cases with the claims on each, and what one of its claims weighs."""

    cases: Sequence[Case]
    claims: Sequence[Sequence[Span]]
    weight: float
    knows_organizations: bool = False
    """Whether its organisations are labelled as SPEC means them (customers and employers)."""


def fitted(lessons: Sequence[Lesson], model: Any) -> Weights:
    """The weights that the lessons teach; `model` is the default spaCy model."""
    vector = _vector_weights(lessons, model)
    likeness = likeness_of(model.vectors, model.strings, vector)
    rows: list[dict[str, float]] = []
    persons: list[tuple[float, float]] = []
    firms: list[tuple[float, float]] = []
    for lesson in lessons:
        for case, claims in zip(lesson.cases, lesson.claims, strict=True):
            line = line_of(case.text, [*claims, *listed(case.text)], likeness)
            for claim in line.claims:
                values = features(line, claim)
                if values is None:
                    continue
                rows.append(values)
                person, firm = _target(case, claim, lesson)
                persons.append((float(person or 0), 0.0 if person is None else lesson.weight))
                firms.append((float(firm or 0), 0.0 if firm is None else lesson.weight))
    return Weights(_forest(rows, persons), _forest(rows, firms), vector)


def _target(case: Case, claim: Span, lesson: Lesson) -> tuple[bool | None, bool | None]:
    """Whether a claim is a person, and an organisation; None where the case does not tell."""
    if _covers(case.personal, claim, {"PERSON", "HANDLE"}):
        return True, False
    if _covers(case.personal, claim, {"ORGANIZATION"}):
        return (False, True) if lesson.knows_organizations else (None, None)
    if any(gold.start < claim.end and claim.start < gold.end for gold in case.personal):
        return None, None
    return False, False


def _covers(gold: Iterable[Gold], claim: Span, entities: set[str]) -> bool:
    for mark in gold:
        shared = min(mark.end, claim.end) - max(mark.start, claim.start)
        inside = claim.start <= mark.start and mark.end <= claim.end
        if mark.entity in entities and shared > 0 and (inside or 5 * shared >= 2 * (claim.end - claim.start)):
            return True
    return False


def _vector_weights(lessons: Sequence[Lesson], model: Any) -> tuple[float, ...]:
    """Weights that tell names of the lists from words that stand where no name is."""
    other: set[str] = set()
    for lesson in lessons:
        for case in lesson.cases:
            inside = [(g.start, g.end) for g in case.gold if g.entity == "PERSON"]
            for word in WORD.finditer(case.text):
                free = not any(start <= word.start() < end for start, end in inside)
                if free and (word[0].islower() or not case.labelled) and len(word[0]) > 2:
                    other.add(word[0].lower())
    other = {word for word in other if not is_given_name(word) and not is_surname(word)}
    right = _rows(model, (word for word in _listed_names() if max(given_name(word), surname(word)) == 2))
    wrong = _rows(model, (form for word in other for form in (word, word.capitalize())))
    both = right & wrong
    order = [*sorted(right - both), *sorted(wrong - both)]
    target = np.array([1.0] * len(right - both) + [0.0] * len(wrong - both))
    data = model.vectors.data[order]
    data = data / np.maximum(np.linalg.norm(data, axis=1, keepdims=True), 1e-6)
    share = target.mean()
    weight = np.where(target == 1, 2 * (1 - share), 2 * share)
    matrix = np.hstack([data, np.ones((len(order), 1))])
    return tuple(round(float(w), 4) for w in _newton(matrix, target, weight, _VECTOR_PENALTY))


def _listed_names() -> Iterable[str]:
    """The names of the lists as they are written there."""
    for name in ("given.txt", "surnames.txt"):
        text = (files("pipelines.detection.lists") / name).read_text("utf-8")
        lines = (line for line in text.splitlines() if not line.startswith("#"))
        yield from (word.rstrip("?") for line in lines for word in line.split())


def _rows(model: Any, words: Iterable[str]) -> set[int]:
    keys = (model.strings[word] for word in words if word in model.strings)
    return {int(row) for key in keys if (row := model.vectors.key2row.get(key, -1)) >= 0}


def _forest(rows: Sequence[Mapping[str, float]], targets: Sequence[tuple[float, float]]) -> Forest:
    return boosted(
        rows, np.array([value for value, _ in targets]), np.array([weight for _, weight in targets])
    )


def _newton(matrix: Any, target: Any, weight: Any, penalty: float) -> Any:
    """Weighted logistic regression with an L2 penalty."""
    solution = np.zeros(matrix.shape[1])
    ridge = np.eye(matrix.shape[1]) * penalty
    for _ in range(_MOST_STEPS):
        likely = 1 / (1 + np.exp(-(matrix @ solution)))
        slope = matrix.T @ (weight * (likely - target)) + ridge @ solution
        curve = (matrix.T * (weight * likely * (1 - likely) + 1e-9)) @ matrix + ridge
        step = np.linalg.solve(curve, slope)
        solution -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return solution
