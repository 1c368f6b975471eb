"""Every request gets an identity, is counted, and leaves a line in the log."""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.handshake import SWITCHING
from server.logs import FIELDS, request_id
from server.metrics import Metrics
from server.turns import client

NAME = "X-Request-ID"
IDENTITY = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What a proxy in front may call a request; anything else is replaced by our own."""

PROBLEM = r'\{"type":"/docs#problem-([a-z-]+)"'
KIND = re.compile(rf"(?:event: problem\ndata: )?{PROBLEM}".encode())
LIVE_KIND = re.compile(rf'\{{"type":"problem","seq":(?:\d+|null),"problem":{PROBLEM}')

ANYWHERE = "/{path:path}"
"""The pattern of what answers where nothing else does."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
"""Methods that are counted under their name. A client may invent any other."""

log = logging.getLogger("server.requests")


class Observation:
    """Names, counts and logs requests. The log tells a program only where it was asked for."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, programs: bool = False) -> None:
        self._app = app
        self._metrics = metrics
        self._programs = programs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        token = request_id.set(_identity(scope))
        on_behalf = client.set((scope["client"] or ("", 0))[0])
        try:
            await self._observe(scope, receive, send)
        finally:
            request_id.reset(token)
            client.reset(on_behalf)

    async def _observe(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.perf_counter()
        status = 0

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"].endswith("http.response.start"):
                status = message["status"]
                MutableHeaders(scope=message)[NAME] = request_id.get()
            elif message["type"] == "websocket.accept":
                status = SWITCHING
                self._metrics.sockets.inc()
            elif kind := _kind(message):
                self._metrics.refusals.labels(kind).inc()
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            if status == SWITCHING:
                self._metrics.sockets.dec()
            self._record(scope, status, time.perf_counter() - begun)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        method = scope.get("method", "GET")
        method = method if method in METHODS else "other"
        self._metrics.requests.labels(method, route, status).inc()
        if status != SWITCHING:
            self._metrics.request_seconds.labels(route).observe(seconds)
        told = {
            "method": method,
            "route": route,
            "status": status,
            "seconds": round(seconds, 4),
        }
        source = scope.get("state", {}).get("source")
        if self._programs and source is not None:
            told["source"] = source
        log.info("answered", extra={FIELDS: told})


def _kind(message: Message) -> str | None:
    """Give the kind of problem that a message tells, if it tells one."""
    found = LIVE_KIND.match(message.get("text") or "") or KIND.match(message.get("body", b""))
    if found is None:
        return None
    kind: str | bytes = found[1]
    return kind if isinstance(kind, str) else kind.decode()


def _identity(scope: Scope) -> str:
    given = Headers(scope=scope).get(NAME, "")
    return given if IDENTITY.fullmatch(given) else secrets.token_hex(8)


def _route(scope: Scope) -> str:
    """Give the pattern of an address: as many of them as there are routes, whatever is typed.

    A route knows its pattern without the prefix of the routers around it, which has no parameters.
    """
    route = scope.get("route")
    if route is None or isinstance(route, Mount) or route.path == ANYWHERE:
        return scope.get("root_path") or "none"
    segments = scope["path"].split("/")
    own: str = route.path
    return "/".join(segments[: len(segments) - own.count("/")]) + own
