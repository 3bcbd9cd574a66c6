"""What the demo tells: planted values found in the output, drops and why, speed, and the report.

Owns the counting over a finished run; the report's form is `streams.report`'s.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipelines.consent import read_controls
from pipelines.naming import Key
from pipelines.rules import load_rules
from schemas.codec import decode_message
from streams.demo import leaks, session
from streams.demo.drive import Outcome
from streams.report.content import Side, close_stretches, count_entities, pair_trajectories

LABELS: Final = {
    "5b0c7e1a-am": "Support agent, morning",
    "5b0c7e1a-pm": "Support agent, after lunch",
    "c41d90f2": "Developer",
}


@dataclass(frozen=True, slots=True)
class Account:
    """A finished run in numbers."""

    planted: int
    leaks: tuple[leaks.Leak, ...]
    lost: tuple[str, ...]
    events: int
    steps: int
    dropped: dict[str, int]
    entities: dict[str, int]
    seconds: float

    @property
    def survived(self) -> int:
        """How many planted values, or parts of them, are in the output."""
        return len({leak.value for leak in self.leaks})

    @property
    def events_per_s(self) -> float:
        """Recorded events redacted in a second."""
        return self.events / self.seconds if self.seconds else 0.0


def settle(outcome: Outcome) -> Account:
    """Count what came out of a run of the shipped session."""
    key = session.shipped_key()
    dropped: Counter[str] = Counter()
    for record in outcome.audit:
        dropped.update(record["dropped"])
    lines = session.shipped_session().splitlines()
    return Account(
        planted=len(key["planted"]),
        leaks=tuple(leaks.find(outcome.trajectories, key)),
        lost=tuple(leaks.missing(outcome.trajectories, key)),
        events=sum(len(decode_message(line).events) for line in lines),
        steps=sum(len(form["steps"]) for form in outcome.trajectories),
        dropped={name: count for name, count in sorted(dropped.items()) if count},
        entities=count_entities(outcome.trajectories),
        seconds=outcome.seconds,
    )


def report_content(outcome: Outcome, account: Account, key: Key) -> dict[str, Any]:
    """What the demo's report shows."""
    rules = load_rules(session.RULES_FILE)
    messages = enumerate(decode_message(line) for line in session.shipped_session().splitlines())
    controls = read_controls(session.CONTROLS_FILE.read_bytes().splitlines())
    stretches = close_stretches(messages, rules)
    paired = pair_trajectories(outcome.trajectories, Side(stretches, controls, rules, key))
    paired.sort(key=lambda form: (list(LABELS).index(form["raw_session"]), form["steps"][0]["t_ms"]))
    planted = session.shipped_key()
    found = Counter(leak.value for leak in account.leaks)
    return {
        "title": "cleantrace: the demo's report",
        "kind": "Demo report",
        "verdict": _verdict(account),
        "lead": (
            f"{planted['minutes']:.0f} minutes of a support agent's and a developer's day went in: "
            f"every key, click and screen. {account.steps} steps came out, on {outcome.where}."
        ),
        "notice": (
            "The side called Before shows raw text. Everybody in it is invented; a report on real "
            "recordings would hold real people's text."
        ),
        "real": False,
        "foot": "Made by cleantrace demo. This file fetches nothing and can be moved anywhere.",
        "tiles": _tiles(account, len(paired)),
        "dropped": account.dropped,
        "entities": account.entities,
        "trajectories": _labelled(paired),
        "start": _start(paired),
        "planted": [
            {**item, "found": sum(found[text] for text in (item["value"], *item["parts"]))}
            for item in planted["planted"]
        ],
        "planted_hint": (
            "Each was looked for in all published text as typed, in lower case, and with spaces and "
            "punctuation removed; given names and surnames also alone."
        ),
    }


def _verdict(account: Account) -> list[list[str]]:
    mood = "bad" if account.survived else "good"
    return [[f"{account.survived} of {account.planted}", mood], [" planted values came out.", ""]]


def _tiles(account: Account, trajectories: int) -> list[list[str]]:
    return [
        ["events in", f"{account.events:,}", ""],
        ["events left out", f"{sum(account.dropped.values()):,}", ""],
        ["trajectories out", str(trajectories), ""],
        ["steps out", str(account.steps), ""],
        ["pieces replaced", f"{sum(account.entities.values()):,}", ""],
        ["speed", f"{account.events_per_s:,.0f}", "events/s"],
    ]


def _labelled(paired: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    labelled = []
    for form in paired:
        name = LABELS[form["raw_session"]]
        seen[name] += 1
        labelled.append({**form, "label": name if seen[name] == 1 else f"{name} ({seen[name]})"})
    return labelled


def _start(paired: Sequence[Mapping[str, Any]]) -> list[int]:
    """The first step worth seeing: typed text with names, on one monitor, over many kinds of replacement."""
    best, place = -1, [0, 0]
    for n, form in enumerate(paired):
        for m, step in enumerate(form["steps"]):
            typed = any(row["name"] == "text" and len(row["after"]) > 1 for row in step["rows"])
            screen = form["screens"][step["screen"]] if step["screen"] is not None else None
            if typed and screen is not None and all(pane[0] >= 0 for pane in screen["panes"]):
                kinds = len({item[5] for item in screen["after"] if item[5]})
                if kinds > best:
                    best, place = kinds, [n, m]
    return place
