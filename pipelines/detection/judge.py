"""The second stage: which claims of models stand, how sure they are, and where they begin and end.

Owns the judgement. Models that were trained on prose take menus, products and identifiers for
people; a claim of a person or an organisation gets a score of two logistic classifiers over its
features (`judge.json`, made by `cleantrace train`). Claims of other kinds need a form that fits.
What structure shows is not judged here.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from pipelines.detection.claims import JUDGED, Line, features, line_of, listed
from pipelines.detection.edges import edges
from pipelines.detection.lists import is_common_word, is_interface_word
from pipelines.detection.spans import Span
from pipelines.detection.vetting import is_mailbox
from pipelines.detection.wording import WORD, Likeness, given_name, likeness_of, surname

_DIGITS_TO_READ: Final = 5
KEPT_FROM: Final = 0.05
"""Claims below this score (0 to 1) are not handed on, whatever the rules' threshold."""
_STREET: Final = re.compile(
    r"(?i)\b(?:st|street|rd|road|ave?|avenue|blvd|boulevard|dr|drive|ln|lane|ct|court|pl|place|sq|square|way|"
    r"ter|terrace|hwy|highway|pkwy|close|crescent|rue|via|calle|carrera|avenida|rua|chemin|quai|apt|suite|unit|"
    r"floor|flat|box)\b|"
    r"(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|gracht|straat|laan|plein|gatan|vägen|veien|vej)\b"
)
_POSTCODE: Final = re.compile(
    r"\b(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4} ?[A-Z]{2}|\d{2}-\d{3})\b"
)
_ID_CUE: Final = re.compile(
    r"(?i)\b(?:id|no|nr|num|number|passport|licen[cs]e|permit|account|acct|routing|tax|ssn|tin|member|policy|"
    r"social|national|card)\b"
)
_MACHINE: Final = re.compile(
    r"^(?:(?=.*[a-f])(?=.*\d)[0-9a-f]{6,}|0x[0-9a-f]+|v?\d+(?:\.\d+)+[\w.-]*)$", re.IGNORECASE
)
"""Hashes, addresses in memory, versions."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights by feature for a person and for an organisation, and those of the word vectors."""

    person: Mapping[str, float]
    organization: Mapping[str, float]
    vector: tuple[float, ...]


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights in the package."""
    raw = json.loads((files("pipelines.detection") / "judge.json").read_bytes())
    return Weights(raw["person"], raw["organization"], tuple(raw["vector"]))


class Judge:
    """Judges the claims on one text at a time."""

    def __init__(self, likeness: Likeness, weights: Weights) -> None:
        self._likeness = likeness
        self._weights = weights

    def judged(self, text: str, claims: Sequence[Span]) -> list[Span]:
        """The claims that stand, with their scores, and names of the lists that do."""
        named = [claim for claim in claims if claim.entity in JUDGED]
        line = line_of(text, [*named, *listed(text)], self._likeness)
        stand = [found for claim in line.claims if (found := self._named(line, claim)) is not None]
        return [*stand, *(claim for claim in claims if claim.entity not in JUDGED and _fits(text, claim))]

    def _named(self, line: Line, claim: Span) -> Span | None:
        values = features(line, claim)
        if values is None:
            return None
        person = probability(self._weights.person, values)
        organization = probability(self._weights.organization, values)
        score = max(person, organization)
        if score < KEPT_FROM:
            return None
        if organization > person:
            return Span(claim.start, claim.end, "ORGANIZATION", score, claim.rule)
        start, end = edges(line, claim.start, claim.end)
        return Span(start, end, "PERSON", score, claim.rule)


def probability(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    """The classifier's score, two digits."""
    margin = math.fsum(weights.get(name, 0.0) * value for name, value in values.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, margin)))), 2)


def worth_reading(text: str) -> bool:
    """Whether models can find anything in a text that lists and structure cannot rule out.

    A line all of whose words are ordinary or interface words, and none also a name, holds nobody.
    """
    words = WORD.findall(text)
    if not any(len(word) > 1 for word in words):
        return False
    if sum(character.isdigit() for character in text) >= _DIGITS_TO_READ:
        return True
    return not all(map(_is_plain, words))


@lru_cache(maxsize=65_536)
def _is_plain(word: str) -> bool:
    ordinary = is_interface_word(word) or is_common_word(word)
    return ordinary and word.isascii() and not given_name(word) and not surname(word)


def _fits(text: str, claim: Span) -> bool:
    """Whether a claim of a number, an address or the like has a form that can be one."""
    inner = text[claim.start : claim.end]
    digits = sum(c.isdigit() for c in inner)
    if claim.entity == "ADDRESS":
        return digits > 0 and (_STREET.search(inner) is not None or _POSTCODE.search(inner) is not None)
    if claim.entity == "EMAIL_ADDRESS":
        return "@" in inner and is_mailbox(inner)
    if claim.entity in {"HANDLE", "SECRET", "DATE"}:
        return True
    if claim.entity in {"PHONE_NUMBER", "CREDIT_CARD", "IP_ADDRESS"}:
        return digits >= 7 and _MACHINE.match(inner) is None
    return digits >= 5 and _MACHINE.match(inner) is None and _ID_CUE.search(text) is not None


def default_likeness(model: Any, weights: Weights) -> Likeness:
    """The likeness of words by the vectors of the default spaCy model."""
    return likeness_of(model.vectors, model.strings, weights.vector)
