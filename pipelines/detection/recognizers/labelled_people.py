"""People's names by what stands beside them: greetings, sign-offs, labels, chat lines, authors, windows.

Owns the phrases that announce a person. What follows one needs less evidence from the name lists.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_given_name, is_interface_phrase, is_interface_word, is_vendor
from pipelines.detection.recognizers.names import Name, name_at
from pipelines.detection.spans import Span

_SALUTATION: Final = re.compile(
    r"(?im)(?:^|(?<=[.!?:>\"\n|])|(?<=[.!?:>|] ))[ \t]*(?:hi|hey|hello|hiya|dear|good (?:morning|"
    r"afternoon|evening)|morning|"
    r"hallo|liebe[r]?|sehr geehrte[r]?(?: herr| frau)?|guten (?:tag|morgen)|moin|bonjour|salut|"
    r"chère?s?|hola|buenos d[ií]as|estimad[oa]|"
    r"querid[oa]|ciao|gentile|cara?o?|olá|prezad[oa]|caro|hej|kære|beste|geachte(?: heer| mevrouw)?|"
    r"szanowny pan|namaste|"
    r"thanks(?: again| so much)?|thank you(?: so much)?|thx|ty|cheers|danke|merci|gracias|welcome(?: "
    r"back)?|congrats|congratulations|"
    r"sorry|happy birthday|good job|nice work|great work|well done|yo|ping|cc|fyi|over to you)"
    r"[ ,]{1,2}(?=[^\W\d_])"
)
_SIGN_OFF: Final = re.compile(
    r"(?im)(?:^|(?<=[.!?,\n]) ?)(?:(?:kind|best|warm|many)(?:est)? regards|best wishes|all the best|"
    r"best|regards|rgds|br|kr|"
    r"thanks(?: again| and regards| a lot)?|many thanks|thank you|cheers|sincerely|yours(?: "
    r"sincerely| faithfully| truly)?|"
    r"respectfully|warmly|love|xoxo|mit freundlichen grüßen|mfg|viele grüße|liebe grüße|beste grüße|"
    r"lg|vg|gruß|"
    r"cordialement|bien à vous|amicalement|bises|saludos(?: cordiales)?|un saludo|atentamente|"
    r"abrazos|abraços|atenciosamente|"
    r"cordiali saluti|saluti|un abbraccio|met vriendelijke groet|groet(?:jes)?|mvh|med vennlig "
    r"hilsen|hilsen|hälsningar|"
    r"pozdrawiam|sent by|signed|signed by)(?:[,!.]? ?[\r\n]{1,3}|, ?| - |[!.] )[ \t]*(?:-+ ?)?(?=[^\W\d_])"
)
_INITIALS: Final = re.compile(r"[A-Z]{2,3}(?=\s*$)")
_DASHED: Final = re.compile(r"(?m)(?:(?<=[.!?)] )|^)[-~]{1,2} ?(?=[^\W\d_][\w' .-]{1,40}$)")

_STRONG: Final = (
    "assignee|assigned to|reporter|reported by|author|authored by|committer|reviewer|reviewed by|"
    "approver|approved by|"
    "requester|requested by|requestor|submitter|submitted by|created by|updated by|modified by|last "
    "edited by|edited by|opened by|"
    "closed by|resolved by|merged by|uploaded by|shared by|invited by|added by|posted by|written by|"
    "sent by|prepared by|signed by|"
    "caller|called by|attendees?|participants?|organi[sz]er|host|hosted by|invitees?|contact|contact "
    "person|contact name|"
    "primary contact|emergency contact|account manager|account owner|account executive|manager|line "
    "manager|supervisor|"
    "reports to|employee|employee name|staff member|new hire|candidate|applicant|interviewer|"
    "interviewee|patient|patient name|"
    "doctor|physician|provider|nurse|surgeon|attending|referring physician|pcp|next of kin|guardian|"
    "parent|spouse|beneficiary|"
    "policy ?holder|insured|claimant|plaintiff|defendant|petitioner|respondent|witness|judge|"
    "attorney|counsel|client name|"
    "customer name|guest name|guest|passenger|traveller|traveler|driver|tenant name|landlord|lessee|"
    "borrower|account holder|card ?holder|"
    "cardholder name|name on card|payee|payer|beneficiary name|recipient|recipient name|ship to|bill "
    "to|sold to|deliver to|attn|attention|"
    "full name|legal name|maiden name|first name|last name|given names?|family name|surname|middle "
    "name|preferred name|nickname|"
    "display name|user ?name|student|student name|teacher|instructor|tutor|member|member name|donor|"
    "subscriber|agent|agent name|rep|"
    "sales rep|lead owner|case owner|ticket owner|opportunity owner|record owner|record created by|"
    "on[- ]?call|primary on[- ]?call|"
    "speaker|presenter|moderator|facilitator|director|designer|developer|engineer|analyst|consultant|"
    "co-authored-by|signed-off-by|"
    "reviewed-by|acked-by|tested-by|reported-by|suggested-by|cc'd|mentor|coach|trainer|signer|"
    "signatory|witnessed by|notary|executor|"
    "empleado|paciente|cliente|nombre|apellidos?|nom|prénom|vorname|nachname|ansprechpartner|kunde|"
    "mitarbeiter|naam|nome|cognome|navn"
)
_WEAK: Final = (
    "from|to|cc|bcc|name|customer|client|owner|user|by|with|for|buyer|seller|vendor contact|"
    "responsible|poc|lead|dri|"
    "von|an|de|para|da|till|fra|van|aan|who|re|caller id|chat with|call with|meeting with|interview "
    "with|1:1 with"
)
_BARE_LABEL: Final = re.compile(
    r"(?i:(?<![\w-])(?:passenger|card ?holder|account holder|policy ?holder|next of kin|emergency "
    r"contact|last name|first name|full name|surname|maiden name|patient|claimant|insured|applicant|"
    r"candidate|employee|guest|teacher|student|"
    r"assignee|reporter|attendees?|participants?(?: \(\d+\))?|referred by|seen by|cared for by|"
    r"interviewer|witness|defendant|plaintiff|donor|caller|tenant|borrower|beneficiary|signed by|"
    r"prepared by|checked by|ordered by|authored by|written by|hosted by|organi[sz]ed by|you added|"
    r"removed|new colleague|colleague|our new|welcome|termination letter of|letter to|birthday of)) "
    r"(?=[^\W\d_])"
)
_GLUED: Final = re.compile(
    r"(?:(?i:from|to|cc|name|author|assignee|reporter|customer|patient|contact|owner|sent by|created "
    r"by|attn):? ?|(?<!\w)(?:Hi|Hello|Dear|Hey|Thanks|by))(?P<first>[A-ZÀ-Þ][a-zß-ÿ]{2,15})"
    r"(?P<last>[A-ZÀ-Þ][a-zß-ÿ]{2,20})?(?![\w(.=])"
)
_LIST: Final = re.compile(
    r"[^\W\d_][\w'.-]{1,24}(?: [^\W\d_][\w'.-]{1,24}){0,3}(?:(?:, | / |; )[^\W\d_][\w'.-]{1,24}(?: "
    r"[^\W\d_][\w'.-]{1,24}){0,3}){1,20}"
)
_LABEL: Final = re.compile(
    rf"(?i)(?<![\w-])(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))(?:\(s\))? ?(?:[:=]|#:) "
    rf"{{0,3}}[\"'(<]?(?=[^\W\d_])"
)
_NEXT: Final = re.compile(
    r" ?(?:<[^<>\n]{0,80}>|\([^()\n]{0,60}\)|\[[^\[\]\n]{0,60}\])? ?(?:[,;/&+]|and\b|und\b|et\b|y\b) ?"
)

_WITH: Final = re.compile(
    r"(?i)\b(?:chat|call|meeting|conversation|interview|dm|sync|1:1|1-1|1-on-1|one-on-one|lunch|"
    r"coffee|catch[- ]?up|check[- ]?in|"
    r"screen ?share|screen ?sharing|huddle|demo|appointment|call back|followed up|follow up|speak|"
    r"spoke|talk|talked|met|meet|"
    r"shared|direct message|direct messages|message|pair(?:ing|ed)?|call from|missed call from|"
    r"message from|reply from|email from|"
    r"mail from|voicemail from|invite from|invitation from|note from|request from|feedback from|"
    r"reply to|replying to|message to|"
    r"assigned to|reassigned to|escalated to|handed over to|transferred to|forwarded to|delegated to|"
    r"mentioned|on behalf of|"
    r"approved by|requested by|written by|created by|reported by|reviewed by|cared for by|seen by|"
    r"signed by|owned by|managed by|"
    r"profile of|profile for|record for|review for|appraisal for|offer letter for|payslip for|"
    r"invoice for|contract for|"
    r"booking for|appointment for|reservation for|onboarding for|impersonating|logged in as|signed "
    r"in as|sign in as|acting as|"
    r"viewing as|shared with|share with|chatting with|calling|ask|tell|ping|remind|cc|thank|email|contact)"
    r" ?(?:with|-|:|from)? (?=[^\W\d_])"
)
_ONE_TO_ONE: Final = re.compile(
    r"(?i:\b(?:1:1|1-1|1on1|sync|catch[- ]?up|one-on-one|interview|check-in|handover)) ?[:|-]? ?"
    r"(?P<one>[^\W\d_][\w'. -]{1,30}?) ?(?:/|<>|<->|&|x|\+|and) ?(?P<two>[^\W\d_][\w'.-]{1,30}(?: "
    r"[^\W\d_a-z][\w'.-]{1,30})?)"
)
_PAIR: Final = re.compile(
    r"(?P<one>[^\W\d_a-z][\w'-]{1,20}) ?(?:/|<>|<->|&) ?(?P<two>[^\W\d_a-z][\w'-]{1,20})"
)
_PAIR_WORD: Final = re.compile(
    r"(?i)\b(?:1:1|1-1|sync|catch[- ]?up|one-on-one|weekly|biweekly|meeting|chat|intro|interview)\b"
)

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
    """Names beside words that announce a person."""
    if not any(letter.isalpha() for letter in text):
        return
    yield from _greeted(text)
    if ":" in text or "=" in text:
        yield from _labelled(text)
        yield from _chatting(text)
    yield from _announced(text)
    yield from _listed(text)
    for match in _BARE_LABEL.finditer(text):
        name = name_at(text, match.end())
        if name is not None and text[name.start].isupper() and (name.score >= 0.3 or len(name.words) > 1):
            yield from _span(name, 0.7, 0.5, "label")
    for match in _GLUED.finditer(text):
        glued = match["last"] is not None or not text[match.start("first") - 1].isspace()
        if glued and is_given_name(match["first"]) and not is_interface_word(match["first"]):
            end = match.end("last") if match["last"] else match.end("first")
            yield Span(match.start("first"), end, "PERSON", 0.6, "glued")
    if "<" in text:
        yield from _angled(text)
    if "'" in text:
        yield from _owning(text)


def _greeted(text: str) -> Iterator[Span]:
    for match in _SALUTATION.finditer(text):
        name = name_at(text, match.end())
        if name is not None and _follows_well(text, name):
            yield from _span(name, 0.8, 0.7, "salutation")
    for pattern in (_SIGN_OFF, _DASHED):
        for match in pattern.finditer(text):
            initials = _INITIALS.match(text, match.end()) if pattern is _SIGN_OFF else None
            if initials is not None:
                yield Span(initials.start(), initials.end(), "PERSON", 0.6, "sign_off")
            name = name_at(text, match.end())
            if name is not None and _ends_line(text, name.end):
                yield from _span(name, 0.8, 0.7, "sign_off")


def _follows_well(text: str, name: Name) -> bool:
    after = text[name.end : name.end + 2]
    return name.score >= 0.3 or not after or after[0] in ",!:.;-?)\n" or after in (" -", " :", " !")


def _ends_line(text: str, end: int) -> bool:
    rest = text[end:].split("\n", 1)[0].strip()
    return not rest or rest[0] in ".,;|(-!<" or len(rest) < 3


def _labelled(text: str) -> Iterator[Span]:
    for match in _LABEL.finditer(text):
        strong = match["strong"] is not None
        at = match.end()
        for _ in range(12):
            name = name_at(text, at)
            if name is None or _is_key(text, name.end):
                break
            yield from _span(name, 0.85 if strong else 0.75, 0.65 if strong else 0.45, "label")
            following = _NEXT.match(text, name.end)
            if following is None:
                break
            at = following.end()


def _is_key(text: str, end: int) -> bool:
    """Whether what was read is itself a label or a call, as in `from: user:` or `by=func(`."""
    return (
        text[end : end + 1] in ("(", "=", "_", "/", "\\")
        or re.match(r" ?[:=]", text[end : end + 2]) is not None
    )


def _announced(text: str) -> Iterator[Span]:
    for match in _WITH.finditer(text):
        name = name_at(text, match.end())
        if name is not None and (name.score >= 0.3 or len(name.words) > 1):
            yield from _span(name, 0.75, 0.5, "announced")
    for pair in _ONE_TO_ONE.finditer(text):
        yield from _both(text, pair, 0.7)
    if _PAIR_WORD.search(text):
        for pair in _PAIR.finditer(text):
            yield from _both(text, pair, 0.6)


def _listed(text: str) -> Iterator[Span]:
    """Names in a list most of whose items are names."""
    if ", " not in text and " / " not in text and "; " not in text:
        return
    for run in _LIST.finditer(text):
        items = [(item.start(), item[0]) for item in re.finditer(r"[^,;/]+", run[0])]
        names = [name_at(text, run.start() + at + len(item) - len(item.lstrip())) for at, item in items]
        sure = sum(name is not None and name.score >= 0.45 for name in names)
        if sure < 2 and not (sure == 1 and len(items) == 2 and "/" in run[0]):
            continue
        for name, (at, item) in zip(names, items, strict=True):
            whole = (
                name is not None
                and name.end >= run.start() + at + len(item.rstrip())
                and name.start - run.start() - at <= 1
            )
            if name is not None and whole and text[name.start].isupper() and len(name.words) <= 3:
                yield from _span(name, 0.55, 0.45, "name_list")


def _both(text: str, pair: re.Match[str], score: float) -> Iterator[Span]:
    names = [name_at(text, pair.start(side)) for side in ("one", "two")]
    if any(name is not None and name.score >= 0.4 for name in names):
        for name in names:
            if name is not None:
                yield from _span(name, score, score - 0.1, "one_to_one")


def _chatting(text: str) -> Iterator[Span]:
    for match in _CHAT.finditer(text):
        name = name_at(text, match.start("who"))
        if name is None or name.end != match.end("who") or len(name.words) > 4:
            continue
        timed = match[0].rstrip()[-1:] != ":"
        if not timed and match["who"].isupper():
            continue
        if timed or name.score >= 0.4 or len(name.words) > 1 and name.score >= 0.3:
            yield from _span(name, 0.8, 0.6 if timed else 0.4, "chat")


def _angled(text: str) -> Iterator[Span]:
    for match in _IRC.finditer(text):
        if is_given_name(match["who"].strip("_")) and not is_interface_word(match["who"]):
            yield Span(match.start("who"), match.end("who"), "PERSON", 0.7, "chat")
    for match in _ANGLE.finditer(text):
        name = _last_name_before(text, match.start("who"), match.end("who"))
        if name is not None:
            yield from _span(name, 0.9, 0.75, "author")
    for match in _BLAME.finditer(text):
        name = name_at(text, match.start("who"))
        if name is not None:
            yield from _span(name, 0.9, 0.75, "author")


def _last_name_before(text: str, start: int, end: int) -> Name | None:
    """The name that ends right at a place: the longest of at most four words."""
    starts = [match.start() for match in re.finditer(r"(?<![\w'-])[^\W\d_]", text[start:end])][-4:]
    for at in starts:
        name = name_at(text, start + at)
        if name is not None and name.end >= end - 1:
            return name
    return None


def _owning(text: str) -> Iterator[Span]:
    for match in _OWNED.finditer(text):
        if match["what"].lower() not in _THINGS:
            continue
        name = _last_name_before(text, match.start("who"), match.end("who"))
        if name is not None and not is_interface_phrase(match["who"]):
            yield from _span(name, 0.8, 0.6, "possessive")


def _span(name: Name, known: float, unknown: float, rule: str) -> Iterator[Span]:
    """A span scored by the place, less where the lists know none of the words."""
    if is_vendor(" ".join(word.text for word in name.words)):
        return
    only = name.words[0]
    if len(name.words) == 1 and only.kind == "initial":
        return
    score = known if name.score >= 0.3 or only.kind == "ambiguous" else unknown
    yield Span(name.start, name.end, "PERSON", max(score, name.score), rule)
