"""Where programs run: three lanes of worker processes behind one interface.

Most programs are small. They never wait behind a large one, because the fast lane lets nobody stay:
what its small budget refuses, or its clock stops, starts again in the heavy lane. What is too large
for that one too is a job. Each lane has workers and a queue of its own.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.context import ForkServerContext
from queue import SimpleQueue
from typing import Any, Self

from server.cache import Documents, OwnDocuments, SharedDocuments
from server.metrics import Metrics
from server.problems import ProblemError
from server.settings import Settings
from server.worker import (
    Answer,
    Element,
    Fault,
    LaneName,
    Program,
    Slice,
    Task,
    evaluate,
    evaluate_in_parts,
    read_elements,
    read_terms,
    serve,
)

ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
"""A BLAS with threads crashes its process at a memory limit; small matrices gain nothing by it."""

ATTEMPTS = 2
"""A program whose worker died, perhaps by no fault of its own, gets one more."""


class WorkerDiedError(Exception):
    """A worker process ended without an answer."""


class EngineFaultError(Exception):
    """The engine raised what it never should."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.kind}: {fault.says}")
        self.frames = (*fault.frames, fault.kind)


class Worker:
    """One worker process and the pipe to it. Its methods block; threads of a lane call them."""

    def __init__(self, context: ForkServerContext, lane: LaneName, worker_bytes: int) -> None:
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, lane, worker_bytes)
        self._process = context.Process(target=serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends where the process ends
        self._ready = False

    def wait(self) -> None:
        """Wait until the worker has imported and warmed what it needs."""
        if not self._ready:
            self._receive()
            self._ready = True

    def call(self, task: Task, arguments: tuple[Any, ...], seconds: float) -> Answer:
        """Run a task. After TimeoutError and WorkerDiedError the worker is of no more use."""
        self.wait()
        try:
            self._pipe.send((task, arguments))
            answered = self._pipe.poll(seconds)
        except OSError as error:
            raise WorkerDiedError from error
        if not answered:
            raise TimeoutError
        answer: Answer | Fault = self._receive()
        if isinstance(answer, Fault):
            raise EngineFaultError(answer)
        return answer

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        self._process.join()

    def _receive(self) -> Any:
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerDiedError from error


class Lane:
    """A few workers with one budget and one clock, and a bounded queue before them."""

    def __init__(
        self,
        name: LaneName,
        metrics: Metrics,
        *,
        workers: int,
        seconds: float,
        waiting: int,
        worker_bytes: int,
    ) -> None:
        self.name = name
        self.seconds = seconds
        self._size = workers
        self._room = workers + waiting
        self._worker_bytes = worker_bytes
        self._seconds = metrics.evaluation_seconds.labels(name)
        self._restarts = metrics.worker_restarts.labels(name)
        self._length = metrics.waiting.labels(name)
        self._context = multiprocessing.get_context("forkserver")
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._workers: set[Worker] = set()
        self._inside = 0
        self._closed = False

    async def open(self) -> None:
        """Start the workers and wait until each of them is warm."""
        self._context.set_forkserver_preload(["server.worker"])
        for _ in range(self._size):
            self._idle.put(self._start())
        await asyncio.gather(*(asyncio.to_thread(worker.wait) for worker in self._workers))

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        self._closed = True
        for worker in list(self._workers):
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    async def run(self, task: Task, *arguments: Any) -> Answer:
        """Run a task of ``server.worker`` with this lane's budget.

        Raises TimeoutError when it ran too long, ProblemError when it could not be run at all.
        """
        if self._inside >= self._room:
            raise ProblemError(
                "busy",
                "Too many programs are waiting. Try again soon.",
                headers={"Retry-After": "1"},
            )
        self._inside += 1
        self._length.set(self._inside)
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._call, task, *arguments)
        finally:
            self._inside -= 1
            self._length.set(self._inside)

    def _call(self, task: Task, *arguments: Any) -> Answer:
        worker = self._idle.get()
        try:
            for _ in range(ATTEMPTS):
                try:
                    with self._seconds.time():
                        return worker.call(task, (*arguments, self.name), self.seconds)
                except WorkerDiedError:
                    worker = self._replace(worker)
                except TimeoutError:
                    worker = self._replace(worker)
                    raise
        finally:
            self._idle.put(worker)
        raise ProblemError(
            "worker-died", "The program was stopped: its worker died, and then another one."
        )

    def _replace(self, worker: Worker) -> Worker:
        worker.end()
        self._workers.discard(worker)
        if self._closed:
            raise ProblemError("not-ready", "The server is shutting down.")
        self._restarts.inc()
        logging.getLogger(__name__).warning("a worker of the %s lane was replaced", self.name)
        return self._start()

    def _start(self) -> Worker:
        worker = Worker(self._context, self.name, self._worker_bytes)
        self._workers.add(worker)
        return worker


