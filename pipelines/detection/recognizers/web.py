"""Private addresses on the web and in networks: URLs, tenants' hosts, IP and MAC addresses, host names.

Owns what makes an address private (a person, a document, an invitation, a token, a tenant) and
which public ones survive.
"""

import re
from collections.abc import Iterable, Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_common_word, is_given_name, is_surname, is_vendor
from pipelines.detection.spans import Span

_URL: Final = re.compile(
    r"(?i)(?<![\w@/.-])(?:(?P<scheme>[a-z][a-z0-9+.-]{1,14})://|(?=www\.)|(?=(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|co|gg|me|us|app|dev|de|uk|eu|so|ly|be|ai|in|fr)/[\w@~-]))"
    r"(?P<rest>[^\s<>\"'`{}|\\^\u3000-\u303f\uff00-\uffef]{3,2000})"
)
_HOST: Final = re.compile(
    r"(?i)(?:[^/?#@]{0,200}@)?(?P<host>\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?"
)
_TAIL: Final = ".,;:!?)]}>\"'*…"

_TENANT: Final = re.compile(
    r"(?i)(?<![\w.-])(?P<tenant>[a-z0-9][a-z0-9-]{1,62})(?:--[\w-]{1,30})?(?:\.(?:my|lightning|sandbox|develop|eu\d?|us\d?|na\d{0,3}|zendesk))?\."
    r"(?:atlassian\.net|slack\.com|zendesk\.com|freshdesk\.com|salesforce\.com|force\.com|sharepoint\.com|okta\.com|oktapreview\.com|onelogin\.com|auth0\.com|"
    r"service-now\.com|myworkday\.com|workday\.com|bamboohr\.com|hibob\.com|personio\.de|github\.io|gitlab\.io|visualstudio\.com|myshopify\.com|hubspot\.com|"
    r"intercom\.help|notion\.site|webex\.com|zoom\.us|my\.site\.com|lightning\.force\.com|onmicrosoft\.com|crm\.dynamics\.com|dynamics\.com|netsuite\.com|"
    r"greenhouse\.io|lever\.co|workable\.com|recruitee\.com|breezy\.hr|jobvite\.com|icims\.com|monday\.com|pipedrive\.com|freshservice\.com|freshsales\.io|"
    r"teamwork\.com|basecamphq\.com|harvestapp\.com|aha\.io|productboard\.com|uservoice\.com|statuspage\.io|pagerduty\.com|opsgenie\.com|splunkcloud\.com|"
    r"datadoghq\.com|grafana\.net|cloudfunctions\.net|azurewebsites\.net|blob\.core\.windows\.net|database\.windows\.net|vault\.azure\.net|firebaseapp\.com|"
    r"web\.app|herokuapp\.com|netlify\.app|vercel\.app|pages\.dev|workers\.dev|ngrok\.io|ngrok-free\.app|ngrok\.app|supabase\.co|firebaseio\.com|"
    r"snowflakecomputing\.com|cloud\.databricks\.com|looker\.com|tableau\.com|thoughtspot\.cloud|docusign\.net|box\.com|egnyte\.com|sharefile\.com|"
    r"kintone\.com|cybozu\.com|backlog\.com|backlog\.jp|esa\.io|qiita\.com|desk\.com|helpscoutdocs\.com|kustomerapp\.com|gorgias\.com|chargebee\.com|recurly\.com|"
    r"mybigcommerce\.com|squarespace\.com|wixsite\.com|wordpress\.com|blogspot\.com|substack\.com|s3\.amazonaws\.com|s3\.[\w-]{4,20}\.amazonaws\.com|"
    r"awsapps\.com|signin\.aws\.amazon\.com|rds\.amazonaws\.com|odoo\.com|erpnext\.com|schoology\.com|instructure\.com|blackboard\.com|brightspace\.com|"
    r"teachable\.com|thinkific\.com|mykajabi\.com|circle\.so|discourse\.group|mn\.co|percipio\.com|udemy\.com|cornerstoneondemand\.com|csod\.com|"
    r"successfactors\.com|successfactors\.eu|ultipro\.com|paylocity\.com|rippling\.com|gusto\.com|concursolutions\.com|coupahost\.com|ariba\.com)(?![\w-]|\.\w)"
)
_NO_TENANT: Final = frozenset(
    "www app apps api docs doc help support status login signin auth id accounts account admin my dashboard cdn static assets files blog community "
    "developer developers dev web mail go about jobs careers get try hooks edgeapi slack-files join trust marketplace ecosystem confluence jira "
    "university learn academy training legal investors partners store shop www2 m mobile us eu us02web us04web us05web us06web zoom explore "
    "prod stage staging test sandbox portal beta preview company-name yourcompany your-company example acme-example mycompany your-domain yourdomain "
    "files-edge a b c d s slack zendesk atlassian salesforce okta team teams workspace".split()
)
_PRIVATE: Final = re.compile(
    r"(?i)^(?:"
    r"docs\.google\.com/(?:[\w/]{0,20}?)(?:document|spreadsheets|presentation|forms|drawings|file)/|drive\.google\.com/(?!$)|calendar\.google\.com/.|mail\.google\.com/.{3}|"
    r"sites\.google\.com/.{3}|meet\.google\.com/[a-z]{3}-|chat\.google\.com/.{3}|photos\.app\.goo\.gl/|groups\.google\.com/.{4}|keep\.google\.com/.*#|script\.google\.com/macros/|"
    r"[\w.-]*sharepoint\.com/.|onedrive\.live\.com/.|1drv\.ms/|[\w.-]*zoom\.us/(?:j|my|rec|s|w|meeting)/|teams\.microsoft\.com/(?:l|_#)/?|teams\.live\.com/meet|"
    r"outlook\.(?:office(?:365)?|live)\.com/(?:owa|calendar|mail|bookwithme)/.|forms\.office\.com/.{4}|[\w.-]*webex\.com/(?:meet|join|[\w-]+/j\.php)|gotomeet\.me/|"
    r"whereby\.com/.|calendly\.com/(?!(?:features|pricing|blog|integrations|login|signup|about|help|solutions)\b)[\w-]{3}|cal\.com/[\w-]{3}|savvycal\.com/.|doodle\.com/(?:poll|meeting)/|"
    r"(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub|messaging|sales|recruiter|talent)/.|(?:www\.|m\.)?facebook\.com/(?!(?:help|policies|business|login|about|legal|privacy|groups/?$|sharer)\b)[\w.]{4}|fb\.me/.|m\.me/.|"
    r"(?:www\.)?instagram\.com/(?!(?:explore|about|legal|accounts|p/|developer)\b)[\w.]{3}|(?:mobile\.|www\.)?(?:twitter|x)\.com/(?!(?:home|search|explore|settings|i/|intent|share|tos|privacy|login|hashtag)\b)\w{2}|"
    r"(?:www\.)?tiktok\.com/@|(?:www\.)?threads\.net/@|bsky\.app/profile/|t\.me/.|telegram\.me/.|wa\.me/|chat\.whatsapp\.com/|api\.whatsapp\.com/send|signal\.(?:me|group)/|discord\.gg/.|"
    r"(?:www\.|ptb\.|canary\.)?discord(?:app)?\.com/(?:channels|invite|users)/|[\w.-]*slack\.com/(?:archives|team|files|messages|client|services|invite|t/)|app\.slack\.com/.{4}|join\.slack\.com/|"
    r"medium\.com/@|(?:www\.)?youtube\.com/(?:@|user/|c/|channel/)|youtu\.be/.{6}|(?:www\.)?twitch\.tv/(?!(?:directory|p|downloads|settings)\b)\w{3}|(?:www\.|old\.)?reddit\.com/(?:u|user)/|keybase\.io/.|"
    r"gist\.github\.com/.|(?:www\.)?github\.com/(?:settings|orgs|notifications|users)/?.|stackoverflow\.com/users/\d|(?:www\.)?quora\.com/profile/|about\.me/.|linktr\.ee/.|(?:www\.)?paypal\.(?:me|com/paypalme)/|"
    r"(?:www\.)?venmo\.com/|cash\.app/\$|(?:www\.)?notion\.(?:so|site)/.{6}|[\w-]+\.notion\.site/.{4}|(?:www\.)?figma\.com/(?:file|design|proto|board|slides|make)/|miro\.com/app/board/|"
    r"airtable\.com/(?:app|shr|inv|tbl|invite)|trello\.com/(?:b|c|w|invite)/|app\.asana\.com/\d|linear\.app/.{2}/?|app\.clickup\.com/\d|(?:[\w-]+\.)?monday\.com/(?:boards|workspaces)/|"
    r"[\w-]+\.atlassian\.net/.{2}|(?:[\w-]+\.)?(?:lightning\.)?force\.com/.{4}|[\w-]+\.(?:my\.)?salesforce\.com/.{4}|[\w-]+\.zendesk\.com/(?:agent|hc/[\w-]+/requests)/|app\.hubspot\.com/.{4}|"
    r"app\.intercom\.(?:com|io)/.{4}|dashboard\.stripe\.com/.{4}|(?:buy|checkout|invoice|billing)\.stripe\.com/.{4}|(?:www\.)?loom\.com/share/|(?:we\.tl|wetransfer\.com/downloads)/|(?:www\.)?dropbox\.com/(?:s|sh|scl|home|preview|l|request)/|"
    r"app\.box\.com/.{3}|[\w-]+\.box\.com/(?:s|v|file|folder)/|(?:\w+\.)?docusign\.(?:net|com)/.{5}|(?:app\.)?hellosign\.com/.{5}|pastebin\.com/\w{6,}|paste\.\w+\.\w+/\w{4}|hastebin\.com/\w{4}|transfer\.sh/.|file\.io/.|"
    r"(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|lnkd\.in|rb\.gy|is\.gd|buff\.ly|maps\.app\.goo\.gl|shorturl\.at)/\w{3,}|(?:www\.)?google\.[a-z.]{2,6}/maps/(?:place|dir)/|(?:www\.)?evite\.com/|(?:www\.)?eventbrite\.[a-z.]{2,6}/e/|"
    r"(?:www\.)?strava\.com/athletes|open\.spotify\.com/(?:user|playlist)/|(?:www\.)?goodreads\.com/user|(?:www\.)?researchgate\.net/profile|orcid\.org/\d|scholar\.google\.[a-z.]{2,6}/citations|"
    r"hooks\.slack\.com/|(?:\w+\.)?webhook\.office\.com/|discord(?:app)?\.com/api/webhooks/|webhook\.site/.|hooks\.zapier\.com/|maker\.ifttt\.com/|"
    r"app\.any\.do/|app\.mural\.co/|lucid\.app/|whimsical\.com/.{8}|excalidraw\.com/#|codesandbox\.io/[sp]/|replit\.com/@|codepen\.io/\w{3,}|jsfiddle\.net/\w{4,}|colab\.research\.google\.com/drive/|(?:www\.)?kaggle\.com/\w{4,}$|huggingface\.co/settings)"
)
_REPO_HOST: Final = re.compile(
    r"(?i)^(?:www\.)?(?P<host>github|gitlab|bitbucket|codeberg)\.(?:com|org)/(?P<owner>[\w.-]{1,39})(?:/(?P<name>[\w.-]{1,100}))?(?P<more>/.*)?"
)
_OPEN_OWNERS: Final = frozenset(
    "python apache kubernetes microsoft google facebook meta vercel angular vuejs reactjs nodejs golang rust-lang docker hashicorp elastic "
    "grafana prometheus pallets django psf numpy scipy pandas-dev pytorch tensorflow huggingface openai anthropics aws azure googleapis "
    "spring-projects redis postgres mysql mongodb confluentinc torvalds git curl openssl actions github gitlab-org features pricing about "
    "explore topics trending marketplace login join new search contact security enterprise customer-stories readme collections sponsors "
    "explosion ansible jenkinsci home-assistant electron denoland oven-sh sveltejs nestjs expressjs webpack vitejs tailwindlabs twbs "
    "jquery lodash axios babel eslint prettier faust-streaming encode tiangolo fastapi pydantic astral-sh scikit-learn jupyter ipython".split()
)
_WORD_IN_PATH: Final = re.compile(
    r"(?i)/(?:invite|invites|invitation|invitations|join|reset|reset-password|password-reset|verify|verification|confirm|magic|magic-link|activate|unsubscribe|share|shared|s|token|sso|"
    r"accept|signup|sign|onboarding|rsvp|l|d|r|e|download|downloads|files?|attachments?|uploads?|dl|preview|view|recordings?|meet|meeting|meetings|conference|call|calls|room|rooms|calendar|ical|feed|event|events|book|booking|"
    r"webhooks?|hooks?|callback|export|report|payment|pay|checkout|receipt|invoice)/(?P<part>[A-Za-z0-9_\-~.=]{6,400})"
)
_OWNER_IN_PATH: Final = re.compile(
    r"(?i)/(?:users?|u|profiles?|people|person|members?|patients?|customers?|clients?|employees?|accounts?|orders?|tickets?|invoices?|cases?|contacts?|leads?|"
    r"opportunities|deals|claims?|policies|policy|loans?|students?|candidates?|applicants?|agents?|staff|subscribers?|owners?|guests?|reservations?|bookings?|shipments?|"
    r"conversations?|messages?|threads?|incidents?|requests?|browse|issues?|author|by|workspaces?|tenants?|orgs?|organizations?|companies|teams?|projects?|boards?)/(?P<part>[\w@.%+~-]{1,100})"
)
_SECRET_QUERY: Final = re.compile(
    r"(?i)[?&#;](?:access_?token|id_?token|refresh_?token|auth_?token|token|api[-_]?key|apikey|key|sig|signature|code|auth|session(?:_?id)?|sid|jwt|password|passwd|pwd|"
    r"secret|client_secret|otp|ticket|hash|t|k|x-amz-[\w-]{4,30}|x-goog-[\w-]{4,30}|se|sv|sp|policy|hmac|nonce|state|invite|invitation|invite_code|magic|credential|confirmation_token|reset_password_token|oobcode|h|s)="
    r"(?P<value>[^&#\s]{6,})"
)
_PERSON_QUERY: Final = re.compile(
    r"(?i)[?&#;](?:e-?mail|mail|user(?:_?name|_?id)?|uid|login|name|first_?name|last_?name|full_?name|phone|tel|mobile|to|from|cc|customer(?:_?id)?|client(?:_?name)?|patient(?:_?id)?|"
    r"account(?:_?id)?|order(?:_?id)?|employee(?:_?id)?|member(?:_?id)?|dob|ssn|address|contact(?:_?id)?|assignee|author|owner|recipient|attendee|guest|lead|case(?:_?id)?|invoice(?:_?id)?|login_hint|q|query|search|pwd|meetingid|conf)="
    r"(?P<value>[^&#\s]{2,})"
)
_LOCAL_HOST: Final = re.compile(
    r"(?i)(?:\.(?:internal|corp|local|lan|intranet|home|priv|private|ad|localdomain|prod|int)|^[a-z0-9-]{2,30})$"
)
_LOCAL_NAMES: Final = frozenset(
    "localhost host api www app web server db redis kafka postgres mysql rabbitmq elasticsearch example test nginx backend frontend docs".split()
)

