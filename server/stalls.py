"""Who asks and does not listen is given up: what waits to be sent holds memory."""

from __future__ import annotations

import asyncio
from typing import ClassVar


class Stalls(asyncio.Protocol):
    """A part of a protocol: gives the other side ``sending_seconds`` to take what waits for it.

    The time begins when asyncio's buffer is full, and is over when most of it has gone.
    """

    sending_seconds: ClassVar[float]
    transport: asyncio.Transport
    _end: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Wait a while."""
        super().pause_writing()
        loop = asyncio.get_running_loop()
        self._end = loop.call_later(self.sending_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._wait_no_longer()
        super().resume_writing()

    def give_up(self) -> None:
        """Wait no longer, if something waits: the server has to end."""
        if self._end is not None:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait_no_longer(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
