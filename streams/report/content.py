"""What a report shows, as JSON: trajectories before and after, counts, planted values.

Owns pairing raw stretches with published trajectories. It holds raw text, and so does whatever is
made of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.consent import ControlSet
from pipelines.entries import Stretch
from pipelines.naming import Key, session_name
from pipelines.screen import ScreenLine
from pipelines.stretches import Sessions
from schemas.raw import RawMessage
from schemas.rules import Rules
from streams.report.alignment import Change, align
from streams.report.before import RawStep, raw_steps

Form = Mapping[str, Any]
Mark = tuple[int, int, str]
Segments = list[list[str]]
"""Pieces of a text: `[text]`, or `[text, entity]` where something was replaced."""

_SHOWN: Final = ("text", "field", "target", "key", "keys", "source", "deleted", "reason", "button", "mods")


@dataclass(frozen=True, slots=True)
class Side:
    """Everything that pairing needs: the raw stretches, and under which controls, rules and keys."""

    stretches: Sequence[Stretch]
    controls: ControlSet
    rules: Rules
    key: Key
    other_keys: Sequence[Key] = ()


@dataclass(slots=True)
class _Screens:
    """The screens of one trajectory, each once."""

    shown: list[dict[str, Any]] = field(default_factory=list)
    _numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    _keep: list[object] = field(default_factory=list)

    def number(self, clean: Form, marks: Mapping[str, list[Mark]], raw: RawStep | None) -> int:
        """The number of a screen, which is drawn when it is new."""
        drawn = raw.scene.screen if raw is not None else None
        name = (id(clean), id(drawn))
        if name not in self._numbers:
            self._keep.append((clean, drawn))
            self._numbers[name] = len(self.shown)
            lines = [line for line, _ in drawn.lines] if drawn is not None else []
            self.shown.append(_screen(clean, marks, lines, raw))
        return self._numbers[name]


def close_stretches(messages: Iterable[tuple[int, RawMessage]], rules: Rules) -> list[Stretch]:
    """The stretches of raw messages, each given with its offset."""
    sessions = Sessions("report", 0, lambda: rules.trajectory)
    closed: list[Stretch] = []
    for offset, message in messages:
        closed.extend(sessions.add(message, offset, None).closed)
    return [*closed, *sessions.close_all()]


def pair_trajectories(trajectories: Sequence[Form], side: Side) -> list[dict[str, Any]]:
    """Each published trajectory beside its raw steps, where they can be found."""
    known = {
        (session_name(key, stretch.session_id), stretch.first_seq, stretch.last_seq): stretch
        for stretch in side.stretches
        for key in (side.key, *side.other_keys)
    }
    paired = []
    for clean in trajectories:
        source = clean["source"]
        stretch = known.get((clean["session"], source["first_seq"], source["last_seq"]))
        raw = raw_steps(stretch, side.controls, side.rules) if stretch is not None else []
        paired.append(_trajectory(clean, raw if len(raw) == len(clean["steps"]) else [], stretch))
    return paired


def count_entities(trajectories: Iterable[Form]) -> dict[str, int]:
    """How many replacements of each entity there are."""
    counts = Counter(
        mark["entity"] for form in trajectories for step in form["steps"] for mark in step["redactions"]
    )
    return dict(counts.most_common())


def _trajectory(clean: Form, raw: Sequence[RawStep], stretch: Stretch | None) -> dict[str, Any]:
    screens = _Screens()
    steps = []
    view: Form = {}
    view_marks: dict[str, list[Mark]] = {}
    for n, step in enumerate(clean["steps"]):
        marks = _marks(step)
        if step["observation"] is not None:
            view, view_marks = step["observation"], marks
        steps.append(_step(step, view, view_marks, marks, raw[n] if raw else None, screens))
    return {
        "id": clean["trajectory_id"],
        "session": clean["session"],
        "raw_session": stretch.session_id if stretch is not None else "",
        "role": _role(stretch),
        "day": clean["started_on"],
        "duration_ms": clean["duration_ms"],
        "dropped": clean["quality"]["dropped"],
        "redactions": sum(len(step["redactions"]) for step in clean["steps"]),
        "screens": screens.shown,
        "steps": steps,
    }


def _role(stretch: Stretch | None) -> str:
    return (stretch.entries[0].envelope.role or "") if stretch is not None and stretch.entries else ""


def _marks(step: Form) -> dict[str, list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    for mark in step["redactions"]:
        marks.setdefault(mark["path"], []).append((mark["start"], mark["end"], mark["entity"]))
    return marks


def _step(
    step: Form,
    view: Form,
    view_marks: Mapping[str, list[Mark]],
    marks: Mapping[str, list[Mark]],
    raw: RawStep | None,
    screens: _Screens,
) -> dict[str, Any]:
    action = step["action"]
    seen = raw.observation if raw is not None else {}
    head = {
        name: _both(seen.get(name), view.get(name), view_marks.get(f"observation.{name}", []))
        for name in ("app", "title", "url")
    }
    rows = []
    for name in _SHOWN:
        if name in action:
            rows += _rows(name, (raw.action if raw else {}).get(name), action[name], marks, f"action.{name}")
    if action["type"] == "wait":
        lasted = f"{action.get('duration_ms', 0) / 1000:.1f} s"
        rows.append({"name": "lasted", **_both(lasted, lasted, [])})
    place = {name: action[name] for name in ("x", "y", "x2", "y2", "dx", "dy") if name in action}
    return {
        "t_ms": step["t_ms"],
        "type": action["type"],
        "duration_ms": action.get("duration_ms"),
        "place": place,
        "rows": rows,
        "screen": screens.number(view["screen"], view_marks, raw) if view.get("screen") else None,
        "new": step["observation"] is not None,
        "marks": [[mark["path"], mark["entity"], mark["rule"]] for mark in step["redactions"]],
        **head,
    }


def _rows(
    name: str, raw: Any, clean: Any, marks: Mapping[str, list[Mark]], path: str
) -> list[dict[str, Any]]:
    """The parts of an action that can be read, each before and after."""
    if isinstance(clean, Mapping):
        before = raw if isinstance(raw, Mapping) else {}
        return [
            row
            for inner, value in clean.items()
            if isinstance(value, str) and value
            for row in _rows(f"{name} {inner}", before.get(inner), value, marks, f"{path}.{inner}")
        ]
    if isinstance(clean, list):
        text = "+".join(str(value) for value in clean)
        return [{"name": name, **_both(text, text, [])}] if text else []
    before = clean if raw is None else raw
    return [{"name": name, **_both(str(before), str(clean), marks.get(path, []))}]


def _both(raw: Any, clean: Any, marks: Sequence[Mark]) -> dict[str, Segments]:
    """A text before and after, in pieces."""
    after = "" if clean is None else str(clean)
    before = after if raw is None else str(raw)
    changes = align(before, after, marks)
    if changes is None:
        return {"before": [[before]], "after": _pieces(after, [(s, e, entity) for s, e, entity in marks])}
    return {
        "before": _pieces(before, [(change.raw_start, change.raw_end, change.entity) for change in changes]),
        "after": _pieces(after, [(change.start, change.end, change.entity) for change in changes]),
    }


def _pieces(text: str, marks: Sequence[Mark]) -> Segments:
    pieces: Segments = []
    at = 0
    for start, end, entity in sorted(marks):
        if at < start:
            pieces.append([text[at:start]])
        pieces.append([text[start:end], entity])
        at = max(at, end)
    return [*pieces, [text[at:]]] if at < len(text) else pieces


def _screen(
    clean: Form, marks: Mapping[str, list[Mark]], lines: Sequence[ScreenLine], raw: RawStep | None
) -> dict[str, Any]:
    before: list[list[Any]] = []
    after: list[list[Any]] = []
    for n, line in enumerate(clean["text"]):
        own = marks.get(f"observation.screen.text.{n}.text", [])
        drawn = lines[n] if n < len(lines) and len(lines) == len(clean["text"]) else None
        changes = align(drawn.text, line["text"], own) if drawn is not None else None
        if drawn is None or changes is None:
            before.append([drawn.text if drawn is not None else line["text"], *line["box"], ""])
            after.append([line["text"], *line["box"], own[0][2] if own else ""])
        else:
            _draw(drawn, line["text"], changes, before, after)
    panes = raw.panes if raw is not None else ()
    return {
        "width": clean["width"],
        "height": clean["height"],
        "panes": [[*map(round, pane.bounds), pane.name, pane.excluded] for pane in panes],
        "before": before,
        "after": after,
    }


def _draw(
    line: ScreenLine, clean: str, changes: Sequence[Change], before: list[list[Any]], after: list[list[Any]]
) -> None:
    """The pieces of a line where they stand: kept parts in both, changed ones with their entity."""
    for change in changes:
        box = line.boxes_of(change.raw_start, change.raw_end)
        if box is not None:
            place = [round(number) for number in box]
            before.append([line.text[change.raw_start : change.raw_end], *place, change.entity])
            after.append([clean[change.start : change.end], *place, change.entity])
    for part in line.parts:
        for start, end in _kept(part.start, part.end, changes):
            box = line.boxes_of(start, end)
            text = line.text[start:end]
            if box is not None and text.strip():
                place = [round(number) for number in box]
                before.append([text, *place, ""])
                shift = sum(
                    (change.end - change.start) - (change.raw_end - change.raw_start)
                    for change in changes
                    if change.raw_end <= start
                )
                after.append([clean[start + shift : end + shift], *place, ""])


def _kept(start: int, end: int, changes: Sequence[Change]) -> list[tuple[int, int]]:
    """What of a range no change covers."""
    kept = []
    at = start
    for change in changes:
        if change.raw_end <= at or change.raw_start >= end:
            continue
        if at < change.raw_start:
            kept.append((at, change.raw_start))
        at = max(at, change.raw_end)
    if at < end:
        kept.append((at, end))
    return kept
