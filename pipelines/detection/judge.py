"""The second stage: which claims of models stand, how sure they are, and where they begin and end.

Owns the judgement. Models that were trained on prose take menus, products and identifiers for
people; a claim of a person or an organisation gets a score of two forests of small trees over its
features (`judge.json`, made by `cleantrace train`). Claims of other kinds need a form that fits.
What structure shows is not judged here.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from pipelines.detection.claims import JUDGED, Line, features, line_of, listed
from pipelines.detection.edges import edges
from pipelines.detection.recognizers.ids.labels import counts_something
from pipelines.detection.spans import Span
from pipelines.detection.trees import Forest, forest_of
from pipelines.detection.vetting import is_mailbox
from pipelines.detection.wording import Likeness, likeness_of

KEPT_FROM: Final = 0.05
"""Claims below this score (0 to 1) are not handed on, whatever the rules' threshold."""
_STREET: Final = re.compile(
    r"(?i)\b(?:st|street|rd|road|ave?|avenue|blvd|boulevard|dr|drive|ln|lane|ct|court|pl|place|sq|square|way|"
    r"ter|terrace|hwy|highway|pkwy|close|crescent|rue|via|calle|carrera|avenida|rua|chemin|quai|apt|suite|"
    r"unit|"
    r"floor|flat|box)\b|"
    r"(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|gracht|straat|laan|plein|gatan|vägen|veien|vej)\b"
)
_NO_NAME: Final = re.compile(
    r"(?i)\d{1,4} (?:street|road|lane|square|way|place|court|drive|bedroom|flat|floor)s?\b"
)
"""A number and the word for a street, with no name of one between: "44 Street Fighter"."""
_NUMBER_AND_TYPE: Final = 6
_POSTCODE: Final = re.compile(
    r"\b(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4} ?[A-Z]{2}|\d{2}-\d{3})\b"
)
_ID_CUE: Final = re.compile(
    r"(?i)\b(?:id|no|nr|num|number|passport|licen[cs]e|permit|account|acct|routing|tax|ssn|tin|member|policy|"
    r"social|national|card)\b"
)
_INSIDE: Final = re.compile(r"[^\W_][/_]$|[^\W\d_]$|\d\.$")
"""What stands right before the rest of a word, a path or a number."""
_MACHINE: Final = re.compile(
    r"^(?:(?=.*[a-f])(?=.*\d)[0-9a-f]{6,}|0x[0-9a-f]+|v?\d+(?:\.\d+)+[\w.-]*)$", re.IGNORECASE
)
"""Hashes, addresses in memory, versions."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What tells a person and an organisation by features, and what tells a name by its word vector."""

    person: Forest
    organization: Forest
    vector: tuple[float, ...]


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights in the package."""
    raw = json.loads((files("pipelines.detection") / "judge.json").read_bytes())
    return Weights(forest_of(raw["person"]), forest_of(raw["organization"]), tuple(raw["vector"]))


class Judge:
    """Judges claims: what a text's own claims are worth, however many texts are judged at once."""

    def __init__(self, likeness: Likeness, weights: Weights) -> None:
        self._likeness = likeness
        self._weights = weights

    def judged(self, text: str, claims: Sequence[Span]) -> list[Span]:
        """The claims on one text that stand, with their scores, and names of the lists that do."""
        return self.judged_all([(text, claims)])[0]

    def judged_all(self, texts: Sequence[tuple[str, Sequence[Span]]]) -> list[list[Span]]:
        """The same for each of many texts: all their claims are weighed in one step."""
        lines = [
            line_of(text, [*(c for c in claims if c.entity in JUDGED), *listed(text)], self._likeness)
            for text, claims in texts
        ]
        known = [
            (at, claim, values)
            for at, line in enumerate(lines)
            for claim in line.claims
            if (values := features(line, claim)) is not None
        ]
        rows = [values for _, _, values in known]
        persons, firms = self._weights.person.odds(rows), self._weights.organization.odds(rows)
        stand: list[list[Span]] = [[] for _ in texts]
        for (at, claim, _), person, firm in zip(known, persons, firms, strict=True):
            found = _found(lines[at], claim, person, firm)
            if found is not None:
                stand[at].append(found)
        for at, (text, claims) in enumerate(texts):
            stand[at].extend(c for c in claims if c.entity not in JUDGED and _fits(text, c))
        return stand


def _found(line: Line, claim: Span, person: float, firm: float) -> Span | None:
    """What a claim with these log odds of a person and of an organisation is, if it stands."""
    score = probability(max(person, firm))
    if score < KEPT_FROM:
        return None
    if firm > person:
        return Span(claim.start, claim.end, "ORGANIZATION", score, claim.rule)
    start, end = edges(line, claim.start, claim.end)
    return Span(start, end, "PERSON", score, claim.rule)


def probability(odds: float) -> float:
    """The score that log odds stand for, two digits."""
    return round(1 / (1 + math.exp(-odds)), 2)


def _fits(text: str, claim: Span) -> bool:
    """Whether a claim of a number, an address or the like has a form that can be one."""
    inner = text[claim.start : claim.end]
    digits = sum(c.isdigit() for c in inner)
    if counts_something(text, claim.start, claim.end):
        return False
    if claim.entity in {"PHONE_NUMBER", "ADDRESS"} and _INSIDE.search(text[: claim.start]):
        return False
    if claim.entity == "ADDRESS":
        if _NO_NAME.match(inner) and not _POSTCODE.search(inner[_NUMBER_AND_TYPE:]):
            return False
        return digits > 0 and (_STREET.search(inner) is not None or _POSTCODE.search(inner) is not None)
    if claim.entity == "EMAIL_ADDRESS":
        return "@" in inner and is_mailbox(inner)
    if claim.entity in {"HANDLE", "SECRET", "DATE", "LOCATION", "NRP"}:
        return True
    if claim.entity in {"PHONE_NUMBER", "CREDIT_CARD", "IP_ADDRESS"}:
        return digits >= 7 and _MACHINE.match(inner) is None
    return digits >= 5 and _MACHINE.match(inner) is None and _ID_CUE.search(text) is not None


def default_likeness(model: Any, weights: Weights) -> Likeness:
    """The likeness of words by the vectors of the default spaCy model."""
    return likeness_of(model.vectors, model.strings, weights.vector)