_V4: Final = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d|-\w)(?P<mask>/\d{1,2})?"
)
_V6: Final = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:.]{0,45}:)[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])"
)
_VERSION: Final = re.compile(
    r"(?i)(?:\bversion|\bver\.?|\bv|release|build|firmware|driver|revision|rev|[a-z]/|update|netmask|mask|oid|@|\bsection|§|chapter|assembly|package|==|>=|~=|<=|\^)[\s:=]{0,2}$"
)
_PUBLIC_V4: Final = frozenset(
    "0.0.0.0 127.0.0.1 255.255.255.255 8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 127.0.1.1 1.2.3.4".split()
)
_MAC: Final = re.compile(
    r"(?<![\w:.-])(?:[0-9A-Fa-f]{2}([:-]))(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])|(?<![\w.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])"
)

_DEVICE: Final = re.compile(
    r"(?i)(?<![\w.@/])(?P<who>[a-zà-ÿ]{3,20})(?P<s>['’]?s)?(?:[- ](?P<last>[a-zà-ÿ]{3,20})['’]?s?)?[-_ ](?:macbook(?:[- ]?(?:pro|air))?|mbp|mba|laptop|notebook|pc|desktop|iphone|ipad|imac|mac(?:[- ]?mini|[- ]?studio)?|mini|"
    r"thinkpad|surface|xps|air|pro|phone|pixel|galaxy|nas|workstation|ws|dev|vm|box|book|watch|airpods|tablet|android|win11|win10|ubuntu|linux|server|home)"
    r"(?:[-_]?\d{1,4})?(?P<dot>\.(?:local|lan|home|internal|corp|fritz\.box|\w+\.\w{2,5}))?(?![\w@])"
)
_ASSET: Final = re.compile(
    r"(?<![\w/.-])(?:[A-Z]{2,4}|LAPTOP|DESKTOP|WKS|NB)-(?:[A-Z]{2,4}-)?(?P<who>[A-Z]{4,16})(?:-?\d{1,4})?(?![\w-])"
)
_LOCAL: Final = re.compile(
    r"(?i)(?<![\w@/.-])[a-z0-9][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,3}\.(?:local|lan|internal|corp|intranet|localdomain)(?![\w-]|\.\w)"
)


