"""Where a name begins and ends once it is sure that there is one.

Owns trimming (words at the ends that are no names) and growing: titles before it, initials, the
rest of a written-out name, and the other half of `given.family` or `given-family`.
"""

import re
from typing import Final

from pipelines.detection.claims import Line
from pipelines.detection.lists import is_common_word, is_interface_word, is_place, is_vendor
from pipelines.detection.spans import Span
from pipelines.detection.wording import given_name, surname

_NO_NAME: Final = 0.25
_LIKE_A_NAME: Final = 0.6
_TITLE: Final = re.compile(
    r"(?:(?<![^\W_])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|Lord|Lady|Baron|Baroness|Rev|Hon|Capt|Sgt|Lt|Col|Fr|Sr|"
    r"Sra|Srta|Herr|Frau|Mme|Mlle|M|Me|mevrouw|meneer|Signora?|Don|Doña|Uncle|Aunt|Auntie|T[ií]o|T[ií]a|Coach|"
    r"Nurse)\b\.?(?: (?:and|&|und) )? ?)+$",
    re.IGNORECASE,
)
_INITIAL_BEFORE: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_]\. ?){1,3}$")
_INITIAL_AFTER: Final = re.compile(r"(?:,? [^\W\d_](?:\.|(?![\w'’])))+")
_JOINED_AFTER: Final = re.compile(r"(?:[._-]([^\W\d_]{2,}))(?![\w.])|(?:[._-]([^\W\d_]{2,}))(?=[@._/\\-])")
_JOINED_BEFORE: Final = re.compile(r"(?<![\w.])([^\W\d_]+)[._-]$")
_SUFFIXES: Final = frozenset(
    "com org net edu gov io co dev app md pdf doc docx xls xlsx csv txt json yaml yml html js ts py go rs "
    "java png jpg jpeg gif svg zip log local internal prod test".split()
)

_CELL: Final = re.compile(r" ?[|\t·•] ?")
_CELL_WORD: Final = re.compile(r"(?:^|[|\t·•] ?)(?P<word>[^\W\d_a-z][^\W\d_]+) $")
_QUOTED_REST: Final = re.compile(r" [^\W\d_a-z][\w'-]{1,20}(?=[\"'])")
_GLUED: Final = re.compile(r"(?<=\w)[=({\[<]+[\"'`]*")
_CODE_ENDS: Final = '=({[<"`)}]>'
_SMALL: Final = frozenset("to the a an and or of in on at for is are was be by with from as it s".split())


def edges(line: Line, start: int, end: int) -> tuple[int, int]:
    """The range of a name that was claimed at a range (code points, half open)."""
    start, end = _in_one_cell(line, *_out_of_code(line.text, start, end))
    start, end = _trimmed(line, start, end)
    start, end = _joined(line.text, start, end)
    end = _to_quote(line.text, start, _grown(line, end))
    after = _INITIAL_AFTER.match(line.text, end)
    if after is not None:
        end = after.end()
    for before in (_INITIAL_BEFORE, _TITLE):
        found = before.search(line.text, 0, start)
        if found is not None and found.end() == start:
            start = found.start()
    return start, end


def _out_of_code(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a claim behind the last sign of code glued to a word: `byText('Ilana` is `Ilana`."""
    while end > start + 1 and text[end - 1] in _CODE_ENDS:
        end -= 1
    cut = list(_GLUED.finditer(text, start, end))
    if cut and any(map(str.isalpha, text[cut[-1].end() : end])):
        return cut[-1].end(), end
    return start, end


def _in_one_cell(line: Line, start: int, end: int) -> tuple[int, int]:
    """The first cell of a claim that holds a name, with the rest of a cell of two words."""
    if _CELL.search(line.text, start, end) is None:
        return start, end
    parts: list[tuple[int, int]] = []
    at = start
    for sign in _CELL.finditer(line.text, start, end):
        parts.append((at, sign.start()))
        at = sign.end()
    parts.append((at, end))
    inside = [
        (first, last)
        for first, last in parts
        if any(not _is_no_name(line, w[0]) for w in line.words if first <= w.start() < last)
    ]
    start, end = (inside or parts)[0]
    before = _CELL_WORD.search(line.text, 0, start)
    if before is not None and _may_be_name(before["word"]):
        start = before.start("word")
    return start, end


def _to_quote(text: str, start: int, end: int) -> int:
    """The end of a quoted name of two words: `'Ilana Gold'`."""
    if not start or text[start - 1] not in "\"'":
        return end
    rest = _QUOTED_REST.match(text, end)
    return rest.end() if rest is not None and text[rest.end()] == text[start - 1] else end


def _trimmed(line: Line, start: int, end: int) -> tuple[int, int]:
    inside = [w for w in line.words if w.start() < end and start < w.end()]
    while len(inside) > 1 and _is_no_name(line, inside[0][0]) and not _is_no_name(line, inside[1][0]):
        inside = inside[1:]
        start = inside[0].start()
    while len(inside) > 1 and _is_no_name(line, inside[-1][0]) and not _is_no_name(line, inside[-2][0]):
        inside = inside[:-1]
        end = inside[-1].end()
    return start, end


def _is_no_name(line: Line, word: str) -> bool:
    return not given_name(word) and not surname(word) and line.like(word) < _NO_NAME


def _joined(text: str, start: int, end: int) -> tuple[int, int]:
    """`maria` in `maria-lopez`, and the other way round; never a file's suffix or an ordinary word."""
    if start == end or not text[end - 1].isalpha():
        return start, end
    after = _JOINED_AFTER.match(text, end)
    if after is not None and _may_be_name(word := after[1] or after[2]) and word.lower() not in _SUFFIXES:
        end = after.end()
    before = _JOINED_BEFORE.search(text, 0, start)
    if before is not None and _may_be_name(before[1]):
        start = before.start(1)
    return start, end


def _grown(line: Line, end: int) -> int:
    """The end after the capitalised words that go on with a name."""
    for word in line.words:
        if word.start() < end:
            continue
        if line.text[end : word.start()] not in {" ", "-", "_"} or not _goes_on(line, word[0]):
            break
        end = word.end()
    return end


def _goes_on(line: Line, word: str) -> bool:
    if not word[0].isupper() or len(word) < 2 or not _may_be_name(word):
        return False
    known = line.likeness.of(word)
    return surname(word) > 0 or known is None or known >= _LIKE_A_NAME or word.istitle()


def _may_be_name(word: str) -> bool:
    if given_name(word) or surname(word):
        return True
    return not (is_common_word(word) or is_interface_word(word) or is_vendor(word) or is_place(word))


def bare_of_small_words(text: str, span: Span) -> Span | None:
    """A person's span without function words at its ends ("Rob the"), None where nobody is left.

    In capitals a function word is one whatever name it may be elsewhere ("ASSIGNED TO").
    """
    words = list(re.finditer(r"\S+", text[span.start : span.end]))
    shouted = text.isupper()
    while words and _is_small(words[-1][0], shouted):
        words.pop()
    while words and _is_small(words[0][0], shouted):
        words.pop(0)
    if not words:
        return None
    start, end = span.start + words[0].start(), span.start + words[-1].end()
    return Span(start, end, span.entity, span.score, span.rule)


def _is_small(word: str, shouted: bool) -> bool:
    bare = word.strip(".,;:!?'\"()’")
    if len(bare) < 2 and bare.isascii():
        return "." not in word and not (bare.isupper() and not shouted)
    return bare.lower() in _SMALL and (shouted or bare.islower())
