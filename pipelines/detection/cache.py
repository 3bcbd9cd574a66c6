"""What was found in a text, remembered under a hash of it.

Owns a bounded store, least recently used out first, of keyed hashes and spans. It never holds
text: a hash cannot be turned back without the key, which lives and dies with the process.
"""

from collections import OrderedDict
from hashlib import blake2b
from typing import Final

from pipelines.detection.spans import Span

DEFAULT_SIZE: Final = 200_000


class SpanCache:
    """Spans by text, for one set of rules and models; `scope` is what those are."""

    def __init__(self, key: bytes, scope: str, size: int = DEFAULT_SIZE) -> None:
        """`key`: up to 64 bytes, random where the process can have them; `size`: entries at most."""
        if size < 1:
            raise ValueError(f"a cache holds at least 1 entry, not {size}")
        self._seed = blake2b(scope.encode(), key=key[:64], digest_size=16)
        self._size = size
        self._held: OrderedDict[bytes, tuple[Span, ...]] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._held)

    def key(self, text: str) -> bytes:
        """The keyed hash under which a text is held."""
        seeded = self._seed.copy()
        seeded.update(b"\0" + text.encode("utf-8", "surrogatepass"))
        return seeded.digest()

    def get(self, key: bytes) -> tuple[Span, ...] | None:
        """What is held under a key, counted as a hit or a miss."""
        found = self._held.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._held.move_to_end(key)
        return found

    def put(self, key: bytes, spans: tuple[Span, ...]) -> None:
        """Hold spans; the entry that was not asked for the longest goes if there is no room."""
        self._held[key] = spans
        self._held.move_to_end(key)
        if len(self._held) > self._size:
            self._held.popitem(last=False)
