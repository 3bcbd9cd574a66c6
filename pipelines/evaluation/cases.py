"""Labelled texts: what a set's labels mean, and its records as cases.

Owns the mapping from the labels of public sets to this project's entities. A label that maps to
None is not personal by SPEC section 6: finding it is not asked for, and not counted as damage
either, since the sets differ in where they draw that line.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipelines.draft import Surroundings

MEANING: Final[dict[str, str | None]] = {
    "PER": "PERSON",
    "person": "PERSON",
    "PERSON_NAME": "PERSON",
    "STREET_ADDRESS": "ADDRESS",
    "ORG": "ORGANIZATION",
    "ORGANIZATION_NAME": "ORGANIZATION",
    "corporation": "ORGANIZATION",
    "SOCIAL_SECURITY_NUMBER": "US_SSN",
    "CREDIT_CARD_NUMBER": "CREDIT_CARD",
    "IBAN": "IBAN_CODE",
    "USERNAME": "HANDLE",
    "DATE_OF_BIRTH": "DATE",
    "MEDICAL_RECORD_NUMBER": "ID",
    "HEALTH_INSURANCE_ID": "ID",
    "NATIONAL_ID_NUMBER": "ID",
    "EMPLOYEE_ID": "ID",
    "INSURANCE_POLICY_NUMBER": "ID",
    "PRESCRIPTION_NUMBER": "ID",
    "COURT_CASE_NUMBER": "ID",
    "DOCKET_NUMBER": "ID",
    "BAR_NUMBER": "ID",
    "CODE": "ID",
    "NPI_NUMBER": "US_NPI",
    "DEA_NUMBER": "MEDICAL_LICENSE",
    "DRIVER_LICENSE_NUMBER": "US_DRIVER_LICENSE",
    "BANK_ACCOUNT_NUMBER": "US_BANK_NUMBER",
    "BANK_ROUTING_NUMBER": "ABA_ROUTING_NUMBER",
    "PASSPORT_NUMBER": "US_PASSPORT",
    "LICENSE_PLATE": "LICENSE_PLATE",
    "API_KEY": "SECRET",
    **dict.fromkeys(
        (
            "LOC LOCATION location GPE MISC DEM QUANTITY DATETIME DATE_TIME NRP AGE TITLE PREFIX ZIP_CODE "
            "DOMAIN_NAME group product creative-work MEDICATION_NAME HEALTH_CONDITION TIMESTAMP "
            "PROCEDURE_NAME JOB_TITLE BIOMETRIC_ID POSTAL_CODE POLITICAL_OPINION SALARY RELIGIOUS_BELIEF "
            "LATITUDE_LONGITUDE ETHNICITY HOUSEHOLD_SIZE GENDER"
        ).split()
    ),
}
"""Labels of the public sets; any other label is an entity by its own name."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled range (code points, half open); `entity` is None where the label is not personal."""

    start: int
    end: int
    entity: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """A text with what is personal in it. `labelled` is False where nobody looked."""

    id: str
    text: str
    gold: tuple[Gold, ...]
    where: Surroundings = Surroundings()
    labelled: bool = True

    @property
    def personal(self) -> tuple[Gold, ...]:
        """The ranges that have to be found."""
        return tuple(gold for gold in self.gold if gold.entity is not None)


def read_cases(lines: Iterable[str | bytes]) -> Iterator[Case]:
    """Cases from JSON lines `{"id", "text", "spans": [{"start", "end", "label"}]}`, or RICO's screens.

    A line may also say its `app`, `title` and `field`.
    Raises: ValueError naming the line that is not of this form.
    """
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            if "ocr" in record or "items" in record:
                yield from _screen_cases(record)
            else:
                yield _case(record)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number} is not a labelled text: {type(error).__name__}") from None


def _case(record: Mapping[str, Any]) -> Case:
    text = record["text"]
    if not isinstance(text, str):
        raise TypeError
    spans = record.get("spans", [])
    gold = tuple(Gold(s["start"], s["end"], MEANING.get(s["label"], s["label"])) for s in spans)
    where = Surroundings(
        app=record.get("app") or "", title=record.get("title") or "", name=record.get("field") or ""
    )
    return Case(str(record.get("id", "")), text, gold, where, "spans" in record)


def _screen_cases(record: Mapping[str, Any]) -> Iterator[Case]:
    """One case for each piece of text of a screen that nobody labelled (RICO)."""
    for at, item in enumerate(record.get("items", ())):
        if item.get("text"):
            yield Case(f"{record['screen_id']}/{at}", item["text"], (), labelled=False)
