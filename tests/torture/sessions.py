"""Invented work with canaries in it: strings that nobody may ever see again outside of the raw topic.

Owns what goes in: sessions of a partition, round by round, deterministic by seed. Every event has its
`seq`; every form in which text comes (typed with corrections, read off a screen in pieces, titles,
URLs, clipboard, targets, fields, ids) carries canaries. Rules find them, so that no model is needed.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import Any, Final

import orjson

T0: Final = 1_793_000_000_000
"""When the invented people work (ms)."""
ROUND_MS: Final = 120_000
ROUND_SEQ: Final = 1_000
_LETTERS: Final = [chr(n) for n in range(0x13A0, 0x13F0)]
"""Cherokee letters stand in canaries and nowhere else: one of them outside is a leak by itself."""

RULES: Final = """\
version: 1
name: {name}
apps:
  exclude:
    - {{app: "com.example.vault"}}
    - {{title: "*Private*"}}
detection:
  patterns:
    - {{entity: CANARY, regex: 'zq(?: ?\\d){{6}}', score: 0.95}}
    - {{entity: CANARY, regex: '[\\u13a0-\\u13f5]+', score: 0.95}}
fields: {fields}
trajectory: {{idle_gap_s: {idle_gap_s}}}
"""


def rules_document(name: str = "torture", idle_gap_s: int = 60, clipboard: str = "keep") -> bytes:
    """A rules document that finds all canaries."""
    fields = f"{{clipboard: {clipboard}, url: {{keep: path}}}}"
    return RULES.format(name=name, fields=fields, idle_gap_s=idle_gap_s).encode()


@dataclass(slots=True)
class Scribe:
    """Writes the events of one stretch."""

    chance: random.Random
    seq: int
    ts: int
    events: list[dict[str, Any]] = field(default_factory=list)
    ctx: int = 0

    def canary(self) -> str:
        """A string that must never come out."""
        if self.chance.random() < 0.5:
            return f"zq{self.chance.randrange(10**6):06d}"
        return "".join(self.chance.choices(_LETTERS, k=self.chance.randint(3, 9)))

    def add(self, kind: str, **more: Any) -> None:
        """One event, some time after the one before it."""
        self.events.append({"seq": self.seq, "ts": self.ts, "ctx": self.ctx, "type": kind, **more})
        self.seq += 1
        self.ts += self.chance.randint(20, 300)

    def keys(self, keys: Sequence[str], place: dict[str, Any]) -> None:
        """Keys that are pressed one after another."""
        for key in keys:
            self.add("key", key=key, action="down", field=place)

    def word(self) -> str:
        """A word that is nobody's."""
        return self.chance.choice(["invoice", "open", "draft", "please", "window", "table", "check", "later"])


def _typed(s: Scribe) -> None:
    """Typed with slips of the finger: a wrong character is taken back, or one is put in between."""
    place = {"id": f"f{s.chance.randrange(3)}", "role": "textbox", "name": "Note"}
    secret, at = s.canary(), 0
    keys: list[str] = [*s.word(), " "]
    at = s.chance.randint(1, len(secret) - 1)
    if s.chance.random() < 0.5:
        keys += [*secret[:at], "x", "Backspace", *secret[at:]]
    else:
        keys += [*secret[: at - 1], *secret[at:]] + ["ArrowLeft"] * (len(secret) - at)
        keys += [secret[at - 1]] + ["ArrowRight"] * (len(secret) - at)
    s.keys([*keys, " ", *s.word()], place)


def _screen(s: Scribe) -> None:
    """A screen whose lines hold canaries, whole and in two items; part of it is an excluded window."""
    ocr: list[dict[str, Any]] = []
    for line in range(s.chance.randint(2, 5)):
        secret = f"zq{s.chance.randrange(10**6):06d}"
        cut = s.chance.randint(2, 7)
        parts = [s.word(), secret[:cut], secret[cut:]] if s.chance.random() < 0.5 else [s.word(), s.canary()]
        for n, text in enumerate(parts):
            ocr.append({"text": text, "box": [10 + 90 * n, 40 + 20 * line, 80, 18], "line": line})
    ocr.append({"text": f"vault {s.canary()}", "box": [900, 40, 200, 18], "line": 99})
    windows = [{"ctx": 2, "bounds": [880, 0, 400, 800]}, {"ctx": s.ctx, "bounds": [0, 0, 880, 800]}]
    shot = {"image_ref": f"file:///shots/{s.canary()}.png", "image_sha256": "0" * 64}
    s.add("screen", width=1280, height=800, scale=1, ocr=ocr, windows=windows, **shot)


def _pasted(s: Scribe) -> None:
    secret, place = s.canary(), {"id": "p", "role": "textbox", "name": f"To {s.canary()}"}
    if s.chance.random() < 0.6:
        s.add("key", key="c", action="down", mods=["Control"], field=place)
        s.add("clipboard", text=f"{s.word()} {secret}", action=s.chance.choice(["copy", "cut"]))
    s.add("key", key="v", action="down", mods=["Control"], field=place)
    s.add("text", text=f"{s.word()} {secret}", source="paste", field=place)


def _entered(s: Scribe) -> None:
    place = {"id": "i", "role": "textbox", "name": "Subject"}
    source = s.chance.choice(["ime", "dictation", "autofill"])
    s.add("text", text=f"{s.word()} {s.canary()} {s.word()}", source=source, field=place)


