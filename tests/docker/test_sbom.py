"""The bill of materials, and that every dependency may be used as the project uses it."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = set(
    "0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause CC-BY-4.0 CC0-1.0 CNRI-Python ISC LicenseRef-Public-Domain "
    "LicenseRef-Repoze MIT MIT-0 MPL-2.0 PSF-2.0 Zlib".split()
)
"""All but a few are permissive; MPL 2.0 asks for the source of its own files, which are unmodified."""
NOTABLE = {"MPL-2.0", "CC-BY-4.0", "CC0-1.0", "CNRI-Python", "Zlib", "LicenseRef-Repoze"}


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "docker" / "sbom.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["sbom"] = module
    spec.loader.exec_module(module)
    return module


sbom = load()
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_an_allowed_licence(lock: str) -> None:
    for package in sbom.packages(ROOT / lock):
        named = set(re.findall(r"[\w.-]+", package.licence)) - {"AND", "OR", "WITH"}
        assert named, f"{package.name}: says no licence that is known; read it, then add it to docker/sbom.py"
        assert named <= ALLOWED, f"{package.name}: {package.licence}"


def test_the_notice_names_those_that_are_not_permissive() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    for package in sbom.packages(ROOT / "requirements.lock"):
        if set(re.findall(r"[\w.-]+", package.licence)) & NOTABLE:
            assert package.name in notice, f"{package.name}: {package.licence}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash(lock: str) -> None:
    found = sbom.packages(ROOT / lock)
    pinned = [line for line in (ROOT / lock).read_text("utf-8").splitlines() if "==" in line]
    assert len(found) == len([line for line in pinned if not line.startswith((" ", "#"))]) > 0
    assert all(package.hashes for package in found)


@pytest.mark.models
def test_the_bill_lists_packages_models_and_what_needs_what() -> None:
    made = sbom.document(ROOT / "requirements.lock", sbom.models())
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", made["serialNumber"])
    names = {component["name"] for component in made["components"]}
    assert {"presidio-analyzer", "spacy", "aiokafka", "confluent-kafka", "rampart-1.4.0"} <= names
    refs = [c["bom-ref"] for c in made["components"]] + [made["metadata"]["component"]["bom-ref"]]
    assert len(refs) == len(set(refs))
    for dependency in made["dependencies"]:
        assert dependency["ref"] in refs and set(dependency["dependsOn"]) <= set(refs)
    files = [f for c in made["components"] for f in c.get("components", ())]
    assert files and all(re.fullmatch("[0-9a-f]{64}", f["hashes"][0]["content"]) for f in files)
    again = sbom.document(ROOT / "requirements.lock", sbom.models())
    assert json.dumps(made) == json.dumps(again)