def find(text: str) -> Iterable[Span]:
    """Private URLs, hosts and network addresses in a text."""
    if "/" in text or "www." in text:
        yield from _urls(text)
    if "." in text:
        yield from _hosts(text)
        yield from _v4(text)
    if ":" in text:
        yield from _v6(text)
    if ":" in text or "-" in text or "." in text:
        for match in _MAC.finditer(text):
            if re.search(r"\d", match[0]) and (":" in match[0] or re.search(r"[A-Fa-f]", match[0])):
                yield Span(match.start(), match.end(), "MAC_ADDRESS", 0.9, "mac")
    yield from _devices(text)


def _urls(text: str) -> Iterator[Span]:
    for match in _URL.finditer(text):
        end = match.end()
        while (
            end > match.start() + 4
            and text[end - 1] in _TAIL
            and not (text[end - 1] == ")" and "(" in text[match.start() : end])
        ):
            end -= 1
        scheme = (match["scheme"] or "https").lower()
        if scheme in ("file", "data", "javascript"):
            continue
        score, rule = judge_url(text[match.start("rest") : end], scheme)
        if score:
            yield Span(match.start(), end, "URL", score, rule)


def judge_url(rest: str, scheme: str) -> tuple[float, str]:
    """How surely a URL (without its scheme) is private, and by which rule; 0 for a public one."""
    host_match = _HOST.match(rest)
    if host_match is None:
        return 0.0, ""
    host = host_match["host"].lower()
    tail = rest[host_match.end() :]
    if "@" in rest[: host_match.start("host")] and scheme in ("http", "https", "ftp", "sftp"):
        return 0.8, "url_userinfo"
    plain = host + tail
    if host in ("example.com", "example.org", "localhost", "127.0.0.1") and not _SECRET_QUERY.search(tail):
        return 0.0, ""
    if _PRIVATE.match(plain):
        return 0.85, "private_url"
    repo = _REPO_HOST.match(plain)
    if repo is not None:
        return _judge_repo(repo)
    if _SECRET_QUERY.search(tail) and any(
        _is_opaque(found["value"]) for found in _SECRET_QUERY.finditer(tail)
    ):
        return 0.85, "url_token"
    if any(_names_person(found["value"]) for found in _PERSON_QUERY.finditer(tail)):
        return 0.75, "url_person"
    if any(_is_opaque(found["part"]) for found in _WORD_IN_PATH.finditer(tail)):
        return 0.75, "private_url"
    if any(_is_record(found["part"]) for found in _OWNER_IN_PATH.finditer(tail)):
        return 0.7, "private_url"
    segments = [segment for segment in re.split(r"[/?&=#]", tail) if segment]
    if any(len(segment) >= 20 and _is_opaque(segment) for segment in segments):
        return 0.6, "private_url"
    if any(_names_person(segment) for segment in segments):
        return 0.6, "url_person"
    if scheme in ("http", "https") and _LOCAL_HOST.search(host) and host.split(".")[0] not in _LOCAL_NAMES:
        return 0.5, "private_host"
    return 0.0, ""


