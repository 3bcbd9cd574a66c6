"""The whole way of one closed stretch: gate, steps, scenes, detection, redaction, trajectory.

Pure: rules, controls, detector and key in, an outcome out; the same input, the same bytes.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pipelines import naming
from pipelines.apps import AppFilter
from pipelines.consent import ControlSet
from pipelines.detection.spans import Detector
from pipelines.draft import Book, DraftStep, Slot
from pipelines.entries import Stretch
from pipelines.gate import Gated, pass_gate
from pipelines.naming import Key
from pipelines.outcome import Outcome, failed_outcome, id_of, outcome_of
from pipelines.policy import policy_digest
from pipelines.redaction.book import BookRedactor, Published
from pipelines.redaction.operators import replacer
from pipelines.scenes import DraftScene, Scenes
from pipelines.steps import draft_steps
from pipelines.trajectory import redactions_of, steps_json, to_bytes
from schemas.rules import Rules

MAX_TRAJECTORY_BYTES: Final = 32 * 1024 * 1024


class Redactor:
    """Redacts stretches under one set of rules and one key."""

    def __init__(self, rules: Rules, detector: Detector, key: Key) -> None:
        self._rules = rules
        self._detector = detector
        self._key = key
        self._apps = AppFilter(rules.apps)
        self._books = BookRedactor(detector, rules)
        self.policy_digest = policy_digest(rules, detector.fingerprint)

    def process(self, stretch: Stretch, controls: ControlSet) -> Outcome:
        """What becomes of a stretch under these rules and the given controls."""
        gated = pass_gate(stretch, controls, self._apps)
        if not gated.segments:
            return outcome_of(stretch, self._key, self.policy_digest, gated.dropped)
        steps, duration_ms = self._steps(stretch, gated)
        body = self._body(stretch, gated, steps, duration_ms)
        data = to_bytes(body)
        if len(data) > MAX_TRAJECTORY_BYTES:
            return failed_outcome(stretch, self._key, self.policy_digest)
        found = list(redactions_of(steps))
        return outcome_of(
            stretch,
            self._key,
            self.policy_digest,
            gated.dropped,
            trajectory=data,
            entities=Counter(entity for entity, _ in found),
            rules=Counter(rule for _, rule in found),
        )

    def texts(self, stretch: Stretch, controls: ControlSet) -> list[tuple[Slot, Published]]:
        """Every text that a stretch would publish, as it is and as it would be: for tests and comparisons."""
        gated = pass_gate(stretch, controls, self._apps)
        if not gated.segments:
            return []
        book, _, _, published, _ = self._redact(stretch, gated)
        return list(zip(book.slots, published, strict=True))

    def _steps(self, stretch: Stretch, gated: Gated) -> tuple[list[dict[str, Any]], int]:
        _, steps, drawn, published, duration_ms = self._redact(stretch, gated)
        return steps_json(steps, drawn, published), duration_ms

    def _redact(
        self, stretch: Stretch, gated: Gated
    ) -> tuple[Book, Sequence[DraftStep], list[DraftScene], tuple[Published, ...], int]:
        book = Book()
        draft = draft_steps(
            gated.segments,
            book,
            self._rules.fields,
            cut_before=stretch.cut_before,
            cut_after=stretch.cut_after,
        )
        scenes = Scenes(gated.segments, book, self._apps, self._rules.fields.url, gated.hidden_titles)
        drawn = [scenes.draw(step) for step in draft.steps]
        replace = replacer(self._key, stretch.session_id)
        published = self._books.redact(book, replace, gated.hidden_titles | gated.hidden_texts)
        return book, draft.steps, drawn, published, draft.duration_ms

    def _body(
        self, stretch: Stretch, gated: Gated, steps: list[dict[str, Any]], duration_ms: int
    ) -> dict[str, Any]:
        place = stretch.place
        started = datetime.fromtimestamp(gated.segments[0][0].event.ts / 1000, UTC)
        return {
            "v": 1,
            "trajectory_id": id_of(stretch, self._key, self.policy_digest),
            "session": naming.session_name(self._key, stretch.session_id),
            "started_on": started.strftime("%Y-%m-%d"),
            "duration_ms": duration_ms,
            "source": {
                "topic": place.topic,
                "partition": place.partition,
                "first_offset": place.first_offset,
                "last_offset": place.last_offset,
                "first_seq": stretch.first_seq,
                "last_seq": stretch.last_seq,
            },
            "policy": {
                "name": self._rules.name,
                "digest": self.policy_digest,
                "models": list(self._detector.models),
                "key_id": self._key.key_id,
            },
            "quality": {"seq_gaps": gated.seq_gaps, "dropped": dict(sorted(gated.dropped.items()))},
            "steps": steps,
        }
