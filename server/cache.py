"""Documents kept for a while, so that what was computed once can be fetched again."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from server.breaker import PATIENCE, Breaker


class Documents(Protocol):
    """Where finished documents are kept, by digest."""

    async def get(self, digest: str) -> bytes | None:
        """Give a document, or None when it is not kept."""

    async def put(self, digest: str, body: bytes) -> None:
        """Keep a document for a while, if there is room."""

    async def close(self) -> None:
        """Let go of what is held."""


class OwnDocuments:
    """Documents in this process, within a number of bytes.

    What was not asked for the longest goes first. A document larger than all the room is not kept,
    and takes the room of no other.
    """

    def __init__(self, size: int) -> None:
        self._size = self._room = size
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    async def get(self, digest: str) -> bytes | None:
        """Give a document, or None when it is not kept."""
        if digest in self._bodies:
            self._bodies.move_to_end(digest)
        return self._bodies.get(digest)

    async def put(self, digest: str, body: bytes) -> None:
        """Keep a document."""
        if digest in self._bodies or len(body) > self._size:
            return
        self._bodies[digest] = body
        self._room -= len(body)
        while self._room < 0:
            _, oldest = self._bodies.popitem(last=False)
            self._room += len(oldest)

    async def close(self) -> None:
        """Hold nothing that must be let go."""


class SharedDocuments:
    """Documents in Redis, for ``seconds`` each, shared by several replicas.

    Where Redis does not answer, nothing is kept and nothing fails. Where it is full, what it holds
    is still read.
    """

    def __init__(self, url: str, seconds: int) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=None
        )
        self._seconds = seconds
        self._breaker = Breaker("the shared cache")
        self._room = Breaker("the shared cache, asked to keep something,")

    async def get(self, digest: str) -> bytes | None:
        """Give a document, or None when it is not kept."""
        if self._breaker.is_open:
            return None
        try:
            body = await self._redis.get(_key(digest))
        except (RedisError, OSError):
            self._breaker.failed()
            return None
        self._breaker.answered()
        return body if isinstance(body, bytes) else None

    async def put(self, digest: str, body: bytes) -> None:
        """Keep a document."""
        if self._breaker.is_open or self._room.is_open:
            return
        try:
            await self._redis.set(_key(digest), body, ex=self._seconds)
        except ResponseError:  # it answers that it does not keep this: it is full, for instance
            self._room.failed()
        except (RedisError, OSError):
            self._breaker.failed()
        else:
            self._breaker.answered()
            self._room.answered()

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()


def _key(digest: str) -> str:
    return f"nablascope:document:{digest}"
