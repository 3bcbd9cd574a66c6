"""The cache holds hashes and spans, is bounded, and never mixes scopes."""

import pytest

from pipelines.detection.cache import SpanCache
from pipelines.detection.spans import Span

SPANS = (Span(0, 5, "PERSON", 0.9, "rampart"),)


def test_what_was_put_is_found_and_counted() -> None:
    cache = SpanCache(b"k" * 32, "rules")
    key = cache.key("Priya")
    assert cache.get(key) is None
    cache.put(key, SPANS)
    assert cache.get(key) == SPANS
    assert (cache.hits, cache.misses) == (1, 1)


def test_the_longest_unused_entry_goes_first() -> None:
    cache = SpanCache(b"", "rules", size=2)
    keys = [cache.key(text) for text in "abc"]
    cache.put(keys[0], ())
    cache.put(keys[1], ())
    cache.get(keys[0])
    cache.put(keys[2], ())
    assert len(cache) == 2
    assert cache.get(keys[1]) is None
    assert cache.get(keys[0]) == ()


def test_key_scope_and_text_all_change_the_hash() -> None:
    keys = {
        SpanCache(secret, scope).key(text)
        for secret in (b"", b"k")
        for scope in ("a", "b")
        for text in ("x", "y", "\udc80")
    }
    assert len(keys) == 12


def test_it_holds_no_text() -> None:
    cache = SpanCache(b"k", "rules")
    cache.put(cache.key("Marisol Etxeberria"), SPANS)
    assert "Marisol" not in repr(vars(cache))


def test_a_cache_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        SpanCache(b"", "rules", size=0)
