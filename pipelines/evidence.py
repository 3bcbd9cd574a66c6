"""Texts of typed runs that are only looked at: what stood in a field, and what belongs together.

Owns which views a stretch's typing yields; every one is linear in what was typed.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from pipelines.buffer import Part, Typed
from pipelines.draft import Book, Piece
from pipelines.typed import EDGE, Insertion, Sheets, pieces_of, trace


def look_at_run(
    book: Book, insertion: Insertion, around: list[Part], owners: dict[Typed, Insertion], *, approximate: bool
) -> None:
    """Look at the field as it stood when the run ended and before each of its deletions."""
    for parts in insertion.glances:
        _look(book, parts, insertion, owners)
    if insertion.overlooked:
        book.look(pieces_of(insertion, 0, len(insertion.typed.chars)), insertion.where)
    if any(part[0] is not insertion.typed for part in around):
        _look(book, around, insertion, owners, edges=True)
    if approximate and insertion.jumps:
        limits = [0, *insertion.jumps, len(insertion.typed.chars)]
        for start, end in zip(limits, limits[1:], strict=False):
            standing = [piece for piece in pieces_of(insertion, start, end) if piece.slot is not None]
            if sum(len(piece.text) for piece in standing) > 1:
                book.look(standing, insertion.where)


def look_at_fields(book: Book, sheets: Sheets) -> None:
    """Look at every field as it ended up, and at its texts from before its caret was lost."""
    for _, editor in sheets.editors():
        for parts in (*editor.given_up, editor.buffer.parts()):
            owners = {part[0]: sheets.owners[part[0]] for part in parts if part[0] is not None}
            if len(owners) > 1:
                _look(book, parts, next(iter(owners.values())), sheets.owners, edges=True)


def look_at_neighbours(book: Book, insertions: Sequence[Insertion]) -> None:
    """Look at all visits to a field as one text, and at neighbouring fields of a window as one."""
    by_place: dict[object, list[Insertion]] = {}
    by_window: dict[str, list[Insertion]] = {}
    for insertion in insertions:
        if insertion.text.strip():
            by_place.setdefault(insertion.place, []).append(insertion)
            by_window.setdefault(insertion.place.window, []).append(insertion)
    for visits in by_place.values():
        _look_joined(book, visits, "")
        _look_joined(book, visits, " ")
    for fields in by_window.values():
        if len({insertion.place for insertion in fields}) > 1:
            _look_joined(book, fields, " ")
            if any(len(insertion.text) <= 4 for insertion in fields):
                _look_joined(book, fields, "", longest=4)


def _look(
    book: Book,
    parts: list[Part],
    insertion: Insertion,
    owners: dict[Typed, Insertion],
    *,
    edges: bool = False,
) -> None:
    for line in _lines(parts, owners):
        for pieces in trace(line, owners, edges=edges):
            if len(pieces) > 1 or pieces[0].slot is None or len(pieces[0].text) < len(insertion.text):
                book.look(pieces, insertion.where)


def _lines(parts: list[Part], owners: dict[Typed, Insertion]) -> Iterable[list[Part]]:
    """A field's text, parted where Enter was pressed: a chat or terminal is empty then.

    What may go on over it all the same is looked at with its neighbours (`look_at_neighbours`).
    """
    last = {typed: n for n, (typed, _, _) in enumerate(parts) if typed is not None and owners[typed].entered}
    start = 0
    for n in sorted(last.values()):
        yield parts[start : n + 1]
        start = n + 1
    yield parts[start:]


def _look_joined(book: Book, insertions: Sequence[Insertion], between: str, *, longest: int = 0) -> None:
    for chain in _chains(insertions, between, longest):
        if sum(piece.slot is not None for piece in chain) > 1:
            book.look(chain, insertions[0].where, crossing=True)


def _chains(insertions: Sequence[Insertion], between: str, longest: int) -> Iterable[list[Piece]]:
    """Neighbours joined; a long text takes part with its edges only."""
    chain: list[Piece] = []
    for n, insertion in enumerate(insertions):
        text, slot = insertion.text, insertion.slot
        border = _border(insertion, insertions[n + 1]) if n + 1 < len(insertions) else ""
        if longest and len(text) > longest:
            yield chain
            chain = []
            continue
        if chain and between and not (chain[-1].text[-1:].isspace() or text[:1].isspace()):
            chain.append(Piece(between))
        if len(text) <= 2 * EDGE:
            chain.append(Piece(text, slot, border=border))
            continue
        yield [*chain, Piece(text[:EDGE], slot)]
        chain = [Piece(text[-EDGE:], slot, len(text) - EDGE, border=border)]
    yield chain


def _border(insertion: Insertion, following: Insertion) -> Literal["", "line", "field"]:
    if insertion.place != following.place:
        return "field"
    return "line" if insertion.entered or _replaces(following) else ""


def _replaces(insertion: Insertion) -> bool:
    """Whether a run began by deleting what stood there: what it puts in its place may be another thing."""
    return any(all(typed is not insertion.typed for typed, _, _ in parts) for parts in insertion.glances)
