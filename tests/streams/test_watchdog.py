"""The watchdog: leaves only when there is work and none is handed out."""

from hypothesis import given
from hypothesis import strategies as st

from streams.watchdog import Sight, Watchdog


def sight(now_s: float, **more: object) -> Sight:
    usual: dict = {"behind": False, "held_back": False, "rebalancing": False, "handed_s": 0.0}
    return Sight(now_s=now_s, **{**usual, **more})


def looks(*sights: Sight) -> list[str | None]:
    watchdog = Watchdog(limit_s=10.0)
    return [watchdog.look(one) for one in sights]


def test_a_worker_that_is_behind_and_handed_nothing_leaves() -> None:
    assert looks(*(sight(n, behind=True) for n in (100, 105, 110, 111))) == [None, None, None, "starved"]


def test_what_resets_the_wait() -> None:
    for other in (sight(108, behind=False), sight(108, behind=True, held_back=True)):
        assert looks(sight(100, behind=True), other, sight(111, behind=True))[-1] is None


def test_being_handed_something_counts() -> None:
    assert looks(sight(100, behind=True), sight(111, behind=True, handed_s=105)) == [None, None]


def test_a_rebalance_without_end_is_left_even_with_nothing_to_do() -> None:
    assert looks(sight(100, rebalancing=True), sight(111, rebalancing=True)) == [None, "rebalancing"]
    assert looks(sight(100, rebalancing=True), sight(105), sight(111, rebalancing=True))[-1] is None


@given(st.lists(st.tuples(st.floats(0.1, 5), st.booleans(), st.booleans()), max_size=40))
def test_it_never_leaves_within_the_limit_of_the_last_healthy_look(steps: list) -> None:
    watchdog, now_s, healthy_s = Watchdog(limit_s=10.0), 0.0, 0.0
    for step_s, behind, held_back in steps:
        now_s += step_s
        reason = watchdog.look(sight(now_s, behind=behind, held_back=held_back))
        if not behind or held_back:
            healthy_s = now_s
        assert reason is None or now_s - healthy_s > 10.0
