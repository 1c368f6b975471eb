"""A lane: a few worker processes with one budget and one clock, and a queue before them."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import select
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from server.course import Course
from server.metrics import Metrics
from server.problems import ProblemError
from server.turns import Turns, client
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
        _, waited, _ = Path(f"/proc/{process}/schedstat").read_text().split()
    except (OSError, ValueError):
        return 0.0
    return int(waited) / 1e9


def waits(process: int | None) -> bool:
    """Tell whether a process waits for a processor: for how long is only told afterwards."""
    folder = Path(f"/proc/{process}")
    try:
        before = (folder / "schedstat").read_text()
        time.sleep(LOOK)
        _, _, state = (folder / "stat").read_text().rpartition(") ")
        return state.startswith("R") and (folder / "schedstat").read_text() == before
    except OSError:
        return False


class WorkerDiedError(Exception):
    """A worker process ended without an answer; ``held`` tells whether it had a program."""

    def __init__(self, *, held: bool = False) -> None:
        super().__init__()
        self.held = held


class NobodyWaitsError(Exception):
    """Whoever wanted an answer is gone."""


class EngineFaultError(Exception):
    """The engine raised what it never should."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.kind}: {fault.says}")
        self.frames = (*fault.frames, fault.kind)


class Worker:
    """One worker process and the pipe to it. Its methods block; threads of a lane call them."""

    def __init__(self, context: ForkServerContext, profile: Profile, limits: Limits) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, profile, limits), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends where the process ends
        self._arrivals = select.poll()
        self._arrivals.register(self._pipe, select.POLLIN)
        self._ready = False

    def wait(self) -> None:
        """Wait until the worker has imported and warmed what it needs."""
        if not self._ready:
            self._receive()
            self._ready = True

    def call(
        self, task: Task, arguments: tuple[Any, ...], seconds: float, course: Course
    ) -> Answer:
        """Run a task. After TimeoutError and WorkerDiedError the worker is of no more use."""
        self.wait()
        try:
            self._pipe.send((task, arguments))
        except OSError as error:
            raise WorkerDiedError from error
        process = self._process.pid
        clock, left = Clock(process, seconds), seconds
        while left > 0 or waits(process):
            if self._arrivals.poll(1e3 * max(left, TICK)):
                answer: Answer | Fault | Report = self._receive(held=True)
                if isinstance(answer, Answer):
                    return answer
                if isinstance(answer, Fault):
                    raise EngineFaultError(answer)
                course.advance(answer.progress)
            left = clock.left
        raise TimeoutError

    def kill(self) -> None:
        """Kill the process; whoever waits for its answer learns that it died."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        self._process.join()

    def _receive(self, *, held: bool = False) -> Any:
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            if self._process.exitcode == -signal.SIGXCPU:
                raise TimeoutError from error  # its processor time is over
            raise WorkerDiedError(held=held) from error


@dataclass(frozen=True, slots=True)
class Size:
    """How large a lane is: workers, programs that may wait, and seconds that one may take.

    ``each`` is how many of them one client may have running, as many as there are if None.
    """

    workers: int
    waiting: int
    seconds: float
    each: int | None = None


class Call:
    """One program in a lane, and whether anybody still waits for its answer."""

    def __init__(self) -> None:
        self.abandoned = False
        self._worker: Worker | None = None
        # A worker that has just got the next program must not be killed for this one.
        self._lock = threading.Lock()

    @contextmanager
    def in_hands_of(self, worker: Worker) -> Iterator[None]:
        """Be in this worker. Raises NobodyWaitsError where it would be for nobody."""
        with self._lock:
            if self.abandoned:
                raise NobodyWaitsError
            self._worker = worker
        try:
            yield
        finally:
            with self._lock:
                self._worker = None

    def abandon(self) -> None:
        """Begin with nothing any more: it would be for nobody."""
        with self._lock:
            self.abandoned = True

    def kill(self) -> None:
        """Kill the worker that has the program, if one still does."""
        with self._lock:
            if self._worker is not None:
                self._worker.kill()


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
        self._threads = ThreadPoolExecutor(size.workers, thread_name_prefix=name)
        self._turns = Turns(size.workers, size.waiting, size.each)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._workers: set[Worker] = set()
        self._closed = False

    async def open(self) -> None:
        """Start the workers and wait until each of them is warm."""
        self._context.set_forkserver_preload(["server.worker"])
        for _ in range(self.size.workers):
            self._idle.put(self._start())
        await asyncio.gather(*(asyncio.to_thread(worker.wait) for worker in self._workers))

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        self._closed = True
        for worker in list(self._workers):
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    async def run(self, task: Task, *arguments: Any, course: Course | None = None) -> Answer:
        """Run a task of ``server.worker`` with this lane's budget, and keep its ``course`` true.

        Raises TimeoutError when it ran too long, ProblemError when it could not be run at all.
        """
        course = course or Course()
        await self._turns.take(lambda place: course.wait(self.name, place))
        loop, call = asyncio.get_running_loop(), Call()
        mine, begun = client.get(), loop.time()
        running = self._threads.submit(self._run, call, course, task, arguments)

        def give_back(_: object) -> None:
            with suppress(RuntimeError):  # the loop is closed, and nobody waits for a turn
                loop.call_soon_threadsafe(self._turns.give_back, mine, loop.time() - begun)

        try:
            return await asyncio.wrap_future(running)
        except asyncio.CancelledError:
            call.abandon()
            loop.call_later(GRACE, call.kill)
            raise
        finally:
            if running.done():  # and the loop is here: it need not be woken up for it
                self._turns.give_back(mine, loop.time() - begun)
            else:
                running.add_done_callback(give_back)

    def _run(self, call: Call, course: Course, task: Task, arguments: tuple[Any, ...]) -> Answer:
        worker = self._idle.get()
        attempts = 0
        try:
            for _ in range(STARTS):
                try:
                    with call.in_hands_of(worker), self._timed(task):
                        course.start(self.name)
                        return worker.call(task, arguments, self.size.seconds, course)
                except NobodyWaitsError:
                    break
                except WorkerDiedError as death:
                    worker = self._replace(worker, wanted=not call.abandoned)
                    attempts += death.held
                    if attempts == ATTEMPTS:
                        break
                except TimeoutError:
                    worker = self._replace(worker)
                    raise
        finally:
            self._idle.put(worker)
        raise ProblemError(
            "worker-died", "The program was stopped: its worker died, and then another one."
        )

    def _timed(self, task: Task) -> AbstractContextManager[object]:
        """Count how long evaluations take; a question of the supervisor is none."""
        return nullcontext() if task is acknowledge else self._seconds.time()

    def _replace(self, worker: Worker, *, wanted: bool = True) -> Worker:
        worker.end()
        self._workers.discard(worker)
        if self._closed:
            raise ProblemError("not-ready", "The server is shutting down.")
        self._restarts.inc()
        # Who goes away has done nothing wrong, and neither has the worker.
        level = logging.WARNING if wanted else logging.INFO
        logging.getLogger(__name__).log(level, "a worker of the %s lane was replaced", self.name)
        return self._start()

    def _start(self) -> Worker:
        worker = Worker(self._context, self._profile, self._limits)
        self._workers.add(worker)
        return worker
