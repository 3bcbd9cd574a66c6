"""Private URLs: what names a person, a private document, an invitation, or carries a token.

Public ones survive: documentation, home pages, well-known open repositories.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_common_word, is_given_name, is_surname, is_vendor
from pipelines.detection.recognizers.open_source import is_open_owner
from pipelines.detection.recognizers.secrets.values import is_placeholder
from pipelines.detection.spans import Span

_URL: Final = re.compile(
    r"(?i)(?:(?<![\w@/.-])|(?<=https: //)|(?<=http: //))(?:(?P<scheme>[a-z][a-z0-9+.-]{1,14})://|(?=www\.)|"
    r"(?=(?:[a-z0-9-]{1,63}\.)"
    r"{1,4}(?:com|org|net|io|co|gg|me|us|app|dev|de|uk|eu|so|ly|be|ai|in|fr|tv|gle|ms|link|page|site|"
    r"live|ca|au|jp|pl|br|it|es|nl|se|no|ch|at|ie|nz|info|biz|cloud)/[\w@~-]))"
    r"(?P<rest>[^\s<>\"'`{}|\\^\u3000-\u303f\uff00-\uffef]{3,2000})"
)
_HOST: Final = re.compile(
    r"(?i)(?:[^/?#@]{0,200}@)?(?P<host>\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?"
)
_TAIL: Final = ".,;:!?)]}>\"'*…"
_PRIVATE: Final = re.compile(
    r"(?i)^(?:"
    r"docs\.google\.com/(?:[\w/]{0,20}?)(?:document|spreadsheets|presentation|forms|drawings|file)/|"
    r"drive\.google\.com/(?!$)|calendar\.google\.com/.|mail\.google\.com/.{3}|"
    r"sites\.google\.com/.{3}|meet\.google\.com/[a-z]{3}-|chat\.google\.com/.{3}|"
    r"photos\.app\.goo\.gl/|groups\.google\.com/.{4}|keep\.google\.com/.*#|"
    r"script\.google\.com/macros/|"
    r"[\w.-]*sharepoint\.com/.|onedrive\.live\.com/.|1drv\.ms/|[\w.-]*zoom\.us/(?:j|my|rec|s|w|"
    r"meeting)/|teams\.microsoft\.com/(?:l|_#)/?|teams\.live\.com/meet|"
    r"outlook\.(?:office(?:365)?|live)\.com/(?:owa|calendar|mail|bookwithme)/.|"
    r"forms\.office\.com/.{4}|[\w.-]*webex\.com/(?:meet|join|[\w-]+/j\.php)|gotomeet\.me/|"
    r"whereby\.com/.|calendly\.com/(?!(?:features|pricing|blog|integrations|login|signup|about|help|"
    r"solutions)\b)[\w-]{3}|cal\.com/[\w-]{3}|savvycal\.com/.|doodle\.com/(?:poll|meeting)/|"
    r"(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub|messaging|sales|recruiter|talent)/.|(?:www\.|m\.)"
    r"?facebook\.com/(?!(?:help|policies|business|login|about|legal|privacy|groups/?$|sharer)\b)"
    r"[\w.]{4}|fb\.me/.|m\.me/.|"
    r"(?:www\.)?instagram\.com/(?!(?:explore|about|legal|accounts|p/|developer)\b)[\w.]{3}|"
    r"(?:mobile\.|www\.)?(?:twitter|x)\.com/(?!(?:home|search|explore|settings|i/|intent|share|tos|"
    r"privacy|login|hashtag)\b)\w{2}|"
    r"(?:www\.)?tiktok\.com/@|(?:www\.)?threads\.net/@|bsky\.app/profile/|t\.me/.|telegram\.me/.|"
    r"wa\.me/|chat\.whatsapp\.com/|api\.whatsapp\.com/send|signal\.(?:me|group)/|discord\.gg/.|"
    r"(?:www\.|ptb\.|canary\.)?discord(?:app)?\.com/(?:channels|invite|users)/|"
    r"[\w.-]*slack\.com/(?:archives|team|files|messages|client|services|invite|t/)|"
    r"app\.slack\.com/.{4}|join\.slack\.com/|"
    r"medium\.com/@|(?:www\.)?youtube\.com/(?:@|user/|c/|channel/)|youtu\.be/.{6}|(?:www\.)"
    r"?twitch\.tv/(?!(?:directory|p|downloads|settings)\b)\w{3}|(?:www\.|old\.)?reddit\.com/(?:u|"
    r"user)/|keybase\.io/.|"
    r"gist\.github\.com/.|(?:www\.)?github\.com/(?:settings|orgs|notifications|users)/?.|"
    r"stackoverflow\.com/users/\d|(?:www\.)?quora\.com/profile/|about\.me/.|linktr\.ee/.|(?:www\.)"
    r"?paypal\.(?:me|com/paypalme)/|"
    r"(?:www\.)?venmo\.com/|cash\.app/\$|(?:www\.)?notion\.(?:so|site)/.{6}|"
    r"[\w-]+\.notion\.site/.{4}|(?:www\.)?figma\.com/(?:file|design|proto|board|slides|make)/|"
    r"miro\.com/app/board/|"
    r"airtable\.com/(?:app|shr|inv|tbl|invite)|trello\.com/(?:b|c|w|invite)/|app\.asana\.com/\d|"
    r"linear\.app/.{2}/?|app\.clickup\.com/\d|(?:[\w-]+\.)?monday\.com/(?:boards|workspaces)/|"
    r"[\w-]+\.atlassian\.net/.{2}|(?:[\w-]+\.)?(?:lightning\.)?force\.com/.{4}|[\w-]+\.(?:my\.)"
    r"?salesforce\.com/.{4}|[\w-]+\.zendesk\.com/(?:agent|hc/[\w-]+/requests)/|"
    r"app\.hubspot\.com/.{4}|"
    r"app\.intercom\.(?:com|io)/.{4}|dashboard\.stripe\.com/.{4}|(?:buy|checkout|invoice|billing)"
    r"\.stripe\.com/.{4}|(?:www\.)?loom\.com/share/|(?:we\.tl|wetransfer\.com/downloads)/|(?:www\.)"
    r"?dropbox\.com/(?:s|sh|scl|home|preview|l|request)/|"
    r"app\.box\.com/.{3}|[\w-]+\.box\.com/(?:s|v|file|folder)/|(?:\w+\.)?docusign\.(?:net|com)/.{5}|"
    r"(?:app\.)?hellosign\.com/.{5}|pastebin\.com/\w{6,}|paste\.\w+\.\w+/\w{4}|hastebin\.com/\w{4}|"
    r"transfer\.sh/.|file\.io/.|"
    r"(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|lnkd\.in|rb\.gy|is\.gd|buff\.ly|"
    r"maps\.app\.goo\.gl|forms\.gle|g\.page|cutt\.ly|t\.ly|amzn\.to|a\.co|spr\.ly|dub\.sh|"
    r"shorturl\.at)/\w{3,}|(?:www\.)?google\.[a-z.]{2,6}/maps/(?:place|dir)/|"
    r"(?:www\.)?evite\.com/|(?:www\.)?eventbrite\.[a-z.]{2,6}/e/|"
    r"(?:www\.)?strava\.com/athletes|open\.spotify\.com/(?:user|playlist)/|(?:www\.)"
    r"?goodreads\.com/user|(?:www\.)?researchgate\.net/profile|orcid\.org/\d|"
    r"scholar\.google\.[a-z.]{2,6}/citations|"
    r"hooks\.slack\.com/|(?:\w+\.)?webhook\.office\.com/|discord(?:app)?\.com/api/webhooks/|"
    r"webhook\.site/.|hooks\.zapier\.com/|maker\.ifttt\.com/|"
    r"app\.any\.do/|app\.mural\.co/|lucid\.app/|whimsical\.com/.{8}|excalidraw\.com/#|"
    r"codesandbox\.io/[sp]/|replit\.com/@|codepen\.io/\w{3,}|jsfiddle\.net/\w{4,}|"
    r"colab\.research\.google\.com/drive/|(?:www\.)?kaggle\.com/\w{4,}$|huggingface\.co/settings)"
)
_REPO_HOST: Final = re.compile(
    r"(?i)^(?:www\.)?(?P<host>github|gitlab|bitbucket|codeberg)\.(?:com|org)/(?P<owner>[\w.-]{1,39})"
    r"(?:/(?P<name>[\w.-]{1,100}))?(?P<more>/.*)?"
)
_WORD_IN_PATH: Final = re.compile(
    r"(?i)/(?:invite|invites|invitation|invitations|join|reset|reset-password|password-reset|verify|"
    r"verification|confirm|magic|magic-link|activate|unsubscribe|share|shared|s|token|sso|"
    r"accept|signup|sign|onboarding|rsvp|l|d|r|e|download|downloads|files?|attachments?|uploads?|dl|"
    r"preview|view|recordings?|meet|meeting|meetings|conference|call|calls|room|rooms|calendar|ical|"
    r"feed|event|events|book|booking|"
    r"webhooks?|hooks?|callback|export|report|payment|pay|checkout|receipt|invoice)"
    r"/(?P<part>[A-Za-z0-9_\-~.=]{6,400})"
)
_OWNER_IN_PATH: Final = re.compile(
    r"(?i)/(?:users?|u|profiles?|people|person|members?|patients?|customers?|clients?|employees?|"
    r"accounts?|orders?|tickets?|invoices?|cases?|contacts?|leads?|"
    r"opportunities|deals|claims?|policies|policy|loans?|students?|candidates?|applicants?|agents?|"
    r"staff|subscribers?|owners?|guests?|charts?|records?|visits?|encounters?|matters?|dockets?|trips?|"
    r"payments?|transactions?|subscriptions?|devices?|assets?|applications?|employments?|payslips?|"
    r"documents?|"
    r"appointments?|prescriptions?|results?|reservations?|bookings?|shipments?|"
    r"conversations?|messages?|threads?|incidents?|requests?|browse|issues?|author|by|workspaces?|"
    r"tenants?|orgs?|organizations?|companies|teams?|projects?|boards?)/(?P<part>[\w@.%+~-]{1,100})"
)
_SECRET_QUERY: Final = re.compile(
    r"(?i)[?&#;](?:access_?token|id_?token|refresh_?token|auth_?token|token|api[-_]?key|apikey|key|"
    r"sig|signature|code|auth|session(?:_?id)?|sid|jwt|password|passwd|pwd|"
    r"secret|client_secret|otp|ticket|hash|t|k|x-amz-[\w-]{4,30}|x-goog-[\w-]{4,30}|se|sv|sp|policy|"
    r"hmac|nonce|state|invite|invitation|invite_code|magic|credential|confirmation_token|"
    r"reset_password_token|oobcode|h|s)="
    r"(?P<value>[^&#\s]{6,})"
)
_PERSON_QUERY: Final = re.compile(
    r"(?i)[?&#;](?:e-?mail|mail|user(?:_?name|_?id)?|uid|login|name|first_?name|last_?name|"
    r"full_?name|phone|tel|mobile|to|from|cc|customer(?:_?id)?|client(?:_?name)?|patient(?:_?id)?|"
    r"account(?:_?id)?|order(?:_?id)?|employee(?:_?id)?|member(?:_?id)?|dob|ssn|address|"
    r"contact(?:_?id)?|assignee|author|owner|recipient|attendee|guest|lead|case(?:_?id)?|"
    r"invoice(?:_?id)?|login_hint|q|query|search|pwd|meetingid|conf)="
    r"(?P<value>[^&#\s]{2,})"
)
_SLUG: Final = re.compile(r"[a-z]{2,}(?:-[a-z]{2,}){2,}-?\d{0,10}")
"""Words of a title, with a number at their end."""
_MEDIA: Final = re.compile(
    r"(?i)(?:open\.spotify\.com/(?:album|track|artist|episode|show)|(?:www\.)?youtube\.com/(?:watch|"
    r"shorts)|vimeo\.com/\d|"
    r"soundcloud\.com/[\w-]+/[\w-]|(?:www\.)?imdb\.com/title|music\.apple\.com/|podcasts\.apple\.com/|"
    r"(?:www\.)?doi\.org/|arxiv\.org/)"
)
_EXAMPLES: Final = frozenset(("example.com", "example.org", "localhost", "127.0.0.1"))
_LOCAL_HOST: Final = re.compile(
    r"(?i)(?:\.(?:internal|corp|local|lan|intranet|home|priv|private|ad|localdomain|prod|int)|"
    r"^[a-z0-9-]{2,30})$"
)
_LOCAL_NAMES: Final = frozenset(
    "localhost host api www app web server db redis kafka postgres mysql rabbitmq elasticsearch "
    "example test nginx backend frontend docs".split()
)


_MAIL: Final = re.compile(r"mailto:[^\s<>\"'@]{1,64}@[\w.-]{3,80}(?:\?[^\s<>\"']{1,400})?")
_REQUEST: Final = re.compile(
    r"(?<![\w/.:-])(?:(?P<verb>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)[\"']?,? [\"']?)?"
    r"(?P<path>/[\w.~%@:+/-]{2,400}(?:\?[^\s\"'<>]{1,1000})?)"
)
"""A path without its host, as logs of requests have it."""


def find(text: str) -> Iterable[Span]:
    """Private URLs in a text."""
    if "/" in text or "www." in text:
        yield from _urls(text)
        yield from _paths(text)
    if "mailto:" in text:
        for match in _MAIL.finditer(text):
            yield Span(match.start(), match.end(), "URL", 0.85, "url_person")


def _paths(text: str) -> Iterator[Span]:
    """Paths of requests that name a person or a record, or carry a token."""
    for match in _REQUEST.finditer(text):
        path = match["path"]
        if not match["verb"] and "?" not in path:
            continue
        tokens = any(_is_opaque(found["value"]) for found in _SECRET_QUERY.finditer(path))
        people = any(_names_person(found["value"]) for found in _PERSON_QUERY.finditer(path))
        records = match["verb"] and (
            any(_is_record(found["part"]) for found in _OWNER_IN_PATH.finditer(path))
            or any(_is_opaque(found["part"]) for found in _WORD_IN_PATH.finditer(path))
        )
        if tokens or people or records:
            yield Span(*match.span("path"), "URL", 0.6, "url_token" if tokens else "private_url")


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
    user = rest[: host_match.start("host")]
    if "@" in user and (":" in user or scheme in ("http", "https", "ftp", "sftp")):
        word = user.rstrip("@").partition(":")[2]
        return (0.0, "") if word and is_placeholder(word) else (0.8, "url_userinfo")
    plain = host + tail
    if host in _EXAMPLES and not (_SECRET_QUERY.search(tail) or _PERSON_QUERY.search(tail)):
        opaque = any(_is_opaque(found["part"]) for found in _WORD_IN_PATH.finditer(tail))
        return (0.75, "private_url") if opaque else (0.0, "")
    if _MEDIA.match(plain):
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
    if any(
        len(segment) >= 20 and _is_opaque(segment) and not _SLUG.fullmatch(segment) for segment in segments
    ):
        return 0.6, "private_url"
    if any(_names_person(segment) for segment in segments):
        return 0.6, "url_person"
    if scheme in ("http", "https") and _LOCAL_HOST.search(host) and host.split(".")[0] not in _LOCAL_NAMES:
        return 0.5, "private_host"
    return 0.0, ""


def _judge_repo(repo: re.Match[str]) -> tuple[float, str]:
    if is_open_owner(repo["owner"]):
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
        sum(letter.isdigit() for letter in part) > 1
        or _names_person(part)
        or (part.startswith("@") and len(part) > 2)
    )


def _names_person(value: str) -> bool:
    plain = value.replace("%20", " ").replace("+", " ").replace("%40", "@")
    if re.search(r"[\w.]@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}", plain):
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
