"""Presidio as it comes, for comparison: its default analyzer with the same spaCy model.

Owns nothing but its construction. Only measurements use it, never redaction.
"""

import warnings
from collections.abc import Sequence
from typing import Any, Final

from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

from pipelines.detection.merge import merged
from pipelines.detection.models import spacy_md_folder
from pipelines.detection.presidio import read_suffixes_offline
from pipelines.detection.spans import Query, Span

THRESHOLD: Final = 0.4


class VanillaPresidio:
    """Presidio's default recognizers and spaCy's whole pipeline, one text at a time."""

    def __init__(self) -> None:
        """Load spaCy again, with all components. Raises: ModelError."""
        read_suffixes_offline()
        engine = SpacyNlpEngine(
            models=[{"lang_code": "en", "model_name": str(spacy_md_folder())}],
            ner_model_configuration=NerModelConfiguration(labels_to_ignore=_UNMAPPED),
        )
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r".*\[W095\].*")
            engine.load()
        self.analyzer: Any = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        """Spans of at least the customary threshold, all entities, merged as ours are."""
        return [self._one(query.text) for query in queries]

    def _one(self, text: str) -> tuple[Span, ...]:
        results = self.analyzer.analyze(text, "en", score_threshold=THRESHOLD)
        spans = [Span(r.start, r.end, r.entity_type, round(r.score, 2), "presidio") for r in results]
        return merged(text, spans, frozenset(), lambda _: False)


_UNMAPPED: Final = [
    "CARDINAL",
    "EVENT",
    "LANGUAGE",
    "LAW",
    "MONEY",
    "ORDINAL",
    "PERCENT",
    "PRODUCT",
    "QUANTITY",
    "WORK_OF_ART",
]
"""spaCy's labels that Presidio's own configuration ignores."""
