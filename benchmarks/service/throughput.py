"""How many programs a second, and how long one takes, by the number of clients."""

from __future__ import annotations

import asyncio
import tempfile
import time

from benchmarks.service.client import Client
from benchmarks.service.programs import chain
from benchmarks.service.started import serving
from benchmarks.service.tally import COLUMNS, Tally, print_head, print_row

CLIENTS = (1, 8, 64, 300)
SECONDS = 3.0
WARM = 30


async def load(port: int, clients: int, seconds: float, *, gzip: bool = False) -> Tally:
    """Let so many clients ask for one program after the other, each for one never asked before."""
    tally = Tally()
    end = time.perf_counter() + seconds

    async def one() -> None:
        async with Client(port, gzip=gzip) as client:
            while time.perf_counter() < end:
                tally.add(await client.evaluate(chain()))

    await asyncio.gather(*(one() for _ in range(clients)))
    return tally


async def document_of(port: int) -> bytes:
    """Warm the workers, and give a document."""
    async with Client(port) as client:
        for _ in range(WARM):
            reply = await client.evaluate(chain())
        return reply.body


def row(name: str, port: int, clients: int, seconds: float, *, gzip: bool = False) -> None:
    """Measure, and print the row."""
    start = time.perf_counter()
    tally = asyncio.run(load(port, clients, seconds, gzip=gzip))
    rate = len(tally.seconds) / (time.perf_counter() - start)
    print_row(name, clients, f"{rate:.0f}", *tally.cells())


def main(share: float = 1) -> None:
    """Print the table: the service with one and with two fast workers, and the bare endpoint."""
    print_head("answered by", "clients", "a second", *COLUMNS)
    body, seconds = b"", share * SECONDS
    for workers in (1, 2):
        with serving(fast_workers=workers) as server:
            body = asyncio.run(document_of(server.port))
            for clients in CLIENTS:
                row(f"the service, fast workers: {workers}", server.port, clients, seconds)
            if workers == 1:
                row("the same, gzip", server.port, 1, seconds, gzip=True)
    with tempfile.NamedTemporaryFile() as document:
        document.write(body)
        document.flush()
        with serving(("-m", "benchmarks.service.plain"), document=document.name) as server:
            for clients in CLIENTS:
                row("a bare endpoint, the same bytes", server.port, clients, seconds)
