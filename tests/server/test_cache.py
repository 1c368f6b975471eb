"""Documents are kept within a number of bytes."""

from __future__ import annotations

from server.cache import DocumentCache


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    cache = DocumentCache(10)
    cache.put("a", b"1234")
    cache.put("b", b"1234")
    assert cache.get("a") == b"1234"
    cache.put("c", b"1234")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"1234", None, b"1234")


def test_putting_twice_costs_once() -> None:
    cache = DocumentCache(10)
    for _ in range(5):
        cache.put("a", b"1234")
    cache.put("b", b"123456")
    assert (cache.get("a"), cache.get("b")) == (b"1234", b"123456")


def test_what_does_not_fit_at_all_is_not_kept() -> None:
    cache = DocumentCache(3)
    cache.put("a", b"12")
    cache.put("b", b"1234")
    assert cache.get("b") is None
