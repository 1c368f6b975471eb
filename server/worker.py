"""What runs inside a worker process: one program at a time, on one thread, within a budget.

This module is imported by the process that workers are forked from, so it imports the engine and
next to nothing else. Only bytes leave a worker; no object of the engine ever does.
"""

from __future__ import annotations

import gc
import hashlib
import math
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import orjson

import engine
from server.budgets import LaneName
from server.logs import frames_of
from server.parts import Parts, Taking
from server.problems import MANY, problem_json
from server.wire import WorkersEnd


@dataclass(frozen=True, slots=True)
class Profile:
    """A lane as its tasks know it: its budget, and those of the lanes where more is allowed.

    ``progress`` is for each task anew: whoever keeps it true lets others see how far it is.
    """

    name: LaneName
    budget: engine.Budget
    further: Sequence[tuple[LaneName, engine.Budget]] = ()
    progress: engine.Progress = field(default_factory=engine.Progress)

    def next(self, refusal: engine.Refusal | None) -> LaneName | None:
        """Give the first lane that might do what this one has refused."""
        if refusal is None:
            return None
        return next((name for name, budget in self.further if refusal.met_by(budget)), None)


COURTESY: Mapping[LaneName, int] = {"fast": 0, "heavy": 5, "job": 10}
"""How nice workers are: where all processors are busy, the small programs come first."""

PARTIAL_EDGES = 10_000
"""A stopped program of more is answered without what it had computed: nobody reads it."""

TOGETHER = 16 * 1024**2
"""The most bytes of a document that is given in parts as well."""

WARM_UP = "x = input([[1, 2], [3, 4]])\nsum(tanh(x @ x))\n"


