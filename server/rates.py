"""How often one client may ask for work, counted here or, by several replicas, in Redis."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.breaker import PATIENCE, Breaker
from server.problems import respond

WORK = "/api/v1/"
"""Where requests that run programs go; they are those with the method POST."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands after one more request."""

    allowed: bool
    left: int
    seconds: int
    """Until it may ask as often as ever."""


class Rates:
    """Counts the requests of each client, here alone while Redis does not answer."""

    def __init__(self, rate: str, redis_url: str) -> None:
        self._limit = parse(rate)
        self.amount, self.window = self._limit.amount, self._limit.get_expiry()
        self._pool: ConnectionPool | None = None
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._breaker = Breaker("the shared count of requests")
        if redis_url:
            self._pool = ConnectionPool.from_url(
                redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
            )
            storage = RedisStorage(
                f"async+{redis_url}",
                wrap_exceptions=True,
                implementation="redispy",
                connection_pool=self._pool,  # type: ignore[arg-type]
            )
            self._shared = SlidingWindowCounterRateLimiter(storage)

    async def count(self, client: str) -> Standing:
        """Count one request."""
        if self._shared is None or self._breaker.is_open:
            return await self._hit(self._own, client)
        try:
            standing = await self._hit(self._shared, client)
        except StorageError:
            self._breaker.failed()
            return await self._hit(self._own, client)
        self._breaker.answered()
        return standing

    async def _hit(self, counter: SlidingWindowCounterRateLimiter, client: str) -> Standing:
        allowed = await counter.hit(self._limit, client)
        reset, left = await counter.get_window_stats(self._limit, client)
        return Standing(allowed, left, max(1, math.ceil(reset - time.time())))

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.disconnect()


class RateLimit:
    """Counts a client's requests for work, tells it what is left, and refuses what is over.

    The fields RateLimit and RateLimit-Policy are those of draft-ietf-httpapi-ratelimit-headers. A
    client is an address.
    """

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app = app
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] != "http" or scope["method"] != "POST" or WORK not in scope["path"]:
            await self._app(scope, receive, send)
            return
        amount, window = self._rates.amount, self._rates.window
        standing = await self._rates.count((scope["client"] or ("nobody", 0))[0])
        fields = {
            "RateLimit-Policy": f'"client";q={amount};w={window}',
            "RateLimit": f'"client";r={standing.left};t={standing.seconds}',
        }
        if not standing.allowed:
            detail = f"One client may ask {amount:,} times in {window} s."
            fields["Retry-After"] = str(standing.seconds)
            await respond("too-many-requests", detail, fields)(scope, receive, send)
            return

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(fields)
            await send(message)

        await self._app(scope, receive, send_with_fields)
