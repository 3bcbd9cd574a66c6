"""People's names by their own words: runs of capitals, capitals only, "Last, First", lower case."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from pipelines.detection.lists import (
    is_ambiguous_name,
    is_common_word,
    is_given_name,
    is_place,
    is_surname,
    is_vendor,
    spelled_brands,
)
from pipelines.detection.recognizers.names import (
    Name,
    Word,
    capital_runs,
    judge,
    name_at,
    names_in,
    with_suffix,
)
from pipelines.detection.spans import Span

_LAST_FIRST: Final = re.compile(
    r"(?<![\w@/.-])([^\W\d_a-z][\w'-]{1,30}(?: [^\W\d_a-z][\w'-]{1,30})?), ?"
    r"([^\W\d_a-z][\w'-]{1,30}(?: [A-Z]\.?(?![\w]))?)(?![\w@])"
)
_LOWER: Final = re.compile(r"(?<![\w@#$./\\_'=:-])[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?(?![\w@(=/\\_-]|\.\w)")
_VERBS: Final = frozenset(
    "will may mark bill drew chase grant hope rob pat can art sue jack said josh skip".split()
)
"""Names that begin a sentence as a verb: "Will Priya come?"."""


_TITLED: Final = re.compile(
    r"(?<![\w.])(?P<title>(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Fr|Hr|Mme|Mlle|M|Monsieur|"
    r"Madame|Mademoiselle|Sr|Sra|Srta|Señor|Señora|Don|Doña|"
    r"Sig|Sig\.ra|Signor|Signora|Dott|Dott\.ssa|Mevr|[Mm]evrouw|Dhr|De heer|Sir|Lady|Dame|Lord|Rev|"
    r"Hon|Sgt|Capt|Lt|Col|Maj|Gen|Judge|Justice|Nurse|"
    r"Coach|Uncle|Aunt|Auntie|Pan|Pani|Panie|Senator|Officer|Detective|Inspector|Councillor|"
    r"Dipl\.-Ing|Ing|Maître|Me|Tío|Tía|Abuela|Grandma|Grandpa|"
    r"MR|MRS|MS|DR|PROF|Brother|Sister|Father|Pastor|Rabbi|Imam|Professor|Doctor|nurse|surgeon|judge)"
    r"\.? ){1,3}"
    r"(?:(?:and|und|&|et|y) (?:Mrs|Mr|Ms|Frau|Herr|Mme|Sra)\.? )?)(?=[^\W\d_])"
)
_WEAK_TITLES: Final = frozenset(
    "me m don pan sister brother father ing fr ms sr general gen officer inspector doctor coach col "
    "sig nurse judge surgeon".split()
)
_WHOLE_TITLE: Final = re.compile(
    r"(?i)(?:father|mother|sister|brother|coach|uncle|aunt|auntie|nurse|judge|doctor|professor|"
    r"officer|lady|lord|pastor|surgeon)\."
)
_INITIAL_LOWER: Final = re.compile(
    r"(?<![\w.@/-])[a-z]\. ?(?P<last>[^\W\d_]{4,20})(?![\w(@=])|(?<![\w.@/-])"
    r"(?P<first>[^\W\d_]{3,20}) [a-z]\.(?=:|,|$| -)"
)
_LAST_INITIAL: Final = re.compile(
    r"(?<![\w@/.-])(?P<last>[^\W\d_a-z][\w'-]{1,30}), ?[A-Z](?:\. ?[A-Z])?\.?(?![\w'])"
)
_CELLS: Final = re.compile(
    r"(?<![^\t|,;(])[ ']{0,3}(?P<one>[^\W\d_a-z][^\W\d_]{1,20})"
    r"[ ']{0,3}[\t|,;][ ']{0,3}(?P<two>[^\W\d_a-z][^\W\d_]{1,20})(?=[ ']{0,3}(?:[\t|,;)]|$))"
)
_PNR: Final = re.compile(
    r"(?<![\w/])(?P<last>[A-Z]{3,20})/(?P<first>[A-Z]{2,20}?)(?:MR|MRS|MS|MISS|DR)?(?![\w/])"
)
_SAID: Final = re.compile(
    r"(?:^|(?<=[.!?:;] )|(?<=\n)|(?<=, )|(?<=and )|(?<=but )|(?<=said )|(?<=think ))"
    r"(?P<who>[^\W\d_]{2,15}) (?:said|says|asked|asks|told|paid|"
    r"owes|wants|wanted|thinks|thought|sent|signed|approved|called|wrote|left|joined|quit|forgot|"
    r"resigned|replied|confirmed|agreed|mentioned|"
    r"suggested|promised|is (?:out|sick|on (?:pto|leave|vacation|holiday|call|parental)|moving|"
    r"leaving|off|late|coming|back|away|ill|pregnant|"
    r"here|allergic|our|my|the|her|his|joining|taking|working|handling|covering|running|in)|was "
    r"(?:out|sick|late|seen|here|there|fired|"
    r"promoted|hired)|will (?:be|take|handle|do|send|call|join|cover)|would (?:handle|take|like|be|"
    r"love)|has (?:been|left|the|a|to|already)|"
    r"had|can (?:take|you|do|handle|cover)|just|and (?:i|I|me)|didn't|doesn't|won't|isn't|can't|"
    r"hasn't|split|got|gets|brought|bought|lives|"
    r"moved|went|tested|added|changed)\b"
)
_TO_WHOM: Final = re.compile(
    r"(?i:\b(?:ask|tell|ping|remind|thank|text|spoke (?:with|to)|speak (?:with|to)|talk(?:ed)? "
    r"(?:with|to)|met|meet(?:ing)? with|meet|with|from|"
    r"for|to|by|and|told|asked|let|see|saw|love|miss|invite|cc|dear|hi|hey|than|or|say hi to|check "
    r"with|covering for|works? with|lunch with|"
    r"dinner with|behalf of)) (?P<who>[^\W\d_]{2,15})(?= (?:to|if|about|that|i'll|he|she|they|when|"
    r"for|whether|and|from|because|next|this|"
    r"today|tomorrow|tonight|yesterday|on|in|at|is|was|who|know|rn|asap|later|please|pls|again|said)"
    r"\b|[.,!?;)]|$)"
)
_TAKES_PERSON: Final = (
    "ask ",
    "tell ",
    "ping ",
    "remind ",
    "thank ",
    "text ",
    "spoke",
    "speak",
    "talk",
    "told",
    "asked",
    "check with",
    "covering",
    "lunch",
    "dinner",
    "say hi",
    "works with",
    "work with",
    "meet with",
    "met ",
    "meeting with",
)
_PROSE: Final = re.compile(r"[{}();=<>\\|$\[\]]|\w\(|::|->|://|\w_\w|\w\.\w+\(")


@lru_cache(maxsize=64)
def find(text: str) -> tuple[Span, ...]:
    """Names that stand by themselves, scored by the name lists.

    The last few texts are remembered: the judge of claims asks for the same ones once more.
    """
    return tuple(_find(text))


def _find(text: str) -> Iterator[Span]:
    brands = _brands_in(text)
    if not text.islower():
        for name in _capital_names(text):
            if any(start <= name.start < end for start, end in brands):
                continue
            yield Span(name.start, name.end, "PERSON", name.score, "name")
        if "," in text:
            yield from _last_first(text)
    yield from _lower_names(text)
    if " " in text:
        yield from (
            span for span in _titled(text) if not any(start <= span.start < end for start, end in brands)
        )
        yield from _spoken(text)
    if "." in text or "," in text:
        yield from _with_initial(text)
    if "/" in text:
        yield from _passengers(text)
    if "\t" in text or "|" in text or "," in text or "'" in text:
        yield from _cells(text)


@cache
def _brand_pattern() -> re.Pattern[str]:
    """Brands that the words of a name alone would not show: "Ben & Jerry's", "Dr Pepper"."""
    brands = sorted(spelled_brands(), key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(brand) for brand in brands) + r")(?!\w)", re.IGNORECASE
    )


def _brands_in(text: str) -> list[tuple[int, int]]:
    if "&" in text or "'" in text or "." in text or "Dr " in text:
        return [match.span() for match in _brand_pattern().finditer(text)]
    return []


def _sure(word: str) -> bool:
    return len(word) > 3 and (is_given_name(word) or is_surname(word)) and not is_ambiguous_name(word)


def _cells(text: str) -> Iterator[Span]:
    """Given and family name in neighbouring cells: "Wu | Mei", "Hans,Obermeier", "'Katja', 'Lehtonen'"."""
    for match in _CELLS.finditer(text):
        one, two = match["one"], match["two"]
        pairs = (is_given_name(one) and is_surname(two)) or (is_surname(one) and is_given_name(two))
        if pairs and not (is_ambiguous_name(one) or is_ambiguous_name(two)):
            for part in ("one", "two"):
                yield Span(match.start(part), match.end(part), "PERSON", 0.6, "name_cells")


def _passengers(text: str) -> Iterator[Span]:
    """Names as airlines write them: OLSEN/MARTAMRS."""
    for match in _PNR.finditer(text):
        if _sure(match["last"]) or _sure(match["first"]):
            both = is_surname(match["last"]) and (is_given_name(match["first"]) or is_surname(match["first"]))
            yield Span(match.start(), match.end(), "PERSON", 0.75 if both else 0.5, "name_pnr")


def _titled(text: str) -> Iterator[Span]:
    """Names after a title; the title goes with the name."""
    for match in _TITLED.finditer(text):
        title = match["title"]
        weak = title.split(" ")[0].lower() in _WEAK_TITLES
        if "." in title and _WHOLE_TITLE.match(title):
            continue
        name = name_at(text, match.end())
        if name is not None and not (text[name.start].isupper() or name.words[0].kind == "particle"):
            name = None
        if name is not None and weak and name.score < 0.4:
            continue
        if name is None:
            name = None if weak else _capital_after(text, match.end())
        if name is not None:
            score = 0.7 if weak else 0.85
            yield Span(match.start(), with_suffix(text, name.end), "PERSON", max(score, name.score), "titled")


def _capital_after(text: str, at: int) -> Name | None:
    """A single capitalised word after a title, though it is also a common word: "Ms. Page", "Dr Long"."""
    match = re.match(r"[^\W\d_a-z][\w'-]{1,24}", text[at : at + 30])
    if match is None or is_vendor(match[0]) or (is_common_word(match[0]) and not is_ambiguous_name(match[0])):
        return None
    word = Word(at, at + match.end(), match[0], "ambiguous")
    return Name(word.start, word.end, 0.6, (word,))


def _spoken(text: str) -> Iterator[Span]:
    """Single names where a sentence can only hold a person: "Rich said", "ask mark if he"."""
    if _PROSE.search(text):
        return
    for pattern in (_SAID, _TO_WHOM):
        for match in pattern.finditer(text):
            who = match["who"]
            if (
                len(who) < (2 if who[:1].isupper() and pattern is _SAID else 3)
                or not is_given_name(who)
                or is_vendor(who)
                or who.isupper()
            ):
                continue
            asked = pattern is _TO_WHOM and match[0].lower().startswith(_TAKES_PERSON)
            if (
                is_ambiguous_name(who)
                and not asked
                and (pattern is _TO_WHOM or is_place(who) or who.islower())
            ):
                continue
            yield Span(
                match.start("who"),
                match.end("who"),
                "PERSON",
                0.5 if is_ambiguous_name(who) else 0.6,
                "name_spoken",
            )


def _with_initial(text: str) -> Iterator[Span]:
    for match in _INITIAL_LOWER.finditer(text):
        word = match["last"] or match["first"]
        known = is_surname(word) if match["last"] else is_given_name(word)
        if known and not is_ambiguous_name(word) and word.islower():
            yield Span(match.start(), match.end(), "PERSON", 0.65, "name_initial")
    for match in _LAST_INITIAL.finditer(text):
        last = match["last"]
        if is_surname(last) and not is_ambiguous_name(last):
            yield Span(match.start(), match.end(), "PERSON", 0.7, "last_first")


def _capital_names(text: str) -> Iterator[Name]:
    for start, end in capital_runs(text):
        for name in names_in(text, start, end):
            found = _possessed(text, _without_verb(name))
            if found.score >= 0.3:
                yield _tempered(text, found)


def _without_verb(name: Name) -> Name:
    first = name.words[0]
    if (
        len(name.words) > 1
        and first.text.lower() in _VERBS
        and name.words[1].kind in ("given", "both")
        and is_ambiguous_name(first.text)
    ):
        rest = name.words[1:]
        return Name(rest[0].start, name.end, judge(rest), rest)
    return name


def _possessed(text: str, name: Name) -> Name:
    """A short given name that owns something: "Nia's wedding"."""
    single = len(name.words) == 1 and name.words[0].kind in ("given", "both") and name.score > 0.25
    if single and len(name.words[0].text) > 2 and re.match(r"'s [^\W\d_]", text[name.end : name.end + 4]):
        return Name(name.start, name.end, max(name.score, 0.55), name.words)
    return name


def _tempered(text: str, name: Name) -> Name:
    """Capitals only say less: menus and headings are written so."""
    words = text[name.start : name.end]
    if words.isupper() and len(name.words) == 1:
        return Name(name.start, name.end, min(name.score, 0.4), name.words)
    if words.isupper() and not all(_is_name(word) for word in name.words):
        return Name(name.start, name.end, min(name.score, 0.5), name.words)
    return name


def _is_name(word: Word) -> bool:
    return word.kind in ("given", "surname", "both", "initial", "particle")


def _last_first(text: str) -> Iterator[Span]:
    for match in _LAST_FIRST.finditer(text):
        last, first = match[1], match[2].split(" ")[0]
        if is_vendor(last) or not is_given_name(first):
            continue
        surname = last.split(" ")[-1]
        if " " in last and is_given_name(last.split(" ")[0]):
            continue
        if is_surname(surname):
            sure = not (is_ambiguous_name(surname) and is_ambiguous_name(first))
            yield Span(match.start(), match.end(), "PERSON", 0.8 if sure else 0.35, "last_first")
        elif not is_ambiguous_name(first) and not is_common_word(surname) and not is_given_name(surname):
            yield Span(match.start(), match.end(), "PERSON", 0.5, "last_first")


def _lower_names(text: str) -> Iterator[Span]:
    before: re.Match[str] | None = None
    for match in _LOWER.finditer(text):
        if before is not None and match.start() - before.end() == 1 and _is_lower_pair(before[0], match[0]):
            name = name_at(text, before.start())
            if name is not None and name.end >= match.end():
                yield Span(name.start, name.end, "PERSON", 0.65, "name_lower")
        before = match


def _is_lower_pair(given: str, surname: str) -> bool:
    if not (given.islower() and surname.islower()) or len(given) + len(surname) < 8:
        return False
    if not is_given_name(given) or not is_surname(surname):
        return False
    return not is_ambiguous_name(given) and not is_ambiguous_name(surname)
