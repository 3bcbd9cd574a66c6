"""Numbers that name a customer, employee, order, patient, policy, ticket or case: by label and by form."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.spans import Span

_THINGS: Final = (
    r"customer|client|cust|employee|emp|staff|personnel|payroll|worker|associate|order|ord|purchase "
    r"order|p\.?o\.?|sales order|work order|ticket|case|incident|request|issue|support case|rma|"
    r"patient|mrn|medical record|chart|encounter|visit|"
    r"admission|specimen|accession|prescription|rx|policy|claim|member|subscriber|group|insurance|"
    r"beneficiary|account|acct|a/c|invoice|inv|bill|receipt|quote|quotation|estimate|contract|"
    r"agreement|booking|reservation|confirmation|pnr|record locator|"
    r"tracking|shipment|consignment|waybill|awb|parcel|delivery|loan|mortgage|application|applicant|"
    r"candidate|student|matriculation|enrol?lment|registration|license|licence|permit|badge|asset|"
    r"device|serial|imei|meid|iccid|imsi|vin|vehicle|chassis|"
    r"transaction|txn|payment|reference|ref|refund|return|file|docket|matter|lead|deal|opportunity|"
    r"contact|user|profile|session|membership|loyalty|frequent flyer|rewards|card|voucher|donor|"
    r"donation|participant|subject|respondent|tenant|property|unit|meter|"
    r"sim|contract account|kunden|kundennummer|auftrag|auftragsnummer|bestellung|bestellnummer|"
    r"rechnung|rechnungsnummer|vertrag|vertragsnummer|versicherungsnummer|personalnummer|"
    r"mitarbeiternummer|aktenzeichen|vorgang|kd|"
    r"commande|facture|dossier|contrat|adhérent|client n|pedido|factura|expediente|póliza|cliente|"
    r"ordine|fattura|pratica|bestelling|factuur|klant|dossier|polis|customer account|service request|"
    r"change request|help desk ticket|zendesk ticket|meeting|webinar|conference"
)
_NUMBER: Final = (
    r"(?:numbers?|num|no\.?|nos\.?|nr\.?|n[°º]|id'?s?|ids?|#|code|ref(?:erence)?|key|identifier|nummer|"
    r"numéro|número|numero|uuid)"
)
_VALUE: Final = (
    r"(?P<id>#?(?:[A-Za-z]{1,6}[-_/.]?)?(?=[\w/.-]{0,30}\d)[A-Za-z0-9](?:[A-Za-z0-9]|"
    r"[-_/.](?=[A-Za-z0-9])){2,34})"
)
_LABELLED: Final = re.compile(
    rf"(?i)(?<![\w-])(?P<thing>{_THINGS})(?:'s)?(?:"
    rf"(?:[ _-]?{_NUMBER})(?:\(s\))? {{0,2}}(?:[:=#]|is|->|=>)? {{0,2}}[\"']?|[ _]?(?:[:=]|#) "
    rf"?[\"']?| (?=#\d)| (?=[A-Z]{{1,5}}[-]?\d))"
    rf"{_VALUE}(?![\w@%])"
)
_PLAIN: Final = re.compile(
    r"(?i)(?<![\w-])(?P<thing>order|ticket|case|invoice|claim|policy|incident|patient|customer|"
    r"employee|member|account|encounter|chart|mrn|booking|reservation|tracking|loan|confirmation|"
    r"chart|rma|quote|rx|imei|vin|docket|matter|request|receipt|meeting id|participant|"
    r"subscriber|badge|student|applicant|medical record|po|payroll|membership|kunde|auftrag|"
    r"bestellung|rechnung|vertrag|pedido|factura|commande|facture|ordine|fattura) "
    r"(?:number |no\.? |nr\.? |id |n° )?(?P<id>#?(?:\d[\d -]{3,22}\d|(?!(?:19|20)\d\d)\d{4})|"
    r"[A-Z]{1,5}-?\d[\dA-Z-]{2,20})"
    r"(?![\w%]|[.:]\d|-\w)"
)
_HASHED: Final = re.compile(r"(?<![\w&/])#(?P<id>\d{5,12})(?![\w-])")
_FORM: Final = re.compile(
    r"(?:(?<![\w/.@#&-])|(?<=/)(?=[a-z]{2,7}_[A-Za-z0-9]{8}))(?:"
    r"(?P<shape>[A-Z]{2,5}-\d{3,7}-\d{3,7}(?:-[A-Z0-9]{1,6})?|[A-Z]{1,2}-\d{5,9})|(?P<known>(?:EMP|"
    r"EID|CUST|CUS|CLI|CLT|ORD|SO|PO|INV|RMA|CASE|CAS|TKT|TCK|TICKET|REQ|RITM|SCTASK|TASK|CHG|PRB|"
    r"INC|CLM|CLAIM|POL|MRN|PAT|PT|MBR|MEM|ACC|ACCT|ACT|LOAN|LN|APP|REF|TXN|TRX|PMT|PAY|BKG|BK|RES|"
    r"CNF|SHP|TRK|QUO|QT|EST|CTR|CON|LEAD|OPP|"
    r"HD|SR|CR|WO|DN|GRN|STU|STD|REG|LIC|ASSET|AST|DEV|SN|MEMBER|USER|USR|KD|KDNR|RE|RG|AUF|BEST|VS|"
    r"VN|AZ)[-_#]?\d{2,4}[-_]?\d{2,12}(?:[-_][A-Z0-9]{1,6}){0,2}|(?:EMP|CUST|CUS|ORD|INV|CASE|TKT|"
    r"CLM|POL|MRN|PAT|MBR|ACC|ACCT|LOAN|LN|REF|TXN)[-_](?=[A-Z0-9-]*\d)"
    r"[A-Z0-9]{2,12}(?:-[A-Z0-9]{1,8}){0,3})"
    r"|(?P<prefixed>(?:cus|usr|user|acct|ord|order|inv|in|sub|ch|pi|py|pm|tok|src|re|txn|evt|emp|pat|"
    r"tkt|req|cust|client|org|team|mem|con|lead|deal|doc|file|msg|conv|thread|session|sess|run|asst|"
    r"price|prod|card|ba|po|tr|si|seti|cs|link|plink|dp|du|ws|wsp|prj|proj|lic|inst)"
    r"_[A-Za-z0-9]{8,40}(?=\b))"
    r"|(?P<sf>(?:001|003|006|00Q|500|00D|005|a0[0-9A-Z])[A-Za-z0-9]{12}(?:[A-Z0-9]{3})?)"
    r"|(?P<ups>1Z[0-9A-Z]{16}|\d{3}-\d{7}-\d{7})"
    r"|(?P<jira>[A-Z][A-Z0-9]{1,9}-\d{1,6})"
    r")(?![\w@]|-\d|\.\d)"
)
# Source: names of standards, algorithms, models, aircraft and diseases that look like issue keys.
_NOT_KEYS: Final = frozenset(
    "UTF ISO SHA MD AES RSA RFC CVE CWE GHSA COVID SARS GPT IEEE IEC DIN EN NF BS ANSI NIST FIPS PCI "
    "SOC PEP JSR JEP ECMA ES HTTP TLS SSL TCP IPV USB HDMI DDR PCIE LPDDR RJ RS MP JPEG MPEG H HEVC "
    "VP AV CP CE A B C M G F T X Z V W R S P Q E I J K L N O U Y "
    "UTC GMT BST EST PST CET KB MS KDE QT GTK WIN MAC OS X86 ARM AMD RTX GTX RX GA HD UHD FHD QHD PS "
    "XBOX BOEING AIRBUS MIG SU UH AH CH FA FM AM DNA RNA HIV HPV HLA IL TNF CD VITAMIN OMEGA PM CO "
    "NO SO PH BRCA HER APOLLO SAE API AWG DIY LED LCD OLED "
    "ACT PHASE STEP LEVEL GRADE CLASS TYPE MODEL SERIES TIER STAGE PART CHAPTER SECTION PAGE FIG "
    "TABLE Q H1 H2 FY W WK DAY YEAR MONTH WEEK ROOM FLOOR GATE EXIT ROUTE HWY ZONE AREA BLOCK LANE "
    "TERMINAL PLATFORM LINE "
    "CLAUDE LLAMA GEMINI BERT T5 PALM DALL PHI QWEN O VGG RESNET YOLO SDXL ADA BLAKE SCRYPT PBKDF "
    "CRC HMAC ED ECDSA P256 SECP CHACHA SALSA RC DES GCM CBC BASE ROT UCS CP1252 LATIN KOI GB BIG "
    "EUC "
    "ASCII WCAG HL ICD CPT DSM OECD GDPR CCPA HIPAA SOX GAAP IFRS NUMPY TOP MIT BSD GPL LGPL AGPL "
    "APACHE CC EUPL MPL LOG4J NODE JDK JRE SDK KB4 EN60601 ATX ITX DP VGA DVI SATA NVME SSD M2 CR LR "
    "AA AAA N95 FFP KN IP IPX PD QC WIFI BT LTE 5G 4G 3G".split()
)
_NOT_VALUES: Final = re.compile(
    r"(?i)^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d.*|v?\d{1,3}\.\d{1,3}(?:\.\d{1,5}){0,3}|"
    r"\d{1,2}:\d\d.*|\d{1,3}(?:st|nd|rd|th)|#?[0-9a-f]{6}(?<=[a-f]..)|\d{1,3}|#\d{1,2}|0x[0-9a-f]+|"
    r"19\d\d|20[0-4]\d|\d{1,4}(?:px|pt|em|ms|kb|mb|gb|am|pm|min|hrs?|days?|x\d+))$"
)
_WEAK: Final = frozenset(
    "user profile session file card unit device issue contact group request asset property subject "
    "application contract code lead meter sim reference ref payment transaction serial return "
    "registration license licence permit tracking key payload".split()
)
_CASES: Final = re.compile(
    r"(?i)\b(?:ticket|case|order|invoice|claim|request|incident|customer|account|zendesk|freshdesk|"
    r"shopify)s?\b"
)
_GIT: Final = re.compile(
    r"(?i)\b(?:pull request|pr|merge request|mr|issue|fixes|closes|resolves|commit|build|run|job|"
    r"line|step|page|chapter|figure|table|port|pid|error|status|version|release|sprint|rev|patch|"
    r"nightly|attempt|try|row|column|item|slide|question|episode|season|round|level|lap|top|no\.) "
    r"?#?$"
)


def find(text: str) -> Iterable[Span]:
    """Numbers of people, orders and cases in a text."""
    if not any(letter.isdigit() for letter in text):
        return
    yield from _labelled(text)
    yield from _formed(text)
    if "#" in text and _CASES.search(text):
        for match in _HASHED.finditer(text):
            yield Span(match.start(), match.end(), "ID", 0.6, "id_label")


def _labelled(text: str) -> Iterator[Span]:
    for pattern in (_LABELLED, _PLAIN):
        for match in pattern.finditer(text):
            value = match["id"].rstrip("-./")
            if _NOT_VALUES.match(value) or len(value) < 3:
                continue
            thing = match["thing"].lower()
            digits = sum(letter.isdigit() for letter in value)
            if thing in _WEAK and digits < 5:
                continue
            if digits < 3 and not re.search(r"[A-Za-z]-?\d", value):
                continue
            if re.fullmatch(r"[A-Za-z]{1,3}\d{1,2}", value):
                continue
            yield Span(
                match.start("id"),
                match.start("id") + len(value),
                "ID",
                0.6 if thing in _WEAK else 0.8,
                "id_label",
            )


def _formed(text: str) -> Iterator[Span]:
    for match in _FORM.finditer(text):
        value = match[0]
        if match["shape"]:
            if value.split("-")[0] not in _NOT_KEYS:
                yield Span(match.start(), match.end(), "ID", 0.6, "id_form")
        elif match["known"] or match["ups"]:
            prefix = re.match(r"[A-Z]*", value)
            known = prefix[0] if prefix else ""
            short = (
                known
                in (
                    "SO",
                    "PO",
                    "RE",
                    "CR",
                    "AZ",
                    "VS",
                    "VN",
                    "BK",
                    "ACT",
                    "APP",
                    "PT",
                    "CON",
                    "RES",
                    "LN",
                    "HD",
                    "SN",
                    "DN",
                    "SR",
                    "TASK",
                )
                and sum(c.isdigit() for c in value) < 5
            )
            yield Span(match.start(), match.end(), "ID", 0.45 if short else 0.8, "id_form")
        elif match["prefixed"]:
            tail = value.split("_", 1)[1]
            if any(letter.isdigit() for letter in tail) and any(letter.isalpha() for letter in tail):
                yield Span(match.start(), match.end(), "ID", 0.75, "id_form")
        elif match["sf"]:
            if any(letter.isalpha() for letter in value[3:]) and any(
                letter.isdigit() for letter in value[3:]
            ):
                yield Span(match.start(), match.end(), "ID", 0.6, "id_form")
        elif match["jira"]:
            yield from _issue_key(text, match)


def _issue_key(text: str, match: re.Match[str]) -> Iterator[Span]:
    key, number = match[0].rsplit("-", 1)
    if key in _NOT_KEYS or key.rstrip("0123456789") in _NOT_KEYS or len(key) < 2:
        return
    if _GIT.search(text[max(0, match.start() - 16) : match.start()]) or key.isdigit():
        return
    yield Span(match.start(), match.end(), "ID", 0.6 if len(number) > 1 else 0.45, "issue_key")
