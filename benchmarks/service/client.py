"""A client of HTTP/1.1 that costs little, so that it is the server that is measured."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

LARGEST = 32 * 1024**2


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the seconds from the first byte sent to the last byte received."""

    status: int
    body: bytes
    seconds: float


class Client:
    """One connection, kept from request to request.

    ``address`` is the client's own: all of 127.0.0.0/8 is this machine, and the server tells its
    clients apart by their addresses.
    """

    def __init__(self, port: int, address: str = "127.0.0.1", *, gzip: bool = False) -> None:
        self._port = port
        self._address = address
        self._lines = f"Host: 127.0.0.1:{port}\r\n".encode()
        if gzip:
            self._lines += b"Accept-Encoding: gzip\r\n"
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port, limit=LARGEST, local_addr=(self._address, 0)
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()
            with suppress(OSError):
                await self._writer.wait_closed()

    async def evaluate(self, source: str) -> Reply:
        """Ask for the document of a program."""
        return await self.post("/api/v1/graphs", {"source": source})

    async def post(self, path: str, body: Any) -> Reply:
        """Send JSON and wait for the answer."""
        text = json.dumps(body).encode()
        kind = b"Content-Type: application/json\r\n"
        head = b"POST %b HTTP/1.1\r\n%b%bContent-Length: %d\r\n\r\n"
        return await self._ask(head % (path.encode(), self._lines, kind, len(text)) + text)

    async def get(self, path: str) -> Reply:
        """Fetch something."""
        return await self._ask(b"GET %b HTTP/1.1\r\n%b\r\n" % (path.encode(), self._lines))

    async def _ask(self, request: bytes) -> Reply:
        assert self._reader is not None
        assert self._writer is not None
        start = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        lengths = [int(line[15:]) for line in lines if line.startswith(b"content-length:")]
        body = await (self._reader.readexactly(*lengths) if lengths else self._chunks())
        return Reply(int(head[9:12]), body, time.perf_counter() - start)

    async def _chunks(self) -> bytes:
        """Read a body that comes in pieces, as what is long and compressed does."""
        assert self._reader is not None
        pieces = []
        while length := int(await self._reader.readline(), 16):
            pieces.append(await self._reader.readexactly(length))
            await self._reader.readline()
        await self._reader.readline()
        return b"".join(pieces)
