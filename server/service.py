"""The server as a process: it ends when it is told to, and leaves nobody without an answer."""

from __future__ import annotations

import asyncio
import os
import re
import socket

import uvicorn
from fastapi import FastAPI

from server.connection import connections
from server.framing import sockets
from server.settings import Settings
from server.stalls import Stalls

MARGIN = 2
"""Seconds that what is refused at the end has to go out."""


NEEDED = re.compile(
    r"PATH|TMPDIR|TZ|LANG|VIRTUAL_ENV|(?:LC_|LD_|DYLD_|PYTHON|COV|OPENBLAS_|OMP_|MKL_)\w*"
)
"""Variables of the environment that decide how Python and NumPy run."""


def forget_environment() -> None:
    """Forget what else the environment says, when the settings have been read.

    Workers are forked from a process that begins with it, and a process can always read what it
    began with, whatever it has cleared since.
    """
    for name in list(os.environ):
        if not NEEDED.fullmatch(name):
            del os.environ[name]


class Service(uvicorn.Server):
    """Serves the application. Told to end, it lets answers be waited for only a while longer."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        config = uvicorn.Config(
            app,
            forwarded_allow_ips=settings.proxies,
            http=connections(settings, app.state.metrics),
            ws=sockets(settings),
            h11_max_incomplete_event_size=settings.header_bytes,
            log_config=None,
            access_log=False,
            server_header=False,
            # Longer than browsers and proxies keep a connection: whoever closes first must not be
            # us.
            timeout_keep_alive=75,
            timeout_graceful_shutdown=int(settings.drain_seconds) + MARGIN,
            # What is a little too large is still read, so that it can be answered.
            ws_max_size=4 * settings.body_bytes,
        )
        super().__init__(config)
        self._app = app
        self._drain_seconds = settings.drain_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: take nothing new, and wait for what is under way."""
        asyncio.get_running_loop().call_later(self._drain_seconds, self._end)
        await super().shutdown(sockets)

    def _end(self) -> None:
        self._app.state.evaluator.end()
        for connection in list(self.server_state.connections):
            if isinstance(connection, Stalls):
                connection.give_up()
