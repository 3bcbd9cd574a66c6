"""The keys that are known: the one in use, and those that others used before it or will use next.

Pseudonyms and ids are keyed, so what was named under another key is found by trying each. A key's
mark (its id and a check value) stands beside what was named under it: whoever does not know the key
can tell, and nobody can compute the key, or a name, from it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pipelines import naming
from pipelines.naming import Key, WeakKey

_CHECK_CHARS: Final = 16


def mark_of(key: Key) -> str:
    """The key's id and 64 bits that tell it from any other key of that id."""
    return f"{key.key_id}:{naming.digest(key, 'mark')[:_CHECK_CHARS]}"


def id_in(mark: str) -> str:
    """The key's id, as a mark names it."""
    return mark.rpartition(":")[0] or mark


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key in use first, then the others; `lost` are ids of keys that nobody has any more.

    Make one with `keyring_of`.
    """

    current: Key
    others: tuple[Key, ...] = ()
    lost: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Key]:
        """All keys, the one in use first."""
        yield self.current
        yield from self.others

    def session_names(self, session_id: str) -> tuple[str, ...]:
        """The pseudonyms of a session, under each key; the one in use first."""
        return tuple(naming.session_name(key, session_id) for key in self)

    def subject_names(self, user_id: str) -> tuple[str, ...]:
        """The pseudonyms of a person, under each key; the one in use first."""
        return tuple(naming.subject_name(key, user_id) for key in self)

    def unknown(self, marks: Iterable[str]) -> tuple[str, ...]:
        """The marks of keys that are neither here nor lost, in their order."""
        known = {mark_of(key) for key in self}
        return tuple(sorted(mark for mark in set(marks) - known if id_in(mark) not in self.lost))


def keyring_of(current: Key, others: Iterable[Key], lost: Iterable[str] = ()) -> Keyring:
    """A ring of keys; one that repeats another whole is passed over.

    Raises: WeakKey, where two keys have one id, or one key has two, or a lost one is here.
    """
    ids = {current.key_id: current.secret}
    secrets = {current.secret: current.key_id}
    kept: list[Key] = []
    for key in others:
        if ids.get(key.key_id, key.secret) != key.secret:
            raise WeakKey(f"two keys have the id {key.key_id}: give each its own")
        if secrets.get(key.secret, key.key_id) != key.key_id:
            raise WeakKey(f"{secrets[key.secret]} and {key.key_id} are the same key: remove one of them")
        if key.key_id not in ids:
            kept.append(key)
        ids[key.key_id], secrets[key.secret] = key.secret, key.key_id
    gone = frozenset(lost)
    for key_id in sorted(gone & ids.keys()):
        raise WeakKey(f"{key_id} is named as lost, and is here: remove it from one of the two")
    return Keyring(current, tuple(kept), gone)


def read_keys(text: str) -> tuple[Key, ...]:
    """Keys written as `id=key`, one on a line or parted by commas; a line with `#` first is a remark.

    Raises: WeakKey, naming the place of what is wrong and never a key.
    """
    lines = (line.strip() for line in text.splitlines())
    entries = [part.strip() for line in lines if not line.startswith("#") for part in line.split(",")]
    return tuple(_read_entry(entry, n) for n, entry in enumerate(filter(None, entries), start=1))


def _read_entry(entry: str, number: int) -> Key:
    key_id, mark, secret = entry.partition("=")
    key_id = key_id.strip()
    if not mark or not key_id or not secret.strip():
        raise WeakKey(f"entry {number} must be written as id=key")
    if len(key_id) > naming.MAX_ID_CHARS or any(char.isspace() for char in key_id):
        raise WeakKey(f"entry {number}: an id has at most {naming.MAX_ID_CHARS} characters, and no space")
    try:
        return naming.read_key(secret, key_id)
    except WeakKey as weak:
        # A key without an id, in base64 with padding, would come in here as an id: it is not shown.
        raise WeakKey(f"entry {number}: {weak}") from None
