"""Long stretches are packed while they grow, and come out as if they had not been."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.entries import Entry, Envelope, Stretch
from pipelines.packing import PACK_BYTES, Packed
from pipelines.stretches import Sessions
from schemas.raw import Context, FocusEvent
from schemas.rules import TrajectoryLimits
from tests.build import Recorder, decoded, message

LIMITS = TrajectoryLimits(max_duration_s=36_000, max_events=1_000_000)
ENVELOPE = Envelope("s", "u", None, None, (Context(app="mail"),))


def entry(seq: int) -> Entry:
    return Entry(FocusEvent(seq=seq, ts=seq, ctx=0), ENVELOPE)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 40), max_size=9), max_size=6))
def test_what_is_packed_is_known_by_its_number(chunks: list[list[int]]) -> None:
    packed, there = Packed(), set[int]()
    for chunk in chunks:
        new = sorted(set(chunk) - there)
        packed.add([entry(seq) for seq in new])
        there.update(new)
    assert [seq for seq in range(42) if packed.holds(seq)] == sorted(there)
    assert sorted(part.event.seq for part in packed.parts() if isinstance(part, Entry)) == sorted(there)


def stretches(forms: list[dict[str, Any]]) -> list[Stretch]:
    sessions = Sessions("raw", 0, lambda: LIMITS)
    found = [s for n, form in enumerate(forms) for s in sessions.add(decoded(form), n, None).closed]
    return [*found, *sessions.close_all()]


def test_a_stretch_is_the_same_however_often_it_was_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder()
    forms = []
    for n in range(60):
        recorder.screen("Inbox", f"Mail {n}").type("hi").click()
        for _ in range(20):
            recorder.move(n, 2 * n)
        forms.append(message(recorder.take()))
    forms[10], forms[11] = forms[11], forms[10]
    forms.insert(40, forms[20])
    loose = stretches(forms)
    monkeypatch.setattr("pipelines.growing.PACK_BYTES", 10_000)
    assert stretches(forms) == loose
    assert sum(loose[0].counts.values()) == len(forms[20]["events"])


def test_who_never_goes_quiet_fills_little_memory() -> None:
    recorder = Recorder()
    sessions = Sessions("raw", 0, lambda: LIMITS)
    recorder.event("pointer", action="down", x=1, y=1, button="left")
    for n in range(120):
        for _ in range(200):
            recorder.move(n, n)
        sessions.add(decoded(message(recorder.take())), n, None)
    (session,) = sessions._sessions.values()
    assert session.open is not None
    assert session.open.unpacked_bytes < PACK_BYTES + 40_000
    assert session.open.packed.size_bytes < session.open.size_bytes / 10
