"""How answers travel: compressed where that is accepted, and piece by piece where they are long."""

from __future__ import annotations

import asyncio
import zlib

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.middleware.gzip import (
    DEFAULT_EXCLUDED_CONTENT_TYPES,
    GZipResponder,
    IdentityResponder,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.streaming import MEDIA_TYPE as STREAM
from server.streaming import accepted

PIECE = 128 * 1024
"""Bytes of an answer that are compressed and sent at once: about a millisecond's work."""

SMALL = 1_000
"""Bytes below which an answer is sent as it is."""

FASTEST = 1
"""A higher level makes documents little smaller, and takes several times as long."""

# A stream of events is flushed event by event.
AS_THEY_ARE = tuple(set(DEFAULT_EXCLUDED_CONTENT_TYPES) - {STREAM})


class Pieces:
    """Hands a long answer on in pieces, each when the client has taken most of those before.

    So an answer that somebody asks for and never reads takes the room of a piece, and a long one
    holds up no short one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""

        async def send_in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if message["type"] != "http.response.body" or len(body) <= PIECE:
                await send(message)
                return
            more = message.get("more_body", False)
            for start in range(0, len(body), PIECE):
                end = start + PIECE
                piece = {"body": body[start:end], "more_body": more or end < len(body)}
                await send({**message, **piece})
                await asyncio.sleep(0)  # others have a turn, and that the client has left is seen

        await self._app(scope, receive, send_in_pieces)


class Compression:
    """Compresses for who accepts it: pieces of long answers one after the other, on one thread.

    On many threads they would take the processor from the loop that serves everybody else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._thread = CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        app = self._app
        if scope["type"] == "http":
            if "gzip" in accepted(Headers(scope=scope).get("Accept-Encoding", "")):
                app = Compressing(app, self._thread)
            else:
                app = IdentityResponder(app, SMALL, exclude_content_types=AS_THEY_ARE)
        await app(scope, receive, send)


class Compressing(GZipResponder):
    """One answer that is compressed."""

    def __init__(self, app: ASGIApp, thread: CapacityLimiter) -> None:
        super().__init__(app, SMALL, FASTEST, exclude_content_types=AS_THEY_ARE)
        self._thread = thread

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        """Compress what comes next; a long piece where it holds up nobody."""
        if len(body) < PIECE:
            return self._next(body, more_body)
        return await run_sync(self._next, body, more_body, limiter=self._thread)

    def _next(self, body: bytes, more: bool) -> bytes:
        end = self.compressor.flush
        return self.compressor.compress(body) + end(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)
