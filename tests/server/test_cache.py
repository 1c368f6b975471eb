"""Documents are kept within a number of bytes, or in Redis, which may be away."""

from __future__ import annotations

import asyncio

import pytest
from redis.exceptions import OutOfMemoryError

from server.cache import Documents, OwnDocuments, SharedDocuments
from tests.server.services import Redis


async def filled(cache: Documents, **bodies: bytes) -> Documents:
    for digest, body in bodies.items():
        await cache.put(digest, body)
    return cache


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    async def scenario() -> None:
        cache = await filled(OwnDocuments(10), a=b"1234", b=b"1234")
        assert await cache.get("a") == b"1234"
        await cache.put("c", b"1234")
        assert [await cache.get(digest) for digest in "abc"] == [b"1234", None, b"1234"]

    asyncio.run(scenario())


def test_putting_twice_costs_once() -> None:
    async def scenario() -> None:
        cache = OwnDocuments(10)
        for _ in range(5):
            await cache.put("a", b"1234")
        await cache.put("b", b"123456")
        assert [await cache.get(digest) for digest in "ab"] == [b"1234", b"123456"]

    asyncio.run(scenario())


def test_what_does_not_fit_at_all_is_not_kept() -> None:
    async def scenario() -> None:
        cache = await filled(OwnDocuments(3), a=b"12", b=b"1234")
        assert [await cache.get(digest) for digest in "ab"] == [b"12", None]

    asyncio.run(scenario())


def test_replicas_share_what_redis_keeps(redis: Redis) -> None:
    async def scenario() -> None:
        one, other = SharedDocuments(redis.url, 60), SharedDocuments(redis.url, 60)
        await one.put("shared", b"1234")
        assert await other.get("shared") == b"1234"
        assert await other.get("never") is None
        for cache in (one, other):
            await cache.close()

    asyncio.run(scenario())


def test_without_redis_nothing_is_kept_and_nothing_fails(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> None:
        cache = SharedDocuments("redis://127.0.0.1:9/0", 60)
        await cache.put("a", b"1234")
        assert await cache.get("a") is None
        await cache.close()

    asyncio.run(scenario())
    assert clean_log.messages == ["the shared cache does not answer"]
    clean_log.clear()


def test_where_redis_is_full_it_is_read_and_the_log_says_so_once(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, clean_log: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        cache = SharedDocuments(redis.url, 60)
        await cache.put("before", b"1234")

        async def refuse(*_: object, **__: object) -> None:
            raise OutOfMemoryError

        monkeypatch.setattr(cache._redis, "set", refuse)
        for _ in range(3):
            await cache.put("after", b"1234")
            assert await cache.get("before") == b"1234"
            cache._room._rests_until = 0.0
        await cache.close()

    asyncio.run(scenario())
    assert [record.getMessage() for record in clean_log.records] == [
        "the shared cache, asked to keep something, does not answer"
    ]
    clean_log.clear()
