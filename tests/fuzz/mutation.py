"""Changing a message where it hurts: a value, a name, a type, a length; now and then only its bytes."""

import random
from typing import Any, Final

import orjson

_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    0,
    -1,
    2**53,
    2**53 - 1,
    2**63,
    1e308,
    -0.0,
    0.5,
    "",
    "a",
    "zq123456",
    "\u13a0\u13a1",
    "\u0000",
    "\ud7ff\uffff",
    "e\u0301" * 40,
    "\U0001f469\u200d\U0001f4bb",
    [],
    {},
    [[]],
    "down",
    "up",
    "move",
    "left",
    "end",
    "key",
    "text",
    "screen",
    "paste",
    "Backspace",
    "ArrowLeft",
    "Control",
    "https://zq123456@h.example:99999/p?q#f",
)


def mutate(data: bytes, seed: int) -> bytes:
    """The message with some places changed."""
    chance = random.Random(seed)
    try:
        form = orjson.loads(data)
    except orjson.JSONDecodeError:
        return _scratch(data, chance)
    for _ in range(chance.randint(1, 4)):
        _change(form, chance)
    try:
        made = orjson.dumps(form)
    except (TypeError, orjson.JSONEncodeError):
        return data
    return _scratch(made, chance) if chance.random() < 0.1 else made


def _scratch(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data or b"{")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made))
        made[at : at + chance.randint(0, 3)] = bytes(
            chance.randrange(256) for _ in range(chance.randint(0, 3))
        )
        if not made:
            made = bytearray(b"{")
    return bytes(made)


def _change(form: Any, chance: random.Random) -> None:
    holder: Any = form
    while isinstance(holder, dict | list) and holder:
        keys: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = chance.choice(keys)
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.25:
            _change_at(holder, key, chance)
            return
        holder = inner


def _change_at(holder: Any, key: Any, chance: random.Random) -> None:
    kind = chance.randrange(5)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, list):
        holder.insert(key, holder[chance.randrange(len(holder))])
    elif kind == 2 and isinstance(holder, dict):
        holder[str(chance.choice(_VALUES))] = holder.pop(key)
    elif kind == 3 and isinstance(holder[key], int | float) and not isinstance(holder[key], bool):
        holder[key] = holder[key] + chance.choice([-1, 1, 1000, 60_000, -60_000])
    else:
        holder[key] = chance.choice(_VALUES)
