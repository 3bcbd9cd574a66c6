"""Organisations that are customers or employers: by legal form, by label, in titles of windows.

Vendors of software and products survive; see `lists/vendors.txt`.
"""

import re
from collections.abc import Iterable, Iterator
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
from pipelines.detection.recognizers.names import capital_runs, kind_of
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

_WORD: Final = r"(?:[^\W\d_a-zß-ÿ][\w'&.-]{0,30}|\d{1,3}[A-Z]?\w{0,12})"
# Source: ISO 20275 (entity legal forms), the common ones.
_FORM: Final = (
    r"(?:GmbH(?: & Co\.? (?:KG|KGaA|OHG))?|mbH|AG(?: & Co\.? KG)?|KGaA|KG|OHG|UG(?: "
    r"\(haftungsbeschränkt\))?|e\.? ?V\.|eG|SE|Ltd|Limited|LTD|PLC|plc|LLP|LP|LLC|L\.L\.C\.?|Inc|INC|"
    r"Incorporated|Corp|Corporation|Co|"
    r"Company|Pty(?: Ltd)?|Pvt\.? Ltd|Private Limited|Pte\.? Ltd|Sdn\.? Bhd|Bhd|S\.A\.(?: de C\.V\.)"
    r"?|SA(?: de CV)?|SAS|SARL|S\.à ?r\.l\.|Sàrl|EURL|SCI|SASU|SNC|S\.L\.U?\.?|SL|SLU|S\.p\.A\.|SpA|"
    r"S\.r\.l\.|Srl|SRL|Lda|Ltda|"
    r"S/A|EIRELI|B\.V\.|BV|N\.V\.|NV|VOF|BVBA|CVBA|ApS|A/S|AS|ASA|AB|HB|Oy|Oyj|OÜ|SIA|UAB|sp\. ?z "
    r"?o\.? ?o\.|S\.A|spol\. s r\.o\.|s\.r\.o\.|a\.s\.|d\.o\.o\.|d\.d\.|Kft\.?|Zrt\.?|Nyrt\.?|Bt\.|"
    r"EOOD|OOD|AD|S\.R\.L\.|A\.Ş\.|AŞ|Ltd\. Şti\.|"
    r"OOO|ZAO|PAO|TOO|K\.K\.|KK|G\.K\.|Y\.K\.|Co\., Ltd|JSC|PJSC|PT|Tbk|CV|FZE|FZCO|FZ-LLC|WLL|DMCC|"
    r"Holdings?|Group|& Sons|& Co|& Partners|& Associates|Associates|Partners LLP|Bros|Brothers)"
)
_LEGAL: Final = re.compile(
    rf"(?<![\w@/.-])(?P<org>(?:{_WORD}(?: (?:& |and |of |de |du |der |van |und |y |et )?|, ?))"
    rf"{{1,5}}{_FORM}\.?)(?![\w-])"
)
_STRONG_FORM: Final = re.compile(
    r"(?:GmbH.*|mbH|KGaA|UG.*|Ltd|Limited|LTD|PLC|plc|LLP|LLC|L\.L\.C\.?|Inc|INC|Incorporated|Corp|"
    r"Corporation|Pty.*|Pvt.*|Private Limited|Pte.*|Sdn.*|S\.A\..*|SAS|SARL|S\.L\..*|S\.p\.A\.|SpA|"
    r"S\.r\.l\.|Srl|SRL|Lda|Ltda|B\.V\.|BV|N\.V\.|ApS|A/S|"
    r"Oyj?|OÜ|sp\. ?z.*|s\.r\.o\.|a\.s\.|d\.o\.o\.|Kft.*|A\.Ş\.|K\.K\.|Co\., Ltd|JSC|& Sons|& "
    r"Partners|& Associates|& Co)\.?$"
)
_ASIAN: Final = re.compile(
    r"(?:株式会社|有限会社|合同会社|\(株\)|（株）)[^\s,、。()：:]{2,20}|"
    r"[^\s,、。()：:]{2,20}(?:株式会社|有限会社|合同会社|有限公司|股份公司|"
    r"集团|集團)|(?:주식회사|\(주\)|㈜) ?[^\s,()]{2,20}|[^\s,()]{2,20} ?(?:주식회사)|(?:ООО|ЗАО|ОАО|"
    r"ПАО|АО|ИП) "
    r"?[«\"][^«»\"]{2,40}[»\"]"
)
_LABEL: Final = re.compile(
    r"(?i:(?<![\w-])(?P<label>company(?: name)?|employer|customer(?: name| account)?|client(?: name)"
    r"?|account(?: name)?|tenant(?: name)?|workspace(?: name)?|organi[sz]ation(?: name)?|"
    r"org(?:anisation)?(?: name)?|firm|business name|legal entity|subsidiary|"
    r"insurer|insurance (?:company|carrier)|carrier|merchant|supplier(?: name)?|vendor name|partner|"
    r"prospect|sold to|bill to|ship to|payer|agency|school|university|hospital|clinic|practice|"
    r"facility|bank|branch|landlord|contractor|"
    r"firma|unternehmen|arbeitgeber|kunde|mandant|société|entreprise|employeur|empresa|cliente|"
    r"compañía|azienda|cliente|bedrijf|klant|werkgever|会社名|公司|회사)) ?[:=] ?[\"']?"
    rf"(?P<org>{_WORD}(?:(?: (?:& |and |of |de )?){_WORD}){{0,5}})"
)
_AT: Final = re.compile(
    rf"(?P<lead>\b(?:works? (?:at|for)|worked (?:at|for)|working (?:at|for)|employed (?:at|by)|hired "
    rf"by|joined|joining|left|intern at|job at|offer from|engineer at|manager at|director at|head of "
    rf"\w+ at|analyst at|consultant at|CEO of|CTO of|founder of|employee of|"
    rf"customer of|contract with|renewal (?:for|with)|onboarding (?:for|of)|demo (?:for|with)|"
    rf"kick-?off with|QBR (?:for|with)|acct for|account for|account of|deal with|invoice (?:for|to)|"
    rf"proposal (?:for|to)|quote for|call with|meeting with|billing for|migration for|"
    rf"escalation from|complaint from|behalf of|visiting|customer|client|prospect|tenant|partner|"
    rf"answer|from) )(?P<org>{_WORD}(?: (?:& )?{_WORD}){{0,4}})"
)
_RENEWAL: Final = re.compile(
    rf"\b(?:the |The )?(?P<org>{_WORD}(?: (?:& )?{_WORD}){{0,3}})(?:'s)? (?=(?:renewal|contract|"
    rf"account|deal|invoice|onboarding|escalation|tenant|rollout|pilot|go-live|prod|production|"
    rf"staging|workspace|wants|asked|churned|signed|is past due|QBR|POC|SOW|MSA|NDA|RFP|outage|"
    rf"instance|migration)\b)"
)
_TITLE: Final = re.compile(
    rf"(?: [-–—|·] |: )(?P<org>{_WORD}(?: (?:& |and )?{_WORD}){{0,4}}?)(?= (?:- Slack|Mail(?:$| - )|"
    rf"\| (?:Salesforce|HubSpot|Microsoft Teams|Zendesk|Pipedrive|Notion|Confluence|Jira)|- "
    rf"(?:Google Chrome|Jira|Confluence|Zendesk|Salesforce|Notion|HubSpot|Pipedrive|Microsoft Teams|"
    rf"Outlook|Gmail|Xero|QuickBooks|Stripe|Intercom|Freshdesk)|· (?:Xero|HubSpot|Stripe|Pipedrive|"
    rf"Zendesk|QuickBooks|Intercom)))"
)
_HEAD: Final = re.compile(
    rf"^(?P<org>{_WORD}(?: (?:& |and )?{_WORD}){{0,3}}) (?:[·|-]) (?:.{{1,60}} )?(?:[·|-]) "
    rf"?(?:HubSpot|Salesforce|Pipedrive|Xero|QuickBooks|Stripe|Zendesk|Zoho CRM|Dynamics 365|"
    rf"Gainsight|Intercom|Freshdesk|Chargebee|NetSuite)$|^(?P<org2>{_WORD}(?: (?:& )?{_WORD}){{0,3}})"
    rf" (?=(?:Agent Portal|Customer Portal|Employee Portal|Patient Portal|Member Portal|Partner "
    rf"Portal|Intranet|SSO|VPN|Admin Portal|Self[- ]Service|Helpdesk|Service Desk)\b)"
)
# Source: what companies call their trade in their names.
_TRADE: Final = (
    r"(?:Foods?|Logistics|Dental|Freight|Steel|Insurance|Pediatrics|Paediatrics|Labs?|Laboratories|"
    r"Traders|Trading|Healthcare|Clinics?|Consulting|Consultants|Technologies|Industries|Hospital|"
    r"Motors?|Pharma|Pharmaceuticals|Pharmacy|Ventures|Hotels?|"
    r"Airlines|Airways|Realty|Properties|Builders|Plumbing|Exporters|Importers|Shipping|"
    r"Manufacturing|Enterprises|Robotics|Textiles|Chemicals|Foundry|Breweries|Brewing|Brewery|Bakery|"
    r"Winery|Vineyards|Farms?|Dairy|Seafood|Outfitters|Apparel|Furniture|"
    r"Interiors|Landscaping|Roofing|Electric|Electrical|Electronics|Instruments|Aerospace|Aviation|"
    r"Maritime|Marine|Mining|Petroleum|Utilities|Telecom|Communications|Broadcasting|Publishing|"
    r"Books|Stationers|Opticians|Optics|Orthopedics|Cardiology|"
    r"Dermatology|Oncology|Veterinary|Therapeutics|Biotech|Biosciences|Diagnostics|Genomics|Surgical|"
    r"Attorneys|Solicitors|Advisors|Advisory|Accountants|Accounting|Recruiters|Staffing|Academy|"
    r"Credit Union|Savings|Assurance|Reinsurance|Mutual|"
    r"Catering|Bistro|Grill|Diner|Roasters|Coffee|Couriers?|Movers|Haulage|Express Lines|Lines|"
    r"Rentals|Leasing|Tours|Travels?|Resorts?|Spa|Fitness|Sports Club|Stadtwerke|Spedition|Bau|Werke|"
    r"Versicherung|Apotheke|Praxis|Immobilien)"
)
_NAMED_TRADE: Final = re.compile(
    rf"(?<![\w@/.&-])(?P<org>{_WORD}(?: (?:& |and )?{_WORD}){{0,2}} {_TRADE})(?![\w-])"
)
_TRADE_FIRST: Final = re.compile(
    r"(?<![\w@/.-])(?P<org>(?:Stadtwerke|Autohaus|Gasthof|Hotel|Kanzlei|Praxis|Banco|Grupo|Groupe|"
    r"Clínica|Clinique|Studio Legale|Università|Universität|Hochschule|Bäckerei|Metzgerei|"
    r"Boulangerie|Restaurant|Ristorante|Cooperativa|Constructora|Transportes|Laboratorios) "
    r"[^\W\d_a-z][\w'-]{2,24}(?: [^\W\d_a-z][\w'-]{2,24})?)(?![\w-])"
)
_AMPERSAND: Final = re.compile(
    rf"(?<![\w@/.-])(?P<org>[^\W\d_a-z][\w'-]{{2,24}} & [^\W\d_a-z][\w'-]{{2,24}}(?: (?:Ltd|LLP|Inc|"
    rf"Co|LLC|{_TRADE[3:-1]}))?)(?![\w-])"
)
_FOLDER: Final = re.compile(
    r"(?i)(?:[\\/](?:clients?|customers?|accounts?|kunden|clientes?|tenants?|mandanten)[\\/]|"
    r"\bOneDrive - |\bSharePoint - )(?P<org>[A-Za-zÀ-ÿ][\w&'. -]{2,40}?)(?=[\\/]|$)"
)
_TENANT: Final = re.compile(
    r"(?i)\b(?:tenant|workspace|customer|client|org|account|company)(?:[_-]?(?:id|name|slug))?[=:] "
    r"?[\"']?(?P<org>[a-z][a-z0-9]{3,24}(?:[-_](?:prod|production|staging|stage|dev|test|uat|eu|us|"
    r"emea|apac|sandbox|[a-z0-9]{2,20}))?)(?![\w.(/@:])"
)
_NOT_ORG: Final = frozenset(
    "the a an this that my your our their new all no any each every i we you it he she they".split()
)
_SIEVE: Final = Sieve(
    _LEGAL, _LABEL, _AT, _TITLE, _RENEWAL, _HEAD, _NAMED_TRADE, _TRADE_FIRST, _AMPERSAND, _FOLDER, _TENANT
)


