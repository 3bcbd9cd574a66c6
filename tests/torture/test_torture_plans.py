"""Plans follow from their seeds alone, and the sessions of a run hold canaries that rules find."""

import random

import pytest

from pipelines.naming import read_key
from streams.kafka import Record
from tests.torture import damage, scan, sessions
from tests.torture.__main__ import seeds_of
from tests.torture.acts import ACTS
from tests.torture.expected import World, outcomes_of, stretches_of
from tests.torture.plan import KINDS, plan_of
from tests.workers import KEY

SEEDS = [("7", [7]), ("1..3", [1, 2, 3]), ("1,5..6", [1, 5, 6])]


@pytest.mark.parametrize(("text", "wanted"), SEEDS)
def test_seeds_are_read_as_people_write_them(text: str, wanted: list[int]) -> None:
    assert seeds_of(text) == wanted


def test_a_seed_gives_the_same_plan_and_the_same_work_again() -> None:
    for seed in range(40):
        assert plan_of(seed) == plan_of(seed)
        assert sessions.work(seed, 1, 2, 3) == sessions.work(seed, 1, 2, 3)
    assert plan_of(1) != plan_of(1 + len(KINDS))


def test_two_hundred_seeds_hold_every_kind_and_every_fault() -> None:
    plans = [plan_of(seed) for seed in range(1, 201)]
    assert {plan.kind for plan in plans} == set(KINDS)
    assert {step.fault for plan in plans for step in plan.steps} == set(ACTS)


def test_canaries_go_in_everywhere_and_an_undisturbed_run_lets_none_out() -> None:
    world = World(read_key(KEY), (sessions.rules_document(),))
    for seed in range(12):
        values = [value for n in range(2) for value in sessions.work(seed, 0, n, 4, parts=6)]
        assert all(scan.has_canary(value) for value in values)
        raw = [Record("raw", 0, n, n, b"k", value) for n, value in enumerate(values)]
        for several in outcomes_of(stretches_of(raw, world), world).values():
            for outcome in several:
                assert outcome.trajectory is not None
                assert not scan.has_canary(outcome.trajectory)


def test_damaged_messages_are_none() -> None:
    from schemas.codec import BrokenMessage, decode_message

    chance = random.Random(1)
    for _ in range(60):
        with pytest.raises(BrokenMessage) as caught:
            decode_message(damage.broken(chance))
        assert not scan.has_canary(str(caught.value).encode())


FORMS = [
    (b"zq123456", True),
    (b"... ZQ12", True),
    (b"zq 1", True),
    ("a \u13a4 b".encode(), True),
    (b'"\\u13a4"', True),
    (b"b'\\xe1\\x8e\\xa4'", True),
    (b"0f3a9c77 quick zebra q1", False),
    ("\u4e2d\u6587 \u20ac caf\u00e9".encode(), False),
]


@pytest.mark.parametrize(("data", "there"), FORMS)
def test_pieces_of_canaries_are_seen(data: bytes, there: bool) -> None:
    assert scan.has_canary(data) is there
