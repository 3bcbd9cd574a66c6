"""What the second stage is taught with, and how well it does on lines that it was not taught.

Owns the choice of training parts (never the sets' test parts) and what each weighs: the project's own
screen lines most, then real interface text and code, then public sentences with names.
"""

import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from pipelines.detection.claims import JUDGED
from pipelines.detection.models import ModelSet
from pipelines.detection.normalise import normalise
from pipelines.detection.reading import pieces_of
from pipelines.detection.spans import Span
from pipelines.detection.wording import WORD, given_name
from pipelines.evaluation.cases import Case, read_cases
from pipelines.evaluation.training import Lesson

_SHARED: Final[tuple[tuple[str, int, float, bool], ...]] = (
    ("presidio_research/synth_dataset_v2.jsonl", 700, 0.7, True),
    ("wnut17/train.jsonl", 1200, 0.5, False),
    ("btc/a.jsonl", 400, 0.5, False),
    ("btc/b.jsonl", 400, 0.5, False),
    ("wikigold/wikigold.jsonl", 600, 0.4, False),
    ("rico/screens_a.jsonl", 5000, 0.35, True),
)
"""Files, how many of their cases, what each weighs, and whether its organisations are ours (SPEC 6)."""
OWN: Final = ("personal.jsonl", "clean.jsonl")
_OWN_WEIGHT: Final = 2.5
_CODE_WEIGHT: Final = 0.5
_CODE_MODULES: Final = (
    "argparse",
    "bisect",
    "csv",
    "dataclasses",
    "enum",
    "heapq",
    "pathlib",
    "queue",
    "shlex",
)
_CODE_LINES: Final = 2500
_SURE: Final = 0.8


def lessons(lines: Path, shared: Path, models: ModelSet) -> list[Lesson]:
    """All lessons, those of the own lines first."""
    found = [_lesson(_cases(lines / name), models, _OWN_WEIGHT, knows_organizations=True) for name in OWN]
    for name, most, weight, knows in _SHARED:
        found.append(_lesson(_cases(shared / name)[:most], models, weight, knows_organizations=knows))
    found.append(_lesson(list(_code()), models, _CODE_WEIGHT, knows_organizations=True))
    return found


def without_fold(all_lessons: Sequence[Lesson], fold: int, folds: int) -> list[Lesson]:
    """The lessons again, the own lines without those of a fold."""
    return [*(_without(lesson, fold, folds) for lesson in all_lessons[: len(OWN)]), *all_lessons[len(OWN) :]]


def _without(lesson: Lesson, fold: int, folds: int) -> Lesson:
    pairs = zip(lesson.cases, lesson.claims, strict=True)
    kept = [(case, claims) for case, claims in pairs if fold_of(case, folds) != fold]
    return replace(lesson, cases=[case for case, _ in kept], claims=[claims for _, claims in kept])


def fold_of(case: Case, folds: int) -> int:
    """The fold that a case belongs to, by its id."""
    return int(sha256(case.id.encode()).hexdigest(), 16) % folds


def _cases(path: Path) -> list[Case]:
    with path.open(encoding="utf-8") as lines:
        return list({case.text: case for case in read_cases(lines)}.values())


def _lesson(cases: Sequence[Case], models: ModelSet, weight: float, *, knows_organizations: bool) -> Lesson:
    kept: list[Case] = []
    claims: list[list[Span]] = []
    plain = [normalise(case.text) for case in cases]
    for case, normal, pieces in zip(cases, plain, pieces_of(plain, models.models), strict=True):
        named = [claim for piece in pieces for claim in piece.claims if claim.entity in JUDGED]
        doubtful = not case.labelled and any(
            claim.rule == "rampart" and claim.score > _SURE and _has_name(case.text, claim.start, claim.end)
            for claim in named
        )
        # Nobody labelled these: what surely is somebody's name must not be taught as none.
        if normal.text == case.text and len(pieces) <= 1 and not doubtful:
            kept.append(case)
            claims.append(named)
    return Lesson(kept, claims, weight, knows_organizations)


def _has_name(text: str, start: int, end: int) -> bool:
    return any(given_name(word[0]) == 2 for word in WORD.finditer(text, start, end))


def _code() -> Iterator[Case]:
    """Lines of code of Python's own library, without comments and texts."""
    folder = Path(sysconfig.get_paths()["stdlib"])
    lines: Iterable[str] = (
        line.strip()
        for module in _CODE_MODULES
        for line in (folder / f"{module}.py").read_text(encoding="utf-8").splitlines()
    )
    code = [line for line in dict.fromkeys(lines) if any(sign in line for sign in "(=:") and "#" not in line]
    for number, line in enumerate(code[:_CODE_LINES]):
        yield Case(f"code/{number}", line, ())
