"""A lane: a few worker processes with one budget and one clock, and a queue before them."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from server.course import Course
from server.metrics import Metrics
from server.problems import ProblemError
from server.turns import Turns, client
from server.wire import ServersEnd
from server.worker import Answer, Fault, Limits, Profile, Report, Task, acknowledge, serve

ATTEMPTS = 2
"""A program whose worker died, perhaps by no fault of its own, gets one more."""

STARTS = 20
"""Workers that are started for one program, most of which died before they had it."""

GRACE = 0.25
"""Seconds in which what nobody waits for any more may still end: a new worker costs as much."""

TICK = 0.01
"""Seconds between two looks at the clock at least."""

LOOK = 0.05
"""Seconds in which a process that runs is seen to have run."""


class Clock:
    """A clock that stands still as long as a process could run and has no processor.

    So how busy the machine is decides nothing.
    """

    def __init__(self, process: int | None, seconds: float) -> None:
        self._process = process
        self._end = time.monotonic() + seconds - starved(process)

    @property
    def left(self) -> float:
        """Seconds until the time is over."""
        return self._end + starved(self._process) - time.monotonic()


def starved(process: int | None) -> float:
    """Give the seconds that a process could have run and had no processor, where that is told."""
    try:
        _, waited, _ = turns_of(process).split()
    except (OSError, ValueError):
        return 0.0
    return int(waited) / 1e9


def waits(process: int | None) -> bool:
    """Tell whether a process waits for a processor: for how long is only told afterwards."""
    try:
        before = turns_of(process)
        time.sleep(LOOK)
        _, _, state = Path(f"/proc/{process}/stat").read_text().rpartition(") ")
        return state.startswith("R") and turns_of(process) == before
    except OSError:
        return False


def turns_of(process: int | None) -> bytes:
    """Read how a process has shared the processors, which is done for every program.

    Raises OSError where that is not told.
    """
    file = os.open(f"/proc/{process}/schedstat", os.O_RDONLY)
    try:
        return os.read(file, 128)
    finally:
        os.close(file)


class WorkerDiedError(Exception):
    """A worker process ended without an answer; ``held`` tells whether it had a program."""

    def __init__(self, *, held: bool = False) -> None:
        super().__init__()
        self.held = held


class EngineFaultError(Exception):
    """The engine raised what it never should."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.kind}: {fault.says}")
        self.frames = (*fault.frames, fault.kind)


class Worker:
    """One worker process and the wire to it."""

    def __init__(self, context: ForkServerContext, profile: Profile, limits: Limits) -> None:
        self._ours, self._theirs = socket.socketpair()
        args = (self._theirs, profile, limits)
        self._process = context.Process(target=serve, args=args, daemon=True)
        self._wire = ServersEnd()
        self._ready = False
        self._late = False

    async def start(self) -> None:
        """Start the process."""
        await asyncio.to_thread(self._process.start)
        self._theirs.close()  # so that the wire ends where the process ends
        await self._wire.open(self._ours)

    async def wait(self) -> None:
        """Wait until the worker has imported and warmed what it needs."""
        if not self._ready:
            await self._receive()
            self._ready = True

    async def call(
        self, task: Task, arguments: tuple[Any, ...], seconds: float, course: Course
    ) -> Answer:
        """Run a task. After TimeoutError and WorkerDiedError the worker is of no more use."""
        await self.wait()
        try:
            self._wire.send((task, arguments))
        except EOFError as error:
            raise WorkerDiedError from error
        with self._stopped_in_time(seconds):
            while True:
                answer: Answer | Fault | Report = await self._receive(held=True)
                if isinstance(answer, Answer):
                    return answer
                if isinstance(answer, Fault):
                    raise EngineFaultError(answer)
                course.advance(answer.progress)

    def kill(self) -> None:
        """Kill the process; whoever waits for its answer learns that it died."""
        self._process.kill()

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        await asyncio.to_thread(self._process.join)
        self._wire.close()

    async def _receive(self, *, held: bool = False) -> Any:
        try:
            return await self._wire.receive()
        except EOFError as error:
            await asyncio.to_thread(self._process.join)
            if self._late or self._process.exitcode == -signal.SIGXCPU:
                raise TimeoutError from error
            raise WorkerDiedError(held=held) from error

    @contextmanager
    def _stopped_in_time(self, seconds: float) -> Iterator[None]:
        """Kill the process where this takes longer. Nobody looks before the time can be over."""
        clock, stops = Clock(self._process.pid, seconds), set[asyncio.Task[None]]()
        first_look = asyncio.get_running_loop().call_later(
            seconds, lambda: stops.add(asyncio.create_task(self._stop(clock)))
        )
        try:
            yield
        finally:
            first_look.cancel()
            for stop in stops:
                stop.cancel()

    async def _stop(self, clock: Clock) -> None:
        while (left := clock.left) > 0 or await asyncio.to_thread(waits, self._process.pid):
            await asyncio.sleep(max(left, TICK))
        self._late = True
        self.kill()


