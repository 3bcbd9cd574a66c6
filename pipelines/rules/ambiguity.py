"""Whether a regex has a loop that can read one text in several ways: then matching can take exponential time.

Owns the analysis. A regex becomes a position automaton (Glushkov) whose edges carry how often they
are there; it is exponentially ambiguous if some position can come back to itself over one text on two
paths. That is looked for in pairs of positions, inside each loop. It errs on the safe side: assertions
count as nothing, back-references as any text, a bounded repeat of a part of more than a few times as an
unbounded one.

Source: Weber and Seidl, "On the degree of ambiguity of finite automata" (1991), criterion EDA.
"""

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Final

from pipelines.rules.characters import ANY, CATEGORIES, LAST, Ranges, inverse, overlap, united
from pipelines.rules.loops import components

MAX_POSITIONS: Final = 1_500
MAX_PAIRS: Final = 400_000
MAX_UNROLLED: Final = 5
MAX_UNROLLED_SIZE: Final = 128


class TooComplex(Exception):  # noqa: N818
    """A regex that is too big to be judged."""


@dataclass(slots=True)
class _Piece:
    """A part of the regex: positions that it can begin and end with, and ways to match nothing (0 to 2)."""

    first: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    empty: int = 1


class _Automaton:
    """Positions with their characters, and edges with how many ways they stand for (1 or 2)."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.labels: list[Ranges] = []
        self.edges: list[dict[int, int]] = []
        self.asserted: list[Any] = []

    def position(self, ranges: Ranges) -> _Piece:
        if len(self.labels) >= MAX_POSITIONS:
            raise TooComplex
        self.labels.append(ranges)
        self.edges.append({})
        at = len(self.labels) - 1
        return _Piece({at: 1}, {at: 1}, 0)

    def connect(self, last: dict[int, int], first: dict[int, int], ways: int = 1) -> None:
        for start, left in last.items():
            for end, right in first.items():
                self.edges[start][end] = min(2, self.edges[start].get(end, 0) + left * right * ways)

    def sequence(self, items: Iterable[Any]) -> _Piece:
        whole = _Piece()
        for item in items:
            piece = self.item(item)
            self.connect(whole.last, piece.first)
            whole = _Piece(
                _sum(whole.first, piece.first, whole.empty),
                _sum(piece.last, whole.last, piece.empty),
                min(2, whole.empty * piece.empty),
            )
        return whole

    def item(self, item: tuple[Any, Any]) -> _Piece:
        kind, value = str(item[0]), item[1]
        match kind:
            case "LITERAL":
                return self.position(self._cased(((value, value),)))
            case "NOT_LITERAL":
                return self.position(inverse(self._cased(((value, value),))))
            case "ANY":
                return self.position(ANY)
            case "IN":
                return self.position(self._class(value))
            case "BRANCH":
                return self._branch(value[1])
            case "SUBPATTERN":
                return self.sequence(value[3])
            case "ATOMIC_GROUP":
                return self.sequence(value)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._repeat(int(value[0]), value[1], value[2])
            case "GROUPREF":
                return self._loop(lambda: self.position(ANY), zero=True)
            case "GROUPREF_EXISTS":
                return self._branch([value[1], value[2] or []])
            case "ASSERT" | "ASSERT_NOT":
                self.asserted.append(value[1])
                return _Piece()
            case "AT" | "FAILURE" | "SUCCESS":
                return _Piece()
        raise TooComplex

    def _branch(self, branches: Sequence[Any]) -> _Piece:
        whole = _Piece(empty=0)
        for branch in branches:
            piece = self.sequence(branch)
            whole = _Piece(
                _sum(whole.first, piece.first, 1),
                _sum(whole.last, piece.last, 1),
                min(2, whole.empty + piece.empty),
            )
        return whole

    def _repeat(self, low: int, high: Any, body: Any) -> _Piece:
        unbounded = high == _constants.MAXREPEAT
        most = 0 if unbounded else int(high)
        size = _size(body)
        few = most <= MAX_UNROLLED or low == most
        if unbounded or not few or size * most > MAX_UNROLLED_SIZE:
            return self._loop(lambda: self.sequence(body), zero=low == 0)
        whole = _Piece()
        for count in range(most, 0, -1):
            whole = self._then(self.sequence(body), whole)
            if count > low:
                whole.empty = min(2, whole.empty + 1)
        return whole

    def _then(self, left: _Piece, right: _Piece) -> _Piece:
        self.connect(left.last, right.first)
        return _Piece(
            _sum(left.first, right.first, left.empty),
            _sum(right.last, left.last, right.empty),
            min(2, left.empty * right.empty),
        )

    def _loop(self, build: Any, *, zero: bool) -> _Piece:
        piece: _Piece = build()
        self.connect(piece.last, piece.first)
        return _Piece(piece.first, piece.last, min(2, piece.empty + (1 if zero else 0)))

    def _cased(self, ranges: Ranges) -> Ranges:
        if not self.flags & re.IGNORECASE:
            return ranges
        more: list[tuple[int, int]] = list(ranges)
        for low, high in ranges:
            if high - low > 512:
                continue
            for code in range(low, high + 1):
                char = chr(code)
                more += [(ord(c), ord(c)) for c in {char.lower(), char.upper()} if len(c) == 1]
        return united(more)

    def _class(self, items: Sequence[tuple[Any, Any]]) -> Ranges:
        found: list[tuple[int, int]] = []
        negated, above = False, False
        for kind, value in items:
            match str(kind):
                case "NEGATE":
                    negated = True
                case "LITERAL":
                    found.append((value, value))
                case "RANGE":
                    found.append((value[0], value[1]))
                case "CATEGORY":
                    above = True
                    found += CATEGORIES.get(str(value), ANY)
        ranges = self._cased(united(found))
        if not negated:
            return ranges
        return united([*inverse(ranges), *([(0x80, LAST)] if above else [])])


def _sum(left: dict[int, int], right: dict[int, int], ways: int) -> dict[int, int]:
    total = dict(left)
    if ways:
        for at, count in right.items():
            total[at] = min(2, total.get(at, 0) + count * ways)
    return total


def _size(body: Any) -> int:
    """About how many positions a part has."""
    total = 0
    for kind, value in body:
        match str(kind):
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                most = 1 if value[1] == _constants.MAXREPEAT else int(value[1])
                total += _size(value[2]) * max(1, most if most <= MAX_UNROLLED_SIZE else 1)
            case "SUBPATTERN":
                total += _size(value[3])
            case "BRANCH":
                total += sum(_size(branch) for branch in value[1])
            case _:
                total += 1
    return total


def ambiguous_loop(regex: str, flags: int = 0) -> bool:
    """Whether some loop of a regex can match a text in exponentially many ways.

    Raises: re.error, if it is no regex; TooComplex, if it is too big to be judged.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = _parser.parse(regex, flags)
    waiting: list[Any] = [parsed]
    while waiting:
        automaton = _Automaton(parsed.state.flags)
        automaton.sequence(waiting.pop())
        waiting += automaton.asserted
        if any(_is_ambiguous(automaton, loop) for loop in components(_simple(automaton))):
            return True
    return False


def _simple(automaton: _Automaton) -> dict[Any, list[Any]]:
    return {at: list(edges) for at, edges in enumerate(automaton.edges)}


def _is_ambiguous(automaton: _Automaton, loop: frozenset[int]) -> bool:
    """Whether a strongly connected part can read one text from a position back to it on two paths."""
    edges = {at: [to for to in automaton.edges[at] if to in loop] for at in loop}
    if any(automaton.edges[at][to] > 1 for at in loop for to in edges[at]):
        return True
    meet: dict[tuple[int, int], bool] = {}
    graph: dict[Any, list[Any]] = {}
    waiting: list[tuple[int, int]] = [(at, at) for at in loop]
    while waiting:
        pair = waiting.pop()
        if pair in graph:
            continue
        if len(graph) > MAX_PAIRS:
            raise TooComplex
        following = []
        for left in edges[pair[0]]:
            for right in edges[pair[1]]:
                key = (left, right) if left <= right else (right, left)
                if key not in meet:
                    meet[key] = overlap(automaton.labels[left], automaton.labels[right])
                if meet[key]:
                    following.append(key)
        graph[pair] = following
        waiting += following
    return any(any(a == b for a, b in part) and any(a != b for a, b in part) for part in components(graph))
