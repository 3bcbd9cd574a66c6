"""What Presidio's own recognizer tests expect is found here too, or left out for a reason that is said.

Any score counts: most of these texts are bare numbers, which are weak candidates on purpose.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from pipelines.detection.recognizers import recognize

ROOT = Path(__file__).resolve().parents[3]
CASES = (
    Path(os.environ.get("CLEANTRACE_SHARED", ROOT.parent / "shared"))
    / "data/presidio_recognizer_tests/cases.jsonl"
)
NOT_PERSONAL = {"DateRecognizer", "DePlzRecognizer", "UrlRecognizer"}
"""Dates of no one, postcodes alone, public URLs: the contract keeps them."""
ELSEWHERE = {"SpacyRecognizer", "IpRecognizer", "MacAddressRecognizer", "EmailRecognizer"}
"""Found by models, or held by the tests of their own modules."""
REASONS = {
    "EsNifRecognizer": (2, "seven digits instead of eight"),
    "FiPersonalIdentityCodeRecognizer": (1, "glued to the word before it"),
    "InAadhaarRecognizer": (5, "fails its check digit, or groups parted by colons"),
    "InPanRecognizer": (1, "not the form of a PAN"),
    "InVehicleRegistrationRecognizer": (3, "short old plates look like product codes"),
    "ItIdentityCardRecognizer": (2, "two numbers in a row, or five digits"),
    "ItVatCodeRecognizer": (1, "broken by an underscore"),
    "PhoneRecognizer": (2, "glued to a word, or not a number of any country here"),
    "SePersonnummerRecognizer": (1, "glued to the word before it"),
    "SgFinRecognizer": (2, "letters that are never issued"),
    "SgUenRecognizer": (1, "a form of associations that looks like a product code"),
    "UkNinoRecognizer": (1, "the expected span begins with a blank"),
    "UkVehicleRegistrationRecognizer": (7, "old plates look like product codes without a word beside them"),
    "UsLicenseRecognizer": (3, "rows of digits without a word beside them"),
}
"""For each recognizer how many of Presidio's expectations are not met, and why."""


@pytest.mark.skipif(not CASES.exists(), reason=f"Presidio's cases are not at {CASES}")
def test_what_presidio_finds_is_found() -> None:
    missed: Counter[str] = Counter()
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        name = (case.get("recognizer") or ["none"])[0] if isinstance(case.get("recognizer"), list) else "none"
        if not name.endswith("Recognizer") or name in NOT_PERSONAL | ELSEWHERE:
            continue
        found = recognize(case["text"])
        for place in case.get("expected_positions") or ():
            if isinstance(place, list) and len(place) == 2:
                missed[name] += not any(s.start <= place[0] and s.end >= place[1] for s in found)
    allowed = Counter({name: count for name, (count, _) in REASONS.items()})
    assert missed - allowed == Counter()
