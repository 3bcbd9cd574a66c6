"""Keys that are not known: whoever must understand what they named says which one, and goes no further."""

import pytest

from pipelines.keyring import Keyring, keyring_of, mark_of
from pipelines.naming import Key
from streams.keymarks import UnknownKeys, refuse_strangers

ONE, TWO = Key(bytes([1, *range(31)]), "k1"), Key(bytes([2, *range(31)]), "k2")
SAME_ID = Key(bytes([3, *range(31)]), "k1")


@pytest.mark.parametrize(
    "ring",
    [Keyring(ONE, (TWO,)), Keyring(TWO, (ONE,)), keyring_of(ONE, (), ["k2"])],
    ids=["", "other", "lost"],
)
def test_known_and_lost_keys_are_no_strangers(ring: Keyring) -> None:
    refuse_strangers(ring, [mark_of(ONE), mark_of(TWO)], "audit/0")
    refuse_strangers(ring, [], "audit/0")


def test_a_key_that_is_not_known_is_named() -> None:
    with pytest.raises(
        UnknownKeys, match="audit/0: was written under the key k2, which is not known"
    ) as caught:
        refuse_strangers(Keyring(ONE), [mark_of(TWO)], "audit/0")
    assert caught.value.status == 1
    assert "CLEANTRACE_OTHER_KEYS" in str(caught.value) and "CLEANTRACE_LOST_KEYS" in str(caught.value)


def test_another_key_under_a_known_id_is_told_apart() -> None:
    with pytest.raises(UnknownKeys, match="under another key with the id k1"):
        refuse_strangers(Keyring(ONE, (TWO,)), [mark_of(SAME_ID)], "audit/0")
