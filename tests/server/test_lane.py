"""Clocks, memory and deaths: workers hang, run out of memory and die; the lane lives on."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server import lane, worker
from server.budgets import BUDGETS, LaneName
from server.evaluation import Evaluator
from server.lane import EngineFaultError
from server.problems import ProblemError
from server.settings import Settings
from tests.server.evaluators import fast, is_gone, process_of, run
from tests.server.tasks import (
    compute,
    compute_for_ever,
    devour,
    die,
    die_once,
    fail,
    hang,
    hang_as_job,
    hang_when_fast,
    linger,
    tell,
    want_most,
)
from tests.server.test_serve import wait_until


@contextmanager
def spinning() -> Iterator[int]:
    """Keep a processor busy with a process."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            yield process.pid
        finally:
            process.kill()


MEBIBYTE = 1024**2
SMALL, LARGE = 64 * MEBIBYTE, 96 * MEBIBYTE
TINY = 2.0**-20
ITS_OWN = 4 * MEBIBYTE
"""What a worker takes for itself, or has let go since its memory was bounded, at most."""


def test_processor_time_is_bounded_however_long_the_clock_would_wait(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    settings = Settings(fast_seconds=300, heavy_seconds=300, cpu_seconds=0.5)

    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="took more time") as caught:
            await evaluator._run(compute_for_ever)
        assert caught.value.kind == "over-time"
        assert (await fast(evaluator, tell)).status == 200

    run(scenario, settings)
    assert [message.split()[4] for message in clean_log.messages] == ["fast", "heavy"]
    clean_log.clear()


def test_each_program_has_all_of_its_processor_time() -> None:
    settings = Settings(fast_seconds=300, cpu_seconds=1.0)

    async def scenario(evaluator: Evaluator) -> None:
        for _ in range(9):
            assert (await fast(evaluator, compute, 0.3)).status == 200

    run(scenario, settings)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is not told apart")
def test_a_program_has_its_time_by_the_clock_that_stops_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The system's two counts of one worker part more and more."""
    held: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(worker.time, "clock_gettime", {worker.OF_TICKS: 70.25}.__getitem__)
    monkeypatch.setattr(worker.resource, "getrlimit", lambda _: (3, resource.RLIM_INFINITY))
    monkeypatch.setattr(worker.resource, "setrlimit", lambda *limit: held.append(limit))
    with worker._granted(2.0):
        assert held == [(resource.RLIMIT_CPU, (73, resource.RLIM_INFINITY))]
    assert held[1:] == [(resource.RLIMIT_CPU, (resource.RLIM_INFINITY,) * 2)]


@pytest.mark.skipif(sys.platform != "linux", reason="it is told by /proc")
def test_between_programs_no_clock_runs() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        process = process_of(await fast(evaluator, tell))
        limits = Path(f"/proc/{process}/limits").read_text()
        assert limits.splitlines()[1].split()[3:] == ["unlimited", "unlimited", "seconds"]

    run(scenario)


def test_the_clock_of_jobs_is_the_end(clean_log: pytest.LogCaptureFixture) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="took more time") as caught:
            await evaluator._run(hang_as_job)
        assert caught.value.kind == "over-time"
        assert (await evaluator._run(want_most)).status == 200

    run(scenario, Settings(fast_seconds=60, heavy_seconds=60, job_seconds=1))
    assert clean_log.messages == ["a worker of the job lane was replaced"]
    clean_log.clear()


def test_what_is_too_slow_for_the_fast_lane_runs_in_the_heavy_lane(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        before = process_of(await fast(evaluator, tell))
        assert (await evaluator._run(hang_when_fast)).body.startswith(b"heavy")
        assert is_gone(before)
        assert process_of(await fast(evaluator, tell)) != before

    run(scenario, Settings(fast_seconds=1, heavy_seconds=60))
    assert clean_log.messages == ["a worker of the fast lane was replaced"]
    clean_log.clear()


def test_the_clock_of_the_heavy_lane_is_the_end(clean_log: pytest.LogCaptureFixture) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="took more time") as caught:
            await evaluator._run(hang)
        assert caught.value.kind == "over-time"
        assert (await evaluator._run(tell)).status == 200

    run(scenario, Settings(fast_seconds=1, heavy_seconds=1))
    assert len(clean_log.messages) == 2
    clean_log.clear()