def find(text: str) -> Iterable[Span]:
    """Organisations in a text."""
    if not text.isascii():
        for match in _ASIAN.finditer(text):
            yield Span(match.start(), match.end(), "ORGANIZATION", 0.85, "org_form")
    if "/" in text or "\\" in text or " - " in text:
        for match in _SIEVE.finditer(_FOLDER, text):
            if (
                not is_vendor(match["org"])
                and not is_interface_phrase(match["org"])
                and not is_interface_word(match["org"].split(" ")[0])
            ):
                yield Span(match.start("org"), match.end("org"), "ORGANIZATION", 0.55, "org_folder")
    if "=" in text or ":" in text:
        for match in _SIEVE.finditer(_TENANT, text):
            stem = match["org"].split("-")[0].split("_")[0]
            if kind_of(stem) == "unknown" and stem.islower():
                yield Span(match.start("org"), match.end("org"), "ORGANIZATION", 0.5, "org_label")
    if text.islower():
        return
    yield from _legal(text)
    if ":" in text or "=" in text:
        for match in _SIEVE.finditer(_LABEL, text):
            yield from _judged(text, match, "org", 0.7, "org_label")
    if " " in text:
        for pattern, score, rule in (
            (_AT, 0.5, "org_context"),
            (_RENEWAL, 0.5, "org_context"),
            (_TITLE, 0.6, "org_title"),
        ):
            for match in _SIEVE.finditer(pattern, text):
                yield from _judged(text, match, "org", score, rule)
        yield from _by_trade(text)
        head = _SIEVE.search(_HEAD, text)
        if head is not None:
            yield from _judged(text, head, "org" if head["org"] else "org2", 0.6, "org_title")


