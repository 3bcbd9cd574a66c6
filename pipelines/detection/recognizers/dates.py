"""Dates that are somebody's: of birth, death, treatment and hearing, by the words beside them.

Every other date and every time of day stays.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.recognizers.repair import repair
from pipelines.detection.spans import Span

_MONTHS: Final = (
    "jan(?:uary|vier|uar|uari|eiro)?|feb(?:ruary|ruar|ruari|brero|braio)?|f[ée]v(?:rier|ereiro)?|mar(?:ch|"
    "s|zo|ço|t)?|m[aä]rz|maart|"
    "apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|may|mai|mayo|maggio|maio|mei|jun(?:e|i|io|ho)?|juin|giu(?:gno)?|"
    "jul(?:y|i|io|ho)?|"
    "juil(?:let)?|lug(?:lio)?|aug(?:ust|ustus)?|ao[uû]t|ago(?:sto)?|sep(?:t|tember|tembre|tiembre)?|"
    "set(?:tembre|embro)?|"
    "oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|out(?:ubro)?|nov(?:ember|embre|iembre|embro)?|"
    "dec(?:ember)?|d[ée]c(?:embre)?|dez(?:ember|embro)?|dic(?:iembre|embre)?|"
    "január|február|március|április|május|június|július|augusztus|szeptember|október|"
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
_YEAR: Final = r"(?:19|20)\d{2}"
_DATE: Final = (
    rf"(?:{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:T[\d:.]{{4,16}}(?:Z|[+-]\d\d:?\d\d)?)?|"
    rf"{_YEAR} ?[年년] ?\d{{1,2}} ?[月월] ?\d{{1,2}} ?[日일]|"
    rf"\d{{1,2}} ?[-/.] ?\d{{1,2}} ?[-/.] ?(?:{_YEAR}|\d{{2}})(?!\d)|"
    rf"\d{{1,2}}(?:st|nd|rd|th|er|\.)?[ -]?(?:de |of )?(?:{_MONTHS})\.?,?[ -]?(?:de |del )?(?:{_YEAR}|"
    rf"'?\d{{2}}(?![\d:]))?|"
    rf"(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? ?{_YEAR})?|(?:{_MONTHS})\.? {_YEAR}|"
    rf"{_YEAR}\. (?:{_MONTHS}) \d{{1,2}}\.?|\d{{8}}|"
    rf"\d{{1,2}}/\d{{1,2}})"
)
_LIFE: Final = (
    r"d\.?[o0]\.?b\.?|date[ _-]of[ _-](?:birth|death)|birth[ _-]?(?:date|day)(?:'?s)?|b-?day(?:'?s)?|"
    r"born(?: on)?|b\.|"
    r"yob|geb(?:oren|"
    r"\.|urtsdatum|urtstag)?(?: am)?|"
    r"geboortedatum|né(?:e|\(e\))? le|ne[e]? le|date de (?:naissance|décès)|naissance|fecha de "
    r"(?:nacimiento|defunción)|nacid[oa](?: el)?|"
    r"nacimiento|f\.? ?nac\.?|data di nascita|nat[oa] (?:il|a)|data de nascimento|nascid[oa](?: em)?|"
    r"data urodzenia|ur\.|urodzon[ya]|"
    r"födelsedatum|födelsedag|född|fødselsdato|fødselsdag|født|syntymäaika|syntynyt|dato narození|"
    r"datum narození|narozen[aá]?|"
    r"születési (?:dátum|idő)|"
    r"data nașterii|născut[ăa]?(?: la)?|nar\.|rođen[a]?|rođ\.|datum rođenja|ημ\.? γέννησης|γεννήθηκε|rip|"
    r"r\.i\.p\.|"
    r"luogo e data di nascita|doğum tarihi|дата рождения|родил(?:ся|ась)|д\.?р\.?|дата народження|ημερομηνία "
    r"γέννησης|生年月日|出生日期|生日|"
    r"생년월일|تاريخ الميلاد|תאריך לידה|tanggal lahir|ngày sinh|जन्म तिथि|วันเกิด|"
    r"died(?: on)?|deceased(?: on)?|d\.o\.d\.?|dod|passed away(?: on)?|death|verstorben(?: am)?|"
    r"gest(?:orben|\.)(?: am)?|"
    r"décédé[e]?(?: le)?|falleci[óo](?: el)?|fallecid[oa]|decedut[oa]|zmarł[a]?|overleden"
)
_CARE: Final = (
    r"op(?:eration)?[ -]date|appt(?: date)?|(?<!last )seen(?: on)?|accident date|injury date|"
    r"date of (?:the )?loss|"
    r"expected (?:delivery|date of delivery)|(?:in )?custody since|immuni[sz]ation given|dose given|"
    r"vaccine given|"
    r"admitted(?: on)?|admission(?: date)?|admit(?: date)?|discharged?(?: on| date)?|date of (?:surgery|"
    r"service|injury|procedure|"
    r"admission|discharge|treatment|diagnosis|visit|accident|loss|consultation|death)|dos|do[ial]|surgery(?: "
    r"date)?(?: on)?|procedure date|"
    r"operated(?: on)?|"
    r"(?:was )?seen(?: on| in clinic on)|diagnosed(?: on| in)?|vaccinated(?: on)?|treated on|tested "
    r"(?:positive|negative)(?: on)?|"
    r"immunized(?: on)?|last (?:menstrual )?period|lmp|edd|due date of baby|treatment (?:date|on|"
    r"started)|appointment on|"
    r"aufnahme(?:datum)?|entlassen(?: am)?|entlassung(?:sdatum)?|behandlung am|op-datum|"
    r"hospitalisé[e]?(?: le)?|"
    r"date d['’]hospitalisation|fecha de (?:ingreso|alta|cirugía)|ingreso|"
    r"hearing(?: date| set for| on| is)*|court(?: date| hearing| appearance)?(?: is)? on|sentenc(?:ed|"
    r"ing)(?: on| date)?|arraign(?:ed|ment)(?: on| "
    r"date)?|trial (?:date|set for|on)|"
    r"arrested(?: on)?|convicted(?: on)?|court date|deposition(?: on| of)?|anhörung|audience(?: du| le)|"
    r"verhandlung(?: am)?|audiencia"
)
_GAP: Final = (
    r"(?:[^\w]|\b(?:is|was|on|the|for|set|in|am|le|el|il|em|dem|den|date|a|mm/dd/yyyy|dd/mm/yyyy)\b){0,10}"
)
_PLACE: Final = r"(?:[A-ZÄÖÜ][\w.'-]{1,20}[ ,]{1,2}){0,3}(?:on |am |le |el |il |em )?"
_SAID: Final = re.compile(
    rf"(?i)(?<![^\W\d_])(?:(?P<life>{_LIFE})|(?P<care>{_CARE}))(?![^\W\d_]){_GAP}(?P<date>{_DATE})(?!\w)"
)
_BORN_IN: Final = re.compile(
    rf"(?i:\b(?:(?:born|né|née|nato|nata|nacid[oa]|geboren) (?:in|at|à|a|en)|nascita:?|naissance:?|"
    rf"nacimiento:?|geb\.)) "
    rf"{_PLACE}(?P<date>(?i:{_DATE}))(?!\w)"
)
_YEAR_ALONE: Final = re.compile(
    rf"(?i:(?<!\w)(?:b\.|yob|year of birth|born(?: in)?|geb\.|jahrgang|né(?:e)? en|nat[oa] nel|"
    rf"nacid[oa] en|г\.р\.))"
    rf" ?:? ?(?P<date>{_YEAR})(?![\w/-]|\.\d)|\((?:\*|b\.) ?(?P<star>{_YEAR})\)"
)
"""The year of somebody's birth."""
_NEAR: Final = re.compile(
    r"(?i)\b(?:vaccinated|admitted|discharged|died|deceased|born|operated|hospitali[sz]ed|immuni[sz]ed)\b"
    rf"[^\d\n]{{1,40}}?(?<!\w)(?P<date>{_DATE})(?!\w)"
)
_DAGGER: Final = re.compile(
    rf"(?i)[†✝](?: ?am)? ?(?P<date>{_DATE})(?!\w)|(?<![\w*)\]])\* "
    rf"?(?P<star>\d{{1,2}}\.\d{{1,2}}\.{_YEAR})(?!\w)"
)
_AFTER: Final = re.compile(
    rf"(?i)(?P<date>{_DATE})(?!\w) ?[(,-]? ?(?:d\.?o\.?b\.?|date of birth|birthday|geb\.|born)(?!\w)"
)
_BEHIND: Final = re.compile(rf"(?P<date>{_YEAR} ?年 ?\d{{1,2}} ?月 ?\d{{1,2}} ?日) ?(?:生まれ|生|出生|誕生)")
_SECOND: Final = re.compile(
    rf"(?i)^\W{{0,3}}(?:to|until|and|bis|au|-|–|through)\W{{0,3}}(?P<date>{_DATE})(?!\w)"
)
_WORDS: Final = re.compile(
    rf"(?i)(?<![^\W\d_])(?:{_LIFE}|{_CARE}|jahrgang|year of birth|г\.р\.|nascita:?|naissance:?|"
    rf"nacimiento:?)(?![^\W\d_])|[†✝*生]"
)


