"""Presidio's analyzer: its own recognizers, and those that a rules document adds.

Owns the registry (predefined recognizers of all countries, a document's YAML definitions and its
patterns) and how a text is put to it: only recognizers that the gate lets through are asked, context
words come from a plain tokenizer, regular expressions run under a short limit that is an error when
it is passed, and no recognizer asks the network for the public suffix list.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import tldextract
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    Pattern,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
    predefined_recognizers,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
from presidio_analyzer.recognizer_registry.recognizers_loader_utils import RecognizerListLoader

from pipelines.detection.gate import PatternGate
from pipelines.detection.models import ModelError
from pipelines.detection.spans import Span
from pipelines.detection.vetting import vetted
from schemas.rules import Detection
from schemas.rules import Pattern as RulePattern

REGEX_LIMIT_S: Final = 2.0
_LANGUAGE: Final = "en"
_FLAGS: Final = re.DOTALL | re.MULTILINE | re.IGNORECASE
_WORD: Final = re.compile(r"\w+|[^\w\s]")

NOT_ASKED: Final[frozenset[str]] = frozenset({"DateRecognizer", "UrlRecognizer", "UuidRecognizer"})
"""Dates and URLs as such are not personal, and random ids name nobody: what of them is personal is
found by this project's own recognizers."""
_NO_DIGIT_NEEDED: Final[frozenset[str]] = frozenset(
    {"EmailRecognizer", "IpRecognizer", "MacAddressRecognizer", "CryptoRecognizer"}
)
_PHONE_DIGITS: Final = 7


class PatternTimeoutError(RuntimeError):
    """A regular expression did not end in time: the text was not looked through."""


class RecognizerError(ModelError):
    """A document's recognizer definition is not one that Presidio takes."""


class _Words(NlpEngine):  # type: ignore[misc]
    """Words of a text, for context; no model."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        words = list(_WORD.finditer(text))
        return NlpArtifacts(
            entities=[],
            tokens=[word[0] for word in words],
            tokens_indices=[word.start() for word in words],
            lemmas=[word[0].lower() for word in words],
            nlp_engine=self,
            language=language,
        )

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **kwargs: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return word in {"a", "an", "the", "is", "of", "to", "in", "and", "or", "it"}

    def is_punct(self, word: str, language: str) -> bool:
        return not word.isalnum()

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return [_LANGUAGE]


class _Registry(RecognizerRegistry):  # type: ignore[misc]
    """A registry that answers with those recognizers that were chosen for the text at hand."""

    chosen: Sequence[EntityRecognizer] = ()

    def get_recognizers(self, *_args: Any, **_kwargs: Any) -> list[EntityRecognizer]:
        return list(self.chosen)


class _Bounded:
    """A compiled pattern whose limit is an error, not a warning and a text half read."""

    def __init__(self, compiled: Any, name: str) -> None:
        self._compiled = compiled
        self._name = name

    def finditer(self, text: str, **_: Any) -> list[Any]:
        try:
            return list(self._compiled.finditer(text, timeout=REGEX_LIMIT_S))
        except TimeoutError:
            raise PatternTimeoutError(f"pattern {self._name} took more than {REGEX_LIMIT_S} s") from None


class PatternAnalyzer:
    """Presidio's recognizers under one rules document."""

    def __init__(self, detection: Detection) -> None:
        """Take the predefined recognizers and the document's. Raises: RecognizerError."""
        own = [*_from_patterns(detection.patterns), *_from_definitions(detection.recognizers)]
        self._recognizers: list[EntityRecognizer] = [*_predefined(), *own]
        self._own_from = len(self._recognizers) - len(own)
        self._rules = {r.id: _rule_of(r, at >= self._own_from) for at, r in enumerate(self._recognizers)}
        self.own_entities = frozenset(entity for r in own for entity in r.supported_entities)
        self.own_rules = frozenset(self._rules[recognizer.id] for recognizer in own)
        self._vetted = frozenset(self._rules[r.id] for r in self._recognizers[: self._own_from])
        self._context = self.context_of
        self._registry = _Registry(recognizers=list(self._recognizers))
        self._registry.chosen = self._recognizers
        self._analyzer = AnalyzerEngine(
            registry=self._registry, nlp_engine=_Words(), supported_languages=[_LANGUAGE]
        )
        gated = [
            (at, pattern.regex)
            for at, recognizer in enumerate(self._recognizers)
            for pattern in getattr(recognizer, "patterns", ())
        ]
        self._gated_by = [at for at, _ in gated]
        self._without_patterns = frozenset(
            at for at, r in enumerate(self._recognizers) if not isinstance(r, PatternRecognizer)
        )
        self._gate = PatternGate([regex for _, regex in gated])
        for recognizer in self._recognizers:
            _bound(recognizer)

    @property
    def context_of(self) -> Mapping[str, tuple[str, ...]]:
        """Context words, in lower case, of each rule that has any."""
        return {
            self._rules[recognizer.id]: tuple(word.lower() for word in recognizer.context)
            for recognizer in self._recognizers
            if recognizer.context
        }

    def find(self, text: str) -> list[Span]:
        """Spans of one text, weak ones too, sorted. Raises: PatternTimeoutError."""
        return sorted((*self.find_predefined(text), *self.find_own(text)))

    def find_predefined(self, text: str) -> list[Span]:
        """What Presidio's own recognizers find: the same under all rules documents."""
        return self._found(text, [at for at in self._chosen(text) if at < self._own_from])

    def find_own(self, text: str) -> list[Span]:
        """What the document's recognizers find."""
        if self._own_from == len(self._recognizers):
            return []
        return self._found(text, [at for at in self._chosen(text) if at >= self._own_from])

    def _found(self, text: str, numbers: Sequence[int]) -> list[Span]:
        chosen = [self._recognizers[at] for at in numbers]
        results = self._alone(chosen, text)
        if results is None:
            self._registry.chosen = chosen
            results = self._analyzer.analyze(text, _LANGUAGE, score_threshold=0.0)
        return sorted(span for result in results if (span := self._span(text, result)) is not None)

    def _alone(self, chosen: Sequence[EntityRecognizer], text: str) -> list[RecognizerResult] | None:
        """What Presidio's engine would answer, where it has nothing to add; None where it has to be asked.

        It adds to the score of a result where the text holds one of its recognizer's context words.
        """
        results: list[RecognizerResult] = []
        lowered = text.lower()
        for recognizer in chosen:
            rule = self._rules[recognizer.id]
            if rule not in self._vetted or not isinstance(recognizer, PatternRecognizer):
                return None
            found = recognizer.analyze(text, recognizer.supported_entities)
            if found and any(word in lowered for word in self._context.get(rule, ())):
                return None
            results.extend(found)
        return EntityRecognizer.remove_duplicates(results) if results else []

    def _span(self, text: str, result: RecognizerResult) -> Span | None:
        rule = self._rules[result.recognition_metadata["recognizer_identifier"]]
        span = Span(result.start, result.end, result.entity_type, round(result.score, 2), rule)
        return vetted(text, span, self._context.get(rule, ())) if rule in self._vetted else span

    def _chosen(self, text: str) -> list[int]:
        """Numbers of the recognizers that can find something."""
        digits = sum(map(str.isdigit, text))
        matching = {self._gated_by[number] for number in self._gate.open_for(text)}
        return [
            at
            for at in sorted(matching | self._without_patterns)
            if at >= self._own_from or _worth(self._recognizers[at], text, digits)
        ]


