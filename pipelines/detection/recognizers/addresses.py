"""Street addresses of many countries, with unit, postcode and city; cities and countries alone stay.

A street with its number is the core; what follows it (unit, city, region, postcode, country) is
taken in as long as it is written like that. A core that is also something else ("4 Disk Drive")
needs a postcode, a label, or words like "lives at".
"""

import re
from bisect import bisect
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import re2

from pipelines.detection.recognizers.address_words import (
    CORE_STOP,
    JOINING,
    LEAD,
    MONTHS,
    OPENERS,
    PROSE,
    SMALL,
)
from pipelines.detection.recognizers.repair import repair
from pipelines.detection.recognizers.streets import STREETS, Street, for_python, for_re2
from pipelines.detection.spans import Span

_STATES: Final = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|"
    "ND|OH|OK|OR|PA|PR|"
    "RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|ON|QC|BC|AB|MB|SK|NS|NB|NL|PE|YT|NT|NU|NSW|VIC|QLD|SA|TAS|ACT"
)
UK_POSTCODE: Final = r"(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})"
_POSTCODE: Final = (
    rf"(?<![^\W_])(?:{UK_POSTCODE}|(?:{_STATES})[ ,]{{1,2}}\d{{5}}(?:-\d{{4}})?|(?:{_STATES}) \d{{4}}|"
    rf"[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{{4}} ?[A-Z]{{2}}\b|"
    r"[A-HJ-NP-Z]\d{4}[A-Z]{3}|\d{5}-\d{3}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3}-\d{4}|\d{3} \d{2}|"
    r"(?:[A-Z]{1,2}-)?\d{4,7}(?:-\d{4})?|\d{3} "
    r"?\d{3})(?![\w:/%]|[.,-]\d)"
)
_WORD: Final = r"[^\W\d_][^\W\d_]*(?:['.’/-][^\W\d_]+)*\.?"
_CITY: Final = rf"(?:{_WORD}(?: (?:{_WORD}|\d{{1,2}}\b(?!\d))){{0,3}}(?: \([A-Z]{{2}}\))?)"
_UNIT: Final = (
    r"(?:(?:apt|apartment|unit|suite|ste|flat|floor|fl|rm|room|apto|ap|piso|pta|puerta|lok|m|kv|кв|dep|"
    r"depto|int|bldg|building|tower|"
    r"esc|et|dør|st|sc|r/c|bl|bloc|blok|byt|lgh|box|no)\b[.:]? ?#?\w{1,5}(?:[ -]?[A-Za-z]\b)?|#\d[\w-]{0,6}|"
    r"[1-9]\d?[º°ª](?: ?\w{1,3}\b\.?)?|\d{1,2}(?:st|nd|rd|th|e|er|\.)? (?:floor|fl\b|étage|etage|piso|"
    r"stock|og)|\d{1,2}/F|\d{1,2}\. ?(?:tv|th|mf|sal)\b\.?|"
    r"(?:d|daire|kat)[.:] ?\d{1,3}|(?:col|colonia|bairro|sector|urb)\b\.? [^,\n]{2,40}|[A-H] \d{1,3}\b)"
)
_BREAK: Final = r"(?: ?,? ?\n[ \t>|?]{0,6})"
"""A new line inside an address, quoted or indented."""
_TAIL: Final = (
    re.compile(rf"(?i)(?:[ ,]{{1,3}}| - |{_BREAK}){_UNIT}"),
    re.compile(rf"(?:\.?[ ,·-]{{1,3}}|{_BREAK})(?i:{_POSTCODE})(?: ?[-/]? ?(?P<city>{_CITY}))?"),
    re.compile(rf"(?: ?, ?| - | |{_BREAK})(?P<city>{_CITY}),?(?: - [A-Z]{{2}},?)? (?i:{_POSTCODE})"),
    re.compile(rf"(?: ?, ?| ?/ ?|{_BREAK}| - |(?<=\d{{4}}) )(?P<city>{_CITY})(?=\W|$)"),
    re.compile(rf"(?: - |[ ,/]{{1,2}})(?:[A-Z]{{2}}|{_STATES})(?=,? \d{{5}}|,|$)"),
)
_POST: Final = re.compile(rf"(?i){_POSTCODE}")
_LONG: Final = re.compile(
    r"(?i)\b(?:address(?: is|:)|(?:now )?live (?:in|at)|sent to|taxi to|addresses, here they are:|the "
    r"same:|moved to|ship(?:ped)? to:?)"
    r"\s{1,8}(?P<value>\d{1,5} [^\n]{3,60}(?:\n[^\n]{1,40}){0,5}?[ ,]\d{4,6}(?:-\d{3,4})?)(?!\d)"
)
_COUNTED: Final = re.compile(
    r"(?i)\b(?:page|chapter|section|step|tier|level|part|volume|book|row|line|"
    r"week|day|version) $"
)
"""What comes before a number that counts something."""
_YEAR: Final = re.compile(r"(?:19|20)\d{2}")
_LABEL: Final = re.compile(
    r"(?i)(?<!\w)(?:(?:street|home|billing|shipping|delivery|mailing|postal|work|office|property|site|"
    r"residential|permanent|current|pickup|"
    r"pick-?up|service)? ?address(?: line)?(?: ?1)?|ship(?:ped|ping)? to|deliver(?:y|ed)? to|bill(?:ed|"
    r"ing)? to|street|located at|residing at|"
    r"resid(?:es|ing|ent) at|lives? (?:at|in|on)|moved to|living at|pick ?(?:me |you )?up (?:at|from)|"
    r"meet (?:me |us )?at|i'?m at|property|"
    r"location|tenant at|home|visit to|come to|adres(?:s|se)?|anschrift|lieferadresse|rechnungsadresse|"
    r"wohnhaft(?: in)?|straße(?:/hausnummer)?|"
    r"direcci[óo]n|domicilio|indirizzo|residente in|endere[çc]o|morada|adresa|bydliště|cím|lakcím|osoite|"
    r"адрес|адреса|διεύθυνση|住所|地址|주소|"
    r"عنوان|כתובת|पता|dom|dirección|dom\.|calle|rue|via|alamat)[ \t]*[:：=\-–]?[ \t]*(?:is |at )?$"
)
_LABELLED: Final = re.compile(
    r"(?i)(?<!\w)(?:(?:home|billing|shipping|delivery|mailing|postal|street|residential|permanent) "
    r"address|address(?: line ?[12])?|ship to|"
    r"deliver to|adresse|anschrift|lieferadresse|rechnungsadresse|direcci[óo]n|domicilio|indirizzo|"
    r"endere[çc]o|morada|adres|adress|osoite|"
    r"адрес|地址|住所|주소)[ \t]?[:：][ \t]{0,3}(?P<value>[^\n|;{}<>]{6,90})"
)
_POSTCODE_ALONE: Final = re.compile(rf"(?<![\w-]){UK_POSTCODE}(?![\w-])")
_POSTCODE_SAID: Final = re.compile(
    r"(?i)(?<!\w)(?:post ?code|zip(?: ?code)?|postal code|plz|code postal|postnummer|c[oó]digo postal|cep|"
    r"cap)"
    r"(?: ?/ ?(?:city|town|ort|ville|plaats|ciudad))?(?: is| was|:|=| -)? ?"
    r"(?P<code>(?:\d{4}(?: ?[A-Z]{2}\b|\d{1,3}(?:-\d{3,4})?)?|\d{3} \d{2}|\d{2}-\d{3}|[A-Z]\d[A-Z] "
    r"?\d[A-Z]\d)(?!\w)(?-i:[ ,]{1,2}[A-ZÀ-Þ][^\W\d_]{2,20}(?=\s*$|[,;|]))?)"
)
_HOUSE: Final = re.compile(
    r"(?<![\w.,:/-])(?:\d{1,5}[a-z]? |(?i:lot|plot|no\.?|unit|flat|apt\.?|house|door|shop|h\.? ?no\.?|room|"
    r"suite|"
    r"résidence|bât\.?) ?#?[\w/-]{0,8}(?:, \d{1,2}/F)?,? |[A-Z]-|#?\d{1,4}, |г\. ?[А-Я][а-я]{2,20}, ?)$"
)
"""A number of the house before a street that has its number behind."""
_POSTCODE_WORD: Final = re.compile(
    r"(?i)(?:post ?code|zip(?: ?code)?|postal code|plz|cap|c\.?p\.?|code postal)\W{0,4}$"
)


