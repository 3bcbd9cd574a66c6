"""Numbers of courts, bars, police and immigration offices, as they are written there.

Owns forms that are clear by themselves (a US docket, a German file number) and those that need
a word of the trade nearby.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.spans import Span

# Source: United States Courts, "Case numbering" (division:year-type-number-judges).
_FEDERAL: Final = re.compile(
    r"(?i)(?<![\w:/-])(?:\d{1,2}:(?:19|20)?\d{2}|(?:19|20)?\d{2})[- ]?-?"
    r"(?:cv|cr|md|mc|mj|bk|ap|ad|po|ml|cm|sw|mdl|civ|crim|dr|pr|jv|sc|lt|fa|ca|cc|ci|cf|mm|dp|tr|gd)"
    r"[- ]-?\d{3,8}(?:[-(][A-Z0-9]{1,6}\)?){0,4}(?![\w/])"
)
_STATE: Final = re.compile(
    r"(?<![\w/.-])(?:(?:CV|CR|BC|DR|FA|PR|JV|SC|CIV|CRIM|FL|LC|CL|CA|CGC|RG|BCV|STCV|FAM|PB|DV|UD)[- ]?"
    r"(?:19|20)?\d{2}[- ]\d{3,7}(?:-[A-Z0-9]{1,6})?|(?:19|20)\d{2}[- ](?:CV|CR|CA|CF|DR|CP|CC|MM|L|D|CH|JA|P)"
    r"[- ]\d{3,7}(?:-[A-Z0-9]{1,6})?|\d{2}(?:CV|CR|STCV|CIV|CHCV|SMCV|PSCV)\d{4,7}|"
    r"L-\d{4,6}-\d{2})(?![\w/]|[.-]\d)"
)
# Source: Aktenordnung of the German states: chamber, register sign, number, year.
_GERMAN: Final = re.compile(
    r"(?<![\w/.-])(?:\d{1,3}[a-z]?|[IVX]{1,4})[ -](?:[A-Z][A-Za-z]{0,3}|AR|ZR|StR|BvR|"
    r"Js)(?: \(?[A-Z][a-z]{0,3}\)?)? "
    r"?\d{1,5}/(?:19|20)?\d{2}(?: [A-Z])?(?![\w/])"
)
_POLISH: Final = re.compile(
    r"(?<![\w/.-])[IVX]{1,4} (?:G|A)?(?:C|K|P|U|Ns|Ka|Ca|Nc|GC|RC)[a-z]{0,2} \d{1,5}/\d{2}(?![\w/])"
)
_BRITISH: Final = re.compile(
    r"(?<![\w/.-])(?:(?:HQ|HC|CL|BL|QB|KB|CO|FD|ZC|TCC|AC|IL|CR|FL|PT|LM|CP|IP)[- ](?:19|"
    r"20)?\d{2}[- ]\d{5,6}|"
    r"(?:HQ|HC|ZC|FD|BV|CM)\d{2}[A-Z]\d{5}|[A-Z]\d{2}[A-Z]{2}\d{3,4}|\d{5,7}/(?:19|20)\d{2}|T(?:19|"
    r"20)\d{6})(?![\w/]|-\d)"
)
_CITED: Final = re.compile(
    r"\[(?:19|20)\d{2}\] (?:EW|UK|NI|IE|NSW|FC|HC)[A-Za-z]{2,6}(?: [A-Z][a-z]{2,4})? "
    r"\d{1,5}(?: \([A-Z][a-z]+\))?"
)
_BAR: Final = re.compile(
    r"(?:(?<![A-Za-z])(?:OSB|WSBA|SBN|CSB|ISBA|MSBA|NCSB|VSB|TBN|ARDC|BPR|JAGSB|[A-Z]{2} (?:State )?Bar|"
    r"[Ss]tate [Bb]ar(?: of [A-Z][a-z]+)?|Bar(?: of [A-Z][a-z]+)?|[Aa]ttorney|[Aa]tty|Bar [Cc]ard|BAR|"
    r"[Aa]dvocate|"
    r"Roll|[Cc]all [Nn]umber)"
    r"(?: ?(?:ID|[Nn]umber|[Nn]um|[Nn][o0]|[Rr]eg(?:istration)?|[Mm]ember)\b\.?){0,2}[ :#.-]{1,3})"
    r"(?P<id>(?:[A-Z]{2,4}[ -]?)?\d{4,8}[A-Z]?)(?![\w%]|[.,:]\d)"
)
_OFFICE: Final = re.compile(
    r"(?i)(?<!\w)(?:police|crime|incident|cad|occurrence|fir|met|urn|pnc|custody|offence|citation|summons|"
    r"ticket|"
    r"arrest|booking|niche|charge|court|claim|tribunal|fine|pcn|penalty|docket|warrant|inmate|prisoner|"
    r"alien|file|"
    r"exhibit|evidence|uscis|receipt|case)"
    r"(?: (?:ref(?:erence)?|report|number|num|n[o0]|id|log))*[ .:#-]{1,3}"
    r"(?P<id>(?-i:\d{1,6} of \d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{3,6}-\d{3,6}|"
    r"(?:[A-Z]{1,3}/)?\d{2,6}/\d{3,7}/\d{2,4}|"
    r"[A-Z]{1,2} ?\d{3} ?\d{3} ?\d{3}|[A-Z]{3}\d{10}|[A-Z]{1,4}-?\d{2,6}-\d{2,6}|"
    r"[A-Z]{1,3}/\d{2,6}/\d{2,6}))(?![\w%]|[.:]\d)"
)
# Source: USCIS, "Receipt number": service centre, fiscal year, computer day, case.
_RECEIPT: Final = re.compile(
    r"(?<!\w)(?:EAC|WAC|LIN|SRC|NBC|MSC|IOE|YSC|VSC|TSC|NSC)-?\d{2}-?\d{3}-?\d{5}(?!\w)"
)
_ALIEN: Final = re.compile(r"(?<!\w)A[- ]?\d{3}[- ]\d{3}[- ]\d{3}(?!\w)")
_FORMS: Final = (
    (_FEDERAL, 0.8),
    (_STATE, 0.7),
    (_GERMAN, 0.6),
    (_POLISH, 0.6),
    (_BRITISH, 0.5),
    (_CITED, 0.5),
    (_RECEIPT, 0.85),
    (_ALIEN, 0.5),
)


def find(text: str) -> Iterator[Span]:
    """Docket, bar and police numbers in a text."""
    if "-" in text or "/" in text or "[" in text or any(sign.isupper() for sign in text):
        for pattern, score in _FORMS:
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), "ID", score, "docket")
    for pattern, rule in ((_BAR, "bar_number"), (_OFFICE, "office_number")):
        for match in pattern.finditer(text):
            yield Span(match.start("id"), match.end("id"), "ID", 0.75, rule)
