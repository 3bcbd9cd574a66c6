"""Regexes of rules: which are safe to run on anything that a person may type, and running them.

Owns compiling them as Presidio does (the `regex` module; without regard to case, `.` is any
character, `^` and `$` any line) and refusing those that can take exponential time, by looking for
ambiguous loops (`pipelines.rules.ambiguity`).
"""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import regex as regex_module  # type: ignore[import-untyped, unused-ignore]

from pipelines.rules.ambiguity import TooComplex, ambiguous_loop

MAX_REGEX_LENGTH: Final = 16_000
FLAGS: Final = re.IGNORECASE | re.DOTALL | re.MULTILINE
_INNER_FLAGS: Final = re.compile(r"\(\?[ims]+\)")
_FUZZY: Final = re.compile(r"(?<!\\)\{[^}]*[eids]\s*(?:<|[+,:}])")
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
    compiled = _compiled(regex)
    _check_time(regex)
    if compiled.search("") is not None:
        raise UnsafeRegex("it matches an empty text", "let it need at least one character")
    return SafeRegex(regex, compiled)


def _compiled(regex: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return regex_module.compile(regex, FLAGS, cache_pattern=False)
        except regex_module.error as error:
            where = f" at character {error.pos + 1}" if error.pos is not None else ""
            raise UnsafeRegex(f"it is not a regex: {error.msg}{where}", "mend it") from None
        except (RecursionError, OverflowError, MemoryError, ValueError, IndexError, KeyError, TypeError):
            raise UnsafeRegex("it is not a regex", "mend it") from None


def _check_time(regex: str) -> None:
    try:
        loop = ambiguous_loop(_plainer(regex), FLAGS)
    except re.error:
        message = "it uses something that cannot be checked for the time that it takes"
        raise UnsafeRegex(message, "write it with what Python's `re` knows") from None
    except (TooComplex, RecursionError, OverflowError):
        raise UnsafeRegex("it is too complex to be checked", "use several simpler patterns") from None
    if _FUZZY.search(regex):
        raise UnsafeRegex("it uses fuzzy matching, whose time cannot be checked", "write it without `{e…}`")
    if loop:
        cure = "let a repeated part match a text in one way only, as in `(a+;)+` instead of `(a+)+`"
        raise UnsafeRegex("it can take exponential time: a repeated part can match in several ways", cure)


def _plainer(regex: str) -> str:
    r"""The regex in what `re` knows: `\p{…}` as any character, which is on the safe side; no inner flags."""
    result, at, inside = [], 0, False
    while at < len(regex):
        found = _PROPERTY.match(regex, at)
        if found:
            result.append(r"\w\W" if inside else r"[\w\W]")
            at = found.end()
            continue
        flags = None if inside else _INNER_FLAGS.match(regex, at)
        if flags:
            at = flags.end()
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
