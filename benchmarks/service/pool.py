"""What a lane with its worker costs, beside the engine in this process."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
from collections.abc import Callable

import orjson

import engine
from benchmarks.service.programs import chain
from benchmarks.service.tally import print_head, print_row
from server.evaluation import Evaluator
from server.settings import Settings
from server.worker import Program

ROUNDS = 600
WARM = 60


async def through_a_worker(rounds: int) -> float:
    """Give the median milliseconds of an evaluation in a worker of the fast lane."""
    times = []
    async with Evaluator(Settings()) as evaluator:
        for _ in range(rounds + WARM):
            start = time.perf_counter()
            await evaluator.evaluate(Program(chain()))
            times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times[WARM:])


def in_this_process(rounds: int) -> float:
    """Give the median milliseconds of the same without one, the collector off as in a worker."""
    gc.collect()
    gc.freeze()
    gc.disable()

    def evaluate() -> None:
        orjson.dumps(engine.evaluate(chain(), budget=engine.FAST).document)

    return 1e3 * statistics.median([timed(evaluate) for _ in range(rounds + WARM)][WARM:])


def timed(work: Callable[[], None]) -> float:
    """Give the seconds that something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(share: float = 1) -> None:
    """Print the table."""
    print_head("a program of 50 nodes", "median ms")
    rounds = round(share * ROUNDS)
    lane, alone = asyncio.run(through_a_worker(rounds)), in_this_process(rounds)
    gc.enable()
    print_row("through the fast lane", f"{lane:.2f}")
    print_row("in this process", f"{alone:.2f}")
    print_row("the lane costs", f"{lane - alone:.2f}")
