"""A claim that something is a person or an organisation, and what speaks for and against it.

Owns the features by which the second stage judges: what the models say, what the words are, how
they are written, and what the rest of the line is. All of them follow from the text and the claims
on it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.detection.lists import (
    is_ambiguous_name,
    is_common_word,
    is_interface_phrase,
    is_interface_word,
    is_place,
    is_vendor,
)
from pipelines.detection.recognizers import people
from pipelines.detection.recognizers.name_parts import SCIENCE
from pipelines.detection.spans import Span
from pipelines.detection.wording import UNKNOWN, WORD, Likeness, bare_word, given_name, surname

LISTED: Final = "name"
"""The rule of a claim that the name lists make, with nothing else to show for it."""
JUDGED: Final = frozenset({"PERSON", "ORGANIZATION"})
_CODE: Final = frozenset("_(){}[]=<>/\\$@#`|;*+~^%")
_CAMEL: Final = re.compile(r"[a-z][A-Z]")
_PREFIXED: Final = ("Mc", "Mac", "De", "O'", "Di", "La", "Le", "Van")
_FUNCTION: Final = frozenset(
    "the a an of to in on at for and or is are was were be by with from as it this that you we i your my "
    "our not no has have will can please all new into out up off about if when then so do does did just "
    "but they he she his her their".split()
)
_CUES: Final = frozenset(
    "mr mrs ms miss dr prof sir madam hi hello dear hey thanks ask tell ping from to by with cc attn contact "
    "owner assignee author reviewer manager patient client customer name for called met call and & signed "
    "meet meeting invited invite between regards best cheers sincerely".split()
)
_FIRM: Final = frozenset(
    "inc llc ltd limited gmbh ag plc corp corporation co company kg oy ab bv nv srl spa sa sas pty pvt llp "
    "lp foundation institute university college school academy hospital clinic medical health dental "
    "pediatrics bank insurance holdings partners group associates legal law consulting logistics freight "
    "foods exporters plumbing construction builders motors airlines pharmacy church council ministry "
    "department trust steel traders trading industries enterprises solutions sons brothers capital ventures "
    "realty properties services systems technologies labs studio studios agency farms energy".split()
)
_FIRM_CUES: Final = frozenset(
    "customer client employer company account vendor tenant workspace organization organisation org supplier "
    "firm at with from for renewal contract invoice".split()
)


_AFTER: Final = re.compile(r"(?:['’]s?)? ([^\W\d_]+(?:-[^\W\d_]+)?)")
_ORDERS: Final = frozenset(
    "rob bill mark chase grant hope pat sue jack josh skip nick chuck peg frank ward trace drew buck "
    "miles bob dot dash lance pierce sandy rusty herb wade will may can rush bud "
    "gene rich ray max penny carol".split()
)
"""Names that are also verbs (or words) with which a line begins."""
_OBJECTS: Final = frozenset(
    "the a an this that these those all any my your our their its it them up off out in as to per of with "
    "and or from for on one two everyone someone contain be not me us him her you".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A text with its words and the claims of models on it, and the likeness of words to names."""

    text: str
    words: tuple[re.Match[str], ...]
    claims: tuple[Span, ...]
    likeness: Likeness
    weighed: dict[tuple[int, int], dict[str, float] | None] = field(default_factory=dict, compare=False)
    """What is known of places that claims were made on: several models claim the same ones."""

    def like(self, word: str) -> float:
        """How much a word looks like a name; the middle where nothing is known."""
        score = self.likeness.of(word)
        return UNKNOWN if score is None else score


def line_of(text: str, claims: Sequence[Span], likeness: Likeness) -> Line:
    """A line, ready for judging."""
    return Line(text, tuple(WORD.finditer(text)), tuple(claims), likeness)


def listed(text: str) -> list[Span]:
    """Claims of the name lists alone: capitalised words that can be a name, with how surely."""
    return [span for span in people.find(text) if span.rule == LISTED]


def features(line: Line, claim: Span) -> dict[str, float] | None:
    """Numbers by name for a claim, or None where it cannot stand. Adding one means training again."""
    if claim.rule in {"spacy", LISTED} and not _has_case(line, claim):
        return None
    place = (claim.start, claim.end)
    if place not in line.weighed:
        line.weighed[place] = _of_place(line, claim)
    values = line.weighed[place]
    if values is None:
        return None
    firm = float(claim.entity == "ORGANIZATION")
    return {**values, "as_organization": firm, "organization_only": firm * (not values["rampart"])}


