"""Numbers of customers, orders, tickets and cases that their own form gives away.

Owns which forms there are, and the names of standards and models that look like issue keys.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.spans import Span

_HASHED: Final = re.compile(r"(?<![\w&/])#(?P<id>\d{5,12})(?![\w-])")
_FORM: Final = re.compile(
    r"(?:(?<![\w/.@#&-])|(?<=\s#)|(?<=^#)|(?<=/)(?=[a-z]{2,7}_[A-Za-z0-9]{8}))(?:"
    r"(?P<shape>[A-Z]{1,5}-(?=(?:-?\d){6})\d{2,10}(?:-\d{2,10}){1,3}(?:-[A-Z0-9]{1,6})?|[A-Z]{1,2}-\d{5,9})|"
    r"(?P<known>(?:EMP|"
    r"EID|CUST|CUS|CLI|CLT|ORD|SO|PO|INV|RMA|CASE|CAS|TKT|TCK|TICKET|REQ|RITM|SCTASK|TASK|CHG|PRB|"
    r"INC|CLM|CLAIM|POL|MRN|PAT|PT|MBR|MEM|ACC|ACCT|ACT|LOAN|LN|APP|REF|TXN|TRX|PMT|PAY|BKG|BK|RES|"
    r"CNF|SHP|TRK|QUO|QT|EST|CTR|CON|LEAD|OPP|"
    r"HD|SR|CR|WO|DN|GRN|STU|STD|REG|LIC|ASSET|AST|DEV|SN|MEMBER|USER|USR|KD|KDNR|RE|RG|AUF|BEST|VS|"
    r"VN|AZ|CS(?=\d{7}))[-_#]?\d{2,4}[-_]?\d{2,12}(?:[-_][A-Z0-9]{1,6}){0,2}|(?:EMP|CUST|CUS|ORD|INV|CASE|"
    r"TKT|"
    r"CLM|POL|MRN|PAT|MBR|ACC|ACCT|LOAN|LN|REF|TXN)[-_](?=[A-Z0-9-]*\d)"
    r"[A-Z0-9]{2,12}(?:-[A-Z0-9]{1,8}){0,3})"
    r"|(?P<long>[A-Z]{1,4}\d{7,12}|[A-Z]{2,6}[-.]\d{7,10}|[A-Z]{2,4}-\d{4,6}/\d{2,4}|[A-Z]{2,4}/(?:\d{4,7}|"
    r"\d{2,4}/\d{3,7}))"
    r"|(?P<prefixed>(?:cus|usr|user|acct|ord|order|inv|in|sub|ch|pi|py|pm|tok|src|re|txn|evt|emp|pat|"
    r"tkt|req|cust|client|org|team|mem|con|lead|deal|doc|file|msg|conv|thread|session|sess|run|asst|"
    r"price|prod|card|ba|po|tr|si|seti|cs|link|plink|dp|du|ws|wsp|prj|proj|lic|inst)"
    r"_[A-Za-z0-9]{8,40}(?=\b))"
    r"|(?P<sf>(?:001|003|006|00Q|500|00D|005|a0[0-9A-Z])[A-Za-z0-9]{12}(?:[A-Z0-9]{3})?)"
    r"|(?P<host>(?:DESKTOP|LAPTOP|WIN)-(?=[A-Z0-9]{0,6}\d)[A-Z0-9]{7,12})"
    r"|(?P<ups>1Z[0-9A-Z]{16}|\d{3}-\d{7}-\d{7})"
    r"|(?P<jira>[A-Z][A-Z0-9]{1,9}-\d{1,6})"
    r")(?![\w@]|-\d|\.\d)"
)
# Source: names of standards, algorithms, models, aircraft and diseases that look like issue keys.
_CATALOGUES: Final = frozenset(
    "KB HT NCT PMC PMID ISBN ISSN EAN UPC GTIN SKU TT CHEMBL ENSG ENST GO RS SRX SRR GSE PRJNA DOI ARXIV "
    "LCCN OCLC ASIN "
    "MSDS RAL PANTONE USB PCI VID PID REV SVN CL CRBUG BZ LP MDN API SDK EPC IMO MMSI SOIC".split()
)
"""What comes before the numbers of publications, products, trials and articles."""
_NOT_KEYS: Final = frozenset(
    "ORA PLS TNS SQL ERR TS CS MSB LNK NU SA PYL ESLINT AADSTS HV CODE ERROR WARN EVENT HRESULT KERNEL MSI "
    "ISIN RHSA RHBA RHEA USN DSA GLSA MFSA KEV EN FIPS NVD OSV PYSEC RUSTSEC WD MX CX SX XT ZX TV DVD PC "
    "MK FW "
    "SW HW RTL "
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
    """Numbers of a known form in a text."""
    yield from _formed(text)
    if "#" in text and _CASES.search(text):
        for match in _HASHED.finditer(text):
            yield Span(match.start(), match.end(), "ID", 0.6, "id_label")


def _formed(text: str) -> Iterator[Span]:
    for match in _FORM.finditer(text):
        value = match[0]
        if match["shape"]:
            key = value.split("-")[0]
            long = re.search(r"\d{7}", value) is not None and key not in _CATALOGUES
            if key not in _NOT_KEYS or long or len(key) == 1 and value.count("-") > 1:
                yield Span(match.start(), match.end(), "ID", 0.6, "id_form")
        elif match["long"]:
            if re.split(r"[^A-Z]", value, maxsplit=1)[0] not in _CATALOGUES:
                yield Span(match.start(), match.end(), "ID", 0.45, "id_form")
        elif match["known"] or match["ups"] or match["host"]:
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
            yield Span(
                match.start(),
                match.end(),
                "ID",
                (0.45 if "-" in value else 0.35) if short else 0.8,
                "id_form",
            )
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
