"""Two rules documents on the same recorded work: which texts they treat differently.

Owns the comparison. Counts hold nothing of a text; examples do, and are made only when asked for.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.draft import Slot
from pipelines.entries import Stretch
from pipelines.redaction.book import Published

Texts = list[tuple[Slot, Published]]
KEPT: Final = "kept"
NOT_RECORDED: Final = "not recorded"


@dataclass(frozen=True, slots=True)
class Example:
    """A text as both documents would publish it; None where it would not be recorded."""

    kind: str
    a: str | None
    b: str | None


@dataclass(slots=True)
class Comparison:
    """What differs: `changes` counts places by what A and B make of them (`("kept", "PERSON")`)."""

    stretches: int = 0
    events: int = 0
    texts: int = 0
    differing: int = 0
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    dropped_a: Counter[str] = field(default_factory=Counter)
    dropped_b: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)


def compare(
    stretches: Iterable[Stretch], a: Redactor, b: Redactor, controls: ControlSet, *, examples: int = 0
) -> Comparison:
    """Redact the same stretches under both documents (with one key) and compare every text.

    At most `examples` examples are kept.
    """
    result = Comparison()
    for stretch in stretches:
        result.stretches += 1
        result.events += len(stretch.entries)
        result.dropped_a.update(a.process(stretch, controls).dropped)
        result.dropped_b.update(b.process(stretch, controls).dropped)
        _compare_texts(a.texts(stretch, controls), b.texts(stretch, controls), result, examples)
    return result


def _compare_texts(a: Texts, b: Texts, result: Comparison, examples: int) -> None:
    left, right = _by_text(a), _by_text(b)
    for place in dict.fromkeys([*left, *right]):
        result.texts += 1
        one, other = left.get(place), right.get(place)
        if one is not None and other is not None and one == other:
            continue
        changes = _changes(one, other)
        if not changes:
            continue
        result.differing += 1
        result.changes.update(changes)
        if len(result.examples) < examples:
            shown = Example(place[0], one.text if one else None, other.text if other else None)
            if shown not in result.examples:
                result.examples.append(shown)


def _by_text(texts: Texts) -> dict[tuple[str, str], Published]:
    """What is published of each text; a text that is treated in several ways counts where it is first met."""
    found: dict[tuple[str, str], Published] = {}
    for slot, published in texts:
        if slot.text:
            found.setdefault((slot.where.kind, slot.text), published)
    return found


def _changes(one: Published | None, other: Published | None) -> Counter[tuple[str, str]]:
    if one is None or other is None:
        return Counter([(NOT_RECORDED, "recorded") if one is None else ("recorded", NOT_RECORDED)])
    left = {(mark.raw_start, mark.raw_end): mark for mark in one.marks}
    right = {(mark.raw_start, mark.raw_end): mark for mark in other.marks}
    found: Counter[tuple[str, str]] = Counter()
    for span in dict.fromkeys([*left, *right]):
        first, second = left.get(span), right.get(span)
        before = _shown(one, first) if first else KEPT
        after = _shown(other, second) if second else KEPT
        if before != after:
            names = (first.entity if first else KEPT, second.entity if second else KEPT)
            found[names if names[0] != names[1] else (names[0], f"{names[1]}, written otherwise")] += 1
    return found


def _shown(published: Published, mark: object) -> str:
    start, end = getattr(mark, "start", 0), getattr(mark, "end", 0)
    return f"{getattr(mark, 'entity', '')}:{published.text[start:end]}"
