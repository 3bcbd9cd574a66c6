"""What one key press is: text, a line break, an editing key, a hotkey, a key, or nothing by itself.

Owns the W3C names of keys and the classification of SPEC section 3. The one place that decides it:
where a stretch may end (`pipelines.runs`) and what its steps are (`pipelines.steps`) both ask here.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from pipelines.fields import is_multi_line, is_pressed_by_space, takes_caret, takes_text
from schemas.raw import MODIFIERS, Field, KeyEvent

Kind = Literal["text", "break", "edit", "hotkey", "key", "silent"]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODIFIER_KEYS: Final = _names("""
    Alt AltGraph CapsLock Control Fn FnLock Hyper Meta NumLock OS ScrollLock Shift Super Symbol
    SymbolLock Win
""")
COMPOSING_KEYS: Final = _names("""
    AllCandidates Alphanumeric CodeInput Compose Convert Dead FinalMode GroupFirst GroupLast GroupNext
    GroupPrevious ModeChange NextCandidate NonConvert PreviousCandidate Process SingleCandidate
    Unidentified HangulMode HanjaMode JunjaMode Eisu Hankaku Hiragana HiraganaKatakana KanaMode
    KanjiMode Katakana Romaji Zenkaku ZenkakuHankaku Soft1 Soft2 Soft3 Soft4
""")
"""Keys of an input method: what they make arrives as text, so they are nothing by themselves."""

EDITING_KEYS: Final = _names("""
    Backspace Delete ArrowLeft ArrowRight ArrowUp ArrowDown Home End
""")
NAMED_KEYS: Final = (
    MODIFIER_KEYS
    | COMPOSING_KEYS
    | EDITING_KEYS
    | frozenset(f"F{n}" for n in range(1, 36))
    | _names("""
    Enter Tab PageDown PageUp Clear Copy CrSel Cut EraseEof ExSel Insert Paste Redo Undo Accept Again
    Attn Cancel ContextMenu Escape Execute Find Help Pause Play Props Select ZoomIn ZoomOut
    BrightnessDown BrightnessUp Eject LogOff Power PowerOff PrintScreen Hibernate Standby WakeUp
    ChannelDown ChannelUp Close MailForward MailReply MailSend MediaClose MediaFastForward MediaPause
    MediaPlay MediaPlayPause MediaRecord MediaRewind MediaStop MediaTrackNext MediaTrackPrevious New
    Open Print Save SpellCheck Key11 Key12 AudioBalanceLeft AudioBalanceRight AudioBassBoostDown
    AudioBassBoostToggle AudioBassBoostUp AudioFaderFront AudioFaderRear AudioSurroundModeNext
    AudioTrebleDown AudioTrebleUp AudioVolumeDown AudioVolumeUp AudioVolumeMute MicrophoneToggle
    MicrophoneVolumeDown MicrophoneVolumeUp MicrophoneVolumeMute SpeechCorrectionList SpeechInputToggle
    LaunchApplication1 LaunchApplication2 LaunchCalendar LaunchContacts LaunchMail LaunchMediaPlayer
    LaunchMusicPlayer LaunchPhone LaunchScreenSaver LaunchSpreadsheet LaunchWebBrowser LaunchWebCam
    LaunchWordProcessor BrowserBack BrowserFavorites BrowserForward BrowserHome BrowserRefresh
    BrowserSearch BrowserStop AppSwitch Call Camera CameraFocus EndCall GoBack GoHome HeadsetHook
    LastNumberRedial Notification MannerMode VoiceDial Exit Guide Info Settings TV
""")
)
"""Source: W3C UI Events KeyboardEvent key Values (without most keys of television sets)."""

UNKNOWN_KEY: Final = "Unidentified"
"""Stands for a named key that the list does not hold: what a producer makes up may be text."""

_OLDER_NAMES: Final = {
    "Add": "+",
    "Apps": "ContextMenu",
    "Crsel": "CrSel",
    "Decimal": ".",
    "Del": "Delete",
    "Divide": "/",
    "Down": "ArrowDown",
    "Esc": "Escape",
    "Exsel": "ExSel",
    "Left": "ArrowLeft",
    "Multiply": "*",
    "Right": "ArrowRight",
    "Scroll": "ScrollLock",
    "Space": " ",
    "Spacebar": " ",
    "Subtract": "-",
    "Up": "ArrowUp",
    "\b": "Backspace",
    "\t": "Tab",
    "\n": "Enter",
    "\r": "Enter",
    "\x1b": "Escape",
    "\x7f": "Delete",
}
_NAME_SHAPE: Final = re.compile(r"[A-Z][A-Za-z0-9]+")

_DELETING_KEYS: Final = frozenset({"Backspace", "Delete"})


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key press, read. `mods` stand in the fixed order Control, Alt, Shift, Meta."""

    kind: Kind
    key: str
    text: str = ""
    mods: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a hotkey: modifiers first, a letter in upper case exactly when Shift is held."""
        key = self.key
        if len(key) == 1 and key.isalpha():
            cased = key.upper() if "Shift" in self.mods else key.lower()
            key = cased if len(cased) == 1 else key
        return (*self.mods, key)


SILENT: Final = Stroke("silent", "")


def is_silent(event: KeyEvent) -> bool:
    """Whether the event does nothing by itself, in whatever field."""
    return event.action != "down" or event.key in MODIFIER_KEYS or event.key in COMPOSING_KEYS


def read_key(event: KeyEvent, field: Field | None) -> Stroke:
    """Classify a key press in a field; releases, modifiers and composing keys are silent."""
    if is_silent(event):
        return SILENT
    mods = tuple(name for name in MODIFIERS if name in event.mods)
    key = _normal(event.key, "Control" in mods)
    if not key:
        return SILENT
    if key in NAMED_KEYS:
        return _read_named(key, mods, field)
    if len(key) > 1 and _NAME_SHAPE.fullmatch(key):
        return Stroke("hotkey" if _is_command(mods, True) else "key", UNKNOWN_KEY, mods=mods)
    if _is_command(mods, len(key) == 1 and key.isascii() and key.isalnum()):
        return Stroke("hotkey", key if _is_one_grapheme(key) else UNKNOWN_KEY, mods=mods)
    if key == " " and is_pressed_by_space(field):
        return Stroke("key", key, mods=mods)
    return Stroke("text", key, text=key, mods=mods)


def _normal(key: str, control: bool) -> str:
    known = _OLDER_NAMES.get(key)
    if known is not None and not (control and len(key) == 1):
        return known
    if len(key) == 1 and ord(key) < 32:
        return chr(ord(key) + 96) if control and 1 <= ord(key) <= 26 else ""
    return known or key


def _read_named(key: str, mods: tuple[str, ...], field: Field | None) -> Stroke:
    edits = takes_text(field) if key in _DELETING_KEYS else takes_caret(field)
    if key in EDITING_KEYS and "Meta" not in mods and edits:
        return Stroke("edit", key, mods=mods)
    if _is_command(mods, True):
        return Stroke("hotkey", key, mods=mods)
    if key == "Enter" and ("Shift" in mods or is_multi_line(field)):
        return Stroke("break", key, text="\n", mods=mods)
    return Stroke("key", key, mods=mods)


def _is_command(mods: tuple[str, ...], named_or_plain: bool) -> bool:
    """Whether modifiers make a key a hotkey. Source: SPEC section 3."""
    if "Meta" in mods:
        return True
    if "Alt" in mods:
        return named_or_plain
    return "Control" in mods


def _is_one_grapheme(key: str) -> bool:
    return len(key) == 1 or all(unicodedata.combining(c) for c in key[1:])