def _by_trade(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_NAMED_TRADE, text):
        start, words = match.start("org"), match["org"].split(" ")
        while len(words) > 2 and (is_interface_word(words[0]) or words[0].lower() in _NOT_ORG):
            start += len(words[0]) + 1
            words = words[1:]
        named = [word for word in words[:-1] if word not in ("&", "and")]
        kinds = [kind_of(word) for word in named]
        name = text[start : match.end("org")]
        if (
            is_vendor(name)
            or is_interface_phrase(name)
            or any(is_vendor(word) for word in named)
            or is_place(" ".join(named))
        ):
            continue
        if "unknown" in kinds:
            yield Span(start, match.end("org"), "ORGANIZATION", 0.55, "org_trade")
        elif any(kind in ("surname", "both", "given") for kind in kinds):
            yield Span(start, match.end("org"), "ORGANIZATION", 0.5, "org_trade")
        elif not any(is_interface_word(word) for word in named):
            yield Span(start, match.end("org"), "ORGANIZATION", 0.35, "org_trade")
    for match in _SIEVE.finditer(_TRADE_FIRST, text):
        if not is_place(match["org"].split(" ", 1)[1]) or match["org"].startswith("Stadtwerke"):
            yield Span(match.start("org"), match.end("org"), "ORGANIZATION", 0.5, "org_trade")
    for match in _SIEVE.finditer(_AMPERSAND, text):
        pair = [word for word in match["org"].split(" ") if word != "&"][:2]
        known = [kind_of(word) for word in pair]
        if (
            not is_vendor(match["org"])
            and any(is_surname(word) for word in pair)
            and "common" not in known
            and not is_interface_word(pair[0])
            and not all(is_given_name(word) for word in pair)
        ):
            yield Span(match.start("org"), match.end("org"), "ORGANIZATION", 0.45, "org_pair")


