"""Reading names: which words of a text can be a person's name, and how surely.

Owns the shapes of Latin-script names (capitals, initials, particles, hyphens) and the judgement
of a run of such words by the name lists. Knows nothing of where in a text a name stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from pipelines.detection.lists import (
    fold,
    is_ambiguous_name,
    is_common_word,
    is_given_name,
    is_interface_phrase,
    is_interface_word,
    is_place,
    is_surname,
    is_vendor,
)

PARTICLES: Final = frozenset(
    "de da do dos das del della di du la le las los van der den von zu zum zur bin binti ibn bint al el ter ten y e "
    "st san santa af av abu ben".split()
)
TITLES: Final = frozenset(
    "mr mrs ms miss mx dr prof professor sir madam dame lord lady rev fr herr frau mme mlle monsieur madame señor "
    "señora sr sra srta signor signora don doña pan pani sig dott mevr dhr hon sgt capt lt col judge nurse".split()
)
_WORD: Final = r"[^\W\d_]+(?:['-][^\W\d_]+)*"
_CAPITAL: Final = (
    r"(?:(?:[A-Z]\.){1,3}(?!\w)|(?:[dDlL]')?[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['-][^\W\d_]+){0,2}\.?)"
)
_PARTICLE: Final = "(?:" + "|".join(sorted(PARTICLES, key=len, reverse=True)) + ")"
RUN: Final = re.compile(
    rf"(?<![\w@#$\\/.'&-]){_CAPITAL}(?:[ \u00a0]{{1,2}}(?:{_PARTICLE}[ -]){{0,2}}{_CAPITAL}){{0,5}}(?![\w\\/@])"
)
_TOKEN: Final = re.compile(rf"(?:[A-Z]\.){{1,3}}|{_WORD}")
_POSSESSIVE: Final = re.compile(r"'s?$")

Kind = Literal["given", "surname", "both", "ambiguous", "initial", "particle", "title", "common", "unknown"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a possible name: where it stands and what it can be."""

    start: int
    end: int
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Name:
    """A possible name in a text and how sure its words alone make it (0 to 1)."""

    start: int
    end: int
    score: float
    words: tuple[Word, ...]


def kind_of(text: str) -> Kind:
    """What a word can be in a name."""
    bare = text.rstrip(".")
    if len(bare) == 1 or re.fullmatch(r"(?:[A-Z]\.){1,3}", text):
        return "initial" if bare[:1].isupper() else "common"
    lowered = bare.lower()
    if lowered in TITLES:
        return "title"
    if bare.islower() and lowered in PARTICLES:
        return "particle"
    return _named(bare)


def _named(bare: str) -> Kind:
    given, surname = is_given_name(bare), is_surname(bare)
    if not given and not surname and "-" in bare:
        parts = [_named(part) for part in bare.split("-") if part]
        given = "given" in parts or "both" in parts
        surname = "surname" in parts or "both" in parts
        if not given and not surname and all(part in ("common", "ambiguous") for part in parts):
            return "common"
    if given or surname:
        if is_ambiguous_name(bare):
            return "ambiguous"
        return "both" if given and surname else "given" if given else "surname"
    if is_common_word(bare) or is_vendor(bare) or is_place(bare) or _is_code(bare):
        return "common"
    return "unknown"


def _is_code(word: str) -> bool:
    """camelCase and acronyms: words of code and of products, not of names."""
    if word.isupper():
        return len(word) <= 3
    humps = sum(
        1 for before, letter in zip(word, word[1:], strict=False) if letter.isupper() and before.islower()
    )
    return humps > 0 and not re.match(r"(?:Mc|Mac|De|Di|La|Le|Du|Van|Fitz|O')[A-Z]", word)


def words_of(text: str, start: int, end: int) -> Iterator[Word]:
    """The words in a range of a text."""
    for match in _TOKEN.finditer(text, start, end):
        token = match[0]
        stop = match.end()
        tail = _POSSESSIVE.search(token)
        if tail and len(token) > 3:
            token, stop = token[: tail.start()], stop - len(tail[0])
        yield Word(match.start(), stop, token, kind_of(token))


