"""A spaCy pipeline, of which only what named entities need is loaded.

Owns its loading and its way of reading texts, of which nothing stays in its vocabulary. Measured: a text's
vectors are the same bits alone and in any batch, so its batch cannot change what is found.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pipelines.detection.labels import ENTITY_OF, bare
from pipelines.detection.spans import Span

SPACY_SCORE: Final = 0.85
"""spaCy gives no scores; Presidio's customary value."""
_BATCH: Final = 128
_UNUSED: Final = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer", "textcat")
_SPELLINGS: Final = "strings"
"""How words with a vector are spelled: 130 MB that nobody asks for, since vectors are found by hashes."""


class SpacyModel:
    """Named entities of one spaCy pipeline."""

    def __init__(self, folder: Path, name: str, rule: str, digests: dict[str, str]) -> None:
        """Load the pipeline in a folder. Raises: OSError or ValueError if it cannot be loaded."""
        import spacy

        with warnings.catch_warnings():
            # The model was trained with the minor version before: its tests say it reads the same.
            warnings.filterwarnings("ignore", message=r".*\[W095\].*")
            self._nlp: Any = spacy.load(folder, exclude=[*_UNUSED, _SPELLINGS])
        if not self._nlp.pipe_names:
            raise ValueError("it has no component that finds entities")
        _drop_unheard(self._nlp)
        _use_steady_products(self._nlp)
        self.vectors: Any = self._nlp.vocab.vectors
        self.strings: Any = self._nlp.vocab.strings
        self.name = name
        self.rule = rule
        self.digests = digests

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Entities of each text that can be personal, in order."""
        # Outside of a zone, every new word would be kept as long as the process lives.
        with self._nlp.memory_zone():
            return [
                [
                    Span(entity.start_char, entity.end_char, ENTITY_OF[label], SPACY_SCORE, self.rule)
                    for entity in document.ents
                    if (label := bare(entity.label_)) in ENTITY_OF
                ]
                for document in self._nlp.pipe(texts, batch_size=_BATCH)
            ]


def _drop_unheard(nlp: Any) -> None:
    """Drop vectors of tokens that are made for no component: spaCy's own models find entities by others."""
    from spacy.pipeline import Tok2Vec

    for name, component in list(nlp.pipeline):
        if isinstance(component, Tok2Vec) and not component.listening_components:
            nlp.remove_pipe(name)


def _use_steady_products(nlp: Any) -> None:
    """Have the networks of a pipeline multiply with our operator."""
    from pipelines.detection.products import SteadyOps

    operators = SteadyOps()
    for _, component in nlp.pipeline:
        for layer in component.model.walk() if hasattr(component, "model") else ():
            layer.ops = operators
