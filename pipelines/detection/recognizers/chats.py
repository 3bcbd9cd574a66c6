"""People's names at the head of a line: chat, IRC, mail headers, blame; and who owns a thing."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_given_name, is_interface_phrase, is_interface_word
from pipelines.detection.recognizers.names import name_at
from pipelines.detection.recognizers.placed import last_name_before, placed
from pipelines.detection.spans import Span

_TIME: Final = r"\[?(?:[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d)?(?: ?[AaPp]\.?[Mm]\.?)?)\]?"
_CHAT: Final = re.compile(
    rf"(?m)^[ \t]*(?:{_TIME} ?[-|]? ?)?[<\[(]?(?P<who>[^\W\d_][\w'. -]{{1,40}}?)[>\])]?"
    rf"(?: {{1,3}}(?:\(?(?:you|he/him|she/her|they/them)\)? ?)?[|,·-]? ?(?:today at |yesterday at )"
    rf"?{_TIME}(?!\w)|: (?=\S))"
)
_IRC: Final = re.compile(r"(?m)^[ \t]*(?:\[?[\d:. T-]{4,19}\]? ?)?<(?P<who>[A-Za-z_][\w-]{1,24})> ")
_ANGLE: Final = re.compile(r"(?P<who>[^\W\d_][\w'., -]{1,50}?)\"? ?<[^<>@\s]{1,64}@[^<>\s]{1,190}>")
_BLAME: Final = re.compile(
    r"^\^?[0-9a-f]{7,40} (?:[\w./-]{1,80} {1,4})?\((?P<who>[^\W\d_][\w'. -]{1,40}?) {1,20}\d{4}-\d\d-\d\d"
)
_OWNED: Final = re.compile(
    r"(?P<who>[^\W\d_][\w-]{1,24}(?: [^\W\d_][\w-]{1,24})?)'s? (?P<what>[A-Za-z0-9-]{2,20})"
)
_THINGS: Final = frozenset(
    "calendar screen macbook iphone ipad laptop desk desktop inbox pc mac imac drive files file "
    "profile notes meeting "
    "birthday account computer machine phone airpods watch workspace home office room team mailbox "
    "email emails message messages "
    "ticket tickets order orders invoice request requests comment comments review reviews pr prs "
    "branch fork repo commit changes "
    "draft doc docs document documents spreadsheet presentation deck schedule availability shift "
    "shifts leave vacation pto "
    "salary payslip contract resume cv manager boss replacement status update updates question "
    "questions feedback edits "
    "appointment appointments chart record records visit insurance policy claim passport address "
    "number wife husband son "
    "daughter mother father mom dad kids cursor selection version copy password login session tab "
    "list playlist galaxy pixel "
    "thinkpad surface airdrop hotspot network mbp work folder dashboard photo picture avatar badge "
    "turn last".split()
)


def find(text: str) -> Iterable[Span]:
    """Names of who wrote a line or owns a thing."""
    if ":" in text or "=" in text:
        yield from _chatting(text)
    if "<" in text or "(" in text:
        yield from _angled(text)
    if "'" in text:
        yield from _owning(text)


def _chatting(text: str) -> Iterator[Span]:
    for match in _CHAT.finditer(text):
        name = name_at(text, match.start("who"))
        if name is None or name.end != match.end("who") or len(name.words) > 4:
            continue
        timed = match[0].rstrip()[-1:] != ":"
        if not timed and match["who"].isupper():
            continue
        if timed or name.score >= 0.4 or len(name.words) > 1 and name.score >= 0.3:
            yield from placed(name, 0.8, 0.6 if timed else 0.4, "chat")


def _angled(text: str) -> Iterator[Span]:
    for match in _IRC.finditer(text):
        if is_given_name(match["who"].strip("_")) and not is_interface_word(match["who"]):
            yield Span(match.start("who"), match.end("who"), "PERSON", 0.7, "chat")
    for match in _ANGLE.finditer(text):
        name = last_name_before(text, match.start("who"), match.end("who"))
        if name is not None:
            yield from placed(name, 0.9, 0.75, "author")
    for match in _BLAME.finditer(text):
        name = name_at(text, match.start("who"))
        if name is not None:
            yield from placed(name, 0.9, 0.75, "author")


def _owning(text: str) -> Iterator[Span]:
    for match in _OWNED.finditer(text):
        if match["what"].lower() not in _THINGS:
            continue
        name = last_name_before(text, match.start("who"), match.end("who"))
        if name is not None and not is_interface_phrase(match["who"]):
            yield from placed(name, 0.8, 0.6, "possessive")
