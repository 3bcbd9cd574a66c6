"""The report on a run of real recordings: no planted values, and a warning that it holds raw text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from streams.report.content import Side, count_entities, pair_trajectories


def real_content(trajectories: Sequence[Mapping[str, Any]], side: Side, events: int) -> dict[str, Any]:
    """What the report on a run shows; `events` were in its input."""
    paired = pair_trajectories(trajectories, side)
    dropped: Counter[str] = Counter()
    for form in trajectories:
        dropped.update(form["quality"]["dropped"])
    steps = sum(len(form["steps"]) for form in trajectories)
    entities = count_entities(trajectories)
    replaced = sum(entities.values())
    return {
        "title": "cleantrace: before and after",
        "kind": "Report on a run",
        "verdict": [[f"{replaced:,}", "good"], [f" pieces replaced in {steps:,} steps.", ""]],
        "lead": f"{events:,} recorded events went in. {len(trajectories)} stretches of them were published.",
        "notice": (
            "This file holds RAW TEXT of real recordings, on the side called Before and wherever nothing "
            "was replaced. Keep it as you keep the raw topic, and delete it when you have looked."
        ),
        "real": True,
        "foot": "Made by cleantrace report. This file fetches nothing. It holds raw text.",
        "tiles": [
            ["events in", f"{events:,}", ""],
            ["events left out", f"{sum(dropped.values()):,}", ""],
            ["trajectories out", str(len(trajectories)), ""],
            ["steps out", f"{steps:,}", ""],
            ["pieces replaced", f"{replaced:,}", ""],
        ],
        "dropped": dict(dropped),
        "entities": entities,
        "trajectories": [
            {**form, "label": f"{form['role'] or 'Trajectory'} {n + 1}"} for n, form in enumerate(paired)
        ],
        "planted": None,
    }
