"""What students notice of four attackers, who send the worst programs without pause."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field

from benchmarks.service.client import Client
from benchmarks.service.programs import HOSTILE, chain
from benchmarks.service.started import serving
from benchmarks.service.tally import COLUMNS, Tally, print_head, print_row
from benchmarks.service.throughput import document_of

STUDENTS = 50
REST = 1.0
"""Seconds that a student looks at a picture before the next change, on average."""

ATTACKERS = 4
CONNECTIONS = (1, 8)
"""Of each attacker at once."""

SECONDS = 12.0
PULSE = 0.05
"""Seconds between two questions of the supervisor."""


@dataclass
class Day:
    """What came back to whom."""

    students: Tally = field(default_factory=Tally)
    health: Tally = field(default_factory=Tally)
    attackers: Tally = field(default_factory=Tally)


async def spend(port: int, connections: int, seconds: float, students: int = STUDENTS) -> Day:
    """Let students, a supervisor and attackers be at the server together.

    The students sit behind one router and have one address, as the worst case is; each attacker
    has an address, too. Nobody begins at the same moment as another.
    """
    day, chance = Day(), random.Random(0)
    end = time.perf_counter() + seconds

    async def student() -> None:
        async with Client(port, "127.0.0.2", gzip=True) as client:
            while True:
                await asyncio.sleep(chance.uniform(0, 2 * REST))
                if time.perf_counter() >= end:
                    return
                day.students.add(await client.evaluate(chain()))

    async def supervisor() -> None:
        async with Client(port) as client:
            while time.perf_counter() < end:
                day.health.add(await client.get("/healthz"))
                await asyncio.sleep(PULSE)

    async def attacker(number: int) -> None:
        async with Client(port, f"127.0.1.{number + 1}") as client:
            worst = chance.sample(HOSTILE, len(HOSTILE))
            for program in itertools.cycle(worst):
                # A number makes it another program, which no cache knows.
                day.attackers.add(await client.evaluate(f"{program}\n# {chance.random()}"))

    attacks = [
        asyncio.create_task(attacker(number))
        for number in range(ATTACKERS)
        for _ in range(connections)
    ]
    try:
        await asyncio.gather(supervisor(), *(student() for _ in range(students)))
    finally:
        for attack in attacks:
            attack.cancel()
        await asyncio.gather(*attacks, return_exceptions=True)
    return day


def main(share: float = 1) -> None:
    """Print the table: without attackers, with them, and with eight connections for each."""
    print_head("who", "attackers", "connections of each", *COLUMNS)
    for connections in (0, *CONNECTIONS):
        with serving() as server:
            asyncio.run(document_of(server.port))
            day = asyncio.run(spend(server.port, connections, share * SECONDS))
        many = ATTACKERS if connections else 0
        print_row(f"{STUDENTS} students", many, connections, *day.students.cells())
        print_row("/healthz", many, connections, *day.health.cells())
        if connections:
            print_row("attackers", many, connections, *day.attackers.cells())