def test_the_clock_stands_still_while_a_worker_has_no_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await fast(evaluator, linger)).status == 200

    monkeypatch.setattr(lane, "starved", lambda _: time.monotonic())
    run(scenario, Settings(fast_seconds=0.01))


def test_no_worker_is_stopped_while_it_waits_for_a_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await fast(evaluator, linger)).status == 200

    monkeypatch.setattr(lane, "waits", lambda _: True)
    run(scenario, Settings(fast_seconds=0.01))


def test_it_is_seen_that_a_process_waits_for_a_processor() -> None:
    here = {min(os.sched_getaffinity(0))}
    with spinning() as busy, spinning() as idle:
        for process in (busy, idle):
            os.sched_setaffinity(process, here)
        os.sched_setscheduler(idle, os.SCHED_IDLE, os.sched_param(0))
        assert wait_until(lambda: lane.waits(idle))
        os.kill(idle, signal.SIGSTOP)
        assert wait_until(lambda: not lane.waits(idle))
    assert not lane.waits(idle)


def test_the_clock_stops_at_its_end_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    now = waited = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(lane, "starved", lambda _: waited)
    clock = lane.Clock(None, seconds=2.0)
    now += 2.0 - TINY
    assert clock.left > 0
    now += TINY
    assert clock.left == 0
    now, waited = now + 3.0, waited + 3.0 + TINY
    assert clock.left > 0


def test_the_clock_starts_when_the_worker_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = lane.Worker.wait

    async def wait_long(worker: lane.Worker) -> None:
        await wait(worker)
        await asyncio.sleep(1.0)

    async def scenario(evaluator: Evaluator) -> None:
        assert (await fast(evaluator, tell)).status == 200

    monkeypatch.setattr(lane.Worker, "wait", wait_long)
    run(scenario, Settings(fast_seconds=0.9))


def test_it_is_told_how_long_a_process_waited_for_a_processor() -> None:
    assert lane.starved(os.getpid()) > 0
    assert lane.starved(None) == 0


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_is_killed_is_replaced_and_its_program_runs_again(
    tmp_path: Path, clean_log: pytest.LogCaptureFixture, by: signal.Signals
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await fast(evaluator, die_once, tmp_path / "died", by)).status == 200

    run(scenario)
    assert len(clean_log.messages) == 1
    clean_log.clear()


def test_it_is_asked_whether_a_worker_answers(clean_log: pytest.LogCaptureFixture) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        worker = process_of(await fast(evaluator, tell))
        assert (await evaluator.acknowledge()).status == 200
        os.kill(worker, signal.SIGSTOP)
        with pytest.raises(ProblemError, match="No worker answers") as caught:
            await evaluator.acknowledge()
        assert caught.value.kind == "not-ready"
        assert (await evaluator.acknowledge()).status == 200

    run(scenario, Settings(fast_seconds=1))
    assert len(clean_log.messages) == 1
    clean_log.clear()


def test_a_worker_that_is_killed_while_idle_is_replaced(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        idle = process_of(await fast(evaluator, tell))
        os.kill(idle, signal.SIGKILL)
        assert process_of(await fast(evaluator, tell)) != idle

    run(scenario)
    assert len(clean_log.messages) == 1
    clean_log.clear()


def test_a_program_that_kills_every_worker_is_given_up(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="its worker died") as caught:
            await evaluator._run(die, signal.SIGKILL)
        assert caught.value.kind == "worker-died"
        assert (await fast(evaluator, tell)).status == 200

    run(scenario)
    assert len(clean_log.messages) == 2
    clean_log.clear()


@pytest.mark.parametrize("name", BUDGETS)
def test_memory_is_bounded(name: LaneName) -> None:
    room = {"fast": SMALL, "heavy": SMALL, "job": LARGE}[name]

    async def scenario(evaluator: Evaluator) -> None:
        mine = evaluator._lanes[name]
        before = process_of(await mine.run(tell))
        assert (await mine.run(devour, room - ITS_OWN)).status == 200
        answer = await mine.run(devour, room + ITS_OWN)
        assert (answer.status, b"needs more memory" in answer.body) == (422, True)
        assert process_of(await mine.run(tell)) == before

    run(scenario, Settings(worker_bytes=SMALL, job_bytes=LARGE))


def test_a_fault_of_the_engine_is_raised_with_its_traceback() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(EngineFaultError, match="KeyError: 'fast'"):
            await fast(evaluator, fail)

    run(scenario)
