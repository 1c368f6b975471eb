"""Where programs run: three lanes of worker processes behind one interface.

Most programs are small. They never wait behind a large one, because the fast lane lets nobody stay:
what its small budget refuses, or its clock stops, starts again in the heavy lane. What is too large
for that one too is a job. Each lane has workers and a queue of its own.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any, Self

from server.budgets import BUDGETS
from server.cache import Documents, OwnDocuments, SharedDocuments
from server.course import Course, Watch
from server.flights import Flights
from server.lane import Lane, Size
from server.metrics import Metrics
from server.problems import ProblemError
from server.settings import Settings
from server.worker import (
    Answer,
    Element,
    Limits,
    Profile,
    Program,
    Slice,
    Task,
    acknowledge,
    evaluate,
    evaluate_in_parts,
    read_elements,
    read_terms,
)

ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
"""A BLAS with threads crashes its process at a memory limit; small matrices gain nothing by it."""


FAST_WORKERS = 4
"""Workers that one server keeps busy with programs of some milliseconds."""


def processors() -> int:
    """Give how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Evaluator:
    """Runs programs in worker processes, from ``async with`` to its end."""

    def __init__(self, settings: Settings, metrics: Metrics | None = None) -> None:
        metrics = metrics or Metrics()
        small = Limits(settings.worker_bytes, settings.cpu_seconds)
        fast_workers = settings.fast_workers or min(processors(), FAST_WORKERS)
        fast = Size(fast_workers, settings.waiting, settings.fast_seconds)
        heavy = Size(settings.heavy_workers, settings.waiting, settings.heavy_seconds)
        job = Size(
            settings.job_workers,
            settings.job_waiting,
            settings.job_seconds,
            settings.jobs_per_client,
        )
        large = Limits(settings.job_bytes, settings.job_cpu_seconds)
        budgets = [(name, settings.budget(name)) for name in BUDGETS]
        profiles = [
            Profile(name, budget, budgets[place:])
            for place, (name, budget) in enumerate(budgets, start=1)
        ]
        self._fast = Lane(profiles[0], fast, small, metrics)
        self._heavy = Lane(profiles[1], heavy, small, metrics)
        self._job = Lane(profiles[2], job, large, metrics)
        self._lanes = {lane.name: lane for lane in (self._fast, self._heavy, self._job)}
        self.documents: Documents = (
            SharedDocuments(settings.redis_url, settings.cache_seconds)
            if settings.redis_url
            else OwnDocuments(settings.cache_bytes)
        )
        self._flights = Flights[Answer]()

    async def __aenter__(self) -> Self:
        # Read by the process that workers are forked from, which starts with the first worker.
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
        await asyncio.gather(*(lane.open() for lane in self._lanes.values()))
        self.ending = asyncio.get_running_loop().create_future()
        return self

    ending: asyncio.Future[None]
    """Is done when nobody may wait for an answer any longer."""

    def end(self) -> None:
        """Let nobody wait any longer: the server has to end."""
        if not self.ending.done():
            self.ending.set_result(None)

    async def __aexit__(self, *_: object) -> None:
        for lane in self._lanes.values():
            await lane.close()
        await self.documents.close()

    async def acknowledge(self) -> Answer:
        """Have a worker of the fast lane answer. Raises ProblemError where none does.

        Whoever else asks meanwhile shares it.
        """
        try:
            return await self._flights.join(
                acknowledge.__name__, lambda course: self._fast.run(acknowledge, course=course)
            )
        except (TimeoutError, ProblemError):
            raise ProblemError("not-ready", "No worker answers.") from None

    async def evaluate(self, program: Program, watch: Watch | None = None) -> Answer:
        """Give the document of a program, or the problem that stopped it. ``watch`` sees it come.

        The same program gives the same document, so one that is kept, or is being computed for
        somebody else, is not computed again.
        """
        digest = program.digest
        kept = await self.documents.get(digest)
        if kept is not None:
            return Answer(200, kept)
        return await self._flights.join(
            digest, lambda course: self._compute(program, digest, course), watch
        )

    async def _compute(self, program: Program, digest: str, course: Course) -> Answer:
        answer = await self._run(evaluate, program, course=course)
        if answer.status == 200:
            await self.documents.put(digest, answer.body)
        return answer

    async def evaluate_in_parts(self, program: Program, known: bytes, watch: Watch) -> Answer:
        """Give the parts of a program's document, and the whole where its frame is not ``known``.

        Nothing is kept: where a hand has drawn a number along, nobody comes by again.
        """
        watch.course = course = Course()
        return await self._run(evaluate_in_parts, program, known, course=course)

    async def read_elements(self, program: Program, wanted: Slice) -> Answer:
        """Give elements of one of a program's tensors."""
        return await self._run(read_elements, program, wanted)

    async def read_terms(self, program: Program, wanted: Element) -> Answer:
        """Give what an element of a gradient was computed from."""
        return await self._run(read_terms, program, wanted)

    async def _run(self, task: Task, *arguments: Any, course: Course | None = None) -> Answer:
        try:
            answer = await self._fast.run(task, *arguments, course=course)
        except TimeoutError:  # time alone refuses nothing: the heavy lane has more of it
            answer = await _run_to_its_end(self._heavy, task, *arguments, course=course)
        while answer.lane is not None:
            larger = self._lanes[answer.lane]
            answer = await _run_to_its_end(larger, task, *arguments, course=course)
        return answer


async def _run_to_its_end(lane: Lane, task: Task, *arguments: Any, course: Course | None) -> Answer:
    try:
        return await lane.run(task, *arguments, course=course)
    except TimeoutError:
        detail = "The program was stopped: it took more time than one program may."
        raise ProblemError("over-time", detail) from None
