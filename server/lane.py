"""A lane: a few worker processes with one budget and one clock, and a queue before them."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from server.metrics import Metrics
from server.problems import ProblemError
from server.turns import Turns, client
from server.worker import Answer, Fault, Limits, Profile, Task, serve

ATTEMPTS = 2
"""A program whose worker died, perhaps by no fault of its own, gets one more."""

STARTS = 20
"""Workers that are started for one program, most of which died before they had it."""


TICK = 0.01
"""Seconds between two looks at the clock at least."""


def starved(process: int | None) -> float:
    """Give the seconds that a process could have run and had no processor, where that is told."""
    try:
        _, waited, _ = Path(f"/proc/{process}/schedstat").read_text().split()
    except (OSError, ValueError):
        return 0.0
    return int(waited) / 1e9


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
    """One worker process and the pipe to it. Its methods block; threads of a lane call them."""

    def __init__(self, context: ForkServerContext, profile: Profile, limits: Limits) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, profile, limits), daemon=True)
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
        except OSError as error:
            raise WorkerDiedError from error
        self._wait_within(seconds)
        answer: Answer | Fault = self._receive(held=True)
        if isinstance(answer, Fault):
            raise EngineFaultError(answer)
        return answer

    def _wait_within(self, seconds: float) -> None:
        """Wait for an answer, while a clock runs that stands still as long as the worker must wait.

        So how busy the machine is decides nothing. Raises TimeoutError.
        """
        begun, before = time.monotonic(), starved(self._process.pid)
        left = seconds
        while not self._pipe.poll(max(left, TICK)):
            left = seconds + starved(self._process.pid) - before - (time.monotonic() - begun)
            if left <= 0:
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
    """How large a lane is: workers, programs that may wait, and seconds that one may take."""

    workers: int
    waiting: int
    seconds: float


class Call:
    """One program in a lane, and whether anybody still waits for its answer."""

    def __init__(self) -> None:
        self._worker: Worker | None = None
        self._abandoned = False

    def runs_in(self, worker: Worker) -> None:
        """Tell which worker has the program. Raises WorkerDiedError where nobody waits for it."""
        self._worker = worker
        if self._abandoned:
            raise WorkerDiedError

    @property
    def abandoned(self) -> bool:
        """Whether another attempt would be for nobody."""
        return self._abandoned

    def abandon(self) -> None:
        """Kill the worker: its program is for nobody."""
        self._abandoned = True
        if self._worker is not None:
            self._worker.kill()


class Lane:
    """A few workers with one budget and one clock. Clients take turns at them.

    With ``kills``, a program that runs when its client goes away is killed with its worker; that is
    for lanes in which a program may run so long that a new worker costs less.
    """

    def __init__(
        self, profile: Profile, size: Size, limits: Limits, metrics: Metrics, *, kills: bool = False
    ) -> None:
        self.name = name = profile.name
        self._profile = profile
        self.size = size
        self._limits = limits
        self._kills = kills
        self._seconds = metrics.evaluation_seconds.labels(name)
        self._restarts = metrics.worker_restarts.labels(name)
        metrics.waiting.labels(name).set_function(lambda: self._turns.waiting)
        self._context = multiprocessing.get_context("forkserver")
        self._threads = ThreadPoolExecutor(size.workers, thread_name_prefix=name)
        self._turns = Turns(size.workers, size.waiting)
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

    async def run(self, task: Task, *arguments: Any) -> Answer:
        """Run a task of ``server.worker`` with this lane's budget.

        Raises TimeoutError when it ran too long, ProblemError when it could not be run at all.
        """
        await self._turns.take()
        loop, call = asyncio.get_running_loop(), Call()
        mine, begun = client.get(), loop.time()
        running = self._threads.submit(self._run, call, task, arguments)

        def give_back(_: object) -> None:
            with suppress(RuntimeError):  # the loop is closed, and nobody waits for a turn
                loop.call_soon_threadsafe(self._turns.give_back, mine, loop.time() - begun)

        running.add_done_callback(give_back)
        try:
            return await asyncio.wrap_future(running)
        except asyncio.CancelledError:
            if self._kills:
                call.abandon()
            raise

    def _run(self, call: Call, task: Task, arguments: tuple[Any, ...]) -> Answer:
        worker = self._idle.get()
        attempts = 0
        try:
            for _ in range(STARTS):
                try:
                    call.runs_in(worker)
                    with self._seconds.time():
                        return worker.call(task, arguments, self.size.seconds)
                except WorkerDiedError as death:
                    worker = self._replace(worker)
                    attempts += death.held
                    if call.abandoned or attempts == ATTEMPTS:
                        break
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
        worker = Worker(self._context, self._profile, self._limits)
        self._workers.add(worker)
        return worker
