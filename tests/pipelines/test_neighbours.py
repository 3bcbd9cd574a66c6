"""Neighbours of a screen's texts: found quickly, and just those that a look at every pair finds."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.detection.recognizers.expectations import expected
from pipelines.neighbours import neighbours_of

Cell = tuple[tuple[Any, Any, Any, Any], str]
TEXTS = st.sampled_from(["Name", "Order", "x", "Total 12", "a@b", "Status", "Jane Roe", "42", "Owner", "AB"])
HEIGHTS = st.sampled_from([0, 9, 16, 12.5])
LOOSE = st.tuples(
    st.tuples(
        st.integers(0, 300), st.integers(0, 300), st.integers(0, 90), st.sampled_from([0, 9, 16, 12.5])
    ),
    TEXTS,
)
TABLE = st.builds(
    lambda column, row, wide, text: ((40 + 120 * column, 20 + 22 * row, wide, 16), text),
    st.integers(0, 3),
    st.integers(0, 14),
    st.integers(5, 150),
    TEXTS,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LOOSE, max_size=70) | st.lists(TABLE, max_size=70))
def test_labels_and_heads_are_those_that_all_pairs_give(cells: list[Cell]) -> None:
    plain = Pairs(cells)
    assert neighbours_of(cells) == [plain.around(n) for n in range(len(cells))]


def test_a_long_column_ends_where_it_is_looked_at_no_further() -> None:
    cells: list[Cell] = [((10, 20 * n, 80, 16), "Person" if n == 0 else f"row {n}") for n in range(900)]
    quick, plain = neighbours_of(cells), Pairs(cells)
    for n in (1, 255, 256, 350, 399, 400, 401, 402, 899):
        assert quick[n] == plain.around(n)


class Pairs:
    """The same, by looking at pairs of texts one after the other."""

    def __init__(self, cells: list[Cell]) -> None:
        self.cells = sorted(enumerate(cells), key=lambda item: (item[1][0][1], item[1][0][0]))
        self.rank = {n: rank for rank, (n, _) in enumerate(self.cells)}

    def around(self, index: int) -> tuple[str, str]:
        rank = self.rank[index]
        box = self.cells[rank][1][0]
        chain = self.chain(rank)
        left, gap = self.left_of(rank)
        over = self.text(chain[0]) if chain and not self.has_value(chain[0]) else ""
        plain = left if left and (gap <= 10 * max(box[3], 1) or not over) else over
        telling = [text for text in (left, over) if text and expected(text) is not None]
        return (telling or [plain])[0], self.head(chain)

    def text(self, rank: int) -> str:
        return self.cells[rank][1][1]

    def row(self, rank: int) -> list[int]:
        return [
            other
            for other in range(max(0, rank - 30), min(len(self.cells), rank + 30))
            if other != rank and same_row(self.cells[rank][1][0], self.cells[other][1][0])
        ]

    def left_of(self, rank: int) -> tuple[str, float]:
        box = self.cells[rank][1][0]
        found = [(box[0] - (b[0] + b[2]), n) for n in self.row(rank) for b in (self.cells[n][1][0],)]
        found = [(gap, n) for gap, n in found if gap >= -2]
        if not found or min(found)[0] > 25 * max(box[3], 1):
            return "", 0.0
        return self.text(min(found)[1]), min(found)[0]

    def has_value(self, rank: int) -> bool:
        box = self.cells[rank][1][0]
        gaps = [self.cells[n][1][0][0] - (box[0] + box[2]) for n in self.row(rank)]
        return any(-2 <= gap <= 10 * max(box[3], 1) for gap in gaps)

    def chain(self, rank: int) -> list[int]:
        chain, current = [], rank
        for other in range(rank - 1, max(-1, rank - 400), -1):
            a, b = self.cells[current][1][0], self.cells[other][1][0]
            gap = a[1] - (b[1] + b[3])
            if gap > 3 * max(a[3], 1):
                break
            if gap >= -2 and in_column(a, b):
                chain.append(other)
                current = other
        return chain

    def head(self, chain: list[int]) -> str:
        for rank in reversed(chain):
            if len(self.text(rank)) > 2:
                heads = [text for n in (rank, *self.row(rank)) if len(text := self.text(n)) > 2]
                return "" if any("@" in t or any(map(str.isdigit, t)) for t in heads) else self.text(rank)
        return ""


def same_row(a: Any, b: Any) -> bool:
    return bool(min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]) >= 0.5 * min(a[3], b[3]))


def in_column(a: Any, b: Any) -> bool:
    shared = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    return bool(abs(a[0] - b[0]) <= 0.6 * max(a[3], b[3]) or shared >= 0.5 * min(a[2], b[2]))
