"""Where stretches begin and end: the open stretches of one partition's sessions.

Laws: ends follow from the events that have the highest `seq` so far, in the order in which the
partition gives them, before any gate; every event is in exactly one stretch or counted in one;
what an offset brought is known from `Stretch.offsets`. Nothing here reads a clock.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pipelines.entries import Entries, Entry, Envelope, Moves, Place, Stretch
from pipelines.growing import LAST_CELL, Grid, Growing, Strays
from pipelines.runs import RunTracker
from pipelines.sharing import Fresh
from schemas.moves import Events, MoveRun
from schemas.raw import AnyEvent, EndEvent, RawMessage, ScreenEvent, UnknownEvent
from schemas.rules import TrajectoryLimits

__all__ = ["FORGET_MS", "LAST_CELL", "MAX_STRETCH_BYTES", "Added", "Progress", "Sessions"]

MAX_STRETCH_BYTES: Final = 32 * 1024 * 1024
FORGET_MS: Final = 60 * 60 * 1000
"""A session is forgotten one hour, by Kafka's time, after its last message."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a session is, as its audit records say; `kafka_ms` is its last message's, if known."""

    last_seq: int
    last_offset: int
    cut: bool
    kafka_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a message did.

    `closed` are the stretches that it ended; `holders` counts the stretches (closed now, or still
    open) that hold events of this message: 0 means that everything in it was done before.
    """

    closed: tuple[Stretch, ...]
    holders: int
    fresh: tuple[Fresh, ...] = ()
    """Lines that were new to the session's open stretch on the screen before something was done."""


@dataclass(slots=True)
class _Session:
    session_id: str
    user_id: str
    done: Progress | None
    closed_seq: int
    cut: bool
    open: Growing | None = None
    strays: Strays = field(default_factory=Strays)
    kafka_ms: int | None = None
    envelopes: dict[Envelope, Envelope] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.open is not None or bool(self.strays.offsets)


