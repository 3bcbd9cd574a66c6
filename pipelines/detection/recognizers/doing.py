"""People's names before what only people do on screens: "Ngozi is typing", "Marek moved this card".

Owns the verbs. A name before one needs no list, only that it is no word of interfaces or roles.
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

_REST: Final = r"[\w'.-]{0,24}"
_WORD: Final = rf"[^\W\d_]{_REST}"
_NAME: Final = rf"{_WORD}(?: {_WORD}){{0,3}}"
_START: Final = r"(?:^|(?<=[\]>|•·»✓✔→*]) |(?<=\d\d:\d\d) |(?<=\b[AP]M) |^[-*–] |(?<=\. ))"
_SURE: Final = re.compile(
    rf"(?m){_START}(?P<who>{_NAME}(?:(?:, | and | & ){_NAME}){{0,3}})(?:,? (?:and|&|\+) \d{{1,3}} "
    rf"others?)? "
    r"(?:\((?:he|she|they)/\w+\) )?"
    r"(?:(?:is|are) (?:typing|presenting|sharing (?:their |the |his |her )?(?:screen|location)|muted|"
    r"unmuted|calling|"
    r"in a meeting|on a call|waiting in the lobby|also here|out of office|on leave|requesting)"
    r"|(?:joined|left) (?:the |this )?(?:call|channel|meeting|chat|conversation|group|room|huddle|"
    r"server|#|team$|workspace)"
    r"|reacted (?:with |to |[^\w\s])|(?:liked|loved|laughed at|emphasized|disliked) (?:a |an |your |"
    r"the |“|\")"
    r"|(?:replied|responded) to (?:you|your|a|the)\b|commented (?:on|\d|yesterday|today|just)|"
    r"mentioned you|tagged you"
    r"|invited (?:you|\d)|shared (?:a |an |their |the |\d|you |“|\")|sent (?:a |an |you |\d)|pinned "
    r"(?:a |this |the )"
    r"|has (?:joined|left|raised|shared|invited|accepted|declined|requested|been (?:added|removed|"
    r"invited|assigned))"
    r"|raised (?:their |his |her )?hand|started (?:a |the )(?:call|meeting|huddle|thread|video|"
    r"recording|poll)"
    r"|(?:pushed|committed|merged|force-pushed) (?:\d|to |into |pull |a )|committed$|opened (?:this|a "
    r"pull|an issue|#)"
    r"|requested (?:changes|your|a review|access|review)|approved (?:these|this|your|the|PR|#)"
    r"|(?:accepted|declined|tentatively accepted) (?:your|the|this|:)|self-assigned|unassigned"
    r"|assigned (?:this|you|it|to)|moved (?:this|a card|the card|it) |changed (?:the |this )?(?:status|"
    r"priority|assignee|"
    r"due date|title|description|name)|(?:closed|reopened|resolved|archived|duplicated) (?:this|the "
    r"(?:issue|ticket|case))"
    r"|(?:uploaded|attached) (?:a |an |\d)|wants to (?:connect|chat|join|be)|waved|followed you|paid "
    r"you|sent you"
    r"|requested \$|is (?:online|offline|away|busy|idle)$|was (?:active|online|here|last seen)|called "
    r"you|voted"
    r"|signed (?:the |this )?(?:document|agreement|contract)|viewed (?:your|the) (?:profile|document|"
    r"story))"
)
_BY: Final = re.compile(
    rf"\b(?:[Ss]tarted|[Aa]dded|[Rr]ecorded|[Ii]nvited|[Hh]osted|[Ll]ed|[Rr]un|[Tt]aught|[Cc]ommitted|"
    rf"[Pp]ushed|[Mm]erged|"
    rf"[Aa]pproved|[Rr]eviewed|[Uu]ploaded|[Pp]osted|[Oo]pened|[Cc]losed|[Rr]esolved|[Ee]dited|"
    rf"[Ss]hared|[Ss]igned|"
    rf"[Ss]ubmitted|[Rr]equested|[Rr]eported|[Aa]uthored|[Cc]reated|[Uu]pdated|ago|[Ss]ent|"
    rf"[Cc]over(?:s|ing|ed)? for|"
    rf"[Rr]eports? to|[Rr]eferred|[Ii]ntroduced|[Ww]itnessed|[Ss]igned off) "
    rf"(?:by )?(?P<who>[^\W\d_a-z]{_REST}(?: [^\W\d_a-z]{_REST}){{0,2}})(?=$|[,.;:)|]| (?:at|"
    rf"on|from|via|for|in) )"
)
_ASKED: Final = re.compile(
    r"(?m)(?:^|(?<=[.!?] )|(?<=: ))(?P<who>[^\W\d_]{3,15}),? (?:pls|plz|please|can (?:you|u)|could you|"
    r"would you|"
    r"u (?:there|around|free)|are you (?:there|around|free|ok)|you (?:there|around|free)|any update)\b"
)
_FAMILY: Final = re.compile(
    r"\b[Tt]he (?P<who>(?:[Vv]an |[Dd]e |[Mm]c)?[^\W\d_a-z][^\W\d_]{2,18}[^\W\d_s])(?:s|es)\b(?!')"
)
_KIN: Final = re.compile(
    r"(?<![\w.-])(?:coach|uncle|aunt|auntie|aunty|grandma|grandpa|granny|nana|cousin|nurse|pastor|mr|"
    r"mrs|ms|miss|dr|prof|"
    r"professor|doctor|sister|brother|father|señor|señora|don|doña|tante|onkel|oma|opa|tía|tío|zia|zio)\.? "
    r"(?P<who>[^\W\d_A-Z][^\W\d_]{2,16})(?![\w(=/.-])"
)
_JOINTS: Final = re.compile(r",? (?:and|&) |, ")
_TO: Final = re.compile(
    r"(?i:\b(?:who is|who's|where is|where's|how is|cc'ing|adding|looping in|shout ?out to|kudos to|"
    r"props to|gift for|"
    r"present for|card for|waiting (?:on|for)|born to|married to|my (?:boss|son|daughter|wife|husband|"
    r"sister|brother|"
    r"mum|mom|dad|friend|neighbour|neighbor|colleague|manager|landlord|roommate|cousin|partner|ex|"
    r"therapist|coach)|"
    r"neighbou?r|(?:chị|anh|em|cô|chú|bác|ông|bà))) (?P<who>[^\W\d_][\w'-]{2,20})(?![\w(=/:])"
)
_ROLES: Final = frozenset(
    "someone somebody everyone anyone nobody host guest owner admin administrator organizer presenter "
    "bot system user "
    "users you they he she it we i who this that the a an your my our agent customer member team "
    "support participant "
    "attendee caller visitor moderator instructor student author assignee reviewer approver manager "
    "sender recipient "
    "app workflow automation integration webhook github gitlab jira slackbot dependabot renovate and "
    "or not other others "
    "people person editor viewer creator client".split()
)
_SIEVE: Final = Sieve(_SURE, _BY, _ASKED, _TO, _FAMILY, _KIN)


def find(text: str) -> Iterator[Span]:
    """Names of those who do something."""
    if " " not in text:
        return
    for match in _SIEVE.finditer(_SURE, text):
        yield from _each(text, match.start("who"), match.end("who"))
    if " by " in text or " to " in text or " for " in text or " ago " in text:
        for match in _SIEVE.finditer(_BY, text):
            if _is_free(match["who"]) and (" " in match["who"] or is_given_name(match["who"])):
                yield Span(match.start("who"), match.end("who"), "PERSON", 0.5, "doing")
    for match in _SIEVE.finditer(_ASKED, text):
        who = match["who"]
        if (
            is_given_name(who)
            and not is_interface_word(who)
            and who.lower() not in _ROLES
            and who.lower() != "will"
        ):
            yield Span(match.start("who"), match.end("who"), "PERSON", 0.55, "doing")
    for match in _SIEVE.finditer(_TO, text):
        who = match["who"]
        known = is_given_name(who) and not (is_common_word(who) and who.islower())
        if (
            (known or (who[0].isupper() and match[0][0].islower()))
            and _is_free(who)
            and not is_place(who)
            and not is_common_word(who.lower())
        ):
            yield Span(match.start("who"), match.end("who"), "PERSON", 0.5, "doing")
    for match in _SIEVE.finditer(_FAMILY, text):
        who = match["who"].split(" ")[-1]
        if is_surname(who) and not is_common_word(who) and not is_place(who) and not is_vendor(who + "s"):
            yield Span(match.start("who"), match.end(), "PERSON", 0.5, "family")
    for match in _SIEVE.finditer(_KIN, text):
        if not is_common_word(match["who"]) and not is_interface_word(match["who"]):
            yield Span(match.start("who"), match.end("who"), "PERSON", 0.55, "titled")


def _each(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for name in _JOINTS.split(text[start:end]):
        at = text.index(name, at)
        if name and _is_free(name):
            yield Span(at, at + len(name), "PERSON", 0.65, "doing")


def _is_free(name: str) -> bool:
    """Whether words can be a name: none is a role, and not all of them are ordinary."""
    words = name.split(" ")
    if any(word.lower().strip(".") in _ROLES for word in words):
        return False
    if is_vendor(name) or is_interface_phrase(name) or any(is_vendor(word) for word in words):
        return False
    named = [is_given_name(word) or is_surname(word) for word in words]
    if len(words) > 1 and any(word.islower() and not n for word, n in zip(words, named, strict=True)):
        return False
    plain = [
        is_interface_word(word) or (is_common_word(word) and not n)
        for word, n in zip(words, named, strict=True)
    ]
    return not any(plain) or (named[0] and not is_interface_word(words[0]) and not all(plain))
