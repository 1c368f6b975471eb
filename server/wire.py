"""The wire between the server and a worker: messages, each behind its length."""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from collections import deque
from typing import Any

HEAD = struct.Struct("!Q")

SMALL = 64 * 1024
"""Bytes up to which a message is sent in one piece: to copy it costs less than a second call."""

PIECE = 256 * 1024
"""Bytes that are read at once."""


class WorkersEnd:
    """The end that blocks."""

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


class ServersEnd(asyncio.BufferedProtocol):
    """The end on the event loop. What has arrived waits until it is asked for."""

    def __init__(self) -> None:
        self._room = memoryview(bytearray(PIECE))
        self._read = bytearray()
        self._arrived: deque[Any] = deque()
        self._ended = False
        self._news = asyncio.Event()

    async def open(self, end: socket.socket) -> None:
        """Take over a socket."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: self, sock=end)

    def close(self) -> None:
        """Let go of it."""
        self._transport.close()

    def send(self, message: object) -> None:
        """Send a message. Raises EOFError where nobody is there any more."""
        if self._ended:
            raise EOFError
        self._transport.writelines(_pieces(message))

    async def receive(self) -> Any:
        """Wait for a message. Raises EOFError where none will come."""
        while not self._arrived:
            if self._ended:
                raise EOFError
            self._news.clear()
            await self._news.wait()
        return self._arrived.popleft()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's name
        """Give the room for a piece of what is sent: always the same, since new room takes time."""
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        """Take a piece."""
        self._read += self._room[:nbytes]
        while (end := self._end_of_message()) <= len(self._read):
            with memoryview(self._read) as read, read[HEAD.size : end] as message:
                self._arrived.append(pickle.loads(message))  # noqa: S301 - from a process of ours
            del self._read[:end]
            self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's name
        """Know that nothing will come any more."""
        self._ended = True
        self._news.set()

    def _end_of_message(self) -> int:
        """Say how many bytes the present message has with its head, or its head alone."""
        if len(self._read) < HEAD.size:
            return HEAD.size
        (size,) = HEAD.unpack_from(self._read)
        return HEAD.size + int(size)


def _pieces(message: object) -> tuple[bytes, ...]:
    body = pickle.dumps(message)
    head = HEAD.pack(len(body))
    return (head + body,) if len(body) < SMALL else (head, body)
