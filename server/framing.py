"""A WebSocket as the operator of a public server wants it: no end of frames is listened to."""

from __future__ import annotations

from typing import Any, ClassVar

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame

from server.allowance import Allowance
from server.handshake import EXTENSIONS
from server.settings import Settings
from server.stalls import Stalls

SLICE = 4096
"""Bytes that are looked at before their frames are counted: the shortest frame has six."""

FRAMES = 4
"""Frames for each message that may be sent: pings, pongs and parts of messages are frames too."""


class Framing(Stalls, WebSocketsSansIOProtocol):
    """Ends a socket that sends too many frames, whatever they hold, or does not take its answers.

    Pings, and messages in many small parts, reach no application, which therefore cannot count
    them; and to read a frame takes much longer than to send one.
    """

    frames_per_second: ClassVar[int]

    def __init__(self, *args: Any, **members: Any) -> None:
        super().__init__(*args, **members)
        self.conn.available_extensions = EXTENSIONS
        self._allowance = Allowance(self.frames_per_second)

    def data_received(self, data: bytes) -> None:
        """Take what has arrived, a little at a time."""
        for start in range(0, len(data), SLICE):
            if not self.close_sent:
                super().data_received(data[start : start + SLICE])

    def handle_text(self, event: Frame) -> None:
        """Take the first part of a text, or all of it."""
        if self._counted():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        """Take the first part of something else."""
        if self._counted():
            super().handle_bytes(event)

    def handle_cont(self, event: Frame) -> None:
        """Take a further part."""
        if self._counted():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer that we are here."""
        if self._counted():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Hear that the other side is."""
        if self._counted():
            super().handle_pong(event)

    def _counted(self) -> bool:
        """Tell whether one more frame is taken, and end the socket where none is."""
        if self.close_sent or self._allowance.take():
            return not self.close_sent
        self.conn.fail(CloseCode.POLICY_VIOLATION, "Too many frames.")
        self.handle_parser_exception()
        return False


def sockets(settings: Settings) -> type[Framing]:
    """Give the kind of WebSocket that these settings ask for."""
    members: dict[str, Any] = {
        "sending_seconds": settings.sending_seconds,
        "frames_per_second": FRAMES * settings.live_messages_per_second,
    }
    return type("Framing", (Framing,), members)
