"""Anything may come: the decoder answers with a message or a fault, and what it lets in can be processed.

The same laws are held by `make fuzz`, which is guided by coverage and runs as long as one likes.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import corpus, laws
from tests.fuzz.mutation import mutate

SEEDS = list(corpus.seeds())
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_the_corpus_holds_and_half_of_it_are_messages() -> None:
    held = [laws.hold(data) for data in SEEDS]
    assert held.count(True) > 30
    assert held.count(False) > 30


@QUIET
@given(st.sampled_from(SEEDS), st.integers(0, 2**32))
def test_changed_messages_are_read_or_refused(data: bytes, seed: int) -> None:
    laws.hold(mutate(data, seed))


@QUIET
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_good_order(data: bytes) -> None:
    laws.hold(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@QUIET
@given(st.dictionaries(st.sampled_from(["v", "session_id", "user_id", "contexts", "events", "role"]), JSON))
def test_any_json_is_refused_without_a_value_in_the_path(form: dict) -> None:
    import orjson

    try:
        data = orjson.dumps(form)
    except TypeError:
        return  # an integer beyond 64 bits: nobody can send it
    laws.hold(data)