class Evaluator:
    """Runs programs in worker processes, from ``async with`` to its end."""

    def __init__(self, settings: Settings, metrics: Metrics | None = None) -> None:
        metrics = metrics or Metrics()
        self._fast = Lane(
            "fast",
            metrics,
            workers=settings.fast_workers,
            seconds=settings.fast_seconds,
            waiting=settings.waiting,
            worker_bytes=settings.worker_bytes,
        )
        self._heavy = Lane(
            "heavy",
            metrics,
            workers=settings.heavy_workers,
            seconds=settings.heavy_seconds,
            waiting=settings.waiting,
            worker_bytes=settings.worker_bytes,
        )
        self._job = Lane(
            "job",
            metrics,
            workers=settings.job_workers,
            seconds=settings.job_seconds,
            waiting=settings.job_waiting,
            worker_bytes=settings.job_bytes,
        )
        self._lanes = (self._fast, self._heavy, self._job)
        self.documents: Documents = (
            SharedDocuments(settings.redis_url, settings.cache_seconds)
            if settings.redis_url
            else OwnDocuments(settings.cache_bytes)
        )
        self.ready = False

    async def __aenter__(self) -> Self:
        # Read by the process that workers are forked from, which starts with the first worker.
        os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
        await asyncio.gather(*(lane.open() for lane in self._lanes))
        self.ready = True
        return self

    async def __aexit__(self, *_: object) -> None:
        self.ready = False
        for lane in self._lanes:
            await asyncio.to_thread(lane.close)
        await self.documents.close()

    async def evaluate(self, program: Program) -> Answer:
        """Give the document of a program, or the problem that stopped it.

        The same program gives the same document, so one that is kept is not computed again.
        """
        digest = program.digest
        kept = await self.documents.get(digest)
        if kept is not None:
            return Answer(200, kept)
        answer = await self._run(evaluate, program)
        if answer.status == 200:
            await self.documents.put(digest, answer.body)
        return answer

    async def evaluate_in_parts(self, program: Program, known: bytes) -> Answer:
        """Give the parts of a program's document, and the whole where its frame is not ``known``.

        Nothing is kept: where a hand has drawn a number along, nobody comes by again.
        """
        return await self._run(evaluate_in_parts, program, known)

    async def read_elements(self, program: Program, wanted: Slice) -> Answer:
        """Give elements of one of a program's tensors."""
        return await self._run(read_elements, program, wanted)

    async def read_terms(self, program: Program, wanted: Element) -> Answer:
        """Give what an element of a gradient was computed from."""
        return await self._run(read_terms, program, wanted)

    async def _run(self, task: Task, *arguments: Any) -> Answer:
        try:
            answer = await self._fast.run(task, *arguments)
            if not answer.over_budget:
                return answer
        except TimeoutError:
            pass  # time alone refuses nothing: the heavy lane has more of it
        answer = await self._run_to_its_end(self._heavy, task, *arguments)
        if not answer.over_budget:
            return answer
        return await self._run_to_its_end(self._job, task, *arguments)

    async def _run_to_its_end(self, lane: Lane, task: Task, *arguments: Any) -> Answer:
        try:
            return await lane.run(task, *arguments)
        except TimeoutError:
            detail = f"The program was stopped: it ran for {lane.seconds:g} s."
            raise ProblemError("over-time", detail) from None
