"""Where the processor time of our chain goes: a file of raw messages in, a share for each part out.

Parts are timed where they are called, with no profiler: one slows Python down and not the models.
"""

import sys
import time
from collections import Counter
from typing import Any

import ours
from measure import Meter

from pipelines import chain, scenes
from pipelines.detection import engine, judge, presidio, reading, spacy_model, token_model
from pipelines.redaction import book

PARTS: tuple[tuple[Any, str, str], ...] = (
    (token_model.TokenModel, "find", "Rampart (ONNX)"),
    (spacy_model.SpacyModel, "find", "spaCy's entity recogniser"),
    (reading, "recognize_plain", "our own recognizers"),
    (presidio.PatternAnalyzer, "find_predefined", "Presidio's patterns"),
    (judge.Judge, "judged_all", "the judge of claims"),
    (scenes.LineReader, "read", "reading screens"),
    (scenes.ScreenTexts, "add", "texts of screens"),
    (ours, "decode_message", "decoding"),
    (ours.Sessions, "add", "stretches: order, ends, sharing"),
    (chain, "pass_gate", "the gate"),
    (chain, "draft_steps", "steps"),
    (chain, "steps_json", "trajectories"),
    (chain, "to_bytes", "trajectories"),
    (engine.UnionDetector, "_settle", "surroundings, lists, merging"),
    (book.Evidence, "find", "evidence"),
)


def clocked(part: Any, name: str, label: str, spent_s: Counter[str]) -> None:
    """Add what calls of a function take to a part's seconds."""
    called = getattr(part, name)

    def timed(*given: Any, **named: Any) -> Any:
        start_s = time.process_time()
        try:
            return called(*given, **named)
        finally:
            spent_s[label] += time.process_time() - start_s

    setattr(part, name, timed)


def main() -> None:
    """Run a file and print the shares."""
    spent_s: Counter[str] = Counter()
    for part, name, label in PARTS:
        clocked(part, name, label, spent_s)

    def share_out(work: Any) -> None:
        start_s = time.process_time()
        work(Meter())
        total_s = time.process_time() - start_s
        for label, part_s in spent_s.most_common():
            sys.stdout.write(f"{part_s / total_s:6.1%}  {label}\n")
        sys.stdout.write(f"{1 - sum(spent_s.values()) / total_s:6.1%}  all else, of {total_s:.1f} CPU s\n")

    setattr(ours, "report", share_out)  # noqa: B010 - the module's own name for it
    ours.main()


if __name__ == "__main__":
    main()
