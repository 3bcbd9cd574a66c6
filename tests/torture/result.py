"""One run as a line of the results."""

import json
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """What a run found wrong, and what it counted."""

    seed: int
    kind: str
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def line(self) -> str:
        """The result as JSON."""
        form = {
            "seed": self.seed,
            "kind": self.kind,
            "ok": not self.wrong,
            "wrong": self.wrong,
            "seconds": round(self.seconds, 1),
            "counts": dict(sorted((name, n) for name, n in self.counts.items() if n)),
        }
        return json.dumps(form)
