"""The spaCy pipeline: only what finds entities runs, and finds what the whole pipeline finds."""

import warnings

import pytest
import spacy

from pipelines.detection import models
from pipelines.detection.spacy_model import SpacyModel

TEXTS = (
    "Re: budget for Wilhelmina van der Berg",
    "Priya Shah moved from Acme Ltd. to Springfield",
    "Mark as read",
    "Total for May: 702.62 EUR",
)


@pytest.mark.models
def test_without_what_nobody_listens_to_the_same_entities_are_found() -> None:
    folder = models.spacy_md_folder()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = spacy.load(folder)
    model = SpacyModel(folder, "s", "s", {})
    assert model._nlp.pipe_names == ["ner"]
    for text, spans in zip(TEXTS, model.find(TEXTS), strict=True):
        found = {(span.start, span.end) for span in spans}
        assert found <= {(entity.start_char, entity.end_char) for entity in whole(text).ents}
    assert any(model.find(TEXTS))


@pytest.mark.models
def test_nothing_that_was_read_stays_in_its_vocabulary() -> None:
    model = SpacyModel(models.spacy_md_folder(), "s", "s", {})
    model.find(["Ask Priya about it"])
    known = len(model.strings)
    assert model.find(["Ask Zqvexa Wibbelstrand about the zqorbs"] * 3)
    assert len(model.strings) == known
    assert "Wibbelstrand" not in model.strings


def test_vectors_that_a_component_listens_to_are_kept(tmp_path) -> None:
    listener = {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 8,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 96},
        }
    }
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("ner", config=listener).add_label("PERSON")
    nlp.initialize()
    nlp.to_disk(tmp_path)
    assert SpacyModel(tmp_path, "s", "s", {})._nlp.pipe_names == ["tok2vec", "ner"]