def _judge_repo(repo: re.Match[str]) -> tuple[float, str]:
    owner = repo["owner"].lower()
    if owner in _OPEN_OWNERS:
        return 0.0, ""
    return 0.75, "private_url" if repo["name"] else "url_profile"


def _is_opaque(value: str) -> bool:
    """Whether a part of a URL is a token or id rather than words."""
    if len(value) < 6 or value.lower().startswith(("<", "{", "$", "%7b")):
        return False
    letters = sum(letter.isalpha() for letter in value)
    digits = sum(letter.isdigit() for letter in value)
    if digits and letters:
        words = [word for word in re.split(r"[^A-Za-z]+", value) if len(word) > 2]
        plain = sum(len(word) for word in words if is_common_word(word) or word.islower() and is_vendor(word))
        return plain < letters * 0.6
    if digits == len(value):
        return digits >= 6
    if value.isalpha():
        mixed = any(letter.isupper() for letter in value[1:]) and any(letter.islower() for letter in value)
        return mixed and len(value) >= 10 and not re.fullmatch(r"(?:[A-Z]?[a-z]{2,}){1,6}", value)
    return False


def _is_record(part: str) -> bool:
    """Whether what follows /users/ or /orders/ points to one of them."""
    if re.fullmatch(r"\d{1,3}", part) or part.lower() in ("me", "self", "new", "list", "search", "all"):
        return False
    return (
        any(letter.isdigit() for letter in part)
        or _names_person(part)
        or (part.startswith("@") and len(part) > 2)
    )


