"""Reading names: which words of a text can be a person's name, and how surely.

Owns the shapes of Latin-script names (capitals, initials, particles, hyphens) and the judgement
of a run of such words by the name lists. Knows nothing of where in a text a name stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

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
from pipelines.detection.recognizers.name_parts import (
    EPONYM,
    FAMILY_ENDING,
    FAMILY_START,
    PARTICLES,
    SUFFIX,
    TITLES,
)

_WORD: Final = r"[^\W\d_]+(?:['-][^\W\d_]+)*"
_CAPITAL: Final = (
    r"(?:(?:[A-Z]\.){1,3}(?!\w)|(?:[dDlL]')?[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['-][^\W\d_]+){0,2}\.?)"
)
_PARTICLE: Final = "(?:" + "|".join(sorted(PARTICLES, key=len, reverse=True)) + ")"
RUN: Final = re.compile(
    rf"(?<![\w@#$\\/.&-])(?<!\w'){_CAPITAL}(?:[ \u00a0]{{1,2}}(?:{_PARTICLE}[ -]){{0,2}}{_CAPITAL})"
    rf"{{0,5}}(?![\w\\/@])"
)
_TOKEN: Final = re.compile(rf"(?:[A-Z]\.){{1,3}}|{_WORD}")
_POSSESSIVE: Final = re.compile(r"'s?$")
_INITIALS: Final = re.compile(r"(?:[A-Z]\.){1,3}")
_HUMPED_NAME: Final = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Du|Van|Fitz|O')[A-Z]")
_FOLLOWING: Final = re.compile(r"(?:'s?)? ([^\W\d_]+)")
_REMEMBERED: Final = 16_384
"""Words whose kinds are remembered: screens repeat theirs."""

Kind = Literal["given", "surname", "both", "ambiguous", "initial", "particle", "title", "common", "unknown"]


_NEVER_FIRST: Final = frozenset("my no so to an do you he she can may will long in on by at if or is".split())


class Word(Struct, frozen=True, gc=False):
    """A word of a possible name: where it stands and what it can be."""

    start: int
    end: int
    text: str
    kind: Kind


class Name(Struct, frozen=True, gc=False):
    """A possible name in a text and how sure its words alone make it (0 to 1)."""

    start: int
    end: int
    score: float
    words: tuple[Word, ...]


@lru_cache(maxsize=_REMEMBERED)
def kind_of(text: str) -> Kind:
    """What a word can be in a name."""
    bare = text.rstrip(".")
    if len(bare) == 1 or _INITIALS.fullmatch(text):
        return "initial" if bare[:1].isupper() else "common"
    lowered = bare.lower()
    if lowered in TITLES:
        return "title"
    if bare.islower() and lowered in PARTICLES:
        return "particle"
    return _named(bare)


def _named(bare: str) -> Kind:
    given, surname = is_given_name(bare), is_surname(bare)
    if not given and not surname and "-" in bare and not is_common_word(bare):
        parts = [_named(part) for part in bare.split("-") if len(part) > 2]
        given = "given" in parts or "both" in parts
        surname = "surname" in parts or "both" in parts
        if not given and not surname and all(part in ("common", "ambiguous") for part in parts):
            return "common"
    if given or surname:
        if is_ambiguous_name(bare):
            return "ambiguous"
        return "both" if given and surname else "given" if given else "surname"
    if bare[:1].isupper() and FAMILY_START.fullmatch(bare) and not is_vendor(bare):
        return "surname"
    if is_common_word(bare) or is_vendor(bare) or is_place(bare) or _is_code(bare):
        return "common"
    return (
        "surname"
        if len(bare) > 5 and bare[:1].isupper() and FAMILY_ENDING.search(bare.lower())
        else "unknown"
    )


def _is_code(word: str) -> bool:
    """camelCase and acronyms: words of code and of products, not of names."""
    if word.isupper():
        return len(word) <= 3
    humped = any(letter.isupper() and before.islower() for before, letter in pairwise(word))
    return humped and not _HUMPED_NAME.match(word)


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
    for word in _without_phrases(text, list(words_of(text, start, end))):
        if word.kind in ("common", "title"):
            yield from _name_of(text, segment)
            segment = []
        else:
            segment.append(word)
    yield from _name_of(text, segment)


def _without_phrases(text: str, words: list[Word]) -> list[Word]:
    """The words, with those of places, products and phrases inside the run made common."""
    for length in (4, 3, 2):
        for at in range(len(words) - length + 1):
            part = text[words[at].start : words[at + length - 1].end]
            if is_place(part) or is_vendor(part) or is_interface_phrase(part):
                for index in range(at, at + length):
                    words[index] = replace(words[index], kind="common")
    return words


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
    score = judge(words)
    if score > 0.3 and _is_eponym(text, words):
        score = 0.25
    yield Name(start, with_suffix(text, end), score, tuple(words))


def with_suffix(text: str, end: int) -> int:
    """Where a name ends that ends at a place, with "Jr.", "III" or "MD" behind it."""
    suffix = SUFFIX.match(text, end)
    return suffix.end() if suffix else end


def _is_eponym(text: str, words: Sequence[Word]) -> bool:
    """Whether a name is that of a discovery, place or prize: "Parkinson's Disease", "Cox Regression"."""
    last = words[-1]
    if len(words) > 1 and last.text.lower() in EPONYM and last.kind != "given":
        owner = text[words[-2].end : last.start] != " "
        return owner or (len(words) == 2 and last.kind == "unknown")
    following = _FOLLOWING.match(text[last.end : last.end + 24])
    if following is None or following[1].lower() not in EPONYM:
        return False
    return len(words) == 1 or (
        len(words) == 2 and "-" not in text[last.end : last.end + 2] and following[1][:1].isupper()
    )


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
        if (
            parts[0].text.lower() in _NEVER_FIRST
            or all(is_interface_word(word.text) for word in parts)
            or all(word.text.isupper() for word in parts)
        ):
            return 0.3
        return 0.5 if is_given_name(parts[0].text) and is_surname(parts[-1].text) else 0.35
    if "initial" in kinds and len(set(kinds)) > 1:
        return 0.5
    if "ambiguous" in kinds:
        return _judge_doubtful(parts)
    return 0.3


def _judge_doubtful(parts: Sequence[Word]) -> float:
    """Names that are also words, beside unknown words."""
    if all(word.text.isupper() for word in parts):
        return 0.3
    first, last = parts[0], parts[-1]
    if first.kind == "ambiguous" and is_given_name(first.text) and not is_interface_word(first.text):
        return 0.45
    return (
        0.45
        if is_surname(last.text) and not is_interface_word(last.text) and last.kind == "ambiguous"
        else 0.3
    )


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
    return word.kind in (("given", "surname", "both") if before else ("given", "both"))


def is_plain_word(word: str) -> bool:
    """Whether a word can only be an ordinary one: interface, vendor, place or English, and no name."""
    return kind_of(word) in ("common", "title") or (is_interface_word(word) and not is_given_name(word))


def same(left: str, right: str) -> bool:
    """Whether two words are the same but for case and accents."""
    return fold(left) == fold(right)
