"""Keys in the `typed` of a rules test: texts and names of keys to the keys that a person presses.

Owns the notation only: `"Helo"` is four keys, `Backspace` one, `Control+a` one with a modifier.
"""

from typing import Final

NAMED_KEYS: Final = frozenset(
    {"Enter", "Tab", "Backspace", "Delete", "Escape", "Home", "End", "PageUp", "PageDown"}
    | {"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"}
)
"""Source: W3C UI Events KeyboardEvent key values."""
MODIFIERS: Final = ("Control", "Alt", "Shift", "Meta")


def split_chord(key: str) -> tuple[tuple[str, ...], str]:
    """The modifiers and the key of one press: `Control+Shift+a` gives `("Control", "Shift")` and `a`."""
    mods: list[str] = []
    rest = key
    while True:
        head, plus, tail = rest.partition("+")
        if not plus or not tail or head not in MODIFIERS:
            return tuple(mods), rest
        mods.append(head)
        rest = tail


def read_keys(text: str) -> tuple[str, ...]:
    """The keys of one item: a named key or a chord is one, any other text one for each character."""
    mods, key = split_chord(text)
    if text in NAMED_KEYS or (mods and (key in NAMED_KEYS or len(key) == 1)):
        return (text,)
    return tuple(text)
