"""The verdict sees what it is there for: each way to lose, double, change or leak something is found."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import orjson
import pytest

from pipelines.naming import read_key
from schemas.audit import Published
from schemas.codec import BrokenMessage, decode_message
from streams.kafka import Record
from tests.torture import sessions
from tests.torture.expected import World, outcomes_of, stretches_of
from tests.torture.verdict import Findings, Seen, check_commits, judge
from tests.workers import KEY

WORLD = World(read_key(KEY), (sessions.rules_document(),))


def good() -> Seen:
    """What an undisturbed worker leaves."""
    values = [value for n in range(2) for value in sessions.work(3, 0, n, 3, parts=3, repeats=0.3)]
    values.insert(4, b"{broken")
    raw = [Record("raw", 0, n, 1_800_000_000_000 + n, b"k", value) for n, value in enumerate(values)]
    clean: list[Record] = []
    audit: list[Record] = []
    for (outcome,) in outcomes_of(stretches_of(raw, WORLD), WORLD).values():
        clean.append(Record("clean", 0, len(clean), 0, outcome.key.encode(), outcome.trajectory))
        told = outcome.audit(Published(topic="clean", partition=0, offset=len(clean) - 1))
        audit.append(Record("audit", 0, len(audit), 0, outcome.key.encode(), msgspec.json.encode(told)))
    letter = orjson.dumps({"code": _code(b"{broken")})
    return Seen(raw, clean, audit, [Record("dead", 0, 0, 0, b"raw/0/4", letter)])


def _code(value: bytes) -> str:
    with pytest.raises(BrokenMessage) as caught:
        decode_message(value)
    return caught.value.fault.code.value


def wrong(seen: Seen) -> list[str]:
    findings = Findings()
    judge(seen, WORLD, findings)
    return findings.wrong


def test_an_undisturbed_run_holds() -> None:
    assert wrong(good()) == []
    findings = Findings()
    check_commits({0: len(good().raw)}, good(), WORLD, findings)
    assert findings.wrong == []


def _audit(seen: Seen, **changes: object) -> Seen:
    first = seen.audit[0]
    form = orjson.loads(first.value or b"") | changes
    return replace(seen, audit=[replace(first, value=orjson.dumps(form)), *seen.audit[1:]])


def _clean(seen: Seen, value: bytes, key: bytes | None = None) -> Seen:
    more = Record("clean", 0, len(seen.clean), 0, key or seen.clean[0].key, value)
    return replace(seen, clean=[*seen.clean, more])


SABOTAGE: dict[str, tuple[Callable[[Seen], Seen], str]] = {
    "a stretch without its audit record": (lambda s: replace(s, audit=s.audit[1:]), "not accounted for"),
    "a trajectory that is not there": (lambda s: replace(s, clean=s.clean[1:]), "are not there"),
    "a trajectory that nobody audited": (lambda s: _audit(s, trajectory_id=None), "that should not be"),
    "other bytes": (lambda s: _clean(s, (s.clean[0].value or b"") + b" "), "other bytes"),
    "a trajectory of nothing": (lambda s: _clean(s, b"{}", b"t-1"), "no right to be"),
    "an event counted twice": (
        lambda s: _audit(s, dropped={"duplicate": 99}),
        "audit record",
    ),
    "another reason": (lambda s: _audit(s, dropped={"failed": 3}), "audit record"),
    "a dead letter that is missing": (lambda s: replace(s, dead=[]), "dead letters"),
    "a dead letter too many": (
        lambda s: replace(s, dead=[*s.dead, Record("dead", 0, 1, 0, b"x", b"{}")]),
        "dead",
    ),
    "a dead letter's code": (lambda s: replace(s, dead=[replace(s.dead[0], value=b"{}")]), "another code"),
    "a stretch of something else": (
        lambda s: replace(s, raw=[r for r in s.raw if b"zq000000" not in (r.value or b"")]),
        "should not be there",
    ),
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_sabotage_is_found(name: str) -> None:
    sabotage, told = SABOTAGE[name]
    found = wrong(sabotage(good()))
    assert any(told in line for line in found), found


def test_a_commit_before_the_audit_record_is_found() -> None:
    findings = Findings()
    seen = good()
    check_commits({0: len(seen.raw)}, replace(seen, audit=seen.audit[:-1]), WORLD, findings)
    assert any("is committed" in line for line in findings.wrong)
