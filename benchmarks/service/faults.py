"""Faults made on purpose: workers killed, sockets that dawdle, a log that cannot be written."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import suppress

from benchmarks.service.client import Client
from benchmarks.service.programs import chain
from benchmarks.service.started import Server, serving
from benchmarks.service.tally import COLUMNS, Tally, print_head, print_row

CLIENTS = 30
KILLS = 66
BETWEEN_KILLS = 0.3
SOCKETS = 2_000
CUT = 0
"""The status of a refusal that was not read: something dripped after it, and the line was cut."""

LINES = b"POST /api/v1/graphs HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
SLOW = (b"", LINES[:30], LINES, LINES + b"Content-Length: 400\r\n\r\n{")
"""Idle, half an address, half a header, half a body."""


async def kill_workers(server: Server, kills: int, clients: int) -> Tally:
    """Kill so many workers, one after the other, under load; give the answers.

    What was asked before one of them was killed is answered before the next one is: else a program
    may have no luck twice, which is refused.
    """
    tally, chance, over = Tally(), random.Random(0), asyncio.Event()

    async def work() -> None:
        async with Client(server.port) as client:
            while not over.is_set():
                tally.add(await client.evaluate(chain()))

    async def kill() -> None:
        for _ in range(kills):
            answered = len(tally.seconds)
            await asyncio.sleep(BETWEEN_KILLS)
            while len(tally.seconds) < answered + 2 * clients or not server.workers():
                await asyncio.sleep(0.01)
            with suppress(ProcessLookupError):
                os.kill(chance.choice(server.workers()), signal.SIGKILL)
        over.set()

    await asyncio.gather(kill(), *(work() for _ in range(clients)))
    return tally


async def dawdle(port: int, sockets: int, drips: int = 3) -> tuple[Tally, list[int]]:
    """Ask on one connection while so many others never come to the point.

    Gives the answers, and the statuses of the refusals that the slow ones have in the end.
    """
    slow = [await _slow(port, number) for number in range(sockets)]
    tally = Tally()
    async with Client(port) as client:
        for _ in range(drips):
            for number, (_, writer) in enumerate(slow):
                if number % len(SLOW) == len(SLOW) - 1:
                    writer.write(b" ")
            for _ in range(10):
                tally.add(await client.evaluate(chain()))
    refusals = [await _refusal(*pair) for pair in slow]
    return tally, refusals


async def _slow(port: int, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    # So many ports are not free at one address where tests have just used some.
    address = f"127.0.2.{number % 200 + 1}"
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    writer.write(SLOW[number % len(SLOW)])
    return reader, writer


async def _refusal(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    answer = b""
    with suppress(ConnectionError):
        answer = await reader.read()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return int(answer[9:12] or CUT)


def main(share: float = 1) -> None:
    """Print the table."""
    print_head("fault", "how many", *COLUMNS)
    with serving() as server:
        kills = round(share * KILLS)
        tally = asyncio.run(kill_workers(server, kills, CLIENTS))
        print_row(f"workers killed under {CLIENTS} clients", kills, *tally.cells())
    with serving() as server:
        start = time.perf_counter()
        tally, refusals = asyncio.run(dawdle(server.port, SOCKETS))
        print_row("slow sockets", SOCKETS, *tally.cells())
    told = {status: refusals.count(status) for status in set(refusals)}
    print(f"\nThe slow ones were given up within {time.perf_counter() - start:.1f} s: {told}.")
