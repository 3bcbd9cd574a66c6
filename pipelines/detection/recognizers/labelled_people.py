"""People's names by the label before them: "Assignee:", "passenger", "From" glued to a name.

What follows a label needs less evidence from the name lists.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.detection.lists import is_given_name, is_interface_word
from pipelines.detection.recognizers.names import name_at
from pipelines.detection.recognizers.placed import placed
from pipelines.detection.sieve import Sieve
from pipelines.detection.spans import Span

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
_LABEL: Final = re.compile(
    rf"(?i)(?<![\w-])(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))(?:\(s\))? ?(?:[:=]|#:) "
    rf"{{0,3}}[\"'(<]?(?=[^\W\d_])"
)
_NEXT: Final = re.compile(
    r" ?(?:<[^<>\n]{0,80}>|\([^()\n]{0,60}\)|\[[^\[\]\n]{0,60}\])? ?(?:[,;/&+]|and\b|und\b|et\b|y\b) ?"
)
_SIEVE: Final = Sieve(_LABEL, _BARE_LABEL, _GLUED)


def find(text: str) -> Iterable[Span]:
    """Names after words that announce a person."""
    if ":" in text or "=" in text:
        yield from _labelled(text)
    for match in _SIEVE.finditer(_BARE_LABEL, text):
        name = name_at(text, match.end())
        if name is not None and text[name.start].isupper() and (name.score >= 0.3 or len(name.words) > 1):
            yield from placed(name, 0.7, 0.5, "label")
    for match in _SIEVE.finditer(_GLUED, text):
        glued = match["last"] is not None or not text[match.start("first") - 1].isspace()
        if glued and is_given_name(match["first"]) and not is_interface_word(match["first"]):
            end = match.end("last") if match["last"] else match.end("first")
            yield Span(match.start("first"), end, "PERSON", 0.6, "glued")


def _labelled(text: str) -> Iterator[Span]:
    for match in _SIEVE.finditer(_LABEL, text):
        strong = match["strong"] is not None
        at = match.end()
        for _ in range(12):
            name = name_at(text, at)
            if name is None or _is_key(text, name.end):
                break
            yield from placed(name, 0.85 if strong else 0.75, 0.65 if strong else 0.45, "label")
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
