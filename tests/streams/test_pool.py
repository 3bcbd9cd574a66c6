"""The pool: a fault takes one stretch, after a second try alone; the others never notice."""

import asyncio
import multiprocessing
from collections.abc import Iterator

import pytest

from pipelines.chain import Redactor
from pipelines.consent import ControlSet
from pipelines.entries import Entry, Envelope, Place, Stretch
from pipelines.naming import Key
from pipelines.rules import complete, parse_rules
from schemas.raw import Context, Field, KeyEvent
from streams.pool import ModelsRefused, Pool, Redacted, RulesRefused, Terms
from streams.redactor_process import Setup
from tests import fakes

RULES = complete(b"version: 1\nname: pool\n", None)
OTHERS = complete(b"version: 1\nname: others\n", None)
SETUP = Setup(Key(bytes(range(32))), (), None, "fakes:load")
TERMS = Terms("first", RULES, ControlSet.empty())


def stretch(text: str, session: str = "s") -> Stretch:
    envelope = Envelope(session, "u", None, None, (Context(app="com.example.notes"),))
    where = Field(id="f", role="textbox", name="Note")
    entries = tuple(
        Entry(KeyEvent(seq=n, ts=1_000 + n, ctx=0, key=key, action="down", field=where), envelope)
        for n, key in enumerate(text)
    )
    place = Place("raw", 0, 0, 0)
    return Stretch(session, "u", entries, place, 0, len(text) - 1, offsets=(0,))


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(SETUP, 1, timeout_s=3.0)
    yield made
    made.close()


def redact(pool: Pool, *stretches: Stretch, terms: Terms = TERMS) -> list[Redacted]:
    async def work() -> list[Redacted]:
        return list(await asyncio.gather(*(pool.redact(one, terms) for one in stretches)))

    return asyncio.run(work())


def test_a_process_gives_what_the_pipelines_give(pool: Pool) -> None:
    rules = parse_rules(RULES, None, "test")
    expected = Redactor(rules, fakes.load(rules), SETUP.key).process(stretch("hi zq1"), TERMS.controls)
    (done,) = redact(pool, stretch("hi zq1"))
    assert done.outcome == expected
    assert done.faults == ()
    assert done.costs.texts == done.costs.new_texts > 0 and done.costs.seconds >= 0


@pytest.mark.parametrize(
    ("text", "kind"), [("poisonraise", "error"), ("poisondie", "died"), ("poisonhang", "hung")]
)
def test_poison_fails_twice_and_the_next_stretch_is_fine(pool: Pool, text: str, kind: str) -> None:
    bad, good = redact(pool, stretch(text), stretch("hi zq1"))
    assert bad.faults == (kind, kind)
    assert bad.outcome.trajectory is None
    assert bad.outcome.dropped == {"failed": len(text)}
    assert bad.outcome.policy == good.outcome.policy
    assert good.outcome.trajectory is not None


def test_a_process_that_cannot_be_started_anew_is_told_and_the_next_one_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a machine has no memory for another process, nobody waits for ever."""
    own = Pool(SETUP, 1, timeout_s=30.0)
    try:
        assert redact(own, stretch("hi zq1"))[0].outcome.trajectory is not None
        with monkeypatch.context() as patch:
            patch.setattr("streams.pool._Child.__init__", _no_memory)
            with pytest.raises(OSError, match="no memory"):
                redact(own, stretch("poisondie"))
        assert redact(own, stretch("hi zq1"))[0].outcome.trajectory is not None
    finally:
        own.close()


def test_a_stretch_is_not_to_blame_for_a_process_that_died_before_it_came() -> None:
    """Killed twice, once while idle: the stretch that comes next has all its tries left."""
    told: list[tuple[str, str]] = []
    before = set(multiprocessing.active_children())
    own = Pool(SETUP, 1, timeout_s=30.0, on_fault=lambda kind, detail: told.append((kind, detail)))
    try:
        assert redact(own, stretch("hi zq1"))[0].outcome.trajectory is not None
        (victim,) = set(multiprocessing.active_children()) - before
        victim.kill()
        victim.join()
        (done,) = redact(own, stretch("hi zq1"))
        assert done.outcome.trajectory is not None
        assert done.faults == ()
        assert told == [("died", "between two stretches")]
    finally:
        own.close()


def _no_memory(self: object, setup: Setup, load_timeout_s: float) -> None:
    raise OSError("no memory for a process")


def test_rules_and_controls_are_switched_between_stretches(pool: Pool) -> None:
    (before,) = redact(pool, stretch("hi zq1"))
    (after,) = redact(pool, stretch("hi zq1"), terms=Terms("second", OTHERS, TERMS.controls))
    halted = ControlSet.from_records({"halt/h": b'{"v":1,"kind":"halt","from":0,"until":null}'})
    (none,) = redact(pool, stretch("hi zq1"), terms=Terms("second", OTHERS, halted))
    (again,) = redact(pool, stretch("hi zq1"))
    assert before.outcome.policy != after.outcome.policy
    assert none.outcome.trajectory is None
    assert again.outcome == before.outcome


def test_rules_that_cannot_be_used_are_refused_and_others_work(pool: Pool) -> None:
    with pytest.raises(RulesRefused):
        redact(pool, stretch("x"), terms=Terms("broken", b"version: 9", TERMS.controls))
    (done,) = redact(pool, stretch("hi zq1"))
    assert done.outcome.trajectory is not None


def test_a_process_that_never_loads_is_given_up() -> None:
    slow = Pool(Setup(SETUP.key, ("endless",), None, "fakes:load"), 1, timeout_s=3.0, load_timeout_s=0.5)
    try:
        with pytest.raises(ModelsRefused, match="no answer"):
            asyncio.run(slow.load())
    finally:
        slow.close()


def test_models_that_are_missing_are_refused() -> None:
    broken = Pool(Setup(SETUP.key, ("missing",), None, "fakes:load"), 1, timeout_s=3.0)
    try:
        with pytest.raises(ModelsRefused, match="not installed"):
            asyncio.run(broken.load())
        with pytest.raises(ModelsRefused):
            redact(broken, stretch("x"))
    finally:
        broken.close()
