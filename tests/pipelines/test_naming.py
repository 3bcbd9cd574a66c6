"""Keyed names: the same value the same name, and keys that are too weak are refused."""

import base64

import pytest

from pipelines.naming import (
    Key,
    WeakKey,
    normalise_value,
    read_key,
    session_name,
    trajectory_id,
    value_digest,
)

SECRET = bytes(range(40))
KEY = Key(SECRET)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("Priya Shah", "priya shah"),
        ("  PRIYA\t\nSHAH ", "priya shah"),
        ("(Priya Shah),", "priya shah"),
        ("Priya Shah's", "priya shah"),
        ("Priya’s,", "priya"),
        ("James'", "james"),
        ("O'Brien", "o'brien"),
        ("ＰＲＩＹＡ", "priya"),
        ("Straße", "strasse"),
        ("???", "???"),
    ],
)
def test_values_are_normalised(text: str, normalised: str) -> None:
    assert normalise_value(text) == normalised


def test_a_value_has_one_name_in_a_session_and_entity() -> None:
    name = value_digest(KEY, "s1", "PERSON", "Priya Shah")
    assert name == value_digest(KEY, "s1", "PERSON", "PRIYA  shah's")
    others = {
        value_digest(KEY, "s2", "PERSON", "Priya Shah"),
        value_digest(KEY, "s1", "ID", "Priya Shah"),
        value_digest(Key(SECRET[::-1]), "s1", "PERSON", "Priya Shah"),
        value_digest(KEY, "s1P", "ERSON", "Priya Shah"),
    }
    assert len(others) == 4
    assert name not in others


def test_ids_depend_on_session_numbers_policy_and_key() -> None:
    ids = {
        trajectory_id(KEY, "s1", 1, 9, "sha256:a"),
        trajectory_id(KEY, "s2", 1, 9, "sha256:a"),
        trajectory_id(KEY, "s1", 2, 9, "sha256:a"),
        trajectory_id(KEY, "s1", 1, 8, "sha256:a"),
        trajectory_id(KEY, "s1", 1, 9, "sha256:b"),
        trajectory_id(Key(SECRET[::-1]), "s1", 1, 9, "sha256:a"),
    }
    assert len(ids) == 6
    assert session_name(KEY, "s1").startswith("s-")


@pytest.mark.parametrize(
    "text",
    [
        SECRET.hex(),
        base64.b64encode(SECRET).decode(),
        base64.urlsafe_b64encode(SECRET).decode().rstrip("=") + "\n",
    ],
)
def test_keys_are_read_in_hex_and_base64(text: str) -> None:
    assert read_key(text).secret == SECRET


@pytest.mark.parametrize("text", ["", "short", SECRET[:31].hex(), "00" * 32, "not a key at all, really not!"])
def test_weak_keys_are_refused_and_never_quoted(text: str) -> None:
    with pytest.raises(WeakKey) as error:
        read_key(text)
    assert not text or text not in str(error.value)


def test_a_key_is_never_shown() -> None:
    assert SECRET.hex() not in repr(KEY)
    assert repr(SECRET) not in repr(KEY)
