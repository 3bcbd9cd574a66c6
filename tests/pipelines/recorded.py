"""A script of what a person did, as kept entries; tests read like what happened."""

from collections.abc import Sequence
from typing import Any

from pipelines.draft import Book, Draft, SlotRef
from pipelines.entries import Entry, Envelope
from pipelines.steps import draft_steps
from schemas import raw
from schemas.rules import Fields

NOTES = raw.Context(app="com.example.notes", title="Notes", window_id="w1")
MAIL = raw.Context(app="com.example.mail", title="Mail", window_id="w2")
CONTEXTS = (NOTES, MAIL)
BODY = raw.Field(id="f1", role="textbox", name="Body")
AREA = raw.Field(id="f2", role="textarea", name="Message")
SECRET = raw.Field(id="f3", role="textbox", name="Password", secure=True)


class Recording:
    """Events one after the other, 100 ms apart unless told otherwise."""

    def __init__(self, *, start_ms: int = 1_793_000_000_000) -> None:
        self.segments: list[list[Entry]] = [[]]
        self.now_ms = start_ms
        self.seq = 0
        self.field: raw.Field | None = BODY
        self.ctx = 0

    def add(self, kind: type[raw.Event], after_ms: int = 100, **values: Any) -> "Recording":
        self.now_ms += after_ms
        values.setdefault("ctx", self.ctx)
        event = kind(seq=self.seq, ts=self.now_ms, **values)
        self.seq += 1
        envelope = Envelope("s", "u", None, None, CONTEXTS)
        self.segments[-1].append(Entry(event, envelope))  # type: ignore[arg-type]
        return self

    def hole(self, after_ms: int = 0) -> "Recording":
        self.segments.append([])
        self.now_ms += after_ms
        self.seq += 1
        return self

    def key(self, key: str, *mods: str, up: bool = True, **values: Any) -> "Recording":
        values.setdefault("field", self.field)
        self.add(raw.KeyEvent, key=key, action="down", mods=mods, **values)
        if up:
            after = {name: value for name, value in values.items() if name in ("field", "ctx")}
            self.add(raw.KeyEvent, after_ms=40, key=key, action="up", mods=mods, **after)
        return self

    def type(self, text: str) -> "Recording":
        for char in text:
            self.key(char)
        return self

    def keys(self, *keys: str) -> "Recording":
        for key in keys:
            self.key(key)
        return self

    def text(self, text: str, source: str, **values: Any) -> "Recording":
        values.setdefault("field", self.field)
        return self.add(raw.TextEvent, text=text, source=source, **values)

    def select(self, start: int, end: int | None = None) -> "Recording":
        return self.add(raw.SelectEvent, start=start, end=start if end is None else end, field=self.field)

    def down(self, x: float = 10, y: float = 10, button: str = "left", **values: Any) -> "Recording":
        return self.add(raw.PointerEvent, action="down", x=x, y=y, button=button, **values)

    def up(self, x: float = 10, y: float = 10, button: str = "left", **values: Any) -> "Recording":
        return self.add(raw.PointerEvent, action="up", x=x, y=y, button=button, **values)

    def move(self, x: float, y: float, **values: Any) -> "Recording":
        return self.add(raw.PointerEvent, action="move", x=x, y=y, **values)

    def click(self, x: float = 10, y: float = 10, button: str = "left", **values: Any) -> "Recording":
        after_ms = values.pop("after_ms", 100)
        return self.down(x, y, button, after_ms=after_ms, **values).up(x, y, button, after_ms=60)

    def scroll(self, dx: float = 0, dy: float = 0, **values: Any) -> "Recording":
        return self.add(raw.ScrollEvent, x=5, y=5, dx=dx, dy=dy, **values)

    def focus(self, field: raw.Field | None = None, **values: Any) -> "Recording":
        return self.add(raw.FocusEvent, field=field, **values)

    def screen(self, *lines: str, **values: Any) -> "Recording":
        items = tuple(raw.OcrItem(text=line, box=(0, 20 * n, 200, 16)) for n, line in enumerate(lines))
        return self.add(raw.ScreenEvent, width=800, height=600, ocr=items, **values)

    def clipboard(self, text: str, action: str = "copy", **values: Any) -> "Recording":
        return self.add(raw.ClipboardEvent, text=text, action=action, **values)

    def add_wait(self, ms: int) -> "Recording":
        self.now_ms += ms
        return self

    def add_field_select(self) -> "Recording":
        return self.add(raw.SelectEvent, start=0, end=0, field=AREA)

    def end(self) -> "Recording":
        return self.add(raw.EndEvent, reason="stop")


class Drafted:
    """A draft with its book, for tests to look into."""

    def __init__(self, draft: Draft, book: Book) -> None:
        self.draft = draft
        self.book = book

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The actions with the raw texts of their slots in place; `<...>` where a slot is replaced whole."""
        return [self._read(step.action) for step in self.draft.steps]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [action for action in self.actions if action["type"] == kind]

    @property
    def kinds(self) -> list[str]:
        return [action["type"] for action in self.actions]

    @property
    def typed(self) -> list[str]:
        return [action["text"] for action in self.of("type")]

    @property
    def views(self) -> list[str]:
        return [view.text for view in self.book.views]

    @property
    def times(self) -> list[int]:
        return [step.t_ms for step in self.draft.steps]

    def _read(self, node: Any) -> Any:
        if isinstance(node, SlotRef):
            slot = self.book.slots[node.slot]
            if slot.empty:
                return ""
            return f"<{slot.whole.entity}>" if slot.whole else slot.text
        if isinstance(node, dict):
            return {name: self._read(child) for name, child in node.items()}
        if isinstance(node, list):
            return [self._read(child) for child in node]
        return node


def draft(
    recording: Recording | Sequence[Sequence[Entry]],
    fields: Fields | None = None,
    *,
    cut_before: bool = False,
    cut_after: bool = False,
) -> Drafted:
    """Draft a recording's steps."""
    segments = recording.segments if isinstance(recording, Recording) else recording
    book = Book()
    kept = [segment for segment in segments if segment]
    steps = draft_steps(kept, book, fields or Fields(), cut_before=cut_before, cut_after=cut_after)
    return Drafted(steps, book)
