"""Organisations by where people work, study, are treated and buy: "We at Initech", "University of Leeds".

Owns schools, clinics, public bodies and law firms by their kind, and the words before an employer or
customer. Vendors, places alone and words of interfaces survive.
"""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.lists import (
    is_common_word,
    is_given_name,
    is_interface_phrase,
    is_interface_word,
    is_place,
    is_surname,
    is_vendor,
)
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

_CAPITAL: Final = r"[^\W\d_a-zß-ÿ][\w'&.’-]{1,30}"
_LINK: Final = r"(?:&|and|of|de|du|des|der|di|da|do|the|für|y|et|la|le)"
_NAME: Final = rf"{_CAPITAL}(?: (?:{_LINK} ){{0,2}}{_CAPITAL}){{0,5}}"
_INSTITUTE_OF: Final = re.compile(
    rf"(?<![\w@/.-])(?P<org>(?:(?:{_CAPITAL} ){{0,3}}(?:University|Universität|Universidad|"
    rf"Universidade|Université|"
    r"Università|Uniwersytet|Universiteit|College|Institute|Institut|Instituto|Academy|School|Hospital|"
    r"Infirmary|"
    r"Diocese|Archdiocese|Borough|Bank|Church|Museum|Conservatory|Faculty|Polytechnic)"
    rf" (?:of|de|di|do|du|von|zu|van|w|for)(?: (?:the|la|São|San|St\.?))? {_CAPITAL}(?: (?:{_LINK} "
    rf")?{_CAPITAL}){{0,3}}))"
)
# Source: what schools, clinics, firms and public bodies are called in the countries of the English language.
_KIND: Final = (
    r"(?:Elementary|Primary|Secondary|High|Middle|Grammar|Prep|Preparatory|Public|Montessori|Junior|Infant)"
    r"(?: School| Academy)?|School(?: District)?|Kindergarten|Preschool|Nursery(?: School)?|Seminary|"
    r"College|University|"
    r"Medical (?:Center|Centre|Group|Practice)|Health (?:Center|Centre|System|Trust|Partners)|"
    r"Infirmary|Surgery|"
    r"Care Home|Nursing Home|Hospice|Dental (?:Care|Group|Practice|Studio)|Eye (?:Care|Clinic)|"
    r"Veterinary (?:Clinic|Hospital|Practice)|Animal (?:Hospital|Clinic)|Physiotherapy|Family Practice|"
    r"(?:Housing )?Association|Law (?:Group|Office|Offices|Firm)|Legal|Chambers|Solicitors|Attorneys|"
    r"Credit Union|Building Society|Savings Bank|Community Bank|Bancorp|Capital|Holdings?|Estates?|"
    r"Lettings|"
    r"(?:City|Town|County|Borough|District|Parish) Council|Parish|Rotary Club|Golf Club|Country Club|"
    r"Nurseries|Creamery|Mills?|Sawmill|Joinery|Brewing Co\.?|Distillery|Orchards?|Ranch|Stables|Kennels|"
    r"Garage|Autos?|Auto Body|Tyres|Salon|Barbers?|Bakers|Butchers|Grocers|Fishmongers|Delicatessen|"
    r"Florists?|"
    r"Jewell?ers|Opticians?|Chemists?|Carpets|Kitchens|Bathrooms|Windows & Doors|Removals|Couriers|Taxis|"
    r"Youth Club|Foodbank|Food Bank|Charity|Trust"
)
_NAMED_KIND: Final = re.compile(
    rf"(?<![\w@/.&-])(?P<org>(?:St\.? )?{_CAPITAL}(?: (?:& |and )?{_CAPITAL}){{0,2}} "
    rf"(?P<kind>{_KIND}))(?![\w-])"
)
_SAINT: Final = re.compile(
    r"(?<![\w@/.-])(?P<org>(?:St\.?|Saint|Our Lady of|Holy|Sacred) [^\W\d_a-z][\w'’]{2,20}(?:'s)?"
    r"(?: (?:Primary|School|Church|Hospital|College|Academy|High|Parish|Elementary|Hospice|Infirmary|"
    r"RC|CofE|Surgery))"
    r"{1,3})(?![\w-])"
)
_TITLE_WORD: Final = (
    r"(?:[Ee]ngineer|[Mm]anager|[Dd]irector|VP|SVP|EVP|[Hh]ead|[Ll]ead|CEO|CTO|CFO|COO|CMO|CIO|CISO|"
    r"[Pp]resident|"
    r"[Aa]nalyst|[Cc]onsultant|[Nn]urse|[Tt]eacher|[Pp]rofessor|[Ll]ecturer|[Dd]esigner|[Dd]eveloper|"
    r"[Ff]ounder|"
    r"[Oo]wner|[Ss]pecialist|[Cc]oordinator|[Rr]ecruiter|[Aa]ssistant|[Oo]fficer|[Aa]rchitect|[Ss]cientist|"
    r"[Aa]dministrator|[Aa]ccountant|[Aa]ttorney|[Pp]aralegal|[Ii]ntern|[Cc]hef|[Pp]artner|"
    r"[Aa]ssociate|[Ee]xecutive|"
    r"[Pp]rincipal|[Bb]uyer|[Pp]lanner|[Rr]esearcher|[Ee]ditor|[Jj]ournalist|[Dd]river|[Ss]upervisor|"
    r"[Tt]echnician|"
    r"[Rr]eceptionist|[Bb]ookkeeper|[Cc]ontroller|[Tt]reasurer|[Ss]ecretary)"
)
_EMPLOYED: Final = re.compile(
    rf"\b(?:{_TITLE_WORD}(?: of [\w &]{{2,24}}?|,? [A-Z][\w &]{{2,24}}?)?(?: at| @|, at) "
    r"|[Ww]e(?:'re| here)? at |\b(?:here|us|team|folks|people|guys|colleagues|everyone|contact|"
    r"friends?) at |[Oo]ver at "
    r"|\b(?:used to|I|she|he|they|who) (?:work|works|worked|intern|interned|teach|teaches|taught|study|"
    r"studied|volunteer"
    r"|volunteered) (?:for|at|with) |\b(?:run|runs|ran|own|owns|owned|manage|manages|managed) (?=[A-Z]|"
    r"the [A-Z])|\b(?:graduated from|alumnus of|alumna of|enrolled at|studies at|"
    r"student at|treated at|"
    r"admitted to|patient at|referred to|seen at|interview at|interview with|offer from|onsite at|"
    r"on-site at|"
    r"contracted to|seconded to|acquired by|quote for|proposal for|pitch to|demo for|renewal for|"
    r"upsell to) )"
    rf"(?P<org>(?:[Tt]he )?{_NAME})"
)
_CUSTOMER: Final = re.compile(
    rf"\b(?P<lead>[Cc]ustomer since \d{{4}}[:,]? |[Cc]lient since \d{{4}}[:,]? |[Cc]lient (?=[A-Z])|"
    rf"[Cc]ustomer (?=[A-Z])|"
    rf"[Tt]enant (?=[A-Z])|[Pp]rospect (?=[A-Z])|[Nn]ew logo: |[Ww]on: |[Ll]ost: |[Cc]losed[- "
    rf"][Ww]on[:–—-]? ?-? ?|"
    rf"[Cc]losed[- ][Ll]ost[:–—-]? ?-? ?|[Cc]hurned: |[Aa]ttended|[Ss]chool attended: |[Ee]mployed by |"
    rf"[Ii]nsured by |"
    rf"QBR (?:with |for )?|[Ss]ite visit (?:to |at )?|[Kk]ick-?off with |[Rr]enewal (?:call )?with |"
    rf"[Oo]nboarding: )"
    rf"(?P<org>(?:[Tt]he )?{_NAME})"
)
_WANTS: Final = re.compile(
    rf"(?m)^(?P<org>(?:The )?{_CAPITAL}(?: (?:& |and |of )?{_CAPITAL}){{0,3}}) (?:(?:has |have "
    rf")?(?:asked for|requested|"
    r"wants|want|needs|churned|is churning|renewed|upgraded|downgraded|signed (?:the|a|up)|is (?:past "
    r"due|asking|"
    r"threatening|unhappy|"
    r"live|at risk|interested)|are (?:asking|unhappy|live|interested)|went live|complained|escalated|"
    r"cancell?ed|"
    r"hasn't paid|didn't pay|expects)\b|: (?:can't|cannot|unable to|wants|needs|asks|asking))"
)
_QUOTED: Final = re.compile(
    r"(?i:\b(?:workspace|tenant|org|organi[sz]ation|company|account|customer|client|employer)) "
    r"[\"'](?P<org>[^\"'\n]{3,50})[\"']"
)
_NOT_FIRST: Final = frozenset(
    "the a an this that my your our their new old all no any each every your i we you it he she they "
    "dear hi hello re fwd "
    "from at to for with by in on of and".split()
)
_SIEVE: Final = Sieve(_INSTITUTE_OF, _SAINT, _NAMED_KIND, _EMPLOYED, _CUSTOMER, _WANTS, _QUOTED)