def find(text: str) -> Iterable[Span]:
    """Street addresses in a text."""
    if not any(sign.isdigit() for sign in text):
        return
    yield from _read(text)
    mended = repair(text)
    if mended != text:
        yield from _read(mended, certain=True)
    yield from _labelled(text)
    yield from _postcodes(text)


def _read(text: str, *, certain: bool = False) -> Iterable[Span]:
    """Addresses in a text; `certain` leaves out those that only a postcode makes one."""
    taken: list[tuple[int, int]] = []
    for street, start, end in sorted(_cores(text), key=_surest_first):
        place = bisect(taken, (start, len(text)))
        if place and taken[place - 1][1] > start or place < len(taken) and taken[place][0] < end:
            continue
        whole = _with_tail(text, end)
        score = _score(text, street, start, end, whole)
        if certain and street.score == 0.0:
            continue
        if street.score == 0.0 and place < len(taken) and taken[place][0] < whole:
            continue
        if score > 0:
            house = _HOUSE.search(text[max(0, start - 26) : start]) if score >= 0.6 else None
            start -= len(house[0]) if house else 0
            taken.insert(place, (start, whole))
            yield Span(start, whole, "ADDRESS", score, "address")


def _surest_first(core: tuple[Street, int, int]) -> tuple[bool, int, int]:
    """Forms that are streets by themselves before those that need a postcode, then by place."""
    street, start, end = core
    return street.score == 0.0, start, -end


