"""A detector that needs no models: what is written as `zq` and digits is a person."""

import os
import re
import signal
import time
from collections.abc import Sequence
from typing import Final

from pipelines.detection.models import ModelError
from pipelines.detection.spans import Query, Span
from schemas.rules import Rules

CANARY: Final = re.compile(r"zq\d+")
POISON: Final = {"poisonraise", "poisondie", "poisonhang"}


class FakeDetector:
    """Finds canaries; does on poison what its name says."""

    def __init__(self, rules: Rules) -> None:
        self._name = rules.name

    @property
    def models(self) -> tuple[str, ...]:
        return ("fake-1",)

    @property
    def fingerprint(self) -> dict[str, str]:
        return {"fake": "0" * 64, "version": os.environ.get("FAKE_DETECTION_VERSION", "1")}

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        text = " ".join(query.text for query in queries)
        if "poisonraise" in text:
            raise RuntimeError("the text would be in here")
        if "poisondie" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "poisonhang" in text:
            time.sleep(3600)
        return [
            tuple(Span(m.start(), m.end(), "PERSON", 1.0, "fake") for m in CANARY.finditer(query.text))
            for query in queries
        ]


def load(rules: Rules, models: Sequence[str] = (), *, cache_key: bytes = b"") -> FakeDetector:
    """A detector, as redaction processes make one."""
    if "missing" in models:
        raise ModelError("the model `missing` is not installed")
    if "endless" in models:
        time.sleep(3600)
    return FakeDetector(rules)
