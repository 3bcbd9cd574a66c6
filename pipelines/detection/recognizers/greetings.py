"""People's names in greetings and sign-offs of mail and chat."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.detection.recognizers.names import Name, name_at
from pipelines.detection.recognizers.placed import placed
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


def find(text: str) -> Iterator[Span]:
    """Names after "Hi", before a comma; names below "Best regards"."""
    for match in _SALUTATION.finditer(text):
        name = name_at(text, match.end())
        if name is not None and _follows_well(text, name):
            yield from placed(name, 0.8, 0.7, "salutation")
    for pattern in (_SIGN_OFF, _DASHED):
        for match in pattern.finditer(text):
            initials = _INITIALS.match(text, match.end()) if pattern is _SIGN_OFF else None
            if initials is not None:
                yield Span(initials.start(), initials.end(), "PERSON", 0.6, "sign_off")
            name = name_at(text, match.end())
            if name is not None and _ends_line(text, name.end):
                yield from placed(name, 0.8, 0.7, "sign_off")


def _follows_well(text: str, name: Name) -> bool:
    after = text[name.end : name.end + 2]
    return name.score >= 0.3 or not after or after[0] in ",!:.;-?)\n" or after in (" -", " :", " !")


def _ends_line(text: str, end: int) -> bool:
    rest = text[end:].split("\n", 1)[0].strip()
    return not rest or rest[0] in ".,;|(-!<" or len(rest) < 3