def _cores(text: str) -> Iterable[tuple[Street, int, int]]:
    patterns, prefilter = _compiled()
    for index in prefilter.Match(text) or ():
        at = 0
        while match := patterns[index].search(text, at):
            start = _trimmed(text, match.start(), match.end())
            yield STREETS[index], start, match.end()
            at = max(match.end(), at + 1)


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a core really begins: prose and labels before the street's name are not part of it."""
    words = list(re.finditer(r"\S+", text[start:end]))
    for place, word in enumerate(words[:-1]):
        first = word[0].lower().strip(".:")
        small = word[0][0].islower() and not word[0].endswith(".") and first not in OPENERS
        followed = any(later[0][0].isupper() for later in words[place + 1 :])
        if not (first in LEAD or (small and followed)):
            return start + word.start()
    return start


def _with_tail(text: str, end: int) -> int:
    """Where the address ends: behind units, city, region, postcode and country."""
    for _ in range(6):
        longest = max((_tail_end(pattern, text, end) for pattern in _TAIL), default=end)
        if longest == end:
            return end
        end = longest
    return end


def _tail_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    if not match:
        return at
    groups = match.groupdict()
    city = groups.get("city")
    if city is None:
        return match.end()
    words = city.split()
    if not (
        words[0][0].isupper()
        or _lower_town(match[0], words)
        or not words[0][0].isascii()
        and not words[0][0].islower()
    ):
        return match.start("city") if _POST.search(match[0][: match.start("city") - match.start()]) else at
    return _city_end(match, words)


def _lower_town(found: str, words: list[str]) -> bool:
    """Whether a town in small letters is followed by a postcode and holds no word of prose."""
    return bool(_POST.search(found)) and not any(word.lower() in PROSE for word in words if word != "or")


