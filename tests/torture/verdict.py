"""What is held against a run: every event accounted for, the ids and bytes of an undisturbed run.

Owns the laws. That every event is in one place is counted apart from the pipelines.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import orjson

from pipelines import naming
from pipelines.outcome import Outcome
from schemas.audit import AuditRecord
from schemas.codec import BrokenMessage, decode_message
from streams.kafka import Record
from tests.torture.expected import Name, World, outcomes_of, stretches_of

_AUDIT: Final = msgspec.json.Decoder(AuditRecord)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that lies in the topics after a run."""

    raw: Sequence[Record]
    clean: Sequence[Record]
    audit: Sequence[Record]
    dead: Sequence[Record]

    def since(self, seq: int, before: "Seen") -> "Seen":
        """What concerns events from a `seq` on: what was `before` a topic was made anew is left out."""
        return Seen(
            _others(self.raw, _place, before.raw),
            _others(self.clean, _key, before.clean),
            [one for one in self.audit if _AUDIT.decode(one.value or b"").source.first_seq >= seq],
            _others(self.dead, _key, before.dead),
        )


def _place(record: Record) -> tuple[int, int]:
    return record.partition, record.offset


def _key(record: Record) -> bytes | None:
    return record.key


def _others(
    records: Sequence[Record], name: Callable[[Record], object], before: Sequence[Record]
) -> list[Record]:
    known = {name(record) for record in before}
    return [record for record in records if name(record) not in known]


@dataclass(slots=True)
class Findings:
    """What is wrong, one line each; and counts for the results."""

    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def hold(self, holds: bool, line: str) -> None:
        """Note a line where something does not hold."""
        if not holds:
            self.wrong.append(line)


def judge(seen: Seen, world: World, findings: Findings) -> None:
    """Hold all laws against what lies in the topics."""
    stretches = stretches_of(seen.raw, world)
    expected = outcomes_of(stretches, world)
    audits = _last_audits(seen.audit, findings)
    findings.counts["stretches"] = len(expected)
    _check_names(expected, audits, findings)
    _check_audits(expected, audits, findings)
    _check_trajectories(expected, audits, seen, world, findings)
    _check_dead(seen, findings)
    _check_events(seen, audits, world, findings)


def _last_audits(records: Sequence[Record], findings: Findings) -> dict[Name, AuditRecord]:
    found: dict[Name, AuditRecord] = {}
    strays: dict[tuple[str, int], AuditRecord] = {}
    for record in records:
        audit = _AUDIT.decode(record.value or b"")
        name = (audit.session, audit.source.first_seq, audit.source.last_seq)
        if name[1] < 0:
            place = (audit.session, audit.source.first_offset)
            findings.counts["audits_twice"] += place in strays
            strays[place] = audit
            continue
        findings.counts["audits_twice"] += name in found
        found[name] = audit
    for (session, offset), audit in strays.items():
        found[session, -1 - offset, audit.source.last_seq] = audit
    return found


def _own(names: Iterable[Name]) -> set[Name]:
    return {name for name in names if name[1] >= 0}


def _check_names(
    expected: Mapping[Name, Sequence[Outcome]], audits: Mapping[Name, AuditRecord], findings: Findings
) -> None:
    missing, foreign = _own(expected) - _own(audits), _own(audits) - _own(expected)
    findings.counts["lost"] = len(missing)
    findings.hold(not missing, f"{len(missing)} stretches were not accounted for: {_some(missing)}")
    findings.hold(not foreign, f"{len(foreign)} stretches should not be there: {_some(foreign)}")


def _some(names: Iterable[Name]) -> str:
    return ", ".join(f"{session[:6]} {first}-{last}" for session, first, last in sorted(names)[:4])


def _check_audits(
    expected: Mapping[Name, Sequence[Outcome]], audits: Mapping[Name, AuditRecord], findings: Findings
) -> None:
    for name in _own(expected) & _own(audits):
        got = audits[name]
        told = _told(got)
        findings.counts["failed"] += bool(got.dropped.get("failed"))
        possible = [_told(outcome.audit(None)) for outcome in expected[name]]
        findings.hold(
            told in possible, f"the audit record of {_some([name])} differs: {_differs(told, possible)}"
        )


def _told(audit: AuditRecord) -> dict[str, Any]:
    form: dict[str, Any] = orjson.loads(msgspec.json.encode(audit))
    return {name: value for name, value in form.items() if name not in ("published", "ms", "replay")}


