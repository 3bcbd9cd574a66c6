"""A text field as an editor has it: caret, selection, and what each key does to the text.

Owns the state of one field within one segment, and says where that state is a guess
(`approximate`): the caret was moved by something unseen, or a key reached into text that was
there before. Knows nothing of events, runs or steps.
"""

from typing import Final

from pipelines.buffer import Buffer, Part, Typed, text_of
from pipelines.graphemes import cluster_after, cluster_before, erased_before, word_reach

MAX_PARTS: Final = 512
"""A text in more parts than this is given up as unknown, so that no key takes long."""


class Editor:
    """One field. It begins with unknown text on both sides of the caret."""

    def __init__(self, *, multi_line: bool = False) -> None:
        self.multi_line = multi_line
        self.buffer = Buffer()
        self.approximate = False
        """Some of this field's state is a guess."""
        self.given_up: list[list[Part]] = []
        """Texts of this field as they stood when the caret was lost in them."""
        self._given_up_mark = 0
        self._anchor: int | None = None
        self._all = False
        self._start_known = False
        self._end_known = False
        self._caret_known = True
        self._column: int | None = None

    @property
    def text(self) -> str:
        """The text as far as it is known; what is not known of it is left out."""
        return "".join(text_of(part) for part in self.buffer.parts() if part[0] is not None)

    @property
    def has_selection(self) -> bool:
        """Something may be selected, so that typing overwrites it."""
        return self._all or (self._anchor is not None and self._anchor != self.buffer.left_length)

    def selected(self, margin: int) -> list[Part]:
        """The selected parts, with so many characters on either side."""
        start, end = self._selection()
        self._anchor = start if self._anchor is not None else None
        self.buffer.go(end)
        return self.buffer.around(margin + end - start)

    def begin(self) -> None:
        """A run begins here: `changed` answers from now on."""
        self.buffer.mark()
        self._given_up_mark = len(self.given_up)

    def changed(self) -> list[Part]:
        """The parts of the text that may have changed since the run began, in the order of the text."""
        lost = [part for text in self.given_up[self._given_up_mark :] for part in text]
        return lost + self.buffer.changed()

    def type(self, typed: Typed, text: str) -> None:
        """Put text at the caret, over the selection."""
        self._settle()
        self._erase_selection(typed)
        self.buffer.put_left(typed.add(text))
        self._column = None
        if self.buffer.part_count > MAX_PARTS:
            self._give_up()

    def erase(self, typed: Typed, key: str, *, by_word: bool = False, by_line: bool = False) -> None:
        """Backspace or Delete."""
        self._settle()
        self._column = None
        if self._erase_selection(typed):
            return
        back = key == "Backspace"
        reach = self._reach(back, by_word, by_line, erasing=True)
        edge_known = self._start_known if back else self._end_known
        if reach == 0 and not edge_known:
            typed.deleted += 1
            self.approximate = True
        self._remove(typed, reach if back else 0, 0 if back else reach)
        self.approximate |= by_word

    def move(self, key: str, *, select: bool = False, by_word: bool = False, by_line: bool = False) -> None:
        """An arrow, Home or End."""
        self._settle()
        start, end = self._selection()
        here = self.buffer.left_length
        had_selection = start != end
        self._anchor = (self._anchor if self._anchor is not None else here) if select else None
        self._all = False
        if key in ("ArrowUp", "ArrowDown"):
            self._move_line(key == "ArrowUp", by_word)
            return
        self._column = None
        back = key in ("ArrowLeft", "Home")
        if key in ("Home", "End"):
            self._go_edge(back, whole=by_word or not self.multi_line)
        elif had_selection and not select and not by_word and not by_line:
            self.buffer.go(start if back else end)
        else:
            reach = self._reach(back, by_word, by_line, erasing=False)
            if reach == 0 and not (self._start_known if back else self._end_known):
                self.approximate = True
            self.buffer.go(self.buffer.left_length + (-reach if back else reach))
            self.approximate |= by_word

    def select(self, start: int, end: int) -> None:
        """The selection was set from outside: offsets (code points) in the field's text."""
        last = max(start, end)
        total = len(self.buffer)
        if last > total and (self._end_known or (total and not self._start_known)):
            self._give_up()
            total = 0
        if total == 0 and not self._start_known:
            self._start_known = True
        elif not self._start_known:
            self.approximate = True
        if last > total:
            self.buffer.go(total)
            self.buffer.put_left((None, 0, last - total))
        self.buffer.go(end)
        self._anchor = start if start != end else None
        self._all = False
        self._column = None
        self._caret_known = True

    def select_all(self) -> None:
        """Select the whole text, whatever it is."""
        self._caret_known = True
        self.buffer.go(len(self.buffer))
        self._anchor = 0
        self._all = True
        self._column = None

    def is_start_of(self, text: str) -> bool:
        """Whether the text as known is the start of a longer one, that so replaces it."""
        known = "".join(map(text_of, self.buffer.parts())) if 0 < len(self.buffer) < len(text) else ""
        return bool(known) and self._caret_known and text.casefold().startswith(known.casefold())

    def cut(self) -> None:
        """The selection goes, without anything in its place."""
        if self._caret_known:
            self._erase_selection(None)

    def lose_caret(self) -> None:
        """The caret may be anywhere from here on, until something tells."""
        if len(self.buffer) or not (self._start_known and self._end_known):
            self._caret_known = False
        self._anchor = None
        self._all = False
        self._column = None

    def forget(self) -> None:
        """The text may be any from here on (undo and redo)."""
        self._give_up()

    def _settle(self) -> None:
        if not self._caret_known:
            self._give_up()

    def _give_up(self) -> None:
        if self.buffer.left or self.buffer.right:
            self.given_up.append(self.buffer.parts())
            self.approximate = True
        self.buffer = Buffer()
        self._start_known = self._end_known = False
        self._caret_known = True
        self._anchor = None
        self._all = False
        self._column = None

    def _selection(self) -> tuple[int, int]:
        here = self.buffer.left_length
        if self._anchor is None:
            return here, here
        return min(self._anchor, here), max(self._anchor, here)

    def _erase_selection(self, typed: Typed | None) -> bool:
        start, end = self._selection()
        whole = self._all
        self._anchor = None
        self._all = False
        if start == end and not whole:
            return False
        self.buffer.go(end)
        self._remove(typed, end - start, 0)
        if whole:
            self._start_known = self._end_known = True
        return True

    def _remove(self, typed: Typed | None, before: int, after: int) -> None:
        taken = 0
        while taken < before:
            taken += self._count(typed, self.buffer.take_left(before - taken))
        taken = 0
        while taken < after:
            taken += self._count(typed, self.buffer.take_right(after - taken))

    def _count(self, typed: Typed | None, part: Part) -> int:
        length = part[2] - part[1]
        if typed is not None and part[0] is not typed:
            typed.deleted += length
        return length

    def _reach(self, back: bool, by_word: bool, by_line: bool, *, erasing: bool) -> int:
        buffer = self.buffer
        if by_line:
            return buffer.line_start() if back else buffer.line_end()
        if by_word:
            return word_reach(buffer.before() if back else buffer.after())
        if back:
            return erased_before(buffer.before()) if erasing else cluster_before(buffer.before())
        return cluster_after(buffer.after())

    def _go_edge(self, back: bool, *, whole: bool) -> None:
        here = self.buffer.left_length
        if whole:
            target = 0 if back else len(self.buffer)
        else:
            target = here - self.buffer.line_start() if back else here + self.buffer.line_end()
        known = self._start_known if back else self._end_known
        if not known and target == (0 if back else len(self.buffer)):
            self.approximate = True
        self.buffer.go(target)

    def _move_line(self, up: bool, by_word: bool) -> None:
        """To the line above or below, as far as lines are not wrapped."""
        self.approximate = True
        if not self.multi_line:
            self._go_edge(up, whole=True)
            return
        buffer = self.buffer
        column = self._column if self._column is not None else buffer.line_start()
        here = buffer.left_length
        if up:
            first = here - buffer.line_start()
            if first == 0:
                buffer.go(0)
                self._column = column
                return
            buffer.go(first - 1)
        else:
            last = here + buffer.line_end()
            if last == len(buffer):
                buffer.go(last)
                self._column = column
                return
            buffer.go(last + 1)
        start = buffer.left_length - buffer.line_start()
        buffer.go(start)
        buffer.go(start + min(column, buffer.line_end()))
        self._column = column