def _city_end(match: re.Match[str], words: list[str]) -> int:
    """The end of the match, or of the city's words with capitals where prose follows."""
    if match.end("city") < match.end():
        return match.end()
    at = match.start("city")
    end = at
    for word in re.finditer(r"\S+", match["city"]):
        first = word[0][0]
        if not (
            first.isupper()
            or first.isdigit()
            or not (first.islower() or first.isascii())
            or word[0].lower() in SMALL
        ):
            break
        if first.isupper() or first.isdigit() or not first.isascii():
            end = at + word.end()
    return end if end > at else match.end("city") if words[0][0].islower() else match.start()


def _score(text: str, street: Street, start: int, end: int, whole: int) -> float:
    core, tail = text[start:end], text[end:whole]
    named = bool(_LABEL.search(text[max(0, start - 40) : start]))
    posted = any(not _YEAR.fullmatch(match[0]) for match in _POST.finditer(tail))
    words = re.findall(r"[^\W\d_]+", core)
    if not posted and words and (words[-1].lower() in MONTHS or not JOINING.isdisjoint(words)):
        return 0.0
    if core[0].isdigit() and _COUNTED.search(text[max(0, start - 16) : start]):
        return 0.0
    nowhere = not posted or not any(sign.isalpha() for sign in tail)
    if street.score == 0.0 and (nowhere or any(word.lower() in CORE_STOP for word in words)):
        return 0.0
    if street.needs_tail:
        return 0.8 if posted and _is_written_big(words) else 0.6 if named else 0.0
    if not _is_written_big(words):
        if any(word.lower() in PROSE for word in words[:-1]):
            return 0.0
        return 0.75 if posted or named else 0.3
    return 0.9 if posted else min(0.85, street.score + 0.15 * (named or bool(tail.strip(" ,"))))


def _is_written_big(words: list[str]) -> bool:
    """Whether most words that are not small by nature begin with a capital (or their script has none)."""
    first = [word for word in words if len(word) > 1]
    big = sum(not word[0].islower() for word in first)
    return big > 0 and big * 2 >= len(first)


def _labelled(text: str) -> Iterable[Span]:
    """What stands behind a label that says it is an address, if it holds a number."""
    for match in _LONG.finditer(text):
        if not MONTHS.isdisjoint(re.findall(r"[a-z]+", match["value"].lower())):
            continue
        yield Span(*match.span("value"), "ADDRESS", 0.6, "address_labelled")
    for match in _LABELLED.finditer(text):
        value = match["value"].rstrip(" .,")
        if (
            any(sign.isdigit() for sign in value)
            and any(sign.isalpha() for sign in value)
            and "@" not in value
            and "://" not in value
        ):
            yield Span(
                match.start("value"), match.start("value") + len(value), "ADDRESS", 0.6, "address_labelled"
            )


def _postcodes(text: str) -> Iterable[Span]:
    """British postcodes, which name a handful of houses, and others by their label."""
    for match in _POSTCODE_SAID.finditer(text):
        yield Span(*match.span("code"), "ADDRESS", 0.6, "postcode_labelled")
    for match in _POSTCODE_ALONE.finditer(text):
        said = _POSTCODE_WORD.search(text[max(0, match.start() - 20) : match.start()])
        distinct = " " in match[0] and len(match[0]) >= 7
        yield Span(
            match.start(), match.end(), "ADDRESS", 0.85 if said else 0.45 if distinct else 0.2, "postcode"
        )


@cache
def _compiled() -> tuple[list[re.Pattern[str]], Any]:
    """Each form for the standard library, and all of them as one automaton that says which to run."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    prefilter = re2.Set.SearchSet(options)
    patterns = []
    for street in STREETS:
        prefilter.Add(rf"(?:^|[^\pL\pN])(?:{for_re2(street.pattern)})")
        patterns.append(
            re.compile(rf"(?i)(?<![^\W_])(?<![\d.,:/-]-)(?:{for_python(street.pattern)})(?![^\W_])")
        )
    prefilter.Compile()
    return patterns, prefilter
