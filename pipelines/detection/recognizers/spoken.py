"""Single names where a sentence can only hold a person: "Rich said", "ask mark if he"."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.lists import is_ambiguous_name, is_given_name, is_place, is_vendor
from pipelines.detection.spans import Span

_SAID: Final = re.compile(
    r"(?:^|(?<=[.!?:;] )|(?<=\n)|(?<=, )|(?<=and )|(?<=but )|(?<=said )|(?<=think ))"
    r"(?P<who>[^\W\d_]{2,15}) (?:said|says|asked|asks|told|paid|"
    r"owes|wants|wanted|thinks|thought|sent|signed|approved|called|wrote|left|joined|quit|forgot|"
    r"resigned|replied|confirmed|agreed|mentioned|"
    r"suggested|promised|is (?:out|sick|on (?:pto|leave|vacation|holiday|call|parental)|moving|"
    r"leaving|off|late|coming|back|away|ill|pregnant|"
    r"here|allergic|our|my|the|her|his|joining|taking|working|handling|covering|running|in)|was "
    r"(?:out|sick|late|seen|here|there|fired|"
    r"promoted|hired)|will (?:be|take|handle|do|send|call|join|cover)|would (?:handle|take|like|be|"
    r"love)|has (?:been|left|the|a|to|already)|"
    r"had|can (?:take|you|do|handle|cover)|just|and (?:i|I|me)|didn't|doesn't|won't|isn't|can't|"
    r"hasn't|split|got|gets|brought|bought|lives|"
    r"moved|went|tested|added|changed)\b"
)
_TO_WHOM: Final = re.compile(
    r"(?i:\b(?:ask|tell|ping|remind|thank|text|spoke (?:with|to)|speak (?:with|to)|talk(?:ed)? "
    r"(?:with|to)|met|meet(?:ing)? with|meet|with|from|"
    r"for|to|by|and|told|asked|let|see|saw|love|miss|invite|cc|dear|hi|hey|than|or|say hi to|check "
    r"with|covering for|works? with|lunch with|"
    r"dinner with|behalf of)) (?P<who>[^\W\d_]{2,15})(?= (?:to|if|about|that|i'll|he|she|they|when|"
    r"for|whether|and|from|because|next|this|"
    r"today|tomorrow|tonight|yesterday|on|in|at|is|was|who|know|rn|asap|later|please|pls|again|said)"
    r"\b|[.,!?;)]|$)"
)
_TAKES_PERSON: Final = (
    "ask ",
    "tell ",
    "ping ",
    "remind ",
    "thank ",
    "text ",
    "spoke",
    "speak",
    "talk",
    "told",
    "asked",
    "check with",
    "covering",
    "lunch",
    "dinner",
    "say hi",
    "works with",
    "work with",
    "meet with",
    "met ",
    "meeting with",
)
_PROSE: Final = re.compile(r"[{}();=<>\\|$\[\]]|\w\(|::|->|://|\w_\w|\w\.\w+\(")


def find(text: str) -> Iterator[Span]:
    """Single names where a sentence can only hold a person: "Rich said", "ask mark if he"."""
    if _PROSE.search(text):
        return
    for pattern in (_SAID, _TO_WHOM):
        for match in pattern.finditer(text):
            who = match["who"]
            if (
                len(who) < (2 if who[:1].isupper() and pattern is _SAID else 3)
                or not is_given_name(who)
                or is_vendor(who)
                or who.isupper()
            ):
                continue
            asked = pattern is _TO_WHOM and match[0].lower().startswith(_TAKES_PERSON)
            if (
                is_ambiguous_name(who)
                and not asked
                and (pattern is _TO_WHOM or is_place(who) or who.islower())
            ):
                continue
            yield Span(
                match.start("who"),
                match.end("who"),
                "PERSON",
                0.5 if is_ambiguous_name(who) else 0.6,
                "name_spoken",
            )