def find(text: str) -> Iterable[Span]:
    """Dates of birth, death, treatment and hearing in a text."""
    if not any(sign.isdigit() for sign in text) or not _WORDS.search(text):
        return
    yield from _read(text)
    mended = repair(text)
    if mended != text:
        yield from _read(mended)


def _read(text: str) -> Iterator[Span]:
    for match in _SAID.finditer(text):
        rule = "date_of_life" if match["life"] else "date_of_care"
        start, end = match.span("date")
        if not _is_day(match["date"]):
            continue
        yield Span(start, end, "DATE", 0.9 if match["life"] else 0.75, rule)
        second = _SECOND.match(text[end:])
        if second:
            yield Span(end + second.start("date"), end + second.end("date"), "DATE", 0.7, rule)
    for pattern, rule in ((_BORN_IN, "date_of_life"), (_AFTER, "date_of_life"), (_BEHIND, "date_of_life")):
        for match in pattern.finditer(text):
            yield Span(*match.span("date"), "DATE", 0.85, rule)
    for match in _NEAR.finditer(text):
        yield Span(*match.span("date"), "DATE", 0.5, "date_near")
    for match in _YEAR_ALONE.finditer(text):
        yield Span(*match.span("date" if match["date"] else "star"), "DATE", 0.6, "date_of_life")
    for match in _DAGGER.finditer(text):
        group = "date" if match["date"] else "star"
        yield Span(*match.span(group), "DATE", 0.85, "date_of_life")


def _is_day(date: str) -> bool:
    """Whether eight joined digits can be a day; other forms are clear by themselves."""
    if len(date) != 8 or not date.isdigit():
        return True
    return (
        date[:2] in {"19", "20"} and int(date[4:6]) <= 12 or date[4:6] in {"19", "20"} and int(date[:2]) <= 31
    )