def _names_person(value: str) -> bool:
    plain = value.replace("%20", " ").replace("+", " ").replace("%40", "@")
    if re.search(r"[\w.]@[\w-]+\.\w", plain):
        return True
    words = [
        word
        for word in re.split(r"[^\w'’À-ɏ]+|_|(?<=[a-z])(?=[A-Z])", plain.lstrip("~@"))
        if word and not word.isdigit()
    ]
    if len(words) < 2 or len(words) > 5:
        return value.startswith(("~", "@")) and len(value) > 3
    for first, second in zip(words, words[1:], strict=False):
        known = (is_given_name(first) or is_surname(first)) and (is_given_name(second) or is_surname(second))
        if (
            known
            and not (is_ambiguous_name(first) or is_ambiguous_name(second))
            and len(first) + len(second) > 6
        ):
            return True
    return False


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


def _v4(text: str) -> Iterator[Span]:
    for match in _V4.finditer(text):
        address = match[0].split("/")[0]
        end = match.start() + len(address)
        try:
            IPv4Address(address)
        except AddressValueError:
            continue
        if _VERSION.search(text[max(0, match.start() - 14) : match.start()]) and not re.search(
            r"@$", text[: match.start()]
        ):
            continue
        if "@" in text[max(0, match.start() - 1) : match.start()] and address in _PUBLIC_V4:
            continue
        score = (
            0.3 if address in _PUBLIC_V4 or address.startswith("255.") or address.endswith(".0.0.0") else 0.8
        )
        yield Span(match.start(), end, "IP_ADDRESS", score, "ip")


def _v6(text: str) -> Iterator[Span]:
    for match in _V6.finditer(text):
        value = match[0]
        try:
            address = IPv6Address(value)
        except AddressValueError:
            continue
        groups = [group for group in value.split(":") if group]
        known = value.lower().startswith(("fe80", "fd", "fc", "2", "::ffff")) and any(
            letter.isdigit() for letter in value
        )
        if address.is_loopback or address.is_unspecified or (len(groups) < 3 and not known):
            continue
        yield Span(match.start(), match.end(), "IP_ADDRESS", 0.85, "ip")


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
    for name in (lowered, lowered[:-1] if lowered.endswith("s") else lowered):
        known = is_given_name(name) or (is_surname(name) and len(name) > 4)
        if known and len(name) > 2 and (not is_ambiguous_name(name) or possessive):
            return word[: len(name)]
    return None