def find(text: str) -> Iterator[Span]:
    """Organisations that employ, teach, treat or buy."""
    if text.islower() or " " not in text:
        return
    for pattern, score in ((_INSTITUTE_OF, 0.55), (_SAINT, 0.6)):
        for match in _SIEVE.finditer(pattern, text):
            yield from _whole(text, match, score, "org_kind")
    for match in _SIEVE.finditer(_NAMED_KIND, text):
        stem = match["org"][: match.start("kind") - match.start("org")].strip()
        if _is_named(stem):
            yield from _whole(text, match, 0.5, "org_kind")
    for match in _SIEVE.finditer(_EMPLOYED, text):
        yield from _placed(text, match, 0.5)
    for match in _SIEVE.finditer(_CUSTOMER, text):
        yield from _placed(text, match, 0.55)
    for match in _SIEVE.finditer(_WANTS, text):
        yield from _placed(text, match, 0.5)
    for match in _SIEVE.finditer(_QUOTED, text):
        name = match["org"]
        if (
            not is_vendor(name)
            and not is_interface_phrase(name)
            and not all(map(is_interface_word, name.split()))
        ):
            yield Span(match.start("org"), match.end("org"), "ORGANIZATION", 0.6, "org_label")


def _whole(text: str, match: re.Match[str], score: float, rule: str) -> Iterator[Span]:
    start, words = match.start("org"), match["org"].split(" ")
    while len(words) > 2 and (words[0].lower() in _NOT_FIRST or is_interface_word(words[0])):
        start += len(words[0]) + 1
        words = words[1:]
    name = text[start : match.end("org")]
    if not is_vendor(name) and not is_interface_phrase(name) and words[0].lower() not in _NOT_FIRST:
        yield Span(start, match.end("org"), "ORGANIZATION", score, rule)