def _legal(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_LEGAL, text):
        start = match.start("org")
        words = match["org"].split(" ")
        while len(words) > 2 and (
            words[0].lower() in _NOT_ORG
            or (
                is_interface_word(words[0])
                and not is_interface_word(words[1])
                and len(words) > 2
                and words[1][:1].isupper()
            )
        ):
            start += len(words[0]) + 1
            words = words[1:]
        name = text[start : match.end("org")]
        stem = " ".join(words[:-1]).rstrip(",")
        if name.endswith((", NV", ", SE", ", SA", ", AS", ", AD")):
            continue
        strong = _STRONG_FORM.search(name) is not None
        if is_vendor(stem) or is_vendor(name) or is_place(stem) or not stem:
            continue
        plain = all(is_common_word(word.strip(",.")) for word in words[:-1])
        if strong and not (plain and len(words) == 2 and words[0].lower() in _NOT_ORG):
            yield Span(start, match.end("org"), "ORGANIZATION", 0.85, "org_form")
        elif not plain:
            yield Span(start, match.end("org"), "ORGANIZATION", 0.5, "org_form")


def _judged(text: str, match: re.Match[str], group: str, score: float, rule: str) -> Iterator[Span]:
    """A span for a matched organisation, unless it is a vendor, a place or words of an interface."""
    name = match[group].rstrip(".,'-&")
    if rule == "org_title" and any(letter.isdigit() for letter in name):
        return
    if is_vendor(f"{name} {text[match.end(group) :].strip().split(' ')[0]}"):
        return
    words = name.split(" ")
    start = match.start(group)
    while words and (words[0].lower() in _NOT_ORG):
        start += len(words[0]) + 1
        words = words[1:]
    name = " ".join(words)
    if len(name) < 3 or is_vendor(name) or is_place(name) or is_interface_phrase(name) or is_vendor(words[0]):
        return
    known = [kind_of(word) for word in words if word != "&"]
    if all(kind == "common" for kind in known) and rule != "org_label":
        return
    if (
        all(is_interface_word(word) for word in words)
        or len(words) == 1
        and known[0] in ("common", "ambiguous")
    ):
        return
    if rule != "org_label" and sum(kind in ("given", "both") for kind in known) and len(words) < 4:
        return
    if rule == "org_context" and len(words) == 1:
        score = 0.35
    yield Span(start, start + len(name), "ORGANIZATION", score, rule)


def runs(text: str) -> list[str]:
    """Runs of capitalised words in a text, for those who look a directory up."""
    return [text[start:end] for start, end in capital_runs(text)]