def _worth(recognizer: EntityRecognizer, text: str, digits: int) -> bool:
    name = type(recognizer).__name__
    if name == "PhoneRecognizer":
        # Eight regions cost 7 ms a line; other forms of numbers are our own recognizer's.
        return digits >= _PHONE_DIGITS and ("(" in text or "+" in text)
    return digits > 0 or name in _NO_DIGIT_NEEDED


def _rule_of(recognizer: EntityRecognizer, own: bool) -> str:
    return str(recognizer.name) if own else f"presidio:{type(recognizer).__name__}"


def _bound(recognizer: EntityRecognizer) -> None:
    if not isinstance(recognizer, PatternRecognizer):
        return
    import regex

    flags = recognizer.global_regex_flags
    for pattern in recognizer.patterns:
        if isinstance(pattern.compiled_regex, _Bounded) and pattern.compiled_with_flags == flags:
            continue
        pattern.compiled_regex = _Bounded(regex.compile(pattern.regex, flags=flags), pattern.name)
        pattern.compiled_with_flags = flags


def read_suffixes_offline() -> None:
    """Make every recognizer read the packaged public suffix list instead of asking the network."""
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=1)
def _predefined() -> tuple[EntityRecognizer, ...]:
    """One of each predefined recognizer that works on a text alone, whatever its country."""
    read_suffixes_offline()
    found: list[EntityRecognizer] = []
    for name in sorted(set(predefined_recognizers.__all__) - NOT_ASKED):
        kind = getattr(predefined_recognizers, name)
        is_pattern = isinstance(kind, type) and issubclass(kind, PatternRecognizer)
        if is_pattern or name == "PhoneRecognizer":
            found.append(kind(supported_language=_LANGUAGE))
    return tuple(found)


def _from_patterns(patterns: Sequence[RulePattern]) -> Iterator[EntityRecognizer]:
    for pattern in patterns:
        yield PatternRecognizer(
            supported_entity=pattern.entity,
            name=f"pattern:{pattern.entity}",
            patterns=[Pattern(pattern.entity, pattern.regex, pattern.score)],
            context=list(pattern.context) or None,
            global_regex_flags=_FLAGS,
        )


def _from_definitions(definitions: Sequence[Mapping[str, Any]]) -> Iterator[EntityRecognizer]:
    for number, definition in enumerate(definitions):
        name = definition.get("name", f"number {number + 1}")
        try:
            loaded = list(
                RecognizerListLoader.get(
                    recognizers=[dict(definition)],
                    supported_languages=[_LANGUAGE],
                    global_regex_flags=_FLAGS,
                )
            )
        except (ValueError, TypeError, KeyError, AttributeError, ImportError) as error:
            raise RecognizerError(f"recognizer {name}: Presidio does not take it: {error}") from None
        except Exception as error:
            # Presidio's "no such recognizer" is a bare Exception of its own.
            if type(error).__name__ != "PredefinedRecognizerNotFoundError":
                raise
            raise RecognizerError(f"recognizer {name}: Presidio has no predefined one of that name") from None
        if not loaded:
            raise RecognizerError(f"recognizer {name}: it is disabled or not for language `{_LANGUAGE}`")
        yield from loaded
