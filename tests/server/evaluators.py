"""An evaluator with its workers, without a server around it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from server.evaluation import Evaluator
from server.settings import Settings
from server.worker import Answer

PATIENT = Settings(fast_seconds=60, heavy_seconds=60, waiting=1, job_waiting=1)

Scenario = Callable[[Evaluator], Coroutine[Any, Any, None]]


def run(scenario: Scenario, settings: Settings = PATIENT) -> None:
    """Play a scenario with one fast worker, so that it is known which one has a program."""

    async def within() -> None:
        async with Evaluator(settings.model_copy(update={"fast_workers": 1})) as evaluator:
            await scenario(evaluator)

    asyncio.run(within())


async def fast(evaluator: Evaluator, task: Any, *arguments: Any) -> Answer:
    return await evaluator._fast.run(task, *arguments)


def process_of(answer: Answer) -> int:
    return int(answer.body.split()[1])


def is_gone(process: int) -> bool:
    """Tell whether a process has ended; a zombie has."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