@dataclass(frozen=True, slots=True)
class Size:
    """How large a lane is: workers, programs that may wait, and seconds that one may take.

    ``each`` is how many of them one client may have running, as many as there are if None.
    """

    workers: int
    waiting: int
    seconds: float
    each: int | None = None


@dataclass(slots=True)
class Call:
    """One program in a lane: the worker that has it, and whether anybody waits for its answer."""

    worker: Worker | None = None
    abandoned: bool = False

    def kill(self) -> None:
        """Kill the worker, if it still has the program."""
        if self.worker is not None:
            self.worker.kill()


class Lane:
    """A few workers with one budget and one clock. Clients take turns at them.

    A program that runs when its client goes away is killed with its worker, ``GRACE`` later.
    """

    def __init__(self, profile: Profile, size: Size, limits: Limits, metrics: Metrics) -> None:
        self.name = name = profile.name
        self._profile = profile
        self.size = size
        self._limits = limits
        self._seconds = metrics.evaluation_seconds.labels(name)
        self._restarts = metrics.worker_restarts.labels(name)
        metrics.waiting.labels(name).set_function(lambda: self._turns.waiting)
        self._context = multiprocessing.get_context("forkserver")
        self._turns = Turns(size.workers, size.waiting, size.each)
        self._idle: list[Worker] = []
        self._workers: set[Worker] = set()
        self._running: set[asyncio.Task[Answer]] = set()
        self._closed = False

    async def open(self) -> None:
        """Start the workers and wait until each of them is warm."""
        self._context.set_forkserver_preload(["server.worker"])
        for _ in range(self.size.workers):
            self._idle.append(await self._start())
        await asyncio.gather(*(worker.wait() for worker in self._idle))

    async def close(self) -> None:
        """End the workers, whatever they are doing."""
        self._closed = True
        for worker in self._workers:
            worker.kill()
        await asyncio.gather(*self._running, return_exceptions=True)
        for worker in self._workers:
            await worker.end()

    async def run(self, task: Task, *arguments: Any, course: Course | None = None) -> Answer:
        """Run a task of ``server.worker`` with this lane's budget, and keep its ``course`` true.

        Raises TimeoutError when it ran too long, ProblemError when it could not be run at all.
        """
        course = course or Course()
        await self._turns.take(lambda place: course.wait(self.name, place))
        loop, call = asyncio.get_running_loop(), Call()
        mine, begun = client.get(), loop.time()
        running = loop.create_task(self._run(call, self._idle.pop(), course, task, arguments))
        self._running.add(running)

        def give_back(done: asyncio.Task[Answer]) -> None:
            self._running.discard(done)
            if not done.cancelled():
                done.exception()  # asyncio would complain of one that nobody waited for
            self._turns.give_back(mine, loop.time() - begun)

        running.add_done_callback(give_back)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            call.abandoned = True
            loop.call_later(GRACE, call.kill)
            raise

    async def _run(
        self, call: Call, worker: Worker, course: Course, task: Task, arguments: tuple[Any, ...]
    ) -> Answer:
        attempts = 0
        try:
            for _ in range(STARTS):
                call.worker = worker
                try:
                    with self._timed(task):
                        course.start(self.name)
                        return await worker.call(task, arguments, self.size.seconds, course)
                except WorkerDiedError as death:
                    worker = await self._replaced(worker, wanted=not call.abandoned)
                    attempts += death.held
                    if attempts == ATTEMPTS or call.abandoned:
                        break
                except TimeoutError:
                    worker = await self._replaced(worker)
                    raise
        finally:
            call.worker = None
            self._idle.append(worker)
        raise ProblemError(
            "worker-died", "The program was stopped: its worker died, and then another one."
        )

    def _timed(self, task: Task) -> AbstractContextManager[object]:
        """Count how long evaluations take; a question of the supervisor is none."""
        return nullcontext() if task is acknowledge else self._seconds.time()

    async def _replaced(self, worker: Worker, *, wanted: bool = True) -> Worker:
        await worker.end()
        self._workers.discard(worker)
        if self._closed:
            raise ProblemError("not-ready", "The server is shutting down.")
        self._restarts.inc()
        # Who goes away has done nothing wrong, and neither has the worker.
        level = logging.WARNING if wanted else logging.INFO
        logging.getLogger(__name__).log(level, "a worker of the %s lane was replaced", self.name)
        return await self._start()

    async def _start(self) -> Worker:
        worker = Worker(self._context, self._profile, self._limits)
        await worker.start()
        self._workers.add(worker)
        if self._closed:
            worker.kill()
        return worker
