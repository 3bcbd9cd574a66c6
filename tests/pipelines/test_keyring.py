"""Rings of keys: every name of a person, two of one kind refused, and no key in any error."""

import base64

import pytest

from pipelines.keyring import Keyring, id_in, keyring_of, mark_of, read_keys
from pipelines.naming import Key, WeakKey, session_name, subject_name

ONE, TWO, THREE = (bytes([n, *range(100, 131)]) for n in (1, 2, 3))
RING = keyring_of(Key(TWO, "k2"), [Key(ONE, "k1"), Key(THREE, "k3")])


def test_names_are_given_under_each_key_and_the_one_in_use_first() -> None:
    assert RING.session_names("s") == tuple(session_name(Key(secret), "s") for secret in (TWO, ONE, THREE))
    assert RING.subject_names("u")[0] == subject_name(Key(TWO), "u")
    assert len(set(RING.subject_names("u"))) == 3


@pytest.mark.parametrize(
    "text",
    [
        f"k1={ONE.hex()},k3={THREE.hex()}",
        f"k1={ONE.hex()}\nk3={THREE.hex()}\n",
        f"# before 2026\n  k1 = {ONE.hex()}\n\n# the next one\nk3={base64.b64encode(THREE).decode()}\n",
        f"k1={base64.b64encode(ONE).decode()}, k3={base64.urlsafe_b64encode(THREE).decode()},",
    ],
)
def test_keys_are_read_by_line_or_comma(text: str) -> None:
    assert read_keys(text) == (Key(ONE, "k1"), Key(THREE, "k3"))


def test_no_keys_are_none() -> None:
    assert read_keys("") == read_keys("# none yet\n") == ()


WRONG = [
    ("no id", ONE.hex(), "entry 1 must be written as id=key"),
    ("no id, padded", base64.b64encode(ONE).decode(), "entry 1 must be written"),
    ("no key", "k1=", "entry 1 must be written"),
    ("an id with a space", f"k 1={ONE.hex()}", "no space"),
    ("a long id", f"{'k' * 65}={ONE.hex()}", "at most 64"),
    ("a short key", f"k1={ONE.hex()},k3={THREE[:31].hex()}", "entry 2: the key must be at least 32"),
    ("zeros", f"k1={'00' * 32}", "entry 1: the key is all zeros"),
    ("no key at all", "k1=pässword", "base64 or hex"),
]


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_no_key_is_refused_without_being_shown(text: str, said: str) -> None:
    with pytest.raises(WeakKey, match=said) as caught:
        read_keys(text)
    for secret in (ONE, THREE):
        for shown in (secret.hex(), secret[:31].hex(), base64.b64encode(secret).decode()):
            assert shown not in str(caught.value)
    assert caught.value.__cause__ is None


TWICE = [
    ("two keys with one id", [Key(ONE, "k2")], (), "two keys have the id k2"),
    ("two others with one id", [Key(ONE, "k1"), Key(THREE, "k1")], (), "two keys have the id k1"),
    ("one key with two ids", [Key(TWO, "k1")], (), "k2 and k1 are the same key"),
    ("lost and here", [Key(ONE, "k1")], ("k1",), "k1 is named as lost"),
]


@pytest.mark.parametrize(
    ("others", "lost", "said"), [case[1:] for case in TWICE], ids=[case[0] for case in TWICE]
)
def test_a_ring_in_which_names_would_mean_two_things_is_refused(
    others: list[Key], lost: tuple[str, ...], said: str
) -> None:
    with pytest.raises(WeakKey, match=said):
        keyring_of(Key(TWO, "k2"), others, lost)


def test_one_list_may_hold_the_key_in_use_too() -> None:
    ring = keyring_of(Key(TWO, "k2"), [Key(ONE, "k1"), Key(TWO, "k2"), Key(ONE, "k1")])
    assert list(ring) == [Key(TWO, "k2"), Key(ONE, "k1")]


def test_marks_tell_keys_apart_and_say_nothing_of_them() -> None:
    mark = mark_of(Key(ONE, "a:b"))
    assert id_in(mark) == "a:b"
    assert mark != mark_of(Key(TWO, "a:b"))
    assert ONE.hex()[:8] not in mark
    strange = mark_of(Key(ONE, "k2"))
    assert RING.unknown([mark_of(key) for key in RING]) == ()
    assert RING.unknown([strange, mark_of(Key(ONE, "k9")), strange]) == (strange, mark_of(Key(ONE, "k9")))
    assert keyring_of(RING.current, (), ["k9"]).unknown([mark_of(Key(ONE, "k9"))]) == ()


def test_keys_are_never_shown() -> None:
    assert ONE.hex() not in repr(RING) and str(ONE)[2:-1] not in repr(RING)
    assert isinstance(RING, Keyring)