def _of_place(line: Line, claim: Span) -> dict[str, float] | None:
    """The features of all claims on one place, as they are for a person."""
    inside = _inside(line, claim)
    if not inside or _is_ruled_out(line, inside):
        return None
    before = [w for w in line.words if w.end() <= claim.start]
    after = [w for w in line.words if w.start() >= claim.end]
    words = [word[0] for word in inside]
    values: dict[str, float] = {"bias": 1.0}
    values.update(_by_models(line, claim))
    values.update(_by_words(line, words))
    values.update(_by_form(line.text, claim, words))
    values.update(_by_line(line, [w[0] for w in before], [w[0] for w in after], words))
    values.update(_by_meaning(words, [w[0] for w in before], [w[0] for w in after]))
    phrases = _phrases_around(line, inside)
    values["vendor"] = any(map(is_vendor, phrases))
    values["place"] = any(map(is_place, phrases))
    values["phrase"] = any(map(is_interface_phrase, phrases))
    values["line_is_phrase"] = is_interface_phrase(line.text)
    spacy_only = not values["rampart"]
    values["spacy_unlike"] = spacy_only * (1 - values["least_like"])
    values["spacy_not_listed"] = spacy_only * (not values["sure_given"] and not values["sure_surname"])
    values["spacy_in_title"] = spacy_only * values["title_line"]
    values["organization_only"] = 0.0
    values["one_word_line"] = values["whole_line"] * values["one_word"]
    values["one_not_listed"] = values["one_word"] * (not values["sure_given"] and not values["sure_surname"])
    values["one_ambiguous"] = values["one_word"] * values["maybe_given"]
    values["lower_not_given"] = (values["lower"] == 1) * (not values["sure_given"])
    values["foreign_name"] = values["not_latin"] * (values["title"] == 1) * (len(words) in {2, 3})
    values["foreign_other"] = values["not_latin"] * (values["title"] < 1)
    values["rampart_lower"] = bool(values["rampart"]) * (values["lower"] == 1)
    return {name: float(value) for name, value in values.items()}


def _by_models(line: Line, claim: Span) -> Mapping[str, float]:
    others = [c for c in line.claims if c.rule != LISTED and _meet(c, claim)]
    persons = [c for c in others if c.entity == "PERSON"]
    rampart = max((c.score for c in persons if c.rule == "rampart"), default=0.0)
    spacy = any(c.rule == "spacy" for c in persons)
    return {
        "spacy_person": spacy,
        "spacy_organization": any(c.rule == "spacy" and c.entity == "ORGANIZATION" for c in others),
        "rampart": rampart,
        "rampart_sure": rampart >= 0.9,
        "rampart_certain": rampart >= 0.99,
        "both": spacy and rampart >= 0.5,
        "other_model": any(c.rule not in {"spacy", "rampart"} for c in persons),
        "no_model": not others,
        "listed": max((c.score for c in line.claims if c.rule == LISTED and _meet(c, claim)), default=0.0),
        "as_organization": 0.0,
    }


def _inside(line: Line, claim: Span) -> list[re.Match[str]]:
    return [word for word in line.words if word.start() < claim.end and claim.start < word.end()]


def _has_case(line: Line, claim: Span) -> bool:
    """Whether a claim that is made by capitals is on words of a script that has any."""
    return any(word[0].lower() != word[0].upper() for word in _inside(line, claim))


def _is_ruled_out(line: Line, inside: Sequence[re.Match[str]]) -> bool:
    """Whether words lie in a brand of several words, or are a phrase, an order or a word of science."""
    if _is_plain_phrase([w[0] for w in inside]) or _is_in_phrase(line, inside) or _is_order(line, inside):
        return True
    if _is_science(line, inside):
        return True
    first = next(n for n, w in enumerate(line.words) if w.start() == inside[0].start())
    last = first + len(inside) - 1
    return any(
        is_vendor(line.text[line.words[left].start() : line.words[right].end()])
        for left in range(max(0, first - 3), first + 1)
        for right in range(last, min(len(line.words), left + 5))
        if right > left or "'" in line.words[left][0]
    )


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _by_words(line: Line, words: Sequence[str]) -> Mapping[str, float]:
    count = len(words)
    known = [line.likeness.of(word) for word in words]
    likes = [UNKNOWN if like is None else like for like in known]
    given = [given_name(word) for word in words]
    family = [surname(word) for word in words]
    sure = sum(2 in pair for pair in zip(given, family, strict=True)) / count
    return {
        "least_like": min(likes),
        "most_like": max(likes),
        "mean_like": sum(likes) / count,
        "unlike_word": min(likes) < 0.2,
        "all_unlike": max(likes) < 0.3,
        "no_vector": sum(like is None for like in known) / count,
        "sure_given": max(given) == 2,
        "maybe_given": max(given) == 1,
        "sure_surname": max(family) == 2,
        "known": sum(any(pair) for pair in zip(given, family, strict=True)) / count,
        "sure_known": sure,
        "first_or_last": count > 1 and (given[0] > 0 or family[-1] > 0),
        "first_and_last": count > 1 and given[0] > 0 and family[-1] > 0,
        "one_word": count == 1,
        "two_words": count == 2,
        "three_words": count == 3,
        "more_words": count > 3,
    }


