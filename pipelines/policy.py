"""The policy digest: what a trajectory was made under, as one number."""

import hashlib
from collections.abc import Mapping

import orjson

from schemas.rules import Rules


def policy_digest(rules: Rules, fingerprint: Mapping[str, str]) -> str:
    """SHA-256 (`sha256:` and hex) over the rules digest, the models' files and detection's version.

    `fingerprint` is the detector's: SHA-256 of each model file, and `version`.
    """
    models = {name: value for name, value in fingerprint.items() if name != "version"}
    # What a shipped pack says changes with the version of the software: it is part of detection's.
    detection = [fingerprint["version"], rules.packs] if rules.packs else fingerprint["version"]
    content = {"rules": rules.rules_digest, "models": models, "detection": detection}
    return "sha256:" + hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
