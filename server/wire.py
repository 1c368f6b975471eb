"""The wire between the server and a worker: messages, each behind its length.

The worker's end waits; the server's end is read and written by the event loop, piece by piece, so
that a long answer keeps nobody waiting.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from typing import Any

HEAD = struct.Struct("!Q")

SMALL = 64 * 1024
"""Bytes up to which a message is sent in one piece: to copy it costs less than a second call."""


class WorkersEnd:
    """The end that waits."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._reader = end.makefile("rb")

    def send(self, message: object) -> None:
        """Send a message. Raises OSError where nobody is there any more."""
        for piece in _pieces(message):
            self._end.sendall(piece)

    def receive(self) -> Any:
        """Wait for a message. Raises EOFError where none will come."""
        (size,) = HEAD.unpack(self._exactly(HEAD.size))
        return pickle.loads(self._exactly(size))  # noqa: S301 - from the server, our parent

    def _exactly(self, size: int) -> bytes:
        read = self._reader.read(size)
        if len(read) < size:
            raise EOFError
        return read


class ServersEnd:
    """The end that is awaited. Where a message was not read whole, it is of no more use."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._end = end

    async def send(self, message: object) -> None:
        """Send a message. Raises OSError where nobody is there any more."""
        for piece in _pieces(message):
            await asyncio.get_running_loop().sock_sendall(self._end, piece)

    async def receive(self) -> Any:
        """Wait for a message. Raises EOFError or OSError where none will come."""
        (size,) = HEAD.unpack(await self._exactly(HEAD.size))
        return pickle.loads(await self._exactly(size))  # noqa: S301 - from a process of ours

    def close(self) -> None:
        """Let go of it."""
        self._end.close()

    async def _exactly(self, size: int) -> bytearray:
        loop, read = asyncio.get_running_loop(), bytearray(size)
        room = memoryview(read)
        while room:
            count = await loop.sock_recv_into(self._end, room)
            if not count:
                raise EOFError
            room = room[count:]
        return read


def _pieces(message: object) -> tuple[bytes, ...]:
    body = pickle.dumps(message)
    head = HEAD.pack(len(body))
    return (head + body,) if len(body) < SMALL else (head, body)
