"""What every request and every answer passes: headers that protect, a catch for faults, a limit."""

from __future__ import annotations

import logging
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.problems import FAULT, ProblemError, respond

HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
"""Nothing else sets these, so they are added as they are."""


def content_security_policy(nonce: str) -> str:
    """Give the policy of a page: everything from our own origin, nothing inline without a nonce.

    Pictures of matrices are ``data:`` and ``blob:``; the layout worker may start from a ``blob:``.
    No script can make markup or a script of a text: Lit writes the page's own templates, and the
    default policy lets that worker start.
    """
    return (
        "default-src 'none'; "
        f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "worker-src 'self' blob:; "
        "require-trusted-types-for 'script'; trusted-types lit-html default; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers, and gives each request the ``nonce`` of its policy in ``request.state``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                policy = content_security_policy(nonce).encode()
                added = [*HEADERS, (b"content-security-policy", policy)]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class Heads:
    """Answers HEAD as GET is answered, without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET"}, receive, send_head)


class Faults:
    """Logs what nobody caught, and answers with a problem document where no answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_and_see(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        except Exception:
            logging.getLogger(__name__).exception("%s %s failed", scope["method"], scope["path"])
            if begun:
                raise
            await respond("fault", FAULT)(scope, receive, send)


class HeaderLimit:
    """Refuses headers that are too long, the address among them."""

    def __init__(self, app: ASGIApp, header_bytes: int) -> None:
        self._app = app
        self._limit = header_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] == "http":
            size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
            size += sum(len(name) + len(value) for name, value in scope["headers"])
            if size > self._limit:
                detail = f"Headers and address may have {self._limit:,} bytes; these have more."
                await respond("headers-too-large", detail)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class BodyLimit:
    """Stops reading a request body that is too long, announced so or not (chunked)."""

    def __init__(self, app: ASGIApp, body_bytes: int) -> None:
        self._app = app
        self._limit = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            if announced.isdecimal() and int(announced) > self._limit:
                raise self._too_long()
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise self._too_long()
            return message

        await self._app(scope, receive_within_limit, send)

    def _too_long(self) -> ProblemError:
        return ProblemError(
            "too-large", f"A request may have {self._limit:,} bytes; this one has more."
        )
