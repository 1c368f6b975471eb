"""An afternoon in short: everything at once, and what it leaves in memory.

NABLASCOPE_MINUTES says how long: three unless set, ten for the record, sixty before a release. From
ten on, memory that grows by more than it may is an error.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import sys
import time

from benchmarks.service.client import Client
from benchmarks.service.live import slide
from benchmarks.service.programs import HOSTILE, chain
from benchmarks.service.started import Server, serving
from benchmarks.service.tally import COLUMNS, Tally, print_head, print_row

STUDENTS = 20
SLIDERS = 5
WARM_SHARE = 0.25
"""Of the time, after which memory should have its size: caches are full, heaps have grown."""
SAMPLES = 12

LARGER = """x = input(randn(64, 32))
w = param(randn(32, 16) * 0.1)
t = target(randn(64, 16))
optimizer = SGD([w], lr=0.05)
for i in range(20):
    optimizer.zero_grad()
    loss = mean((tanh(x @ w) - t) ** 2)
    loss.backward()
    optimizer.step()
"""

KEPT = 4 * 1024**2
"""Bytes of documents that are kept: so few that the cache is full before memory is looked at."""


GROWTH = 5.0
"""Percent by which memory may grow."""

LONG = 10
"""Minutes after which heaps have found their size, so that growth is told from it."""


class Afternoon:
    """Everybody at one server until the same moment: what students were told, memory over time."""

    def __init__(self, server: Server, seconds: float) -> None:
        self.students = Tally()
        self.memory: list[tuple[int, int]] = []
        self._server = server
        self._seconds = seconds
        self._end = time.perf_counter() + seconds
        self._chance = random.Random(0)

    async def spend(self) -> None:
        """Let them all come, and wait until they have gone."""
        students = (self._study(number) for number in range(STUDENTS))
        sliders = (self._slide(number) for number in range(SLIDERS))
        await asyncio.gather(self._observe(), self._attack(), *students, *sliders)

    @property
    def _over(self) -> bool:
        return time.perf_counter() >= self._end

    async def _study(self, number: int) -> None:
        """Change a program, look at it, look an op up; open the page anew after twenty changes."""
        address = f"127.0.3.{number + 1}"
        for turn in itertools.count(number):
            async with Client(self._server.port, address, gzip=bool(number % 2)) as client:
                for _ in range(20):
                    if self._over:
                        return
                    larger = f"{LARGER}# {self._chance.random()}"
                    program = larger if turn % 10 == 0 else chain()
                    self.students.add(await client.evaluate(program))
                    self.students.add(await client.get("/api/v1/ops"))
                    await asyncio.sleep(self._chance.uniform(0, 0.5))

    async def _attack(self) -> None:
        async with Client(self._server.port, "127.0.1.1") as client:
            while not self._over:
                program = self._chance.choice(HOSTILE)
                await client.evaluate(f"{program}\n# {self._chance.random()}")
                await asyncio.sleep(0.2)

    async def _slide(self, number: int) -> None:
        while not self._over:
            left = self._end - time.perf_counter()
            await slide(self._server.port, min(10.0, left), 4, number / 20)

    async def _observe(self) -> None:
        await asyncio.sleep(self._seconds * WARM_SHARE)
        for _ in range(SAMPLES):
            self.memory.append(self._server.resident())
            await asyncio.sleep(self._seconds * (1 - WARM_SHARE) / SAMPLES * 0.98)


def growth(sizes: list[int]) -> float:
    """Give the growth in percent, from the median of the first third to that of the last."""
    third = max(1, len(sizes) // 3)
    first, last = sorted(sizes[:third])[third // 2], sorted(sizes[-third:])[third // 2]
    return 100 * (last / first - 1)


def main(_: float = 1) -> None:
    """Print what students were told, and how memory grew."""
    minutes = float(os.environ.get("NABLASCOPE_MINUTES", "3"))
    with serving(cache_bytes=KEPT) as server:
        afternoon = Afternoon(server, 60 * minutes)
        asyncio.run(afternoon.spend())
    print_head("who", *COLUMNS)
    print_row(f"{STUDENTS} students, {minutes:g} minutes", *afternoon.students.cells())
    print_head("memory of", "at first MB", "at last MB", "growth %")
    grown = []
    for name, sizes in zip(
        ("the server", "its workers"), map(list, zip(*afternoon.memory, strict=True)), strict=True
    ):
        grown.append(growth(sizes))
        print_row(name, f"{sizes[0] / 1e6:.0f}", f"{sizes[-1] / 1e6:.0f}", f"{grown[-1]:.1f}")
    if minutes >= LONG and max(grown) > GROWTH:
        sys.exit(f"memory grew by more than {GROWTH:g} %")
