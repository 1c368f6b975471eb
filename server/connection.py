"""A connection as the operator of a public server wants it: patient with nobody for ever."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.handshake import is_handshake
from server.metrics import Metrics
from server.problems import KINDS, MEDIA_TYPE, Kind, problem_json
from server.settings import Settings
from server.stalls import Stalls

UNFINISHED = (h11.IDLE, h11.SEND_BODY)
"""States of a client whose request has not arrived whole."""

DETAILS: dict[Kind, str] = {
    "not-http": "This is no HTTP request.",
    "headers-too-large": "The headers and the address have more bytes than they may.",
    "too-slow": "The request did not arrive whole in time.",
}

MOMENT = 1.0
"""Seconds that whoever has just connected has to ask when the server begins to shut down."""


class Connection(Stalls, H11Protocol):
    """Gives a request ``receipt_seconds`` to arrive whole, from its first byte or from connecting.

    The deadline is absolute: a client that drips a byte now and then gains nothing by it. What is
    no HTTP is answered by a problem document, as everything else is.
    """

    receipt_seconds: ClassVar[float]
    metrics: ClassVar[Metrics]
    _deadline: asyncio.TimerHandle | None = None
    _ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has arrived."""
        super().data_received(data)
        # A connection that became a WebSocket is another protocol's, whatever h11 saw of it last.
        if self.transport.get_protocol() is self and self.conn.their_state in UNFINISHED:
            self._watch()
        else:
            self._unwatch()

    def shutdown(self) -> None:
        """End where nothing is under way, else after the answer.

        A connection that was made just before may have a request on its way, so it gets a moment:
        closed at once, it would leave its client without an answer.
        """
        if self.cycle is None and not self._ending:
            self._ending = True
            self.loop.call_later(MOMENT, self.shutdown)
        elif not self.transport.is_closing():
            super().shutdown()

    def _should_upgrade(self) -> bool:
        """Take a handshake that is whole; what only looks like one is a request as any other."""
        if self._get_upgrade() != b"websocket":
            return False
        return is_handshake(self.scope["method"], self.scope["http_version"], self.headers)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over: from here on the limits of WebSockets hold."""
        self._unwatch()
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's words for it
        """Refuse what h11 could not read. Which of its limits it was, the exception tells."""
        hint = getattr(sys.exception(), "error_status_hint", 400)
        large = hint == KINDS["headers-too-large"].status
        self._refuse("headers-too-large" if large else "not-http")

    def _watch(self) -> None:
        if self._deadline is None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(self.receipt_seconds, self._refuse, "too-slow")

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, kind: Kind) -> None:
        """Answer and close, or only close where an answer has begun; nobody else answers then."""
        self._unwatch()
        self.metrics.refusals.labels(kind).inc()
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()
            return
        body = problem_json(kind, DETAILS[kind])
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        status = KINDS[kind].status
        for event in (
            h11.Response(status_code=status, headers=headers),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def connections(settings: Settings, metrics: Metrics) -> type[Connection]:
    """Give the kind of connection that these settings ask for: uvicorn makes its own protocols."""
    members: dict[str, Any] = {
        "receipt_seconds": settings.receipt_seconds,
        "sending_seconds": settings.sending_seconds,
        "metrics": metrics,
    }
    return type("Connection", (Connection,), members)
