"""People's names after a title, which goes with the name: "Dr. Amundsen", "Frau Weber"."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_common_word, is_vendor
from pipelines.detection.recognizers.names import Name, Word, name_at, with_suffix
from pipelines.detection.spans import Span

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


def find(text: str) -> Iterator[Span]:
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
