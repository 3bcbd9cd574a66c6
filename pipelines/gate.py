"""The gate: which events of a closed stretch may be used, and where holes are.

Owns the reasons of dropping and the cut into segments (SPEC section 4). It runs when a stretch is
about to be published, under the newest controls and rules, and never moves a stretch's end.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.apps import AppFilter
from pipelines.consent import ControlSet
from pipelines.entries import Entry, Stretch
from schemas.raw import ClipboardEvent, Context, PointerEvent, UnknownEvent


@dataclass(frozen=True, slots=True)
class Gated:
    """What is left: kept entries, split at holes; and what must not be seen in them.

    `hidden_titles` are titles of excluded windows, `hidden_texts` what was copied in dropped events.
    """

    segments: tuple[tuple[Entry, ...], ...]
    dropped: dict[str, int]
    seq_gaps: int
    hidden_titles: frozenset[str]
    hidden_texts: frozenset[str]


def pass_gate(stretch: Stretch, controls: ControlSet, apps: AppFilter) -> Gated:
    """Drop what controls and rules exclude; split what is left at every hole."""
    if _is_erased(stretch, controls):
        dropped = Counter(stretch.counts)
        dropped["erased"] += len(stretch.entries)
        return Gated((), dict(dropped), 0, frozenset(), frozenset())
    dropped = Counter(stretch.counts)
    segments: list[list[Entry]] = [[]]
    hidden_texts: set[str] = set()
    previous_seq: int | None = None
    verdicts: dict[Context, bool] = {}
    for entry in stretch.entries:
        if previous_seq is not None and entry.event.seq != previous_seq + 1 and segments[-1]:
            segments.append([])
        previous_seq = entry.event.seq
        reason = _reason(entry, controls, apps, verdicts)
        if reason is None:
            segments[-1].append(entry)
            continue
        dropped[reason] += 1
        if reason != "unknown_type":
            if isinstance(entry.event, ClipboardEvent):
                hidden_texts.update(_copied(entry.event.text))
            if segments[-1] and not _is_move(entry):
                segments.append([])
    kept = tuple(tuple(segment) for segment in segments if segment)
    titles = _excluded_titles(stretch.entries, apps, verdicts)
    span = stretch.last_seq - stretch.first_seq + 1 if stretch.entries else 0
    return Gated(
        kept,
        dict(dropped),
        span - len(stretch.entries),
        titles,
        frozenset(t for t in hidden_texts if t.strip()),
    )


def _is_erased(stretch: Stretch, controls: ControlSet) -> bool:
    times = [entry.event.ts for entry in stretch.entries]
    users = {entry.envelope.user_id for entry in stretch.entries}
    return any(controls.erases(user, stretch.session_id, times) for user in sorted(users))


def _reason(entry: Entry, controls: ControlSet, apps: AppFilter, verdicts: dict[Context, bool]) -> str | None:
    reason = controls.reason(entry.envelope, entry.event.ts)
    if reason is not None:
        return reason
    if _excluded(entry.context, apps, verdicts):
        return "app_excluded"
    return "unknown_type" if isinstance(entry.event, UnknownEvent) else None


def _excluded(context: Context, apps: AppFilter, verdicts: dict[Context, bool]) -> bool:
    verdict = verdicts.get(context)
    if verdict is None:
        verdict = verdicts[context] = apps.excluded(context)
    return verdict


def _copied(text: str) -> list[str]:
    """What was copied, and its lines as a screen shows them, but for words alone such as `Save`."""
    lines = (line for line in text.splitlines() if len(line.split()) > 1 or any(map(str.isdigit, line)))
    return [text, *lines]


def _is_move(entry: Entry) -> bool:
    return isinstance(entry.event, PointerEvent) and entry.event.action == "move"


def _excluded_titles(
    entries: Iterable[Entry], apps: AppFilter, verdicts: dict[Context, bool]
) -> frozenset[str]:
    """Titles of excluded windows, but for those that a kept window of the same app has too."""
    seen: set[tuple[Context, ...]] = set()
    titles: set[tuple[str, str]] = set()
    shown: set[tuple[str, str]] = set()
    for entry in entries:
        contexts = entry.envelope.contexts
        if contexts in seen:
            continue
        seen.add(contexts)
        for context in contexts:
            if context.title and context.title.strip():
                hidden = _excluded(context, apps, verdicts)
                (titles if hidden else shown).add((context.app, context.title.strip()))
    return frozenset(title for _, title in titles - shown)
