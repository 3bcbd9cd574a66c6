"""Host names: tenants of services, private networks, and devices that bear a person's name."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_common_word, is_given_name, is_surname, is_vendor
from pipelines.detection.spans import Span

_TENANT: Final = re.compile(
    r"(?i)(?<![\w.-])(?P<tenant>[a-z0-9][a-z0-9-]{1,62})(?:--[\w-]{1,30})?(?:\.(?:my|lightning|"
    r"sandbox|develop|eu\d?|us\d?|na\d{0,3}|zendesk))?\."
    r"(?:atlassian\.net|slack\.com|zendesk\.com|freshdesk\.com|salesforce\.com|force\.com|"
    r"sharepoint\.com|okta\.com|oktapreview\.com|onelogin\.com|auth0\.com|"
    r"service-now\.com|myworkday\.com|workday\.com|bamboohr\.com|hibob\.com|personio\.de|github\.io|"
    r"gitlab\.io|visualstudio\.com|myshopify\.com|hubspot\.com|"
    r"intercom\.help|notion\.site|webex\.com|zoom\.us|my\.site\.com|lightning\.force\.com|"
    r"onmicrosoft\.com|crm\.dynamics\.com|dynamics\.com|netsuite\.com|"
    r"greenhouse\.io|lever\.co|workable\.com|recruitee\.com|breezy\.hr|jobvite\.com|icims\.com|"
    r"monday\.com|pipedrive\.com|freshservice\.com|freshsales\.io|"
    r"teamwork\.com|basecamphq\.com|harvestapp\.com|aha\.io|productboard\.com|uservoice\.com|"
    r"statuspage\.io|pagerduty\.com|opsgenie\.com|splunkcloud\.com|"
    r"datadoghq\.com|grafana\.net|cloudfunctions\.net|azurewebsites\.net|blob\.core\.windows\.net|"
    r"database\.windows\.net|vault\.azure\.net|firebaseapp\.com|"
    r"web\.app|herokuapp\.com|netlify\.app|vercel\.app|pages\.dev|workers\.dev|ngrok\.io|"
    r"ngrok-free\.app|ngrok\.app|supabase\.co|firebaseio\.com|"
    r"snowflakecomputing\.com|cloud\.databricks\.com|looker\.com|tableau\.com|thoughtspot\.cloud|"
    r"docusign\.net|box\.com|egnyte\.com|sharefile\.com|"
    r"kintone\.com|cybozu\.com|backlog\.com|backlog\.jp|esa\.io|qiita\.com|desk\.com|"
    r"helpscoutdocs\.com|kustomerapp\.com|gorgias\.com|chargebee\.com|recurly\.com|"
    r"mybigcommerce\.com|squarespace\.com|wixsite\.com|wordpress\.com|blogspot\.com|substack\.com|"
    r"s3\.amazonaws\.com|s3\.[\w-]{4,20}\.amazonaws\.com|"
    r"awsapps\.com|signin\.aws\.amazon\.com|rds\.amazonaws\.com|odoo\.com|erpnext\.com|"
    r"schoology\.com|instructure\.com|blackboard\.com|brightspace\.com|"
    r"teachable\.com|thinkific\.com|mykajabi\.com|circle\.so|discourse\.group|mn\.co|percipio\.com|"
    r"udemy\.com|cornerstoneondemand\.com|csod\.com|"
    r"successfactors\.com|successfactors\.eu|ultipro\.com|paylocity\.com|rippling\.com|gusto\.com|"
    r"concursolutions\.com|coupahost\.com|ariba\.com)(?![\w-]|\.\w)"
)
_NO_TENANT: Final = frozenset(
    "www app apps api docs doc help support status login signin auth id accounts account admin my "
    "dashboard cdn static assets files blog community "
    "developer developers dev web mail go about jobs careers get try hooks edgeapi slack-files join "
    "trust marketplace ecosystem confluence jira "
    "university learn academy training legal investors partners store shop www2 m mobile us eu "
    "us02web us04web us05web us06web zoom explore "
    "prod stage staging test sandbox portal beta preview company-name yourcompany your-company "
    "example acme-example mycompany your-domain yourdomain "
    "files-edge a b c d s slack zendesk atlassian salesforce okta team teams workspace".split()
)
_LOCAL: Final = re.compile(
    r"(?i)(?<![\w@/.-])[a-z0-9][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,3}\.(?:local|lan|internal|corp|"
    r"intranet|localdomain)(?![\w-]|\.\w)"
)
_LOCAL_NAMES: Final = frozenset(
    "localhost host api www app web server db redis kafka postgres mysql rabbitmq elasticsearch "
    "example test nginx backend frontend docs".split()
)
_DEVICE: Final = re.compile(
    r"(?i)(?<![\w.@/])(?P<who>[a-zà-ÿ]{3,20})(?P<s>['’]?s)?(?:[- ](?P<last>[a-zà-ÿ]{3,20})['’]?s?)"
    r"?[-_ ](?:macbook(?:[- ]?(?:pro|air))?|mbp|mba|laptop|notebook|pc|desktop|iphone|ipad|imac|"
    r"mac(?:[- ]?mini|[- ]?studio)?|mini|"
    r"thinkpad|surface|xps|air|pro|phone|pixel|galaxy|nas|workstation|ws|dev|vm|box|book|watch|"
    r"airpods|tablet|android|win11|win10|ubuntu|linux|server|home)"
    r"(?:[-_]?\d{1,4})?(?P<dot>\.(?:local|lan|home|internal|corp|fritz\.box|\w+\.\w{2,5}))?(?![\w@])"
)
_ASSET: Final = re.compile(
    r"(?<![\w/.-])(?:[A-Z]{2,4}|LAPTOP|DESKTOP|WKS|NB)-(?:[A-Z]{2,4}-)?(?P<who>[A-Z]{4,16})"
    r"(?:-?\d{1,4})?(?![\w-])"
)


def find(text: str) -> Iterable[Span]:
    """Hosts in a text."""
    if "." in text:
        yield from _hosts(text)
    yield from _devices(text)


def _hosts(text: str) -> Iterator[Span]:
    for match in _TENANT.finditer(text):
        tenant = match["tenant"].lower()
        if (
            tenant in _NO_TENANT
            or is_vendor(tenant)
            or re.fullmatch(r"(?:us|eu|ap|na)\d{1,3}(?:web)?|\d+", tenant)
        ):
            continue
        yield Span(match.start("tenant"), match.end("tenant"), "ORGANIZATION", 0.75, "tenant_host")
    for match in _LOCAL.finditer(text):
        first = match[0].split(".")[0].lower()
        if first not in _LOCAL_NAMES and first not in ("settings", "config", "env", "application"):
            yield Span(match.start(), match.end(), "URL", 0.45, "private_host")


def _devices(text: str) -> Iterator[Span]:
    lowered = text.lower()
    if any(
        word in lowered
        for word in (
            "mac",
            "mbp",
            "laptop",
            "pc",
            "iphone",
            "ipad",
            "desktop",
            "phone",
            "book",
            "pad",
            ".local",
            "-",
        )
    ):
        for match in _DEVICE.finditer(text):
            for part in ("who", "last"):
                who = match[part]
                name = _owner_name(who, bool(match["s"])) if who else None
                if name and who:
                    sure = match["s"] or match["dot"] or "-" in match[0]
                    yield Span(
                        match.start(part),
                        match.start(part) + len(name),
                        "PERSON",
                        0.75 if sure else 0.5,
                        "host",
                    )
    for match in _ASSET.finditer(text):
        who = match["who"].lower()
        for name in (who, who[1:], who[:-1], who[2:]):
            if (
                len(name) > 3
                and (is_surname(name) or is_given_name(name))
                and not is_ambiguous_name(name)
                and not is_common_word(who)
            ):
                yield Span(match.start("who"), match.end("who"), "PERSON", 0.6, "host")
                break


def _owner_name(word: str, possessive: bool) -> str | None:
    """The name in the first part of a device name; "martas" is marta's."""
    lowered = word.lower()
    if not possessive and is_common_word(lowered) and not is_given_name(lowered):
        return None
    for name in (lowered, lowered[:-1] if lowered.endswith("s") else lowered):
        known = is_given_name(name) or (is_surname(name) and len(name) > 4)
        if known and len(name) > 2 and (not is_ambiguous_name(name) or possessive):
            return word[: len(name)]
    return None
