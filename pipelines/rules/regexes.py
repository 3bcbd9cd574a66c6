"""Regexes of rules: which are safe to run on anything that a person may type, and running them.

Owns compiling them (with re2 where it can, which takes linear time; else with `re`) and refusing
those that can take exponential time, by looking for ambiguous loops (`pipelines.rules.ambiguity`).
Flags are Presidio's: without regard to case, `.` is any character, `^` and `$` any line.
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import re2

from pipelines.rules.ambiguity import TooComplex, ambiguous_loop

MAX_REGEX_LENGTH: Final = 2_000
FLAGS: Final = re.IGNORECASE | re.DOTALL | re.MULTILINE
_PROPERTY: Final = re.compile(r"\\[pP](?:\{\^?\w+\}|\w)")


class UnsafeRegex(ValueError):  # noqa: N818
    """A regex that cannot be used: what is wrong, and what would be right."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message, self.cure = message, cure


@dataclass(frozen=True)
class SafeRegex:
    """A regex that was found safe."""

    regex: str
    compiled: Any
    linear: bool
    """Whether re2 runs it, in time linear in the text."""

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The places (code points, half open) where it matches, empty matches left out."""
        for found in self.compiled.finditer(text):
            start, end = found.span()
            if end > start:
                yield start, end


def compile_regex(regex: str) -> SafeRegex:
    """Compile a regex of the rules.

    Raises: UnsafeRegex, if it is none, or can take exponential time, or matches an empty text.
    """
    if len(regex) > MAX_REGEX_LENGTH:
        raise UnsafeRegex(f"it is longer than {MAX_REGEX_LENGTH} characters", "use several patterns")
    _check_time(regex)
    linear = _compiled_by_re2(regex)
    compiled = linear if linear is not None else _compiled_by_re(regex)
    if compiled.search("") is not None:
        raise UnsafeRegex("it matches an empty text", "let it need at least one character")
    return SafeRegex(regex, compiled, linear is not None)


def _check_time(regex: str) -> None:
    try:
        loop = ambiguous_loop(_without_properties(regex), FLAGS)
    except re.error as error:
        where = f" at character {error.pos + 1}" if error.pos is not None else ""
        raise UnsafeRegex(f"it is not a regex: {error.msg}{where}", "mend it") from None
    except (TooComplex, RecursionError, OverflowError):
        raise UnsafeRegex("it is too complex to be checked", "use several simpler patterns") from None
    if loop:
        cure = "let a repeated part match a text in one way only, as in `(a+;)+` instead of `(a+)+`"
        raise UnsafeRegex("it can take exponential time: a repeated part can match in several ways", cure)


def _compiled_by_re2(regex: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.dot_nl = True
    try:
        return re2.compile("(?m)" + regex, options)
    except re2.error:
        return None


def _compiled_by_re(regex: str) -> Any:
    if _PROPERTY.search(regex):
        message = "it uses `\\p{…}` with something that the linear engine does not know"
        raise UnsafeRegex(message, "leave out look-arounds and back-references, or name the characters")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re.compile(regex, FLAGS)
        except (re.error, RecursionError, OverflowError):
            raise UnsafeRegex("it is not a regex", "mend it") from None


def _without_properties(regex: str) -> str:
    r"""The regex with `\p{…}` (which `re` does not know) as any character, which is on the safe side."""
    result, at, inside = [], 0, False
    while at < len(regex):
        found = _PROPERTY.match(regex, at)
        if found:
            result.append(r"\w\W" if inside else r"[\w\W]")
            at = found.end()
            continue
        step = 2 if regex[at] == "\\" else 1
        if step == 1 and regex[at] == "[" and not inside:
            inside = True
            ahead = re.match(r"\[\^?\]?", regex[at:])
            step = len(ahead.group()) if ahead else 1
        elif step == 1 and regex[at] == "]":
            inside = False
        result.append(regex[at : at + step])
        at += step
    return "".join(result)
