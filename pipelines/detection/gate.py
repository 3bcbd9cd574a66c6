"""Which recognizers can find something in a text, told by one pass over it.

Owns one RE2 set of widened patterns: each pattern loses its assertions, so that it matches
wherever the original does and more. A recognizer whose widened pattern does not match is not
asked. A pattern that RE2 cannot widen is always asked.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

_WIDE: Final = r"\x{80}-\x{10FFFF}"
"""Every character beyond ASCII: RE2's classes are ASCII's, Python's are Unicode's."""
_ODD_CASES: Final = re.compile("[\u0130\u0131\u017f\u212a]")
"""Letters beyond ASCII that are an ASCII letter in another case: Python and RE2 do not agree on all."""
_ASSERTIONS: Final = ("(?=", "(?!", "(?<=", "(?<!")
_SIMPLE_GROUP: Final = re.compile(
    r"\((?:\?(?:P?<[A-Za-z_]\w*>|:|>|(?P<flags>[aimsu]+)(?:-[ms]+)?(?P<scope>[:)])))?"
)
_BACK_REFERENCE: Final = re.compile(r"\(\?P=\w+\)")
_REPEATED: Final = re.compile(r"\{(\d*),(\d+)\}")
_MOST_REPEATED: Final = 40
"""RE2 unrolls what is repeated: beyond this, a repetition is one without an end."""


class PatternGate:
    """Numbers of those of the given patterns that may match a text."""

    def __init__(self, patterns: Sequence[str], *, cased: bool = False) -> None:
        """Take patterns as Python's `regex` reads them, case ignored unless they are `cased`."""
        import re2

        options = re2.Options()
        options.case_sensitive = cased
        options.log_errors = False
        options.max_mem = 64 << 20
        self._set: Any = re2.Set.SearchSet(options)
        self._numbers: list[int] = []
        self._always: list[int] = []
        for number, pattern in enumerate(patterns):
            wide = widened(pattern)
            if wide is not None and _added(self._set, "(?sm)" + wide):
                self._numbers.append(number)
            else:
                self._always.append(number)
        # It matches whatever the text: without it, RE2 had not enough memory to tell.
        self._all = sorted([*self._numbers, *self._always])
        if self._numbers:
            self._set.Add("")
            self._set.Compile()

    def open_for(self, text: str) -> list[int]:
        """Numbers of patterns, ascending."""
        if not self._numbers:
            return self._always
        if not text.isascii() and _ODD_CASES.search(text):
            return self._all
        matching = self._set.Match(text) or ()
        if len(self._numbers) not in matching:
            return self._all
        return sorted([*(self._numbers[at] for at in matching if at < len(self._numbers)), *self._always])


def _added(patterns: Any, pattern: str) -> bool:
    import re2

    try:
        patterns.Add(pattern)
    except re2.error:
        return False
    return True


def widened(pattern: str) -> str | None:
    """The pattern without assertions and with Unicode's classes as RE2 reads them, or None."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith(_ASSERTIONS, at):
            end = _group_end(pattern, at)
            if end is None:
                return None
            out.append("(?:)")
            at = end
        elif (named := _BACK_REFERENCE.match(pattern, at)) is not None:
            out.append(".*")
            at = named.end()
        elif pattern[at] == "(" and pattern.startswith("(?", at):
            opened = _SIMPLE_GROUP.match(pattern, at)
            if opened is None or opened[0] == "(":
                return None
            out.append(_opened(opened))
            at = opened.end()
        elif pattern[at] == "[":
            end = _class_end(pattern, at)
            wide = _wide_class(pattern[at:end])
            if wide is None:
                return None
            out.append(wide)
            at = end
        elif pattern[at] == "\\":
            wide = _wide_escape(pattern[at + 1 : at + 2])
            if wide is None:
                return None
            out.append(wide)
            at += 2
        elif (repeated := _REPEATED.match(pattern, at)) is not None:
            least, most = int(repeated[1] or 0), int(repeated[2])
            bounded = most <= _MOST_REPEATED
            out.append(f"{{{least},{most}}}" if bounded else f"{{{min(least, _MOST_REPEATED)},}}")
            at = repeated.end()
        elif pattern[at] in "^$":
            out.append("(?:)")
            at += 1
        else:
            # A possessive quantifier matches less than the greedy one that takes its place.
            if not (pattern[at] == "+" and out and out[-1] in {"*", "+", "?", "}"}):
                out.append(pattern[at])
            at += 1
    return "".join(out)


def _opened(group: re.Match[str]) -> str:
    """A group's beginning, or flags that stand alone; of the flags, only that of letter case counts."""
    if group["flags"] is None:
        return "(?:"
    flags = "i" if "i" in group["flags"] else ""
    if group["scope"] == ":":
        return f"(?{flags}:"
    return f"(?{flags})" if flags else "(?:)"


def _wide_escape(letter: str) -> str | None:
    if letter in {"b", "B", "A", "Z", "z"}:
        return "(?:)"
    if letter in {"d", "w", "s", "D", "W", "S"}:
        return _wide_class("\\" + letter)
    if letter.isdigit() and letter != "0":
        return ".*"
    if letter in {"n", "t", "r", "f"}:
        return "\\" + letter
    if letter.isalnum() or letter == "":
        return None
    return "\\" + letter if letter.isascii() else letter


def _class_end(pattern: str, start: int) -> int:
    at = start + 1
    if pattern[at : at + 1] == "^":
        at += 1
    if pattern[at : at + 1] == "]":
        at += 1
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1


@lru_cache(maxsize=512)
def _wide_class(text: str) -> str | None:
    """A class of all characters beyond ASCII and of those in ASCII that a given one holds."""
    body = text[1:-1]
    if "[" in re.sub(r"\\.", "", body) or any(sign in body for sign in ("&&", "--", "||", "~~")):
        return None
    try:
        given = re.compile(text)
    except re.error:
        return None
    members = "".join(f"\\x{number:02x}" for number in range(128) if given.fullmatch(chr(number)))
    return f"[{members}{_WIDE}]"


def _group_end(pattern: str, start: int) -> int | None:
    """Where the group that opens at `start` ends, or None if it does not."""
    depth = 0
    at = start
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 2
            continue
        if pattern[at] == "[":
            at = _class_end(pattern, at)
            continue
        depth += {"(": 1, ")": -1}.get(pattern[at], 0)
        at += 1
        if depth == 0:
            return at
    return None