def _differs(told: Mapping[str, Any], possible: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(sorted({n for one in possible for n in told if told[n] != one.get(n)}))


def _check_trajectories(
    expected: Mapping[Name, Sequence[Outcome]],
    audits: Mapping[Name, AuditRecord],
    seen: Seen,
    world: World,
    findings: Findings,
) -> None:
    bodies = {o.key: o.trajectory for several in expected.values() for o in several if o.trajectory}
    names = {o.key: name for name, several in expected.items() for o in several}
    live: dict[str, Record] = {}
    for record in seen.clean:
        key = (record.key or b"").decode()
        if record.value is None:
            live.pop(key, None)
            findings.counts["tombstones"] += 1
            continue
        findings.counts["sent_twice"] += key in live
        findings.hold(
            bodies.get(key) == record.value, f"trajectory {key[:10]} has other bytes or no right to be"
        )
        live[key] = record
    findings.counts["trajectories"] = len(live)
    per_stretch = Counter(names.get(key) for key in live)
    findings.hold(max(per_stretch.values(), default=0) < 2, "a stretch has two trajectories")
    erased = {name for name, several in expected.items() if _is_erased(several[0], world)}
    wanted = {a.trajectory_id for n, a in audits.items() if a.trajectory_id and n not in erased}
    findings.hold(wanted <= set(live), f"{len(wanted - set(live))} audited trajectories are not there")
    unaudited = {key for key in live if key not in wanted}
    findings.hold(not unaudited, f"{len(unaudited)} trajectories are there that should not be")


def _is_erased(outcome: Outcome, world: World) -> bool:
    return any(
        naming.session_name(world.key, erase.session_id or "") == outcome.session
        and (erase.until is None or outcome.first_ts_ms < erase.until)
        and outcome.last_ts_ms >= erase.from_
        for erase in world.erasures
    )


def _check_dead(seen: Seen, findings: Findings) -> None:
    wanted: dict[bytes, str] = {}
    for record in seen.raw:
        try:
            decode_message(record.value)
        except BrokenMessage as broken:
            wanted[f"{record.topic}/{record.partition}/{record.offset}".encode()] = broken.fault.code.value
    got = Counter(record.key or b"" for record in seen.dead)
    codes = {record.key: orjson.loads(record.value or b"{}").get("code") for record in seen.dead}
    findings.counts["dead_letters"] = len(wanted)
    findings.hold(set(got) == set(wanted), f"dead letters: {len(wanted)} wanted, {len(got)} there")
    findings.hold(all(codes.get(k) == c for k, c in wanted.items()), "a dead letter has another code")


def _check_events(seen: Seen, audits: Mapping[Name, AuditRecord], world: World, findings: Findings) -> None:
    """Every event of the raw topic is in one stretch or counted, as plain counting says."""
    given: dict[str, Counter[int]] = defaultdict(Counter)
    for session, seq in _events(seen.raw):
        given[naming.session_name(world.key, session)][seq] += 1
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    strays: Counter[str] = Counter()
    for (session, first, last), audit in audits.items():
        strays[session] += audit.dropped.get("late", 0) + audit.dropped.get("duplicate", 0)
        if first >= 0:
            spans[session].append((first, last))
    findings.counts["events"] = sum(sum(numbers.values()) for numbers in given.values())
    for session, numbers in given.items():
        homes = Counter(n for n in numbers for first, last in spans[session] if first <= n <= last)
        again = sum(numbers.values()) - len(numbers)
        lost = sum(not homes[n] for n in numbers)
        findings.counts["events_lost"] += lost
        findings.hold(lost == 0, f"{lost} events of {session[:6]} are in no stretch")
        findings.hold(
            all(count < 2 for count in homes.values()), f"events of {session[:6]} are in two stretches"
        )
        findings.hold(
            strays[session] == again, f"{again} events of {session[:6]} came again, {strays[session]} told"
        )


def _events(raw: Sequence[Record]) -> Iterator[tuple[str, int]]:
    for record in raw:
        try:
            decode_message(record.value)
        except BrokenMessage:
            continue
        form = orjson.loads(record.value or b"{}")
        for event in form["events"]:
            yield form["session_id"], event["seq"]


def check_commits(committed: Mapping[int, int], seen: Seen, world: World, findings: Findings) -> None:
    """What lies below a committed offset is accounted for: `seen` must have been read after `committed`."""
    dead = {record.key for record in seen.dead}
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for record in seen.audit:
        audit = _AUDIT.decode(record.value or b"")
        if audit.source.first_seq >= 0:
            spans[audit.session].append((audit.source.first_seq, audit.source.last_seq))
    for record in seen.raw:
        if record.offset >= committed.get(record.partition, 0):
            continue
        try:
            message = decode_message(record.value)
        except BrokenMessage:
            key = f"{record.topic}/{record.partition}/{record.offset}".encode()
            findings.hold(key in dead, f"{key.decode()} is committed without its dead letter")
            continue
        mine = spans[naming.session_name(world.key, message.session_id)]
        open_ = [e.seq for e in message.events if not any(first <= e.seq <= last for first, last in mine)]
        place = f"{record.partition}/{record.offset}"
        findings.hold(
            not open_, f"{place} is committed, and {len(open_)} of its events are in no audit record"
        )