@dataclass(frozen=True)
class Program:
    """Everything that a document depends on, besides the engine's version.

    ``expand`` names ops to open into scalar ops: that decides what is told, not what runs.
    """

    source: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Sequence[str] = ()
    seed: int = 0
    expand: Sequence[str] | Literal["all"] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the program and the engine's version; equal digests mean equal documents."""
        canonical = orjson.dumps(self, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(canonical + engine.__version__.encode()).hexdigest()

    @property
    def run(self) -> dict[str, Any]:
        """What decides how the program runs, as the engine's arguments."""
        return {
            "source": self.source,
            "inputs": self.inputs,
            "outputs": self.outputs,
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True)
class Slice:
    """``count`` elements of a tensor's value or gradient from ``start``, in row-major order."""

    tensor: str
    of: Literal["value", "gradient"]
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a gradient, in the backward pass of this number; None for the last one."""

    tensor: str
    index: Sequence[int]
    number: int | None


@dataclass(frozen=True)
class Answer:
    """A finished body and its HTTP status; ``lane`` is a larger one that may do better."""

    status: int
    body: bytes
    lane: LaneName | None = None


@dataclass(frozen=True)
class PartsAnswer(Answer):
    """A document in its parts. The body is empty where whoever asked has the frame already."""

    parts: Parts = field(default_factory=Parts)


@dataclass(frozen=True, slots=True)
class Fault:
    """What comes instead of an answer when the engine itself is at fault.

    ``says`` may quote the program, so it is kept apart from ``kind`` and ``frames``.
    """

    kind: str
    frames: Sequence[str]
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """How far a task has come; any number of these may come before its answer."""

    progress: engine.ProgressForm


Task = Callable[..., Answer]
"""A function of this module that takes the profile of its lane last."""


def acknowledge(_: Profile) -> Answer:
    """Answer, so that it is known that a worker does."""
    return Answer(200, b"")


def evaluate(program: Program, profile: Profile) -> Answer:
    """Run a program. 200 and its document, or 422 with what was computed before it stopped."""
    evaluation = _evaluated(program, profile)
    if isinstance(evaluation, Answer):
        return evaluation
    return Answer(200, evaluation.written(lambda _, value: orjson.dumps(value)))


def evaluate_in_parts(program: Program, known: bytes, profile: Profile) -> Answer:
    """Run a program for whoever may have its document in mind, with the frame ``known``.

    Of a large document no parts are given, so it always travels whole: with its parts beside it, it
    would take the worker's memory twice.
    """
    evaluation = _evaluated(program, profile)
    if isinstance(evaluation, Answer):
        return evaluation
    taking = Taking()
    body = evaluation.written(taking.dumps)
    parts = taking.parts if len(body) <= TOGETHER else Parts()
    return PartsAnswer(200, b"" if known and parts.frame == known else body, parts=parts)


def read_elements(program: Program, wanted: Slice, profile: Profile) -> Answer:
    """Run a program for a slice of one tensor. A program that stops later still has that tensor."""
    found = engine.elements(**program.run, **asdict(wanted), budget=profile.budget)
    return _told(found, found.array, profile)


def read_terms(program: Program, wanted: Element, profile: Profile) -> Answer:
    """Run a program for the terms of one element of a gradient."""
    found = engine.terms(**program.run, **asdict(wanted), budget=profile.budget)
    return _told(found, found.terms, profile)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the system holds a program to, whatever the budgets have let pass.

    ``bytes`` it may add to the memory of its worker, and ``cpu_seconds`` of a processor it may use.
    """

    bytes: int
    cpu_seconds: float


REPORTS_APART = 0.1
"""Seconds between two reports of one task; what is done sooner makes none."""

OF_TICKS = -8
"""The clock of this process that RLIMIT_CPU goes by: CPUCLOCK_PROF in Linux's posix-timers.h."""

DESCRIPTORS = 32
"""Files a worker may have open: it needs its wire and the standard streams."""


def serve(end: socket.socket, profile: Profile, limits: Limits) -> None:
    """Be a worker: say None when ready, then answer task by task until the server is gone.

    A fault of the engine travels back as text, since not every exception can be pickled.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends us
    os.environ.clear()  # no secret of the server's may be found here
    _prepare()
    wire = WorkersEnd(end)
    reporter = Reporter(wire)
    _confine(limits.bytes)
    os.nice(COURTESY[profile.name])
    wire.send(None)
    while True:
        try:
            task, arguments = wire.receive()
        except (EOFError, OSError):
            return
        with _granted(limits.cpu_seconds), reporter.reporting() as progress:
            answer = _perform(task, (*arguments, replace(profile, progress=progress)))
        wire.send(answer)
        gc.collect()


class Reporter:
    """Says now and then how far a task has come: a timer looks, so the task has nothing to do.

    A signal is handled between two steps of Python, on the one thread that there is.
    """

    def __init__(self, wire: WorkersEnd) -> None:
        self._wire = wire
        self._progress: engine.Progress | None = None
        self._told: engine.ProgressForm | None = None
        signal.signal(signal.SIGALRM, self._report)

    @contextmanager
    def reporting(self) -> Iterator[engine.Progress]:
        """Look at a task from now on, until it is done."""
        self._progress, self._told = engine.Progress(), None
        signal.setitimer(signal.ITIMER_REAL, REPORTS_APART, REPORTS_APART)
        try:
            yield self._progress
        finally:
            self._progress = None  # a signal that has come already finds nothing to tell
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _report(self, *_: object) -> None:
        # Where there is no room for one call more, or nobody there any more, nothing is told.
        with suppress(RecursionError, OSError):
            now = None if self._progress is None else self._progress.now
            if now is not None and now != self._told:
                self._told = now
                self._wire.send(Report(now))


def _perform(task: Task, arguments: Sequence[Any]) -> Answer | Fault:
    try:
        return task(*arguments)
    except MemoryError:
        detail = "The program was stopped: it needs more memory than one program may have."
        return Answer(422, problem_json("over-memory", detail))
    except Exception as error:
        return Fault(type(error).__name__, frames_of(error), str(error))


def _prepare() -> None:
    """Import and warm everything.

    Graphs hold no circles, so the collector only costs time while a program runs: it runs between
    programs instead.
    """
    engine.evaluate(WARM_UP)
    gc.freeze()
    gc.disable()


def _confine(memory: int) -> None:
    """Bound what a program may add to the memory in use, and take away what none needs: files."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))


@contextmanager
def _granted(seconds: float) -> Iterator[None]:
    """Let a program use this much of a processor; the system kills the worker after it."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(_counted() + seconds), most))
    try:
        yield
    finally:
        # What is still to be done is no program's, and the next one must not be blamed for it.
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _counted() -> float:
    """Tell how much of a processor the worker has used, in seconds, as its limit counts it.

    Linux counts ticks for the limit. From what it tells otherwise they part by a tenth and more, so
    that a worker with a minute's work behind it would have no time left.
    """
    if sys.platform == "linux":
        return time.clock_gettime(OF_TICKS)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _evaluated(program: Program, profile: Profile) -> engine.Evaluation | Answer:
    """Run a program to its end, or give the answer that says why it has none."""
    evaluation = engine.evaluate(
        **program.run,
        expand=program.expand,
        budget=profile.budget,
        progress=profile.progress,
    )
    if evaluation.complete:
        return _no_such_ops(evaluation.unknown) if evaluation.unknown else evaluation
    return _stopped(evaluation, profile, partly=0 < evaluation.edges <= PARTIAL_EDGES)


def _told(found: engine.Elements | engine.Terms, told: Any, profile: Profile) -> Answer:
    if told is not None:
        return Answer(200, orjson.dumps(told))
    if not found.evaluation.complete:
        return _stopped(found.evaluation, profile)
    return Answer(404, problem_json("not-found", found.missing))


def _no_such_ops(ids: Sequence[str]) -> Answer:
    detail = "The program has no such op to open. Ids of ops are those of its document."
    faults = [{"at": "body/expand", "message": f"There is no op {id!r}."} for id in ids[:MANY]]
    return Answer(422, problem_json("invalid-request", detail, errors=faults))


def _stopped(evaluation: engine.Evaluation, profile: Profile, *, partly: bool = False) -> Answer:
    """Say why a program stopped, and ``partly`` what it did before.

    Nothing is said where another lane runs it again.
    """
    lane = profile.next(evaluation.refusal)
    if lane is not None:
        return Answer(422, b"", lane)
    diagnostics = evaluation.diagnostics
    first = next(item for item in diagnostics if item["severity"] == "error")
    computed = {"document": evaluation.document} if partly else {}
    body = problem_json("program-stopped", first["message"], diagnostics=diagnostics, **computed)
    return Answer(422, body)
