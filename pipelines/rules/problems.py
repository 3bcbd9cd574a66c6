"""What is wrong with a rules document: where, what was found, and what would be right.

Owns the form of a problem and collecting many of them, so that all are told at once.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: file, line (from 1; 0 is the whole file), field, what was found, what would be right."""

    file: str
    line: int
    field: str
    message: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{place}: {self.field}" if self.field else place
        return f"{where}: {self.message}; {self.cure}" if self.cure else f"{where}: {self.message}"


class RulesError(ValueError):
    """A rules document that cannot be used; `errors` are all its problems, in the order of the file."""

    def __init__(self, errors: Iterable[Problem]) -> None:
        self.errors = tuple(errors)
        more = len(self.errors) - 1
        first = str(self.errors[0]) if self.errors else "the rules cannot be used"
        super().__init__(first + (f" (and {more} more: see `cleantrace rules check`)" if more > 0 else ""))

    def __reduce__(self) -> tuple[type["RulesError"], tuple[tuple[Problem, ...]]]:
        return RulesError, (self.errors,)


@dataclass(slots=True)
class Findings:
    """Problems and notes of one file while it is read; a note is no error."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def problem(self, line: int, where: str, message: str, cure: str) -> None:
        """Take an error."""
        self.problems.append(Problem(self.file, line, where, message, cure))

    def note(self, line: int, where: str, message: str, cure: str) -> None:
        """Take something that is allowed but seldom meant."""
        self.notes.append(Problem(self.file, line, where, message, cure))

    def stop_if_broken(self) -> None:
        """Raises: RulesError, if there is a problem."""
        if self.problems:
            raise RulesError(sorted(self.problems, key=lambda found: (found.file != self.file, found.line)))


def choices(names: Iterable[str]) -> str:
    """Names in words: `a, b or c`."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"


def nearest(name: str, names: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The name that was probably meant, or an empty string."""
    by_form = {known.casefold(): known for known in names}
    found = difflib.get_close_matches(name.casefold(), list(by_form), n=1, cutoff=cutoff)
    return by_form[found[0]] if found else ""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A cure for a name that is not in a list."""
    listed = list(names)
    close = nearest(name, listed)
    return f"did you mean `{close}`?" if close else f"write {choices(f'`{known}`' for known in listed)}"
