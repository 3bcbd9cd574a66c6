"""The leak checker: planted values that are found in an output, in any of three forms.

Owns the forms: as typed, in lower case, and with spaces and punctuation removed. Values are looked
for in every text of a trajectory by itself and in texts read one after another, so that a value
that comes out in two halves is found too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

Form = Literal["as typed", "lower case", "squashed"]
SQUASHED_AT_LEAST: Final = 7
"""Letters and digits that a value must have to be looked for without spaces and punctuation:
shorter ones are found by chance where two words meet."""

_MACHINE_FIELDS: Final = frozenset(
    {"trajectory_id", "session", "policy", "source", "redactions", "box", "bounds"}
)


@dataclass(frozen=True, slots=True)
class Leak:
    """A planted value that came out; `place` says where, `text` is never kept."""

    value: str
    entity: str
    form: Form
    trajectory: str
    place: str


def find(trajectories: Iterable[bytes | Mapping[str, Any]], key: Mapping[str, Any]) -> list[Leak]:
    """Look for every planted value of the key, and for its parts, in all output texts."""
    wanted = [(text, item["entity"]) for item in key["planted"] for text in (item["value"], *item["parts"])]
    leaks = []
    for form in map(_loaded, trajectories):
        name = str(form.get("trajectory_id", ""))
        for place, text in _readings(form):
            lower, squashed = text.casefold(), _squash(text)
            for value, entity in wanted:
                how = _found(value, text, lower, squashed)
                if how is not None:
                    leaks.append(Leak(value, entity, how, name, place))
    return leaks


def count(trajectories: Iterable[bytes | Mapping[str, Any]], key: Mapping[str, Any]) -> dict[str, int]:
    """How often each planted value or part was found; every value of the key is named."""
    counts = {text: 0 for item in key["planted"] for text in (item["value"], *item["parts"])}
    for leak in find(trajectories, key):
        counts[leak.value] += 1
    return counts


def missing(trajectories: Iterable[bytes | Mapping[str, Any]], key: Mapping[str, Any]) -> list[str]:
    """The phrases of the key that should have survived and are nowhere in the output."""
    whole = "\n".join(text for form in map(_loaded, trajectories) for _, text in _texts(form, ""))
    return [phrase for phrase in key["kept"] if phrase not in whole]


def _loaded(form: bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = orjson.loads(form) if isinstance(form, bytes) else form
    return loaded


def _found(value: str, text: str, lower: str, squashed: str) -> Form | None:
    if _stands_alone(value, text):
        return "as typed"
    if _stands_alone(value.casefold(), lower):
        return "lower case"
    bare = _squash(value)
    return "squashed" if len(bare) >= SQUASHED_AT_LEAST and bare in squashed else None


def _stands_alone(value: str, text: str) -> bool:
    """Whether the value is in the text, not as a piece of a longer word."""
    start = text.find(value)
    while start >= 0:
        before, after = text[:start][-1:], text[start + len(value) :][:1]
        if not (before.isalnum() and value[0].isalnum()) and not (after.isalnum() and value[-1].isalnum()):
            return True
        start = text.find(value, start + 1)
    return False


def _squash(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _readings(form: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text by itself, the typed and pasted texts joined, and each screen's lines joined."""
    yield from _texts(form, "")
    steps = form.get("steps", ())
    entered = [step["action"]["text"] for step in steps if isinstance(step["action"].get("text"), str)]
    yield "all typed text", "".join(entered)
    for step in steps:
        screen = (step.get("observation") or {}).get("screen") or {}
        lines = [line["text"] for line in screen.get("text", ())]
        if lines:
            yield f"steps.{step['i']}.screen, lines joined", " ".join(lines)


def _texts(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _MACHINE_FIELDS:
                yield from _texts(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _texts(inner, f"{place}.{n}".lstrip("."))
