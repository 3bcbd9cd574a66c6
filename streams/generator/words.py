"""What invented people see and type: names put together from syllables, screens of common programs."""

import random
from typing import Final

_STARTS: Final = (
    "Bel Cor Dar Fen Gil Hal Ina Jor Kel Lum Mar Nil Ori Pel Quin Ras Sel Tam Ul Ver Wil Yas Zor".split()
)
_ENDS: Final = "a an bert dan do eth ga in is ka la len mir na no ra rik ro sa ta vin wen ya".split()
_STREETS: Final = "Aspen Barrow Cobble Dell Ember Foxglove Granary Heron Inkwell Juniper".split()
_THINGS: Final = "invoice shipment contract refund draft proposal ticket report onboarding budget".split()

PROGRAMS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "com.google.Chrome": (
        "Inbox ({n}) - Mail",
        (
            "Compose",
            "Inbox",
            "Starred",
            "Snoozed",
            "Sent",
            "Drafts",
            "Reply",
            "Forward",
            "Archive",
            "Mark as read",
        ),
    ),
    "com.tinyspeck.slackmacgap": (
        "Slack | general",
        (
            "Threads",
            "Direct messages",
            "Add channel",
            "Search",
            "Send now",
            "Huddle",
            "Files",
            "Canvas",
            "More",
        ),
    ),
    "com.microsoft.Excel": (
        "Q{n}.xlsx - Excel",
        (
            "File",
            "Home",
            "Insert",
            "Page Layout",
            "Formulas",
            "Data",
            "Review",
            "View",
            "AutoSum",
            "Sort & Filter",
        ),
    ),
    "com.microsoft.VSCode": (
        "app.py - project - Visual Studio Code",
        (
            "File",
            "Edit",
            "Selection",
            "View",
            "Go",
            "Run",
            "Terminal",
            "EXPLORER",
            "OUTLINE",
            "TIMELINE",
            "Ln 12, Col 8",
        ),
    ),
    "com.acme.crm": (
        "Case {n} - CRM",
        (
            "Cases",
            "Contacts",
            "Accounts",
            "Status",
            "Priority",
            "Owner",
            "Save and close",
            "New case",
            "Reports",
        ),
    ),
}


def person(chance: random.Random) -> str:
    """An invented name of two parts."""
    return " ".join(chance.choice(_STARTS) + chance.choice(_ENDS) for _ in range(2))


def line(chance: random.Random, app: str) -> str:
    """A new line, as this kind of program shows it."""
    name, number = person(chance), chance.randrange(10_000, 99_999)
    thing = chance.choice(_THINGS)
    if app == "com.microsoft.VSCode":
        return chance.choice(
            (
                f"    {thing}_{number % 90} = load_{thing}(path, limit={number})",
                f"def check_{thing}(row: dict[str, int]) -> bool:",
                f"# asked for by {name}",
                f"    return total_{thing} + {number}",
                f"INFO {number} {thing} done in {number % 700} ms",
            )
        )
    return chance.choice(
        (
            f"{name} sent the {thing} #{number}",
            f"{thing.title()} {number} is waiting for approval",
            f"From: {name} <{name.lower().replace(' ', '.')}@example.com>",
            f"{number % 24:02d}:{number % 60:02d} {thing} updated",
            f"{number % 390 + 10} {chance.choice(_STREETS)} Street, Springfield",
            f"Total for {thing}: {number / 100:.2f} EUR",
            f"Re: {thing} for {name}",
        )
    )


def sentence(chance: random.Random) -> str:
    """Something to type."""
    name, thing = person(chance), chance.choice(_THINGS)
    return chance.choice(
        (
            f"please send the {thing} to {name} today",
            f"the {thing} is done, I will call {name.split()[0]} back at {chance.randrange(8, 18)}:30",
            f"can you check the {thing} once more",
            f"{name} asked for the {thing}, order {chance.randrange(10_000, 99_999)}",
        )
    )
