"""The detector: models, Presidio, recognizers and lists under one rules document.

Owns the order: what a text alone shows (cached), what its surroundings add, thresholds, lists,
merging. Models are loaded once a process and shared by all rule sets.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from pipelines.detection.cache import DEFAULT_SIZE, SpanCache
from pipelines.detection.claims import LISTED
from pipelines.detection.edges import bare_of_small_words
from pipelines.detection.judge import Judge, Weights, default_likeness, shipped_weights
from pipelines.detection.lists import is_common_word, is_interface_word
from pipelines.detection.merge import DENIED, merged
from pipelines.detection.models import ModelError, ModelSet, load_models
from pipelines.detection.presidio import PatternAnalyzer
from pipelines.detection.reading import read
from pipelines.detection.recognizers import in_context
from pipelines.detection.spans import Query, Span
from pipelines.detection.values import ValueList, allowed, deny_values
from schemas.rules import Rules

__all__ = ["VERSION", "ModelError", "UnionDetector", "load_detector"]

VERSION: Final = "2"
"""The version of detection: part of every policy digest. It goes up when findings change."""

NOT_PERSONAL: Final[frozenset[str]] = frozenset({"LOCATION", "GPE", "NRP", "DATE_TIME", "UUID"})
"""Found only where a rules document names them: places alone, nationalities, other times."""
_CONTEXT_BOOST: Final = 0.35
_CONTEXT_LEAST: Final = 0.4
"""Source: Presidio's LemmaContextAwareEnhancer."""


class UnionDetector:
    """A `Detector` (see `spans`) over all sources."""

    def __init__(
        self,
        rules: Rules,
        loaded: ModelSet,
        cache: SpanCache,
        weights: Weights | None = None,
        shapes: SpanCache | None = None,
    ) -> None:
        """Take `weights` for the judge in place of the shipped ones, and a cache of what is found in shapes.

        Raises: RecognizerError.
        """
        self._rules = rules.detection
        self._loaded = loaded
        self._analyzer = PatternAnalyzer(rules.detection)
        self._context_of = self._analyzer.context_of
        self._of_models = frozenset({LISTED, *(model.rule for model in loaded.models)})
        judged_by = weights or shipped_weights()
        self._judge = Judge(default_likeness(loaded.spacy, judged_by), judged_by)
        self._named = frozenset(rules.detection.entities) | self._analyzer.own_entities
        self._deny = ValueList(deny_values(rules.detection.deny, is_ordinary))
        self._allow = ValueList((value, "") for value in rules.detection.allow)
        self.cache = cache
        self._shapes = shapes

    @property
    def models(self) -> tuple[str, ...]:
        """Names and versions of the models."""
        return self._loaded.names

    @property
    def fingerprint(self) -> dict[str, str]:
        """SHA-256 of each model file, of our own lists and weights, and the version of detection."""
        return {**self._loaded.digests, "lists": lists_digest(), "version": VERSION}

    def detect(self, queries: Sequence[Query]) -> list[tuple[Span, ...]]:
        """Spans for each query: sorted, not overlapping, above their thresholds."""
        alone = self._alone([query.text for query in queries])
        return [self._settle(query, spans) for query, spans in zip(queries, alone, strict=True)]

    def remember(self, texts: Sequence[str]) -> None:
        """Read texts that queries will be about: what each shows by itself need not be read again."""
        self._alone(texts)

    def _alone(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """What each text shows by itself."""
        keys = [self.cache.key(text) for text in texts]
        known: dict[bytes, tuple[Span, ...]] = {}
        unread: dict[bytes, str] = {}
        for key, text in zip(keys, texts, strict=True):
            if key in known or key in unread:
                self.cache.hits += 1
                continue
            held = self.cache.get(key)
            if held is None:
                unread[key] = text
            else:
                known[key] = held
        found = read(list(unread.values()), self._loaded.models, self._analyzer, self._judge, self._shapes)
        for key, spans in zip(unread, found, strict=True):
            known[key] = spans
            self.cache.put(key, spans)
        return [known[key] for key in keys]

    def _settle(self, query: Query, spans: Sequence[Span]) -> tuple[Span, ...]:
        """What a text yields where it stands: context, thresholds, lists, merging."""
        denied = [Span(start, end, entity, 1.0, DENIED) for start, end, entity in self._deny.find(query.text)]
        if not spans and not denied and query.where == type(query.where)():
            return ()
        boosted = [with_words(span, query, self._context_of) for span in spans]
        strong = [
            bare
            for span in in_context(query, boosted)
            if self._counts(span) and (bare := _bare(query.text, span)) is not None
        ]
        left = allowed(query.text, strong, self._allow, lambda span: span.rule in self._of_models)
        answer = merged(
            query.text, [*left, *denied], self._of_models, self._is_kept, self._analyzer.own_rules
        )
        return tuple(span for span in answer if _bare(query.text, span) is not None)

    def _counts(self, span: Span) -> bool:
        personal = span.entity not in NOT_PERSONAL or span.entity in self._named
        return personal and round(span.score, 2) >= self._rules.threshold_of(span.entity)

    def _is_kept(self, entity: str) -> bool:
        return entity != "SECRET" and self._rules.rule_of(entity).operator == "keep"


@lru_cache(maxsize=1)
def lists_digest() -> str:
    """SHA-256 of the word lists and the judge's weights: what is found follows from them, too."""
    package = files("pipelines.detection")
    listed = sorted(
        (f for f in (package / "lists").iterdir() if f.name.endswith(".txt")), key=lambda f: f.name
    )
    digest = sha256()
    for file in (*listed, package / "judge.json"):
        digest.update(file.name.encode() + b"\0" + sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _bare(text: str, span: Span) -> Span | None:
    plain = span.entity == "PERSON" and span.rule != DENIED
    return bare_of_small_words(text, span) if plain else span


def with_words(span: Span, query: Query, context_of: Mapping[str, tuple[str, ...]]) -> Span:
    """A pattern's span with the score that context words in its label, header or field give it."""
    words = context_of.get(span.rule)
    where = query.where
    around = f"{where.label} {where.header} {where.name}".lower()
    if not words or not around.strip() or not any(word in around for word in words):
        return span
    score = round(min(1.0, max(span.score + _CONTEXT_BOOST, _CONTEXT_LEAST)), 2)
    return Span(span.start, span.end, span.entity, score, span.rule)


def is_ordinary(word: str) -> bool:
    """Whether a word that may be a name also is an everyday or interface word."""
    return is_common_word(word) or is_interface_word(word)


def load_detector(
    rules: Rules,
    models: Sequence[str] = (),
    *,
    cache_key: bytes = b"",
    cache_size: int = DEFAULT_SIZE,
) -> UnionDetector:
    """The detector for a rules document, with the default models and those that are named.

    `cache_key` keys the hashes under which results are remembered. Raises: ModelError, RecognizerError.
    """
    loaded = load_models(tuple(models))
    scope = "|".join([VERSION, rules.rules_digest, *(f"{k}={v}" for k, v in sorted(loaded.digests.items()))])
    of_shapes = "|".join(["shapes", VERSION, lists_digest(), *loaded.digests.values()])
    shapes = SpanCache(cache_key, of_shapes, cache_size)
    return UnionDetector(rules, loaded, SpanCache(cache_key, scope, cache_size), shapes=shapes)
