"""Numbers from cases and what was found in them.

Owns the definitions. A personal range is leaked if a letter or digit of it is in no span, whatever
the span's entity. A case has zero leak if none of its ranges is leaked. A clean case is one without
any labelled range; it is damaged if anything was found. Characters are letters and digits.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.detection.spans import Span
from pipelines.evaluation.cases import Case, Gold


@dataclass(frozen=True, slots=True)
class Tally:
    """Characters of one entity: found and right, found and wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f2(self) -> float:
        """F-measure that weighs recall four times as much as precision."""
        total = 5 * self.right + 4 * self.missed + self.wrong
        return 5 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that went wrong: what leaked of it, or what was found in a clean one."""

    case: Case
    found: tuple[Span, ...]
    leaked: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured on one set."""

    cases: int
    personal_cases: int
    zero_leak_cases: int
    clean_cases: int
    damaged_cases: int
    words: int
    alarms: int
    """Findings of PERSON in texts that nobody labelled, or that are clean."""
    overall: Tally
    by_entity: dict[str, Tally] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()

    @property
    def zero_leak(self) -> float | None:
        """Share of the personal cases of which nothing leaked."""
        return self.zero_leak_cases / self.personal_cases if self.personal_cases else None

    @property
    def damage(self) -> float | None:
        """Share of the clean cases in which something was found."""
        return self.damaged_cases / self.clean_cases if self.clean_cases else None

    @property
    def alarms_per_1000_words(self) -> float | None:
        return 1000 * self.alarms / self.words if self.words else None


def scored(cases: Sequence[Case], found: Sequence[Sequence[Span]]) -> Score:
    """The score of findings, one sequence for each case."""
    misses: list[Miss] = []
    counts: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for case, spans in zip(cases, found, strict=True):
        leaked = tuple(gold for gold in case.personal if _is_leaked(case.text, gold, spans))
        clean = case.labelled and not case.gold
        counts["personal"] += bool(case.personal)
        counts["zero_leak"] += bool(case.personal) and not leaked
        counts["clean"] += clean
        counts["damaged"] += clean and bool(spans)
        if clean or not case.labelled:
            counts["words"] += len(case.text.split())
            counts["alarms"] += sum(span.entity == "PERSON" for span in spans)
        if leaked or (clean and spans):
            misses.append(Miss(case, tuple(spans), leaked))
        if case.labelled:
            _count(case, spans, right, wrong, missed)
    names = sorted({*right, *wrong, *missed} - {""})
    return Score(
        cases=len(cases),
        personal_cases=counts["personal"],
        zero_leak_cases=counts["zero_leak"],
        clean_cases=counts["clean"],
        damaged_cases=counts["damaged"],
        words=counts["words"],
        alarms=counts["alarms"],
        overall=Tally(right[""], wrong[""], missed[""]),
        by_entity={name: Tally(right[name], wrong[name], missed[name]) for name in names},
        misses=tuple(misses),
    )


def _is_leaked(text: str, gold: Gold, spans: Sequence[Span]) -> bool:
    covered = _places((span.start, span.end) for span in spans)
    return any(text[at].isalnum() and at not in covered for at in range(gold.start, gold.end))


def _places(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


def _count(
    case: Case, spans: Sequence[Span], right: Counter[str], wrong: Counter[str], missed: Counter[str]
) -> None:
    """Count letters and digits; the empty name is all entities together, whatever they are called.

    A right character counts for the entity that it was labelled as, a wrong one for the entity
    that it was found as; what lies in a range whose label is not personal counts as neither.
    """
    gold = {at: mark.entity for mark in case.gold for at in range(mark.start, mark.end)}
    found = {at: span.entity for span in spans for at in range(span.start, span.end)}
    for at, letter in enumerate(case.text):
        if not letter.isalnum():
            continue
        label = gold.get(at)
        if label is not None:
            (right if at in found else missed)[label] += 1
            (right if at in found else missed)[""] += 1
        elif at in found and at not in gold:
            wrong[found[at]] += 1
            wrong[""] += 1
