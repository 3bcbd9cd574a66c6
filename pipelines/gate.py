"""The gate: which events of a closed stretch may be used, and where holes are.

Owns the reasons of dropping and the cut into segments (SPEC section 4). It runs when a stretch is
about to be published, under the newest controls and rules, and never moves a stretch's end.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.apps import AppFilter
from pipelines.consent import ControlSet
from pipelines.entries import Entries, Entry, Moves, Part, Stretch, parts_of, times_of
from schemas.raw import ClipboardEvent, Context, PointerEvent, UnknownEvent


@dataclass(frozen=True, slots=True)
class Gated:
    """What is left: kept entries, split at holes; and what must not be seen in them.

    `hidden_titles` are titles of excluded windows, `hidden_texts` what was copied in dropped events.
    """

    segments: tuple[Sequence[Entry], ...]
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
    sieve = _Sieve(stretch, controls, apps)
    for part in parts_of(stretch.entries):
        sieve.take(part)
    span = stretch.last_seq - stretch.first_seq + 1 if stretch.entries else 0
    return Gated(
        tuple(Entries(segment) for segment in sieve.segments if segment),
        dict(sieve.dropped),
        span - len(stretch.entries),
        sieve.excluded_titles(),
        frozenset(text for text in sieve.hidden_texts if text.strip()),
    )


class _Sieve:
    """Takes the entries of a stretch in order; moves in one piece where one reason holds for all."""

    def __init__(self, stretch: Stretch, controls: ControlSet, apps: AppFilter) -> None:
        self.dropped = Counter(stretch.counts)
        self.segments: list[list[Part]] = [[]]
        self.hidden_texts: set[str] = set()
        self._entries = stretch.entries
        self._controls = controls
        self._apps = apps
        self._next_seq: int | None = None
        self._verdicts: dict[Context, bool] = {}

    def take(self, part: Part) -> None:
        """Keep or drop the next entry, or moves that follow one another."""
        if isinstance(part, Moves):
            if self._controls.says_something_of(part.envelope):
                for entry in part.entries():
                    self.take(entry)
                return
            excluded = self._excluded(part.context)
            self._place(part, part.run.first_seq, len(part.run), "app_excluded" if excluded else None)
        else:
            self._place(part, part.event.seq, 1, self._reason(part))

    def _place(self, part: Part, seq: int, count: int, reason: str | None) -> None:
        segments = self.segments
        if self._next_seq is not None and seq != self._next_seq and segments[-1]:
            segments.append([])
        self._next_seq = seq + count
        if reason is None:
            segments[-1].append(part)
            return
        self.dropped[reason] += count
        if reason == "unknown_type" or isinstance(part, Moves):
            return
        if isinstance(part.event, ClipboardEvent):
            self.hidden_texts.update(_copied(part.event.text))
        if segments[-1] and not _is_move(part):
            segments.append([])

    def _reason(self, entry: Entry) -> str | None:
        reason = self._controls.reason(entry.envelope, entry.event.ts)
        if reason is not None:
            return reason
        if self._excluded(entry.context):
            return "app_excluded"
        return "unknown_type" if isinstance(entry.event, UnknownEvent) else None

    def _excluded(self, context: Context) -> bool:
        verdict = self._verdicts.get(context)
        if verdict is None:
            verdict = self._verdicts[context] = self._apps.excluded(context)
        return verdict

    def excluded_titles(self) -> frozenset[str]:
        """Titles of excluded windows, but for those that a kept window of the same app has too."""
        titles: set[tuple[str, str]] = set()
        shown: set[tuple[str, str]] = set()
        for context in _contexts(self._entries):
            if context.title and context.title.strip():
                hidden = self._excluded(context)
                (titles if hidden else shown).add((context.app, context.title.strip()))
        return frozenset(title for _, title in titles - shown)


def _is_erased(stretch: Stretch, controls: ControlSet) -> bool:
    users = {part.envelope.user_id for part in parts_of(stretch.entries)}
    return any(controls.erases(user, stretch.session_id, times_of(stretch.entries)) for user in sorted(users))


def _copied(text: str) -> list[str]:
    """What was copied, and its lines as a screen shows them, but for words alone such as `Save`."""
    lines = (line for line in text.splitlines() if len(line.split()) > 1 or any(map(str.isdigit, line)))
    return [text, *lines]


def _is_move(entry: Entry) -> bool:
    return isinstance(entry.event, PointerEvent) and entry.event.action == "move"


def _contexts(entries: Sequence[Entry]) -> Iterator[Context]:
    """The windows that messages name, once for each list of them."""
    seen: set[tuple[Context, ...]] = set()
    for part in parts_of(entries):
        contexts = part.envelope.contexts
        if contexts not in seen:
            seen.add(contexts)
            yield from contexts