def _clicked(s: Scribe) -> None:
    target = {
        "role": "link",
        "name": f"{s.word()} {s.canary()}",
        "value": s.canary(),
        "bounds": [1, 2, 30, 9],
    }
    where = {"x": s.chance.randrange(900), "y": s.chance.randrange(700), "target": target}
    for action in ("move", "down", "up"):
        s.add("pointer", action=action, **where, **({} if action == "move" else {"button": "left"}))
    if s.chance.random() < 0.3:
        s.add("scroll", x=5, y=6, dy=-3, target={"role": "list", "name": s.canary()})


def _secret(s: Scribe) -> None:
    """A password in a secure field: what is typed there is no canary that rules would find."""
    place = {"id": "pw", "role": "textbox", "name": s.chance.choice(["Password", "PIN"]), "secure": True}
    s.keys(list("zqsecret"), place)
    s.keys(["Tab"], {"id": "next", "role": "button", "name": "Go"})


def _visits(s: Scribe) -> None:
    """One value that is typed in two visits to a field."""
    secret = f"zq{s.chance.randrange(10**6):06d}"
    place = {"id": "v", "role": "textbox", "name": "Number"}
    cut = s.chance.randint(3, 6)
    s.keys(list(secret[:cut]), place)
    s.add("focus", field={"id": "w", "role": "textbox", "name": "Other"})
    s.keys(list("ok"), {"id": "w", "role": "textbox", "name": "Other"})
    s.add("focus", field=place)
    s.keys(list(secret[cut:]), place)


def _excluded(s: Scribe) -> None:
    before, s.ctx = s.ctx, s.chance.choice([2, 3])
    s.add("focus")
    s.keys(list("zqvault"), {"id": "e", "role": "textbox", "name": s.canary()})
    s.ctx = before
    s.add("focus")


def _elsewhere(s: Scribe) -> None:
    s.ctx = s.chance.choice([0, 1])
    s.add("focus")


def _unknown(s: Scribe) -> None:
    s.add("gesture", text=s.canary(), note={"deep": [s.canary()]})


PARTS: Final[tuple[Callable[[Scribe], None], ...]] = (
    _typed,
    _typed,
    _screen,
    _pasted,
    _entered,
    _clicked,
    _secret,
    _visits,
    _excluded,
    _elsewhere,
    _unknown,
)


def contexts(s: Scribe) -> list[dict[str, Any]]:
    """The windows of a message; titles and URLs carry canaries too."""
    return [
        {"app": "com.example.notes", "title": f"Notes of {s.canary()}", "window_id": f"w-{s.canary()}"},
        {
            "app": "com.example.browser",
            "title": f"{s.canary()} - Wiki",
            "url": f"https://zq{s.chance.randrange(10**6):06d}@wiki.example/page/{s.canary()}?q={s.canary()}",
        },
        {"app": "com.example.vault", "title": f"Vault {s.canary()}"},
        {"app": "com.example.notes", "title": f"Private {s.canary()}"},
    ]


def stretch(chance: random.Random, round_number: int, parts: int, ends: bool = True) -> Scribe:
    """The events of one stretch, numbered from its round on."""
    scribe = Scribe(chance, round_number * ROUND_SEQ, T0 + round_number * ROUND_MS)
    scribe.add("focus")
    for part in chance.choices(PARTS, k=parts):
        part(scribe)
    if ends:
        scribe.add("end", reason="stop")
    return scribe


def messages(scribe: Scribe, session: str, user: str, **more: Any) -> list[bytes]:
    """Raw messages of a stretch: some events in each."""
    made, at = [], 0
    windows = contexts(scribe)
    while at < len(scribe.events):
        size = scribe.chance.randint(2, 24)
        made.append(
            orjson.dumps(
                {
                    "v": 1,
                    "session_id": session,
                    "user_id": user,
                    "device_id": f"d-{session}",
                    "surprise": scribe.canary(),
                    "contexts": windows,
                    "events": scribe.events[at : at + size],
                    **more,
                }
            )
        )
        at += size
    return made


def session_id(partition: int, person: int) -> str:
    """The id of a session, which is a canary itself."""
    return f"zq{partition:03d}{person:03d}"


def work(
    seed: int,
    partition: int,
    round_number: int,
    people: int,
    *,
    parts: int = 4,
    repeats: float = 0.0,
    late: bool = False,
) -> list[bytes]:
    """What some people of a partition do at the same time: each of them one stretch.

    `repeats` is how likely a message comes a second time: a recorder that was not sure that it arrived.
    The last one of a stretch does so only with `late`: what comes behind an end waits for more, or for time.
    """
    chance = random.Random(f"{seed}/{partition}/{round_number}")
    lines = []
    for person in range(people):
        name = session_id(partition, person)
        made = messages(stretch(chance, round_number, parts), name, f"u-{name}")
        sure = [] if late else made[-1:]
        unsure = made[: len(made) - len(sure)]
        lines.append([again for value in unsure for again in _sent(value, chance, repeats)] + sure)
    return [value for value in chain.from_iterable(zip_longest(*lines)) if value is not None]


def _sent(value: bytes, chance: random.Random, repeats: float) -> list[bytes]:
    return [value, value] if chance.random() < repeats else [value]