class Sessions:
    """The sessions of one partition and their open stretches."""

    def __init__(
        self,
        topic: str,
        partition: int,
        limits: Callable[[], TrajectoryLimits],
        progress: Callable[[str], Progress | None] = lambda session_id: None,
    ) -> None:
        self._topic = topic
        self._partition = partition
        self._limits = limits
        self._progress = progress
        self._sessions: dict[str, _Session] = {}

    @property
    def open_stretches(self) -> int:
        """How many stretches are open."""
        return sum(session.open is not None for session in self._sessions.values())

    @property
    def open_bytes(self) -> int:
        """Raw bytes of the messages that open stretches hold."""
        return sum(session.open.size_bytes for session in self._sessions.values() if session.open)

    def open_offsets(self) -> tuple[int, ...]:
        """For each open stretch the first offset that it holds."""
        opened = (session.open for session in self._sessions.values())
        return tuple(min(stretch.offsets) for stretch in opened if stretch is not None)

    def add(self, message: RawMessage, offset: int, kafka_ms: int | None) -> Added:
        """Take the next message of the partition.

        `offset` is its place there (a line number in a file), `kafka_ms` Kafka's time, None in a file.
        """
        closed: list[Stretch] = []
        session = self._session(message, kafka_ms, closed)
        if _is_idle(session, kafka_ms, self._idle_gap_ms(session)):
            closed.extend(self._close(session))
        if session.open and session.open.size_bytes + message.size_bytes > MAX_STRETCH_BYTES:
            closed.extend(self._close(session, forced=not _ends_anyway(session.open, message)))
        session.kafka_ms = kafka_ms
        envelope = _envelope(session, message)
        touched: Growing | None = None
        fresh: list[Fresh] = []
        for part in message.events.parts if isinstance(message.events, Events) else message.events:
            if isinstance(part, MoveRun):
                closed.extend(self._add_moves(session, Moves(part, envelope), offset))
            else:
                entry = Entry(part, envelope)
                closed.extend(self._add_event(session, entry, offset))
                if session.open is not None and not isinstance(part, ScreenEvent):
                    fresh.extend(session.open.shared.take_fresh())
            if session.open is not None and session.open is not touched:
                touched = session.open
                touched.grow(message.size_bytes)
        return Added(tuple(closed), _holders(session, closed, offset), tuple(fresh))

    def has_idle(self, kafka_ms: int, margin_ms: int) -> bool:
        """Whether `close_idle` would close anything."""
        return any(
            session.holds
            and session.kafka_ms is not None
            and kafka_ms - session.kafka_ms - margin_ms >= self._idle_gap_ms(session)
            for session in self._sessions.values()
        )

    def close_idle(self, kafka_ms: int, margin_ms: int) -> tuple[Stretch, ...]:
        """Close what lies `idle_gap_s` and the margin behind `kafka_ms`, a time the partition has reached.

        Sessions that lie an hour and the margin behind are forgotten.
        """
        closed: list[Stretch] = []
        for session in list(self._sessions.values()):
            if session.kafka_ms is None:
                continue
            rest_ms = kafka_ms - session.kafka_ms - margin_ms
            if session.holds and rest_ms >= self._idle_gap_ms(session):
                closed.extend(self._close(session))
            if not session.holds and rest_ms >= FORGET_MS:
                del self._sessions[session.session_id]
        return tuple(closed)

    def close_all(self) -> tuple[Stretch, ...]:
        """Close everything: the end of a file."""
        return tuple(stretch for session in self._sessions.values() for stretch in self._close(session))

    def _session(self, message: RawMessage, kafka_ms: int | None, closed: list[Stretch]) -> _Session:
        known = self._sessions.get(message.session_id)
        if known is not None and not _is_forgotten(known.kafka_ms, kafka_ms):
            return known
        done = None
        if known is not None:
            closed.extend(self._close(known))
        else:
            done = self._progress(message.session_id)
            if done is not None and _is_forgotten(done.kafka_ms, kafka_ms):
                done = None
        session = _Session(
            message.session_id,
            message.user_id,
            done,
            done.last_seq if done else -1,
            done.cut if done else False,
        )
        self._sessions[message.session_id] = session
        return session

    def _idle_gap_ms(self, session: _Session) -> int:
        limits = session.open.limits if session.open else self._limits()
        return limits.idle_gap_s * 1000

    def _add_moves(self, session: _Session, moves: Moves, offset: int) -> Iterator[Stretch]:
        """Add moves as they are where nothing can happen within them, else their halves."""
        run, current = moves.run, session.open
        if current is not None and current.takes(run):
            current.place_moves(moves, offset)
        elif len(run) == 1:
            yield from self._add_event(session, Entry(run.event(0), moves.envelope), offset)
        else:
            half = len(run) // 2
            for part in (run.part(0, half), run.part(half, len(run))):
                yield from self._add_moves(session, Moves(part, moves.envelope), offset)

    def _add_event(self, session: _Session, entry: Entry, offset: int) -> Iterator[Stretch]:
        event = entry.event
        done = session.done
        if event.seq <= session.closed_seq:
            if done is None or event.seq > done.last_seq or offset > done.last_offset:
                _strays_of(session).count("late", offset)
            return
        current = session.open
        if current is not None and current.holds(event.seq):
            current.strays.count("duplicate", offset)
            return
        if current is not None and event.seq > current.highest:
            if current.ends_before(event):
                yield from self._close(session)
            elif current.must_end_before(event):
                yield from self._close(session, forced=True)
        if session.open is None:
            session.open = self._begin(session, event)
        session.open.place(entry, offset)
        if _ends(event) and event.seq == session.open.highest:
            yield from self._close(session)

    def _begin(self, session: _Session, event: AnyEvent) -> Growing:
        limits = self._limits()
        fresh = Growing(
            limits,
            Grid.at(event.ts, limits.max_duration_s * 1000),
            Grid.at(event.seq, limits.max_events),
            session.cut,
            run=RunTracker(cut=session.cut),
        )
        fresh.strays.absorb(session.strays)
        session.strays = Strays()
        return fresh

    def _close(self, session: _Session, *, forced: bool = False) -> Iterator[Stretch]:
        current, session.open = session.open, None
        if current is None:
            strays, session.strays = session.strays, Strays()
            if strays.offsets:
                yield self._stray_stretch(session, strays)
            return
        kept = Entries(current.parts())
        first = kept[0]
        session.closed_seq = current.highest
        session.envelopes = {}
        session.cut = forced and current.run.open
        yield Stretch(
            session_id=session.session_id,
            user_id=first.envelope.user_id,
            entries=kept,
            place=Place(self._topic, self._partition, min(current.offsets), max(current.offsets)),
            first_seq=first.event.seq,
            last_seq=current.highest,
            counts=current.strays.counts,
            cut_before=current.cut_before,
            cut_after=session.cut,
            kafka_ms=session.kafka_ms,
            offsets=tuple(sorted(current.offsets | current.strays.offsets)),
        )

    def _stray_stretch(self, session: _Session, strays: Strays) -> Stretch:
        return Stretch(
            session_id=session.session_id,
            user_id=session.user_id,
            entries=(),
            place=Place(self._topic, self._partition, min(strays.offsets), max(strays.offsets)),
            first_seq=-1,
            last_seq=session.closed_seq,
            counts=strays.counts,
            cut_after=session.cut,
            kafka_ms=session.kafka_ms,
            offsets=tuple(sorted(strays.offsets)),
        )


def _is_idle(session: _Session, kafka_ms: int | None, gap_ms: int) -> bool:
    if kafka_ms is None or session.kafka_ms is None:
        return False
    return kafka_ms - session.kafka_ms >= gap_ms


def _ends_anyway(stretch: Growing, message: RawMessage) -> bool:
    """Whether the first new event of a message ends the stretch by rule 2 or 3, so that nothing is cut."""
    first = next((event for event in message.events if event.seq > stretch.highest), None)
    return first is not None and stretch.ends_before(first)


def _is_forgotten(last_ms: int | None, now_ms: int | None) -> bool:
    return last_ms is not None and now_ms is not None and now_ms - last_ms >= FORGET_MS


def _envelope(session: _Session, message: RawMessage) -> Envelope:
    fresh = Envelope(
        message.session_id, message.user_id, message.role, message.region, tuple(message.contexts)
    )
    return session.envelopes.setdefault(fresh, fresh)


def _strays_of(session: _Session) -> Strays:
    return session.open.strays if session.open is not None else session.strays


def _ends(event: AnyEvent) -> bool:
    return isinstance(event, EndEvent) or (isinstance(event, UnknownEvent) and event.ends)


def _holders(session: _Session, closed: list[Stretch], offset: int) -> int:
    count = sum(offset in stretch.offsets for stretch in closed)
    current = session.open
    if current is not None and (offset in current.offsets or offset in current.strays.offsets):
        count += 1
    return count + (offset in session.strays.offsets)
