"""Which recognizers can find something in a text, told by one pass over it.

Owns one RE2 set of widened patterns: each pattern loses its assertions, so that it matches
wherever the original does and more. A recognizer whose widened pattern does not match is not
asked. A pattern that RE2 cannot widen is always asked.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

_WIDE: Final = r"\x{80}-\x{10FFFF}"
"""Every character beyond ASCII: RE2's classes are ASCII's, Python's are Unicode's."""
_CLASSES: Final = {"d": r"0-9" + _WIDE, "w": r"0-9A-Za-z_" + _WIDE, "s": r"\s" + _WIDE}
_ASSERTIONS: Final = ("(?=", "(?!", "(?<=", "(?<!")
_SIMPLE_GROUP: Final = re.compile(r"\((?:\?(?:P?<[A-Za-z_]\w*>|:|>|[aimsux]+(?:-[imsx]+)?:|[aimsux]+\)))?")


class PatternGate:
    """Numbers of those of the given patterns that may match a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Take patterns as Python's `regex` reads them, case ignored, `.` any character."""
        import re2

        options = re2.Options()
        options.case_sensitive = False
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
        elif pattern[at] == "(" and pattern.startswith("(?", at):
            opened = _SIMPLE_GROUP.match(pattern, at)
            if opened is None:
                return None
            if opened[0].endswith(")"):
                at = opened.end()
                continue
            out.append("(?:")
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
        elif pattern[at] in "^$":
            out.append("(?:)")
            at += 1
        else:
            # A possessive quantifier matches less than the greedy one that takes its place.
            if not (pattern[at] == "+" and out and out[-1] in {"*", "+", "?", "}"}):
                out.append(pattern[at])
            at += 1
    return "".join(out)


def _wide_escape(letter: str) -> str | None:
    if letter in {"b", "B", "A", "Z", "z"}:
        return "(?:)"
    if letter in _CLASSES:
        return f"[{_CLASSES[letter]}]"
    if letter.isdigit() and letter != "0":
        return ".*"
    if letter in {"D", "W", "S", "n", "t", "r", "f"}:
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


def _wide_class(text: str) -> str | None:
    """A character class that holds at least what the given one holds."""
    body = text[1:-1]
    if body.startswith("^"):
        # What is left out in ASCII stays out; RE2 leaves out no more than Python does.
        return text if not re.search(r"\\[^dws\\\]\[.^$*+?(){}|/\-ntr'\"]", body) else None
    if "[" in re.sub(r"\\.", "", body) or "&&" in body or "--" in body:
        return None
    out = []
    for piece in re.findall(r"\\.|[^\\]", body, re.DOTALL):
        if piece[0] == "\\" and piece[1] in _CLASSES:
            out.append(_CLASSES[piece[1]])
        elif piece[0] == "\\" and piece[1].isalnum() and piece[1] not in "ntr":
            return None
        else:
            out.append(piece)
    return "[" + "".join(out) + "]"


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
