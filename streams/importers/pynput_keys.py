"""Names of keys as pynput writes them, turned into W3C `KeyboardEvent.key` values.

Source: W3C UI Events KeyboardEvent key Values; pynput.keyboard.Key.
"""

from typing import Final

NAMED: Final[dict[str, str]] = {
    "alt": "Alt",
    "alt_l": "Alt",
    "alt_r": "Alt",
    "alt_gr": "AltGraph",
    "backspace": "Backspace",
    "caps_lock": "CapsLock",
    "cmd": "Meta",
    "cmd_l": "Meta",
    "cmd_r": "Meta",
    "ctrl": "Control",
    "ctrl_l": "Control",
    "ctrl_r": "Control",
    "delete": "Delete",
    "down": "ArrowDown",
    "end": "End",
    "enter": "Enter",
    "esc": "Escape",
    "home": "Home",
    "insert": "Insert",
    "left": "ArrowLeft",
    "media_next": "MediaTrackNext",
    "media_play_pause": "MediaPlayPause",
    "media_previous": "MediaTrackPrevious",
    "media_volume_down": "AudioVolumeDown",
    "media_volume_mute": "AudioVolumeMute",
    "media_volume_up": "AudioVolumeUp",
    "menu": "ContextMenu",
    "num_lock": "NumLock",
    "page_down": "PageDown",
    "page_up": "PageUp",
    "pause": "Pause",
    "print_screen": "PrintScreen",
    "right": "ArrowRight",
    "scroll_lock": "ScrollLock",
    "shift": "Shift",
    "shift_l": "Shift",
    "shift_r": "Shift",
    "space": " ",
    "tab": "Tab",
    "up": "ArrowUp",
    **{f"f{n}": f"F{n}" for n in range(1, 25)},
}

UNKNOWN: Final = "Unidentified"


def key_value(name: str, pynput_key: str, shift: bool) -> str:
    """The W3C value of a key.

    pynput gives a key's code (`<84>`) instead of its character while Control or Alt is held; its
    name is then the capital that is printed on the key, whatever Shift is.
    """
    known = NAMED.get(name.lower().removeprefix("key."))
    if known is not None and (len(name) > 1 or name not in pynput_key.strip("'\"")):
        return known
    if len(name) != 1:
        return UNKNOWN
    by_code = pynput_key.startswith("<") and pynput_key.endswith(">")
    return name.lower() if by_code and not shift else name
