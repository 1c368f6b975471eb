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
from benchmarks.service.throughput import load

CLIENTS = 30
KILLS_SECONDS = 20.0
BETWEEN_KILLS = 0.3
SOCKETS = 2_000

LINES = b"POST /api/v1/graphs HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
SLOW = (b"", LINES[:30], LINES, LINES + b"Content-Length: 400\r\n\r\n{")
"""Idle, half an address, half a header, half a body."""


async def kill_workers(server: Server, seconds: float, clients: int) -> tuple[Tally, int]:
    """Kill one worker after the other under load; give the answers and the number of kills."""
    working = asyncio.create_task(load(server.port, clients, seconds))
    kills, chance = 0, random.Random(0)
    while not working.done():
        await asyncio.sleep(BETWEEN_KILLS)
        workers = server.workers()
        if workers:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
                kills += 1
    return await working, kills


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
    answer = await reader.read()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return int(answer[9:12])


def main() -> None:
    """Print the table."""
    print_head("fault", "how many", *COLUMNS)
    with serving() as server:
        tally, kills = asyncio.run(kill_workers(server, KILLS_SECONDS, CLIENTS))
        print_row(f"workers killed under {CLIENTS} clients", kills, *tally.cells())
    with serving() as server:
        start = time.perf_counter()
        tally, refusals = asyncio.run(dawdle(server.port, SOCKETS))
        print_row("slow sockets", SOCKETS, *tally.cells())
    told = {status: refusals.count(status) for status in set(refusals)}
    print(f"\nThe slow ones were given up within {time.perf_counter() - start:.1f} s: {told}.")
