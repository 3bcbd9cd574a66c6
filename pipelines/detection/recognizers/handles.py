"""Handles and mentions, chat channels.

Owns what only looks like one: decorators, at-rules, package scopes; colours, directives and issue
numbers.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_common_word, is_given_name, is_vendor
from pipelines.detection.recognizers.names import name_at
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

_MENTION: Final = re.compile(r"(?<![\w@./=\\$%+&;`'\"-])@(?P<who>[^\W_](?:[\w.-]{0,37}\w)?)(?![\w@(/=])")
_NOT_HANDLES: Final = frozenset(
    "here channel everyone all team media import charset keyframes namespace supports page property "
    "layer container include mixin "
    "extend use forward if else for each while function return at-root debug warn error font-face "
    "tailwind apply screen theme override "
    "deprecated nullable nonnull notnull test before after beforeeach aftereach beforeclass "
    "afterclass staticmethod classmethod "
    "dataclass abstractmethod cached_property lru_cache cache contextmanager wraps pytest fixture "
    "autowired component service controller "
    "repository configuration bean entity table id column getter setter data builder value slf4j "
    "inject injectable module input output "
    "hostlistener viewchild ngmodule directive pipe param params return returns throws see since "
    "version author type typedef template "
    "todo link inheritdoc example public private protected internal readonly suppresswarnings "
    "safevarargs functionalinterface "
    "springbootapplication restcontroller getmapping postmapping requestmapping requestbody "
    "pathvariable transactional async await "
    "retry timeout latest next beta alpha canary rc stable main master head localhost echo off on "
    "foreach end endif csrf extends section "
    "yield stack push auth guest can switch case default break php dataclasses final overload "
    "runtime_checkable given settings "
    "app api router route get post put delete patch click command option argument group observable "
    "published state binding environment "
    "objc escaping autoclosure mainactor available discardableresult ibaction iboutlet selector "
    "gmail yahoo hotmail outlook icloud "
    "example domain company email".split()
)
_SLACK_ID: Final = re.compile(r"<?@?(?<![\w/-])(?P<id>[UW]0[A-Z0-9]{7,10})(?!\w)(?:\|[^>]{1,40})?>?")
_CHANNEL_ID: Final = re.compile(r"(?<![\w/-])[CGD]0[A-Z0-9]{7,10}(?!\w)")
_DISCORD: Final = re.compile(r"(?<![\w@#])[A-Za-z][\w.]{1,31}#\d{4}(?!\w)")
_REDDIT: Final = re.compile(r"(?<![\w/.])/?u/[\w-]{3,20}(?![\w/])")
_LINKED: Final = re.compile(r"(?<![\w/.])(?:/)?in/(?P<who>[a-z][a-z0-9-]{3,60})(?![\w/])")
_LABELLED: Final = re.compile(
    r"(?i)(?<![\w-])(?:my |their |her |his )?(?:ig|insta(?:gram)?|twitter|tiktok|telegram|tg|discord|"
    r"snap(?:chat)?|skype|github(?: user(?:name)?)?|gh|gitlab|"
    r"handle|gamertag|psn|steam|mastodon|bluesky|threads|signal|wechat|weixin|line id|kik|venmo|cash "
    r"?app|twitch|reddit|keybase|matrix|"
    r"slack(?: handle| id)?|linkedin|xbox|username|user ?name|nick(?:name)?|login|screen name|"
    r"whatsapp)(?: ?(?:id|handle|user|name|:|=|is)){1,2} ?"
    r"(?P<who>@?[A-Za-z][\w.-]{2,31}(?:#\d{4})?|\$[A-Za-z]\w{2,20}|live:[\w.]{3,32})(?![\w@(/])"
)
_SPACED: Final = re.compile(
    r"(?i:\b(?:gamertag|handle|username|user name|screen name|cashtag|nickname|login|psn id|friend "
    r"code)) (?P<who>@?[A-Za-z][\w.-]{2,31}|\$[A-Za-z]\w{2,20})(?=\s*$|[,;)])"
)
_LIVE: Final = re.compile(
    r"(?<!\w)live:[\w.]{3,32}(?!\w)|(?<![\w@])@[\w.=-]{2,40}:[\w-]{1,40}(?:\.[\w-]{2,40}){1,3}(?!\w)|"
    r"(?<=cashtag )\$\w{3,20}"
)
_LOOSE: Final = re.compile(
    r"(?<!\S)@ (?P<who>[a-z][\w.-]{2,31})(?= (?:pls|please|can|could|thanks|thx|fyi|you|any|did|when|"
    r"what|look|see)\b|$)"
)
_LOOSE_CHANNEL: Final = re.compile(r"(?<!\S)# (?P<name>[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){1,6})(?=\s*$)")
_AS: Final = re.compile(
    r"(?i)\b(?:logged|signed) in (?:to [\w.-]{1,40} )?as (?P<who>[a-z][\w.-]{2,31})(?![\w@.])"
)
_MERGE: Final = re.compile(r"(?i)\bpull request #\d{1,6} from (?P<who>[\w-]{2,38})(?=/)")
_GIT_BY: Final = re.compile(
    r"(?P<who>[A-Za-z][\w-]{2,38}) (?=(?:wants to merge|requested (?:changes|a review|your review)|"
    r"approved these changes|pushed \d+ commit|"
    r"force-pushed|opened this (?:issue|pull request)|commented \d|commented (?:on|last|yesterday)|"
    r"merged commit|added \d+ commits?|starred|forked|"
    r"self-assigned this|deleted the [\w/.-]{1,60} branch|reviewed \d|closed this|reopened this|"
    r"mentioned this|started following|has joined|has quit|"
    r"left #|joined #|is typing|set the topic))"
)
_BY_PR: Final = re.compile(r"(?P<who>(?<=by )[A-Za-z][\w-]{2,38})(?= · (?:Pull Request|Issue))")
_IRC_NICK: Final = re.compile(
    r"(?m)^[ \t]*(?:\[?[\d:. T-]{4,19}\]? ?)?<[@+%~&]?(?P<who>[A-Za-z_\[\]`^{}|][\w\[\]`^{}|-]{1,24})> "
)

_CHANNEL: Final = re.compile(
    r"(?<![\w&#/=.:;'\"-])#(?P<name>[a-zà-ÿ0-9\u0400-\u04ff\u3040-\u9fff\uac00-\ud7af][\w-]{1,79})(?![\w(={])"
)
_COLOUR: Final = re.compile(r"(?i)[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8}")
_NOT_CHANNELS: Final = frozenset(
    "include define ifdef ifndef endif if else elif pragma undef region endregion error warning line "
    "import using todo fixme hack note noqa "
    "nosec type main content top footer header nav app root id hashtag none na null container "
    "wrapper sidebar title anchor section".split()
)
_GENERAL: Final = frozenset("general random announcements".split())
_CHANNEL_WORDS: Final = re.compile(
    r"(?i)\b(?:slack|channel|discord|joined|posted|thread|message|dm|mentioned you in|archived|invite)\b"
)
_CHANNEL_LABEL: Final = re.compile(
    r"(?i)\bchannel(?: name)?(?: ?[:=] ?| )['\"]?(?P<name>[a-z][a-z0-9]{1,30}(?:[-_][a-z0-9]{1,30})"
    r"{1,5})(?![\w.(/])"
)
_SIEVE: Final = Sieve(_LABELLED, _AS, _MERGE, _GIT_BY, _BY_PR, _SPACED, _LIVE)


def find(text: str) -> Iterable[Span]:
    """Handles and channels in a text."""
    if "@" in text:
        yield from _mentions(text)
    yield from _named_handles(text)
    if "#" in text or "hannel" in text:
        yield from _channels(text)
    if "0" in text:
        for match in _SLACK_ID.finditer(text):
            if re.search(r"[A-Z]", match["id"][2:]):
                yield Span(match.start("id"), match.end("id"), "HANDLE", 0.75, "slack_id")
        for match in _CHANNEL_ID.finditer(text):
            if re.search(r"[A-Z]", match[0][2:]) and re.search(r"\d", match[0][2:]):
                yield Span(match.start(), match.end(), "CHANNEL", 0.7, "slack_id")


def _mentions(text: str) -> Iterator[Span]:
    for match in _MENTION.finditer(text):
        who = match["who"]
        lowered = who.lower()
        alone = match.start() == 0 and match.end() == len(text.rstrip())
        name = name_at(text, match.start("who")) if who[:1].isupper() else None
        if name is not None and name.end > match.end() and name.score >= 0.6:
            yield Span(match.start(), name.end, "HANDLE", 0.85, "mention")
        elif lowered in _NOT_HANDLES or who.isdigit() or _is_time(who):
            continue
        elif is_common_word(who) and not is_given_name(who):
            yield Span(match.start(), match.end(), "HANDLE", 0.35, "mention")
        else:
            yield Span(
                match.start(), match.end(), "HANDLE", 0.6 if alone and who[:1].isupper() else 0.85, "mention"
            )


def _is_time(word: str) -> bool:
    return re.fullmatch(r"\d[\d.:]*(?:am|pm|h|x|k|px|hz|s|ms|us|ns|m|fps|v)?", word.lower()) is not None


def _named_handles(text: str) -> Iterator[Span]:
    for pattern in (_LABELLED, _AS, _MERGE, _GIT_BY, _BY_PR):
        for match in _SIEVE.finditer(pattern, text):
            who = match["who"].lstrip("@$")
            if (
                who.lower() in _NOT_HANDLES
                or is_vendor(who)
                or (is_common_word(who) and not is_given_name(who))
            ):
                continue
            yield Span(match.start("who"), match.end("who"), "HANDLE", 0.7, "handle")
    for match in _SIEVE.finditer(_SPACED, text):
        who = match["who"].lstrip("@$")
        if not is_common_word(who) and not is_vendor(who):
            yield Span(match.start("who"), match.end("who"), "HANDLE", 0.65, "handle")
    if ":" in text or "$" in text:
        for match in _SIEVE.finditer(_LIVE, text):
            yield Span(match.start(), match.end(), "HANDLE", 0.85, "handle")
    if "@ " in text:
        for match in _LOOSE.finditer(text):
            if not is_common_word(match["who"]):
                yield Span(match.start(), match.end(), "HANDLE", 0.6, "handle")
    if "<" in text:
        for match in _IRC_NICK.finditer(text):
            if not is_common_word(match["who"]):
                yield Span(match.start("who"), match.end("who"), "HANDLE", 0.7, "handle")
    if "#" in text:
        for match in _DISCORD.finditer(text):
            if not is_common_word(match[0].split("#")[0]):
                yield Span(match.start(), match.end(), "HANDLE", 0.75, "handle")
    if "/" in text:
        for match in _REDDIT.finditer(text):
            yield Span(match.start(), match.end(), "HANDLE", 0.8, "handle")
        for match in _LINKED.finditer(text):
            yield Span(
                match.start("who"), match.end("who"), "HANDLE", 0.6 if "-" in match["who"] else 0.35, "handle"
            )


def _channels(text: str) -> Iterator[Span]:
    hinted = _CHANNEL_WORDS.search(text) is not None
    for match in _CHANNEL.finditer(text):
        name = match["name"]
        if name.lower() in _NOT_CHANNELS or name.isdigit() or (_COLOUR.fullmatch(name) and "-" not in name):
            continue
        if not re.search(r"[^\W\d_]", name) or name != name.lower():
            continue
        compound = "-" in name or "_" in name
        if re.fullmatch(r"\d+(?:-\d+)*[a-z]?", name):
            continue
        if name in _GENERAL:
            yield Span(match.start(), match.end(), "CHANNEL", 0.3, "channel")
        else:
            yield Span(
                match.start(),
                match.end(),
                "CHANNEL",
                0.85 if compound else 0.6 if hinted else 0.35,
                "channel",
            )
    for match in _LOOSE_CHANNEL.finditer(text):
        yield Span(match.start("name"), match.end("name"), "CHANNEL", 0.6, "channel")
    for match in _CHANNEL_LABEL.finditer(text):
        yield Span(match.start("name"), match.end("name"), "CHANNEL", 0.6, "channel")
