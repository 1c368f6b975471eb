"""A class that presses the key at the same moment."""

from __future__ import annotations

import asyncio
import time

from benchmarks.service.client import Client
from benchmarks.service.programs import chain
from benchmarks.service.started import serving
from benchmarks.service.tally import COLUMNS, Tally, print_head, print_row
from benchmarks.service.throughput import document_of

STUDENTS = 300
ROUNDS = 3


async def burst(port: int, *, same: bool) -> tuple[Tally, float]:
    """Send 300 programs at once on connections of their own; give the seconds until all is there.

    With ``same``, all send one program, as the lecture's first slide has it.
    """
    tally, program = Tally(), chain()
    clients = [Client(port) for _ in range(STUDENTS)]

    async def one(client: Client) -> None:
        async with client:
            tally.add(await client.evaluate(program if same else chain()))

    start = time.perf_counter()
    await asyncio.gather(*map(one, clients))
    return tally, time.perf_counter() - start


def main(share: float = 1) -> None:
    """Print the table, by number of workers."""
    print_head(f"{STUDENTS} at once", "fast workers", "all there after s", *COLUMNS)
    for workers in (1, 2):
        with serving(fast_workers=workers) as server:
            asyncio.run(document_of(server.port))
            for same in (False, True):
                for _ in range(round(share * ROUNDS)):
                    tally, seconds = asyncio.run(burst(server.port, same=same))
                    name = "one program" if same else "each another program"
                    print_row(name, workers, f"{seconds:.2f}", *tally.cells())
