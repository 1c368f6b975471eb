"""What a lane with its worker costs, beside the engine in this process."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time

import orjson

import engine
from benchmarks.service.programs import chain
from benchmarks.service.tally import print_head, print_row
from server.evaluation import Evaluator
from server.settings import Settings
from server.worker import Program

ROUNDS = 600
WARM = 60


async def measure(rounds: int) -> tuple[float, float]:
    """Give the median milliseconds in a worker of the fast lane, and in this process.

    They take turns, so that what else the machine does befalls both alike.
    """
    times = []
    async with Evaluator(Settings()) as evaluator:
        for _ in range(rounds + WARM):
            start = time.perf_counter()
            await evaluator.evaluate(Program(chain()))
            between = time.perf_counter()
            orjson.dumps(engine.evaluate(chain(), budget=engine.FAST).document)
            times.append((between - start, time.perf_counter() - between))
    lane, alone = zip(*times[WARM:], strict=True)
    return 1e3 * statistics.median(lane), 1e3 * statistics.median(alone)


def main(share: float = 1) -> None:
    """Print the table, measured with the collector off, as in a worker."""
    print_head("a program of 50 nodes", "median ms")
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        lane, alone = asyncio.run(measure(round(share * ROUNDS)))
    finally:
        gc.enable()
        gc.unfreeze()
    print_row("through the fast lane", f"{lane:.2f}")
    print_row("in this process", f"{alone:.2f}")
    print_row("the lane costs", f"{lane - alone:.2f}")
