"""Names in Cyrillic and Greek letters."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.spans import Span

_CYR_GIVEN: Final = frozenset(
    "александр александра алексей алена алёна алина алла анастасия анатолий андрей андрій анна антон "
    "антонина аркадий арсений артем артём артур богдан борис вадим валентин валентина валерий "
    "валерия варвара василий василь василиса вера вероника виктор виктория віктор виталий віталій "
    "влад владимир владислав "
    "володимир всеволод вячеслав галина геннадий георгий герман глеб григорий дарья дарина даша "
    "денис диана дмитрий дмитро ева евгений евгения егор екатерина катерина катя елена олена "
    "елизавета ефим жанна захар зинаида зоя иван іван игорь ігор илья инна ирина ірина карина кирилл "
    "клавдия константин кристина ксения лариса "
    "лев леонид лидия лилия любовь людмила максим маргарита марина мария марія марк марта матвей "
    "михаил михайло мила надежда надія наталья наталія наташа настя никита николай микола нина "
    "оксана олег олександр олександра олексій олеся ольга павел павло петр пётр петро полина раиса "
    "ринат роман ростислав руслан савелий сергей сергій светлана світлана "
    "семен семён софия софія станислав степан тамара тарас татьяна тетяна тимофей тимур ульяна федор "
    "фёдор филипп юлия юлія юрий юрій яков яна ярослав ярослава мілош милош јелена јована драган "
    "горан зоран никола никола слободан стефан иванка георги димитър петър тодор христо".split()
)
_CYR: Final = re.compile(
    r"(?<![\w@.-])(?P<one>[А-ЯЁІЇЄҐЈЂЋЉЊ][а-яёіїєґјђћљњ']{2,20}|[А-ЯЁІЇЄ]\.(?: ?[А-ЯЁІЇЄ]\.)?) "
    r"?(?P<two>[А-ЯЁІЇЄҐЈЂЋЉЊ][а-яёіїєґјђћљњ']{2,24}(?:-[А-ЯЁ][а-яё]{2,20})?|[А-ЯЁІЇЄ]\. "
    r"?(?:[А-ЯЁІЇЄ]\.)?)?(?: (?P<three>[А-ЯЁІЇЄ][а-яёіїє']{3,24}))?(?![\w])"
)
_CYR_FAMILY: Final = re.compile(
    r"(?:ов|ова|ову|овой|ев|ева|еву|евой|ёв|ёва|ин|ина|ину|иной|ын|ына|ский|ская|ского|ской|скому|"
    r"цкий|цкая|енко|чук|юк|як|ук|ко|вич|ич|ук|ець|ян|дзе|швили|ић|ски|ска)$"
)
_CYR_PATRON: Final = re.compile(r"(?:ович|евич|ич|овна|евна|ична|івна|ївна|йович)$")
_GREEK: Final = re.compile(
    r"(?<![\w@.-])[Α-ΩΆΈΉΊΌΎΏ][α-ωάέήίόύώϊϋΐΰς]{2,20} [Α-ΩΆΈΉΊΌΎΏ][α-ωάέήίόύώϊϋΐΰς]{2,24}(?:ος|ου|ης|"
    r"ας|ης|ίδης|άκης|όπουλος|οπούλου|άκη|ίδη|έας|ιώτης)(?!\w)"
)


def find(text: str) -> Iterator[Span]:
    """Names that a known given name, a patronymic or an ending of family names shows."""
    for match in _GREEK.finditer(text):
        yield Span(match.start(), match.end(), "PERSON", 0.6, "script_name")
    for match in _CYR.finditer(text):
        parts = [part for part in (match["one"], match["two"], match["three"]) if part]
        given = sum(_is_cyrillic_given(part) for part in parts)
        family = sum(bool(_CYR_FAMILY.search(part)) and len(part) > 4 for part in parts)
        patron = any(_CYR_PATRON.search(part) for part in parts if len(part) > 5)
        initials = any("." in part for part in parts)
        end = match.end() - (len(match[0]) - len(match[0].rstrip()))
        if len(parts) > 1 and given and (family or patron or len(parts) == 2):
            yield Span(match.start(), end, "PERSON", 0.85 if family or patron else 0.6, "script_name")
        elif len(parts) > 1 and initials and family:
            yield Span(match.start(), end, "PERSON", 0.75, "script_name")
        elif given and len(parts) == 1:
            yield Span(match.start(), end, "PERSON", 0.5, "script_name")
        elif given:
            first = next(part for part in parts if _is_cyrillic_given(part))
            at = text.index(first, match.start())
            yield Span(at, at + len(first), "PERSON", 0.5, "script_name")


def _is_cyrillic_given(word: str) -> bool:
    """Whether a word is a given name; the commonest case endings are undone."""
    lowered = word.lower()
    if lowered in _CYR_GIVEN:
        return True
    stems = (
        lowered[:-1],
        lowered[:-1] + "а",
        lowered[:-1] + "я",
        lowered[:-1] + "й",
        lowered[:-2],
        lowered[:-2] + "й",
    )
    return len(lowered) > 4 and any(stem in _CYR_GIVEN and len(stem) > 3 for stem in stems)