def _is_named(stem: str) -> bool:
    """Whether what stands before a kind is a name: not only ordinary words, no vendor, no place alone."""
    words = [word for word in re.split(r"[ -]", stem) if word not in ("&", "and")]
    if is_vendor(stem) or any(map(is_vendor, words)) or is_place(stem):
        return False
    return not all(_is_plain(word) for word in words)


def _is_plain(word: str) -> bool:
    return is_interface_word(word) or (is_common_word(word) and not is_surname(word))


def _placed(text: str, match: re.Match[str], score: float) -> Iterator[Span]:
    name = match["org"].rstrip(".,'’-&")
    words = name.split(" ")
    while len(words) > 1 and words[-1] in ("and", "of", "the", "&"):
        words.pop()
    name = " ".join(words)
    core = [word for word in words if word.lower() not in _NOT_FIRST and word != "&"]
    if (
        not core
        or len(name) < 4
        or any(map(is_vendor, (name, core[0], " ".join(core))))
        or is_place(" ".join(core))
    ):
        return
    if is_interface_phrase(name) or all(is_interface_word(word) for word in core):
        return
    if is_interface_word(core[0]) and len(core) == 1:
        return
    people = [is_given_name(word) for word in core]
    if people[0] and len(core) < 3:
        return
    if len(core) == 1 and (is_common_word(core[0]) or is_surname(core[0]) or core[0].isupper()):
        return
    yield Span(match.start("org"), match.start("org") + len(name), "ORGANIZATION", score, "org_context")