def capital_runs(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of words that start with a capital, particles between them included."""
    for match in RUN.finditer(text):
        yield match.start(), match.end()


def names_in(text: str, start: int, end: int) -> Iterator[Name]:
    """Possible names within a run of capitalised words: what is left between ordinary words."""
    if is_interface_phrase(text[start:end]) or is_vendor(text[start:end]) or is_place(text[start:end]):
        return
    segment: list[Word] = []
    for word in words_of(text, start, end):
        if word.kind in ("common", "title"):
            yield from _name_of(text, segment)
            segment = []
        else:
            segment.append(word)
    yield from _name_of(text, segment)


def _name_of(text: str, segment: Sequence[Word]) -> Iterator[Name]:
    words = list(segment)
    while words and words[-1].kind == "particle":
        words.pop()
    while words and words[0].kind == "particle":
        words.pop(0)
    if not words or len(words) > 6:
        return
    start, end = words[0].start, words[-1].end
    if words[-1].kind == "initial" and text[end : end + 1] == ".":
        end += 1
    whole = text[start:end]
    if is_interface_phrase(whole) or is_vendor(whole) or is_place(whole):
        return
    yield Name(start, end, judge(words), tuple(words))


def judge(words: Iterable[Word]) -> float:
    """How surely words, all of which can stand in a name, are one, by the lists alone."""
    parts = [word for word in words if word.kind != "particle"]
    kinds = [word.kind for word in parts]
    if len(parts) == 1:
        return _judge_one(parts[0])
    sure = sum(kind in ("given", "surname", "both") for kind in kinds)
    if sure >= 2:
        return 0.85
    if sure == 1:
        if "initial" in kinds or "ambiguous" in kinds:
            return 0.8
        return 0.7 if kinds[0] in ("given", "both") else 0.6
    if kinds.count("ambiguous") >= 2:
        return 0.5 if is_given_name(parts[0].text) and is_surname(parts[-1].text) else 0.35
    if "ambiguous" in kinds and "initial" in kinds:
        return 0.5
    if "ambiguous" in kinds:
        first = kinds[0] == "ambiguous" and is_given_name(parts[0].text)
        return 0.45 if first or is_surname(parts[-1].text) else 0.3
    return 0.3


def _judge_one(word: Word) -> float:
    length = len(word.text)
    if word.kind in ("given", "both"):
        return 0.55 if length > 3 else 0.3
    if word.kind == "surname":
        return 0.45 if length > 4 else 0.3
    return 0.2 if word.kind == "ambiguous" else 0.1


def name_at(text: str, at: int, *, most: int = 4) -> Name | None:
    """The possible name that starts right at a place, of at most so many words; titles are skipped.

    Lower-case words count only where the lists know them as names.
    """
    words: list[Word] = []
    for match in _TOKEN.finditer(text, at, at + 120):
        gap = text[words[-1].end if words else at : match.start()]
        if gap.strip(" .\u00a0") or (words and len(gap) > 2) or (not words and match.start() - at > 2):
            break
        token = _POSSESSIVE.sub("", match[0]) if len(match[0]) > 3 else match[0]
        word = Word(match.start(), match.start() + len(token), token, kind_of(token))
        if word.kind == "title" and not words:
            at = match.end()
            continue
        if not _can_follow(word, words) or len(words) >= most + 2:
            break
        words.append(word)
        if len(token) < len(match[0]):
            break
    while words and words[-1].kind == "particle":
        words.pop()
    if not words or words[0].kind == "particle" and len(words) == 1:
        return None
    whole = text[words[0].start : words[-1].end]
    if is_vendor(whole) or is_place(whole) or (len(words) > 1 and is_interface_phrase(whole)):
        return None
    return Name(words[0].start, words[-1].end, judge(words), tuple(words))


def _can_follow(word: Word, before: Sequence[Word]) -> bool:
    """Whether a word can go on a name that `before` began."""
    if word.kind in ("common", "title"):
        return False
    if word.text[:1].isupper() or not word.text[:1].isascii() and not word.text.islower():
        return True
    if word.kind == "particle":
        return True
    if before and before[0].text[:1].isupper():
        return False
    return word.kind in ("given", "surname", "both")


def is_plain_word(word: str) -> bool:
    """Whether a word can only be an ordinary one: interface, vendor, place or English, and no name."""
    return kind_of(word) in ("common", "title") or (is_interface_word(word) and not is_given_name(word))


def same(left: str, right: str) -> bool:
    """Whether two words are the same but for case and accents."""
    return fold(left) == fold(right)