def _by_form(text: str, claim: Span, words: Sequence[str]) -> Mapping[str, float]:
    count = len(words)
    inner = text[claim.start : claim.end]
    before = text[claim.start - 1] if claim.start else " "
    after = text[claim.end] if claim.end < len(text) else " "
    return {
        "title": sum(w[0].isupper() and w[1:].islower() for w in words) / count,
        "lower": sum(w.islower() for w in words) / count,
        "upper": sum(len(w) > 1 and w.isupper() for w in words) / count,
        "camel": any(_CAMEL.search(w) and not w.startswith(_PREFIXED) for w in words),
        "digit": any(c.isdigit() for c in inner),
        "code_inside": any(c in _CODE for c in inner),
        "code_before": before in _CODE or before in ".-:\"'",
        "code_after": after in "_()[]{}=/\\$@#`*.;",
        "colon_after": after == ":",
        "comma_after": after == ",",
        "ampersand": "&" in inner or text[claim.end : claim.end + 2].strip() == "&",
        "possessive": any(bare_word(w) != w.lower() for w in words),
        "not_latin": any(not _is_latin(c) for w in words for c in w),
    }


def _by_line(
    line: Line, before: Sequence[str], after: Sequence[str], words: Sequence[str]
) -> Mapping[str, float]:
    around = [*before, *after]
    likes = [line.like(word) for word in around]
    symbols = sum(c in _CODE for c in line.text) / max(1, len(line.text))
    return {
        "whole_line": not around,
        "symbols": min(1.0, 5 * symbols),
        "sentence": any(word.lower() in _FUNCTION for word in around),
        "function_inside": sum(word.lower() in _FUNCTION for word in words) / len(words),
        "after_cue": bool(before) and before[-1].lower() in _CUES,
        "after_capital": bool(before) and before[-1][0].isupper(),
        "before_capital": bool(after) and after[0][0].isupper(),
        "before_lower": bool(after) and after[0][0].islower(),
        "like_before": line.like(before[-1]) if before else UNKNOWN,
        "like_after": line.like(after[0]) if after else UNKNOWN,
        "like_around": sum(likes) / len(likes) if likes else UNKNOWN,
        "title_line": all(word[0].isupper() for word in (*around, *words)),
        "short_line": len(around) + len(words) <= 4,
    }


def _by_meaning(words: Sequence[str], before: Sequence[str], after: Sequence[str]) -> Mapping[str, float]:
    count = len(words)
    interface = [is_interface_word(word) for word in words]
    return {
        "interface": sum(interface) / count,
        "all_interface": all(interface),
        "common": sum(is_common_word(word) for word in words) / count,
        "interface_after": bool(after) and is_interface_word(after[0]),
        "noun_after": bool(after) and after[0][0].isupper() and is_common_word(after[0]),
        "holiday": bool(after) and after[0].lower() in {"day", "eve", "week"},
        "interface_before": bool(before) and is_interface_word(before[-1]),
        "firm_last": words[-1].lower() in _FIRM,
        "firm_any": any(word.lower() in _FIRM for word in words),
        "after_firm_cue": bool(before) and before[-1].lower() in _FIRM_CUES,
    }


def _is_plain_phrase(words: Sequence[str]) -> bool:
    """Whether words are of interfaces or code, and none is anybody's name ("Pull Request", "str")."""
    if any(given_name(word) or surname(word) for word in words):
        return False
    return all(map(is_interface_word, words)) or is_interface_phrase(" ".join(words))


def _is_in_phrase(line: Line, inside: Sequence[re.Match[str]]) -> bool:
    """Whether one word that means something else too stands in a phrase of interfaces ("Mark as Read")."""
    if len(inside) > 1 or not is_ambiguous_name(inside[0][0]):
        return False
    return any(" " in run and is_interface_phrase(run) for run in _phrases_around(line, inside))


def _is_science(line: Line, inside: Sequence[re.Match[str]]) -> bool:
    """Whether a family name is that of a law, an illness or a tool: "Kruskal's algorithm", "Petri dish"."""
    if len(inside) > 2 or (len(inside) == 2 and given_name(inside[0][0])):
        return False
    if len(inside) == 2 and inside[1][0].lower() in SCIENCE:
        return True
    after = _AFTER.match(line.text, inside[-1].end())
    return after is not None and after[1].lower() in SCIENCE


def _is_order(line: Line, inside: Sequence[re.Match[str]]) -> bool:
    """Whether a line begins with a verb that is also a name, and its object: "Rob the cache"."""
    word = inside[0]
    if word.start() != line.words[0].start() or word[0].lower() not in _ORDERS:
        return False
    if any(other[0] not in _OBJECTS for other in inside[1:]):
        return False
    after = next((w for w in line.words if w.start() >= word.end()), None)
    return after is not None and after[0] in _OBJECTS and line.text[word.end() : after.start()] == " "


def _phrases_around(line: Line, inside: Sequence[re.Match[str]]) -> list[str]:
    """Runs of up to four words around the claim's first and last word: listed phrases may be among them."""
    starts = [word.start() for word in line.words]
    runs: dict[tuple[int, int], None] = {}
    for word in (inside[0], inside[-1]):
        at = starts.index(word.start())
        for first in range(max(0, at - 3), at + 1):
            for last in range(at, min(len(line.words), first + 4)):
                runs[first, last] = None
    return [line.text[line.words[first].start() : line.words[last].end()] for first, last in runs]


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00" or letter in "'’"
