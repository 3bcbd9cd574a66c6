"""What the place of a text adds to it: column head, label, field, app and title.

Owns when a place makes a whole value personal, and when it makes a weak finding weaker. Never
looks at other texts: a value under "Status" is judged without its neighbours.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from pipelines.detection.lists import (
    is_common_word,
    is_interface_phrase,
    is_interface_word,
    is_place,
    is_vendor,
)
from pipelines.detection.recognizers.expectations import expected
from pipelines.detection.recognizers.names import kind_of
from pipelines.detection.recognizers.rows import in_row
from pipelines.detection.spans import Query, Span
from pipelines.detection.worth import NEVER_NAMES

_EMPTY: Final = re.compile(
    r"(?i)(?:n/?a|none|null|nil|yes|no|true|false|unknown|tbd|tba|todo|unassigned|nobody|no one|"
    r"anyone|everyone|all|any|other|others|me|you|myself|self|empty|blank|pending|default|select.*|"
    r"choose.*|enter .*|search.*|type .*|add .*|"
    r"not (?:set|applicable|available|specified|provided|assigned)|no (?:owner|assignee|data|"
    r"results?)|[-–—.·•*_ ]+|\(?\d{1,2}\)?|anonymous|guest|admin|administrator|system|automation|bot|"
    r"support|loading.*|optional|required|keine?|sin asignar|aucun|niemand|nessuno|なし|无|없음)"
)
_NAME_TEXT: Final = re.compile(r"[^\W\d_][\w'. -]{0,59}", re.UNICODE)
_NAME_LIST: Final = re.compile(r" ?[,;/&+|\n] ?| and | und | et | y ")
_DATE: Final = re.compile(
    r"\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}|\d{1,2}\.? ?[^\W\d_]{3,10}\.?,? ?\d{2,4}|[^\W\d_]{3,10} "
    r"\d{1,2}(?:st|nd|rd|th)?,? \d{2,4}|\d{6,8}|\d{4}年\d{1,2}月\d{1,2}日"
)
_CODE_APPS: Final = re.compile(
    r"(?i)vscode|visual studio|code\b|intellij|pycharm|jetbrains|webstorm|goland|xcode|sublime|vim|"
    r"emacs|terminal|iterm|powershell|cmd\.exe|konsole|warp|alacritty|kitty|android studio|eclipse|"
    r"cursor|zed\b|hyper\b|windsurf"
)
_PEOPLE_APPS: Final = re.compile(
    r"(?i)mail|outlook|thunderbird|slack|teams|discord|whatsapp|telegram|signal|messages|imessage|"
    r"messenger|zoom|webex|skype|contacts|salesforce|hubspot|zendesk|dynamics|workday|bamboohr|"
    r"personio|pipedrive|freshdesk|intercom|servicenow|epic|cerner|calendar|linkedin|facetime|people|"
    r"gmail"
)
_CHANNEL_APPS: Final = re.compile(r"(?i)slack|tinyspeck|discord|mattermost|teams|rocket\.?chat|zulip")
_CODE_HOSTS: Final = re.compile(
    r"(?i)github|gitlab|bitbucket|gitkraken|sourcetree|terminal|iterm|vscode|visual studio code"
)
_CONTROLS: Final = frozenset(
    "menuitem button tab checkbox menu menubar toolbar radio switch menuitemcheckbox menuitemradio".split()
)
_LETTERS: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_BY_WORDS: Final = frozenset(("name", "name_lower", "last_first"))


def in_context(query: Query, spans: Sequence[Span]) -> list[Span]:
    """The spans again, with what app, title, field, label and column head add or take away."""
    where = query.where
    found = [_tempered(query, span) for span in spans]
    for source, rule in ((where.label, "label_beside"), (where.header, "header"), (where.name, "field")):
        if not source:
            continue
        entity = expected(source)
        if entity is None:
            continue
        if entity == "NOTHING":
            found = [_doubted(span) for span in found]
        else:
            found.extend(_announced(query.text, entity, rule))
        break
    return sorted((*found, *in_row(query.text, found)))


def _announced(text: str, entity: str, rule: str) -> Iterator[Span]:
    """What a label makes of a value."""
    value = text.strip()
    start = len(text) - len(text.lstrip())
    if (
        not value
        or len(value) > 120
        or _EMPTY.fullmatch(value)
        or expected(value) is not None
        or is_interface_phrase(value)
    ):
        return
    if entity == "PERSON":
        yield from _people(value, start, rule)
        return
    if entity == "SECRET" and rule != "field" and _is_of_form(value):
        return
    fitting = _fits(value, entity)
    if fitting:
        name = "ID" if entity == "GOVERNMENT" else entity
        yield Span(start, start + len(value), name, fitting, rule)


def _people(value: str, start: int, rule: str) -> Iterator[Span]:
    at = 0
    for part in _NAME_LIST.split(value):
        at = value.index(part, at) if part else at
        name = re.sub(r" ?[(<\[].*$", "", part).strip().rstrip(":")
        if name and _NAME_TEXT.fullmatch(name) and len(name.split()) <= 6 and not _EMPTY.fullmatch(name):
            words = name.split()
            kinds = [kind_of(word.strip(".,'")) for word in words]
            plain = sum(kind == "common" for kind in kinds)
            unnamed = all(kind in ("common", "particle", "title") for kind in kinds)
            if not (
                unnamed
                or plain > len(words) / 2
                or is_vendor(name)
                or is_place(name)
                or is_interface_phrase(name)
            ):
                alone = len(words) == 1 and kinds[0] == "ambiguous" and is_interface_word(name)
                lower = name.islower() and "unknown" in kinds
                yield Span(
                    start + at, start + at + len(name), "PERSON", 0.45 if alone or lower else 0.75, rule
                )
        at += len(part)


def _fits(value: str, entity: str) -> float:
    """How well a value fits what its label announces; 0 where it does not."""
    digits = sum(letter.isdigit() for letter in value)
    words = value.split()
    if entity == "DATE":
        return 0.8 if _DATE.search(value) and len(value) < 40 else 0.0
    if entity == "EMAIL_ADDRESS":
        return 0.8 if "@" in value and len(words) < 6 else 0.0
    if entity == "PHONE_NUMBER":
        return 0.8 if digits >= 6 and len(value) < 30 else 0.0
    if entity == "SECRET":
        return 0.85 if len(words) <= 6 and not set(value) <= set("*•●· ") else 0.0
    if entity == "IP_ADDRESS":
        return 0.7 if digits >= 4 and ("." in value or ":" in value) else 0.0
    if entity == "ID":
        return (
            0.75
            if digits >= 3
            and len(words) <= 3
            and (value.isdigit() or not _DATE.fullmatch(value))
            and re.search(r"[$€£%]", value) is None
            else 0.0
        )
    if entity == "ADDRESS":
        return 0.7 if len(words) >= 2 and digits and not is_place(value) else 0.0
    if entity in ("ORGANIZATION", "CHANNEL", "HANDLE", "REPOSITORY"):
        return _fits_name(value, words, entity)
    return 0.75 if digits >= 4 and len(words) <= 5 else 0.0


def _is_of_form(value: str) -> bool:
    """Whether a text is what a form says ("Create an account", "Two-factor code") and not what it is told."""
    words = _LETTERS.findall(value)
    return len(words) > 1 and value[0].isupper() and all(map(_is_ordinary, words))


def _is_ordinary(word: str) -> bool:
    return word in NEVER_NAMES or is_interface_word(word) or is_common_word(word) or is_vendor(word)


def _fits_name(value: str, words: list[str], entity: str) -> float:
    if entity != "ORGANIZATION":
        lettered = any(letter.isalpha() for letter in value)
        return (
            0.65 if lettered and len(words) == 1 and len(value) > 2 and not is_interface_word(value) else 0.0
        )
    if is_vendor(value) or is_place(value) or len(words) > 7 or not any(letter.isalpha() for letter in value):
        return 0.0
    return 0.0 if all(is_interface_word(word) for word in words) else 0.65


def _doubted(span: Span) -> Span:
    """A finding under a label of what is not personal: weak ones go below any threshold."""
    weak = span.entity in ("PERSON", "ORGANIZATION") and span.rule in _BY_WORDS and span.score < 0.85
    return replace(span, score=round(span.score * 0.5, 3)) if weak else span


def _tempered(query: Query, span: Span) -> Span:
    where = query.where
    place = f"{where.app} {where.title}"
    score = span.score
    if span.entity == "PERSON" and span.rule in _BY_WORDS:
        if _CODE_APPS.search(where.app) and score < 0.6:
            score -= 0.1
        elif _PEOPLE_APPS.search(place) and 0.35 <= score < 0.45:
            score += 0.1
        if where.role in _CONTROLS and score < 0.6:
            score -= 0.15
    elif span.entity == "CHANNEL" and 0.3 < score < 0.6 and _CHANNEL_APPS.search(place):
        score = 0.6
    elif span.entity == "REPOSITORY" and 0.3 <= score < 0.6 and _CODE_HOSTS.search(place):
        score += 0.15
    elif span.entity == "HANDLE" and 0.3 <= score < 0.5 and _PEOPLE_APPS.search(place):
        score += 0.1
    return span if score == span.score else replace(span, score=round(score, 3))
